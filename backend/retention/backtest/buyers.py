"""What did each customer buy, and what of it was known on a day?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from backend.retention.days import WEEK
from backend.retention.profile import Profile, PurchaseDay

ENOUGH = 3
"""Purchase days from which policies may call somebody."""
NO_FACT = UUID(int=0)
"""Stands for the fact of a purchase: nobody asks here why."""


@dataclass(frozen=True, slots=True)
class Buyer:
    """One customer's whole history; `days` are ordinals and rise, amounts are minor units.

    `given_back`: days and amounts of money that went back.
    """

    customer: str
    days: tuple[int, ...]
    amounts: tuple[int, ...]
    given_back: tuple[tuple[int, int], ...] = ()

    @property
    def total(self) -> int:
        return sum(self.amounts) - sum(amount for _, amount in self.given_back)

    def bought_between(self, after: int, until: int) -> bool:
        """Whether a purchase day lies after the one day and not after the other."""
        place = bisect_right(self.days, after)
        return place < len(self.days) and self.days[place] <= until


@dataclass(slots=True)
class Seen:
    """One customer as known on the day to which `until` was called last."""

    buyer: Buyer
    profile: Profile = field(default_factory=Profile)
    returns: int = 0

    @property
    def customer(self) -> str:
        return self.buyer.customer

    @property
    def first(self) -> int:
        return self.profile.days[0].day

    @property
    def last(self) -> int:
        return self.profile.days[-1].day

    @property
    def purchases(self) -> int:
        return len(self.profile.days)

    @property
    def spent(self) -> int:
        """Minor units so far; never less than nothing."""
        return max(self.profile.total, 0)

    def until(self, day: int) -> bool:
        """Take in what came through `day`; whether there was anything."""
        profile, known = self.profile, len(self.profile.days)
        returns = self.buyer.given_back
        new = bisect_right(self.buyer.days, day, known)
        new_returns = bisect_right(returns, day, self.returns, key=lambda back: back[0])
        if new == known and new_returns == self.returns:
            return False
        for place in range(known, new):
            amount = self.buyer.amounts[place]
            profile.days.append(PurchaseDay(self.buyer.days[place], amount, NO_FACT))
            profile.total += amount
        profile.orders = new
        profile.total -= sum(amount for _, amount in returns[self.returns : new_returns])
        self.returns = new_returns
        return True


def rhythms(buyers: Iterable[Buyer], day: int) -> Iterator[tuple[int, float, float]]:
    """x, t_x and T of everybody who had bought by `day`, in weeks, for a fit."""
    for buyer in buyers:
        if purchases := bisect_right(buyer.days, day):
            first, last = buyer.days[0], buyer.days[purchases - 1]
            yield purchases - 1, (last - first) / WEEK, max(day - first, 1) / WEEK
