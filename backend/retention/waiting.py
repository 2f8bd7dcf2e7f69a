"""After how many days do customers come back for a second purchase, of those who come back at all?

Kaplan and Meier's estimate over all customers, divided by where it levels off. The quantiles of those who came back
alone would be too short: of last month's customers only the quick ones are back yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

ENOUGH = 100
"""Below so many customers who came back, fixed numbers are used instead."""
MOST_OF_ONE = 0.03
"""So few have waited so long that one of them would stand for more than this share of all: no further."""
ROUNDING = 1e-9


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """The days by which a quarter, half and three quarters of those who come back have come back."""

    quarter: int
    half: int
    three_quarters: int


UNTIL_KNOWN = Waiting(quarter=30, half=60, three_quarters=90)
"""The rulebook's days for the second purchase, with their middle."""


def waiting_times(base: Iterable[tuple[int, bool]]) -> Waiting | None:
    """From each customer's days to the second purchase day (True), or without one until now (False).

    None where fewer than `ENOUGH` came back.
    """
    back, still = Counter[int](), Counter[int]()
    for days, came_back in base:
        (back if came_back else still)[days] += 1
    returned = _returned_by(back, still)
    if back.total() < ENOUGH or not returned:
        return None
    quarter, half, three_quarters = (
        next(days for days, share in returned if share >= part * returned[-1][1] - ROUNDING)
        for part in (0.25, 0.5, 0.75)
    )
    return Waiting(quarter=quarter, half=half, three_quarters=three_quarters)


def _returned_by(back: Counter[int], still: Counter[int]) -> list[tuple[int, float]]:
    """The share of all customers who are back by each day on which somebody came back, rising."""
    watched, away = back.total() + still.total(), 1.0
    returned = []
    for days in sorted(back.keys() | still.keys()):
        if away > MOST_OF_ONE * watched:
            break
        if back[days]:
            away *= 1 - back[days] / watched
            returned.append((days, 1 - away))
        watched -= back[days] + still[days]
    return returned
