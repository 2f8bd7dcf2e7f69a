"""What has worked: by which way, on which weekday, at which hour were people reached, and after how many tries?"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from statistics import median_low
from typing import TypeVar
from uuid import UUID

from events.values import Channel, Outcome

FEWEST = 5
"""Tries, or yeses, from which anything is told: fewer say nothing."""
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One contact attempt that stands; `hour` is the power hour in which it was worked, `next_on` the next date that
    was saved with it. `at` is aware.
    """

    fact: UUID
    customer: UUID
    at: datetime
    channel: Channel
    outcome: Outcome
    inbound: bool
    hour: UUID | None = None
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """Of some tries of ours: how many were answered, and how many ended with an order."""

    tries: int
    answered: int
    yes: int


@dataclass(frozen=True, slots=True)
class Methods:
    """Each only where there were enough tries: by way, by weekday (Monday as 0) and by the hour of the firm's day."""

    ways: dict[Channel, Rate]
    weekdays: dict[int, Rate]
    hours: dict[int, Rate]

    @property
    def any(self) -> bool:
        return bool(self.ways or self.weekdays or self.hours)


@dataclass(frozen=True, slots=True)
class Perseverance:
    """`usual`: the how-manieth try was mostly the one that ended with an order; None from too few of them."""

    yes: int
    no: int
    unanswered: int
    usual: int | None

    @property
    def no_for_a_yes(self) -> float | None:
        """None while there are too few answers, or no yes yet."""
        return self.no / self.yes if self.yes and self.yes + self.no >= FEWEST else None


def methods(attempts: Iterable[Attempt], zone: tzinfo) -> Methods:
    ours = [one for one in attempts if not one.inbound]
    local = {one.fact: one.at.astimezone(zone) for one in ours}
    return Methods(
        _rates(ours, lambda one: one.channel),
        _rates(ours, lambda one: local[one.fact].weekday()),
        _rates(ours, lambda one: local[one.fact].hour),
    )


def _rates(attempts: Sequence[Attempt], key: Callable[[Attempt], K]) -> dict[K, Rate]:
    found: dict[K, list[Attempt]] = {}
    for one in attempts:
        found.setdefault(key(one), []).append(one)
    return {
        name: Rate(len(some), sum(one.outcome.reached for one in some), _count(some, Outcome.ORDERED))
        for name, some in sorted(found.items())
        if len(some) >= FEWEST
    }


def perseverance(attempts: Iterable[Attempt]) -> Perseverance:
    """Of tries in the order in which they happened. A yes begins the count of a customer anew."""
    ours = [one for one in attempts if not one.inbound]
    tried: dict[UUID, int] = {}
    took: list[int] = []
    for one in ours:
        tried[one.customer] = tried.get(one.customer, 0) + 1
        if one.outcome is Outcome.ORDERED:
            took.append(tried.pop(one.customer))
    return Perseverance(
        yes=len(took),
        no=_count(ours, Outcome.SAID_NO),
        unanswered=sum(not one.outcome.reached and one.outcome is not Outcome.SENT for one in ours),
        usual=median_low(took) if len(took) >= FEWEST else None,
    )


def _count(attempts: Iterable[Attempt], outcome: Outcome) -> int:
    return sum(one.outcome is outcome for one in attempts)
