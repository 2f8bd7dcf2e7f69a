"""How is the sweep shared out: how many does each have on a day, and when will everybody have been tried once?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from uuid import UUID

from backend.retention.days import Calendar

LONGEST = 261
"""Working days of a year: nobody plans further, and no count goes beyond."""


@dataclass(frozen=True, slots=True)
class End:
    """After so many working days, in so many weeks, on the day `on`; all None where it takes longer than a year."""

    days: int | None
    on: date | None
    weeks: int | None

    @property
    def week(self) -> date | None:
        """The Monday of its week."""
        return self.on and self.on - timedelta(days=self.on.weekday())


NEVER = End(None, None, None)


def share(a_day: int, holding: Sequence[UUID], who: UUID, turn: int) -> int:
    """How many of `a_day` are `who`'s on the working day number `turn`, shared evenly among those who hold some.

    What does not divide goes round, so that over the days each has the same.
    """
    if who not in holding:
        return 0
    each, rest = divmod(a_day, len(holding))
    return each + ((holding.index(who) - turn) % len(holding) < rest)


def days_needed(left: Collection[int], a_day: int, most: int) -> float:
    """Working days until nobody is left, `most` a person and day: who is done leaves their share to the others."""
    days, tried = 0.0, 0.0
    waiting = sorted(number for number in left if number)
    for at, number in enumerate(waiting):
        each = min(a_day / (len(waiting) - at), most)
        if not each:
            return float("inf")
        days += (number - tried) / each
        tried = number
    return days


def end(days: float, today: date, calendar: Calendar) -> End:
    """The last of so many working days, today being the first."""
    if days > LONGEST:
        return NEVER
    number = max(ceil(days), 1)
    return End(number, calendar.nth_working_day(today, number), ceil(number / len(calendar.working_days)))


def with_pools(held: Mapping[UUID, int], pools: Mapping[UUID, Sequence[UUID]]) -> list[int]:
    """How many each person will have tried in the end, where those of a team take its pool evenly between them.

    `held` by person and pool, `pools` tells who sells in the team of each pool.
    """
    own = {who: number for who, number in held.items() if who not in pools}
    for pool, sellers in pools.items():
        for at, who in enumerate(sellers):
            each, rest = divmod(held.get(pool, 0), len(sellers))
            own[who] = own.get(who, 0) + each + (at < rest)
    return list(own.values())
