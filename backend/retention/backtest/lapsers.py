"""Who really left, and what were they worth a week? Judged with hindsight, on all that is known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from backend.retention.backtest.buyers import ENOUGH, Buyer
from backend.retention.backtest.terms import COOL_DOWN, Terms
from backend.retention.days import WEEK

OWN_GAPS = 2
"""A silence is also this many of the own mean gap long."""
SHORTEST_WEEKS = 4
"""Over fewer weeks nobody's spend is spread."""


class Lapser(NamedTuple):
    """`last` purchase day, an ordinal; `weight` in minor units a week; `counted` where it lies in the window."""

    customer: str
    last: int
    weight: float
    counted: bool


def lapsers(buyers: Iterable[Buyer], terms: Terms) -> dict[str, Lapser]:
    """By customer."""
    first, last = terms.weeks[0] - COOL_DOWN, terms.weeks[-1] - COOL_DOWN
    found = {}
    for buyer in buyers:
        if _left(buyer, terms):
            gone = buyer.days[-1]
            weeks = max((gone - buyer.days[0]) / WEEK + 1, SHORTEST_WEEKS)
            weight = max(buyer.total, 0) / weeks
            found[buyer.customer] = Lapser(buyer.customer, gone, weight, first < gone <= last)
    return found


def _left(buyer: Buyer, terms: Terms) -> bool:
    purchases = len(buyer.days)
    if purchases < ENOUGH:
        return False
    silent = terms.end.toordinal() - buyer.days[-1]
    gaps = buyer.days[-1] - buyer.days[0]
    return silent >= terms.follow_weeks * WEEK and silent * (purchases - 1) >= OWN_GAPS * gaps
