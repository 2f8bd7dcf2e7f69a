"""How does the whole base buy in each week, against its own average? So that no season alarms about anybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

WEEK = 7
WEIGHT = 0.15
"""Of the newest week in an average that moves (EWMA): retention-science.md, 6.5."""
DECAY = 1 - WEIGHT
FEWEST = 20
"""Customers whose purchases make a week's pulse: fewer say nothing of everybody."""
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


def pulse_of(base: Iterable[Sequence[tuple[int, int]]], fewest_days: int, through: int) -> Pulse:
    """From each customer's purchase days up to `through`, ordinals and amounts: a like-for-like comparison.

    Each counts the same, against their own average, from the first purchase until half a year after the last. Who came
    newly or left long ago says nothing of a season, nor does a week that is not over.
    """
    known = [days for days in base if len(days) >= max(fewest_days, 2) and sum(amount for _, amount in days) > 0]
    if not known:
        return STEADY
    start = min(days[0][0] for days in known)
    weeks = (through - start + 1) // WEEK
    bought, comes, goes = [0.0] * weeks, [0] * (weeks + 1), [0] * (weeks + 1)
    for days in known:
        first, last = days[0][0], days[-1][0]
        gap = (last - first) / (len(days) - 1)
        usual = sum(amount for _, amount in days) / (last - first + gap) * WEEK
        comes[min((first - start) // WEEK, weeks)] += 1
        goes[min((last - start) // WEEK + 1 + STAYS, weeks)] += 1
        for day, amount in days:
            if (day - start) // WEEK < weeks:
                bought[(day - start) // WEEK] += amount / usual
    counted = accumulate(come - gone for come, gone in zip(comes[:weeks], goes[:weeks], strict=True))
    return Pulse(start, tuple(_moving(bought, list(counted))))


def _moving(bought: Sequence[float], counted: Sequence[int]) -> Iterator[int]:
    level = 1.0
    for number, count in zip(bought, counted, strict=True):
        if count >= FEWEST:
            level = level * DECAY + WEIGHT * number / count
        yield round(level * 100)
