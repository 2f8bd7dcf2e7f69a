"""Time zones: by whose clock does a customer live, where it is not the firm's?"""

from __future__ import annotations

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact
from events.values import time_zones, valid_name


@fact("time_zone_stated")
class TimeZoneStated(Fact):
    """Quiet hours are kept by this zone's clock; an empty one is the firm's own again."""

    zone: str


@command
class StateTimeZone(Command):
    zone: str

    def __post_init__(self) -> None:
        if self.zone and valid_name(self.zone) not in time_zones():
            raise Refused("Write the time zone as Europe/London or America/New_York, or leave it empty for our own.")


def decide(past: None, asked: StateTimeZone) -> list[TimeZoneStated]:
    return [TimeZoneStated(zone=valid_name(asked.zone) or "")]


def evolve(past: None, noted: Noted) -> None:
    return None


TIME_ZONES = Decider[None, StateTimeZone, TimeZoneStated](
    start=None,
    commands=(StateTimeZone,),
    facts=(TimeZoneStated,),
    decide=decide,
    evolve=evolve,
    reports=frozenset({StateTimeZone}),
)
