"""How far is a power hour, and is its time over? Real minutes, whatever a clock on the wall says meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from backend.retention.fold import in_order
from events.kernel import Fact, Recorded
from events.power_hours import PowerHourEnded, PowerHourPaused, PowerHourPlanned, PowerHourResumed, PowerHourShared
from events.values import Channel

FORGOTTEN = timedelta(hours=12)
"""Whoever paused for longer does not come back to that hour."""


@dataclass(frozen=True, slots=True)
class Pause:
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PowerHour:
    """An hour as its facts tell it; times are in UTC. `ways` empty: any."""

    id: UUID
    person: UUID
    begun_at: datetime
    cards: int
    minutes: int
    ways: tuple[Channel, ...]
    goal: str | None
    pauses: tuple[Pause, ...] = ()
    ended_at: datetime | None = None
    shared: bool = False

    @property
    def closes_at(self) -> datetime | None:
        """When its time is over; None while it is paused, for nobody knows."""
        if self.paused_since:
            return None
        paused = sum(((one.until or one.since) - one.since for one in self.pauses), timedelta())
        return self.begun_at + timedelta(minutes=self.minutes) + paused

    @property
    def paused_since(self) -> datetime | None:
        last = self.pauses[-1] if self.pauses else None
        return last.since if last and last.until is None else None

    def worked(self, at: datetime) -> timedelta:
        """How much of its time has passed by then, without the pauses; never more than was planned."""
        until = min(at, self.ended_at) if self.ended_at else at
        paused = sum((max(min(one.until or until, until) - one.since, timedelta()) for one in self.pauses), timedelta())
        return min(max(until - self.begun_at - paused, timedelta()), timedelta(minutes=self.minutes))

    def left(self, at: datetime) -> timedelta:
        return timedelta(minutes=self.minutes) - self.worked(at)

    def over(self, at: datetime) -> bool:
        """Whether it was ended by hand, its time is over, or nobody came back from a pause."""
        forgotten = self.paused_since is not None and at - self.paused_since > FORGOTTEN
        return self.ended_at is not None or forgotten or not self.left(at)


def power_hour(facts: Sequence[Recorded]) -> PowerHour | None:
    """The hour of one stream; None where nobody planned it.

    The plan came first, also by the clock of another phone that is a little slow. Of two phones the earlier one
    pauses, resumes and ends it.
    """
    found: PowerHour | None = None
    for noted in sorted(in_order(facts), key=lambda noted: not isinstance(noted.body, PowerHourPlanned)):
        if isinstance(noted.body, PowerHourPlanned):
            body = noted.body
            found = PowerHour(
                noted.stream, noted.noted_by, noted.occurred_at, body.cards, body.minutes, body.ways, body.goal
            )
        elif found is not None:
            found = _went_on(found, noted.body, max(noted.occurred_at, found.begun_at))
    return found


def _went_on(hour: PowerHour, body: Fact, at: datetime) -> PowerHour:
    match body:
        case PowerHourShared():
            return replace(hour, shared=True)
        case PowerHourPaused() if not (hour.paused_since or hour.ended_at):
            return replace(hour, pauses=(*hour.pauses, Pause(at)))
        case PowerHourResumed() if hour.paused_since and not hour.ended_at:
            return replace(hour, pauses=(*hour.pauses[:-1], Pause(hour.paused_since, at)))
        case PowerHourEnded() if not hour.ended_at:
            return replace(hour, ended_at=at)
        case _:
            return hour
