"""How does a customer usually buy: how often, and how much at a time?"""

from __future__ import annotations

from collections.abc import Sequence

from backend.retention.days import WEEK
from backend.retention.profile import PurchaseDay
from backend.retention.pulse import DECAY

GAPS_A_WEEK = 4
"""A week of the average is at least this part of the own gap."""


class Usual:
    """The habit that the next purchase is held against; it stands still while a change is on.

    `gap` is days between purchases, `basket` minor units of one; `week` is the days in which the moving averages decay
    once, `weight` what a visit adds to them.
    """

    __slots__ = ("basket", "count", "first", "gap", "last", "total", "week", "weight")

    def __init__(self, days: Sequence[PurchaseDay]) -> None:
        self.first, self.last = days[0].day, days[-1].day
        self.count, self.total = len(days), sum(bought.amount for bought in days)
        self._measure()

    def add(self, bought: PurchaseDay) -> None:
        self.last = bought.day
        self.count += 1
        self.total += bought.amount
        self._measure()

    def go_on_from(self, day: int) -> None:
        """The time of a change that is over counts for no habit."""
        self.first, self.last = self.first + day - self.last, day

    def _measure(self) -> None:
        self.gap = max((self.last - self.first) / (self.count - 1), 1)
        self.basket = self.total / self.count
        self.week = max(WEEK, self.gap / GAPS_A_WEEK)
        self.weight = 1 - DECAY ** (self.gap / self.week)
