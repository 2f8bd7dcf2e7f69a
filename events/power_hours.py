"""Power hours: who set a time aside for following up, with which plan, and how did that time run?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact, personal
from events.values import Channel, valid_text

MOST_CARDS = 100
MOST_MINUTES = 240
LONGEST_GOAL = 200


@fact("power_hour_planned")
class PowerHourPlanned(Fact):
    """The hour begins with its plan: so many cards in so many minutes, by these ways; none named is any.

    Whoever noted it works it. The stream is the hour itself, whose id the phone made.
    """

    cards: int
    minutes: int
    ways: tuple[Channel, ...] = ()
    goal: str | None = personal()


@fact("power_hour_paused")
class PowerHourPaused(Fact):
    """From here until it is resumed no time of the hour passes."""


@fact("power_hour_resumed")
class PowerHourResumed(Fact):
    pass


@fact("power_hour_ended")
class PowerHourEnded(Fact):
    """By hand. That its time is over, or that all cards are done, follows from the facts and is none of its own."""


@fact("power_hour_shared")
class PowerHourShared(Fact):
    """Whoever worked it shows its steps to their manager; until then the manager sees totals alone."""


@command
class PlanPowerHour(Command):
    cards: int
    minutes: int
    ways: tuple[Channel, ...] = ()
    goal: str | None = None

    def __post_init__(self) -> None:
        valid_text(self.goal, longest=LONGEST_GOAL)
        if not 1 <= self.cards <= MOST_CARDS:
            raise Refused(f"Plan between 1 and {MOST_CARDS} cards for one hour.")
        if not 1 <= self.minutes <= MOST_MINUTES:
            raise Refused(f"Plan between 1 and {MOST_MINUTES} minutes.")


@command
class PausePowerHour(Command):
    pass


@command
class ResumePowerHour(Command):
    pass


@command
class EndPowerHour(Command):
    pass


@command
class SharePowerHour(Command):
    pass


PowerHourFact = PowerHourPlanned | PowerHourPaused | PowerHourResumed | PowerHourEnded | PowerHourShared
PowerHourCommand = PlanPowerHour | PausePowerHour | ResumePowerHour | EndPowerHour | SharePowerHour


@dataclass(frozen=True, kw_only=True)
class PowerHourState:
    planned: bool = False
    shared: bool = False

    def noting(self, body: PowerHourFact) -> list[PowerHourFact]:
        """Raises Refused for an hour that nobody planned."""
        if not self.planned:
            raise Refused("There is no such power hour. Start one first.")
        return [body]


def decide(past: PowerHourState, asked: PowerHourCommand) -> list[PowerHourFact]:
    """What one phone noted is kept, whatever another one of the same person noted: what of it counts, the fold says."""
    match asked:
        case PlanPowerHour(cards=cards, minutes=minutes, ways=ways, goal=goal):
            if past.planned:
                raise Refused("This power hour has begun already. Go on with it, or start another one.")
            return [PowerHourPlanned(cards=cards, minutes=minutes, ways=ways, goal=valid_text(goal))]
        case PausePowerHour():
            return past.noting(PowerHourPaused())
        case ResumePowerHour():
            return past.noting(PowerHourResumed())
        case EndPowerHour():
            return past.noting(PowerHourEnded())
        case SharePowerHour():
            return [] if past.shared else past.noting(PowerHourShared())
        case _:
            assert_never(asked)


def evolve(past: PowerHourState, noted: Noted) -> PowerHourState:
    match noted.body:
        case PowerHourPlanned():
            return replace(past, planned=True)
        case PowerHourShared():
            return replace(past, shared=True)
        case _:
            return past


POWER_HOURS = Decider[PowerHourState, PowerHourCommand, PowerHourFact](
    start=PowerHourState(),
    commands=(PlanPowerHour, PausePowerHour, ResumePowerHour, EndPowerHour, SharePowerHour),
    facts=(PowerHourPlanned, PowerHourPaused, PowerHourResumed, PowerHourEnded, PowerHourShared),
    decide=decide,
    evolve=evolve,
)
