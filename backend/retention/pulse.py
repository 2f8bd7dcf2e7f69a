"""How does the whole base buy in each week, against its own average? So that no season alarms about anybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from backend.retention.profile import PurchaseDay

WEEK = 7
WEIGHT = 0.15
"""Of the newest week in an average that moves (EWMA): retention-science.md, 6.5."""
DECAY = 1 - WEIGHT
FEWEST = 20
"""Customers whose purchases make a week's pulse: fewer say nothing of everybody."""
FEWEST_DAYS = 6
"""Purchase days of each of them: fewer make no average."""
PARTS = 10**6
"""Shares are counted in whole millionths: their sum is the same in whatever order customers come."""
LONGEST = 520
"""Weeks that are kept: ten years."""
STAYS = 26
"""Weeks for which who stopped buying still counts: as long as a season may keep them away."""


@dataclass(frozen=True)
class Pulse:
    """`percents` of the base's own average, one for each week from the day `start`, an ordinal, on.

    It excuses and never accuses: a week above the average counts as one at it. What is not known yet is as it was last.
    """

    start: int = 0
    percents: tuple[int, ...] = ()

    def share(self, day: int) -> float:
        """Of its own average what the base bought by then: above 0, and 1 at most."""
        if not self.percents or day < self.start:
            return 1.0
        week = min((day - self.start) // WEEK, len(self.percents) - 1)
        return min(max(self.percents[week], 1), 100) / 100

    def spans(self, day: int) -> Iterator[tuple[int, int | None, float]]:
        """From `day` on: first day, the day after the last (None: for good), and the share of all days between."""
        for week in range(max((day - self.start) // WEEK, 0), len(self.percents)):
            end = self.start + (week + 1) * WEEK
            yield day, end, self.share(day)
            day = end
        yield day, None, self.share(day)


STEADY = Pulse()
"""Of a base of which nothing is known: no season."""


def pulse_of(base: Iterable[Sequence[PurchaseDay]], through: int) -> Pulse:
    """From each customer's purchase days up to `through`, an ordinal: a like-for-like comparison.

    Each counts the same, against their own average, from the first purchase until half a year after the last. Who came
    newly or left long ago says nothing of a season, nor does a week that is not over.
    """
    known = [days for days in base if len(days) >= FEWEST_DAYS and any(bought.amount for bought in days)]
    if not known:
        return STEADY
    start = min(days[0].day for days in known)
    weeks = (through - start + 1) // WEEK
    spent, comes, goes = [0] * weeks, [0] * (weeks + 1), [0] * (weeks + 1)
    for days in known:
        usual = _a_week(days)
        comes[min((days[0].day - start) // WEEK, weeks)] += 1
        goes[min((days[-1].day - start) // WEEK + 1 + STAYS, weeks)] += 1
        for bought in days:
            if (week := (bought.day - start) // WEEK) < weeks:
                spent[week] += round(bought.amount / usual * PARTS)
    counted = accumulate(come - gone for come, gone in zip(comes[:weeks], goes[:weeks], strict=True))
    first = max(weeks - LONGEST, 0)
    return Pulse(start + first * WEEK, tuple(_moving(spent, list(counted)))[first:])


def _a_week(days: Sequence[PurchaseDay]) -> float:
    """What somebody usually spends a week: the last purchase too has a gap of time to last for."""
    span = days[-1].day - days[0].day
    return sum(bought.amount for bought in days) / (span + span / (len(days) - 1)) * WEEK


def _moving(spent: Sequence[int], counted: Sequence[int]) -> Iterator[int]:
    level = 1.0
    for number, count in zip(spent, counted, strict=True):
        if count >= FEWEST:
            level = level * DECAY + WEIGHT * number / count / PARTS
        yield round(level * 100)
