"""How much does a customer spend on an order? Gamma-Gamma (Fader, Hardie 2013): own mean, drawn toward the base's.

One large order makes no large customer. It takes for granted that who buys often spends no other sum an order:
`correlation` says whether that holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import lgamma, log, sqrt
from statistics import fmean

from backend.retention.climb import Bounds, Numbers, digamma, highest
from backend.retention.profile import PurchaseDay

CORRELATED = 0.2
"""Past it, up or down, the model's ground does not hold."""
LEAST_Q = 1.1
"""At 1 the base has no mean any more."""


@dataclass(frozen=True, kw_only=True)
class Spend:
    """The three numbers of the whole base; `v` in the unit of the amounts that they were fitted to."""

    p: float
    q: float
    v: float


@dataclass(frozen=True, kw_only=True)
class FittedSpend:
    """`customers` paid something. `log_likelihood` of them all together; `correlation`: see there."""

    spend: Spend
    customers: int
    log_likelihood: float
    correlation: float


def depends_on_frequency(correlation: float | None) -> bool:
    """Whether a screen says that mean orders are less sure here: frequent customers spend another sum an order."""
    return abs(correlation or 0.0) > CORRELATED


def mean_order(spend: Spend, orders: int, mean: float) -> float:
    """What an order of this customer is expected to be, after so many above zero; without any, the base's mean."""
    return spend.p * (spend.v + orders * mean) / (spend.p * orders + spend.q - 1)


def paid(days: Iterable[PurchaseDay]) -> tuple[int, float]:
    """How many purchase days above zero, and their mean: what was given away or back says nothing of an order."""
    amounts = [one.amount for one in days if one.amount > 0]
    return len(amounts), sum(amounts) / len(amounts) if amounts else 0.0


def fit_spend(base: Iterable[tuple[int, float]]) -> FittedSpend | None:
    """From each customer's orders above zero and their mean; who has none is left out. None without anybody."""
    # Sorted, for sums of floats depend on the order.
    counted = Counter(sorted((orders, mean) for orders, mean in base if orders and mean > 0))
    if not counted:
        return None
    usual = fmean([mean for _, mean in counted], list(counted.values()))
    bounds = Bounds(least=(1e-3, LEAST_Q, usual * 1e-4), most=(1e3, 1e3, usual * 1e4))
    starts = [(p, q, usual * (q - 1) / p) for p, q in ((1.0, 3.0), (6.0, 4.0), (30.0, 8.0))]
    customers = counted.total()
    (p, q, v), value = highest(_Likelihood(counted).mean, starts, bounds)
    return FittedSpend(
        spend=Spend(p=p, q=q, v=v),
        customers=customers,
        log_likelihood=value * customers,
        correlation=correlation(counted),
    )


def correlation(counted: Counter[tuple[int, float]]) -> float:
    """Of the number of orders with their mean, over customers; 0 where all are alike in either."""
    often, much = ([row[column] for row in counted] for column in (0, 1))
    weights = list(counted.values())
    usual, mean = fmean(often, weights), fmean(much, weights)
    rows = [(one - usual, other - mean, weight) for one, other, weight in zip(often, much, weights, strict=True)]
    spread = sqrt(sum(w * x * x for x, _, w in rows) * sum(w * y * y for _, y, w in rows))
    return sum(w * x * y for x, y, w in rows) / spread if spread else 0.0


class _Likelihood:
    """Rows alike in the number of orders share what depends on it."""

    def __init__(self, counted: Counter[tuple[int, float]]) -> None:
        self._customers = counted.total()
        self._rows: dict[int, list[tuple[float, int]]] = {}
        for (orders, mean), count in counted.items():
            self._rows.setdefault(orders, []).append((orders * mean, count))
        self._many = {orders: sum(count for _, count in rows) for orders, rows in self._rows.items()}
        self._logs = {orders: sum(count * log(sum_) for sum_, count in rows) for orders, rows in self._rows.items()}

    def mean(self, numbers: Numbers) -> tuple[float, Numbers]:
        """The log-likelihood per customer at p, q, v; and its derivatives."""
        p, q, v = numbers
        total, by_p, by_q, by_v = 0.0, 0.0, 0.0, 0.0
        same, own = q * log(v) - lgamma(q), log(v) - digamma(q)
        for orders, rows in self._rows.items():
            k, many, logs = p * orders, self._many[orders], self._logs[orders]
            at_log = sum(count * log(sum_ + v) for sum_, count in rows)
            at_share = sum(count / (sum_ + v) for sum_, count in rows)
            both = digamma(k + q)
            # Of the mean, not of the sum: hence the log of the number of orders.
            total += many * (lgamma(k + q) - lgamma(k) + same + log(orders)) + (k - 1) * logs - (k + q) * at_log
            by_p += orders * (many * (both - digamma(k)) + logs - at_log)
            by_q += many * (both + own) - at_log
            by_v += many * q / v - (k + q) * at_share
        n = self._customers
        return total / n, (by_p / n, by_q / n, by_v / n)
