"""How does the whole base buy in each week, against its own average? So that no season alarms about anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.retention.days import WEEK
from backend.retention.profile import PurchaseDay

WEIGHT = 0.15
"""Of the newest week in an average that moves (EWMA): after five weeks of nothing less than half is left."""
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


class Weeks:
    """Counts customer by customer what the base bought in each week, Monday to Sunday: a like-for-like comparison.

    Each counts the same, against their own average, from the first purchase until half a year after the last. Who came
    newly or left long ago says nothing of a season. `last` is the last purchase day of all.
    """

    def __init__(self) -> None:
        self.last = 0
        self._spent, self._coming = Counter[int](), Counter[int]()

    def add(self, days: Sequence[PurchaseDay]) -> None:
        """The purchase days of one customer, rising."""
        if days:
            self.last = max(self.last, days[-1].day)
        if len(days) < FEWEST_DAYS or not any(bought.amount for bought in days):
            return
        span = days[-1].day - days[0].day
        # The last purchase too has a gap of time to last for.
        a_week = sum(bought.amount for bought in days) / (span + span / (len(days) - 1)) * WEEK
        self._coming[_week(days[0].day)] += 1
        self._coming[_week(days[-1].day) + 1 + STAYS] -= 1
        for bought in days:
            self._spent[_week(bought.day)] += round(bought.amount / a_week * PARTS)

    def pulse(self) -> Pulse:
        """Of the weeks that were over on the last purchase day: what is told of one that is not is too little."""
        first, end = min(self._coming, default=0), self.last // WEEK
        if not self._coming:
            return STEADY
        counted, level, percents = 0, 1.0, []
        for week in range(first, end):
            counted += self._coming[week]
            if counted >= FEWEST:
                level = level * DECAY + WEIGHT * self._spent[week] / counted / PARTS
            percents.append(round(level * 100))
        kept = percents[-LONGEST:]
        return Pulse((end - len(kept)) * WEEK + 1, tuple(kept))


def _week(day: int) -> int:
    """Counted from the Monday that is day 1."""
    return (day - 1) // WEEK
