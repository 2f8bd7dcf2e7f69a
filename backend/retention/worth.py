"""What is a customer expected to be worth in the next 12 months? Expected purchases x mean order x margin, in parts.

MBG/NBD for the purchases (closed form as in R package BTYDplus), Gamma-Gamma for the mean order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

from backend.retention.days import WEEK
from backend.retention.profile import PurchaseDay
from backend.retention.rhythm import Rhythm, active
from backend.retention.spend import Spend, mean_order, paid

YEAR_WEEKS = 52.0
REVENUE = 100
"""The margin, in percent, of a firm that has not said any: worth is what comes in."""
NEAR_ONE = 1e-6
LARGE = 1e200
ENOUGH = 1e-13
TERMS = 100_000


@dataclass(frozen=True, kw_only=True)
class Worth:
    """The parts of the sum; `mean_order` in minor units."""

    purchases: float
    mean_order: float
    margin_percent: int

    @property
    def total(self) -> int:
        """Minor units."""
        return round(self.purchases * self.mean_order * self.margin_percent / 100)


def expected_worth(
    days: Sequence[PurchaseDay], day: int, rhythm: Rhythm, spend: Spend | None, *, margin_percent: int = REVENUE
) -> Worth | None:
    """In the 52 weeks from `day` on, an ordinal. None before the first purchase. `spend` None: the own mean counts.

    Amounts of zero or less say nothing of the mean order; their days are purchases all the same.
    """
    known = [one for one in days if one.day <= day]
    if not known:
        return None
    first, last = known[0].day, known[-1].day
    orders, own = paid(known)
    return Worth(
        purchases=expected_purchases(rhythm, len(known) - 1, (last - first) / WEEK, (day - first) / WEEK, YEAR_WEEKS),
        mean_order=mean_order(spend, orders, own) if spend else own,
        margin_percent=margin_percent,
    )


def expected_purchases(rhythm: Rhythm, x: int, t_x: float, age: float, weeks: float) -> float:
    """In the next `weeks` after `age` weeks since the first purchase, of a customer with x, t_x; see `rhythm`."""
    # At a = 1 the form is 0 / 0, and beside it nearly the same.
    a = rhythm.a if abs(rhythm.a - 1) > NEAR_ONE else 1 + NEAR_ONE
    c = a + rhythm.b + x
    series = weighted_series(rhythm.r + x, rhythm.b + x + 1, c, weeks / (rhythm.alpha + age + weeks))
    expected = c / (a - 1) * (1 - series) * active(rhythm, x, t_x, age)
    # Where nearly all of the time is still to come the series is cut short: nobody buys more than who never leaves.
    return min(max(expected, 0.0), weeks * (rhythm.r + x) / (rhythm.alpha + age))


def weighted_series(r: float, b: float, c: float, z: float) -> float:
    """(1 - z)^r x 2F1(r, b; c; z), of positive numbers and 0 <= z < 1: no step of it is too large or too small."""
    scale, total, term = r * log(1 - z), 1.0, 1.0
    for n in range(TERMS):
        term *= (r + n) * (b + n) / ((c + n) * (n + 1)) * z
        total += term
        if term < total * ENOUGH * (1 - z):
            break
        if total > LARGE:
            total, term, scale = total / LARGE, term / LARGE, scale + log(LARGE)
    return exp(scale + log(total))
