"""Which rhythm does a whole base of customers have? MBG/NBD by maximum likelihood.

Likelihood and its derivatives: Batislam, Denizel, Filiztekin 2007. Held against BTYDplus' values in the tests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, lgamma, log, log1p

from backend.retention.climb import Bounds, Numbers, digamma, highest
from backend.retention.rhythm import UNTIL_FITTED, Rhythm

BOUNDS = Bounds(least=(1e-3, 1e-3, 1e-3, 1e-3), most=(1e3, 1e4, 1e3, 1e3))
"""Of r, alpha, a and b: reached only by a base whose customers are all alike, or never came back."""
STARTS = [
    (UNTIL_FITTED.r * sharp, UNTIL_FITTED.alpha * slow, UNTIL_FITTED.a, UNTIL_FITTED.b)
    for sharp, slow in ((1, 1), (1, 0.2), (1, 5), (3, 1), (3, 5))
]


@dataclass(frozen=True, kw_only=True)
class FittedRhythm:
    """`repeaters` of the `customers` came back at least once. `log_likelihood` of them all together."""

    rhythm: Rhythm
    customers: int
    repeaters: int
    log_likelihood: float


def fit_rhythm(base: Iterable[tuple[int, float, float]]) -> FittedRhythm:
    """From each customer's (x, t_x, T), times in weeks; see `rhythm`. Without customers: the numbers until fitted."""
    counted = Counter(base)
    customers = counted.total()
    if not customers:
        return FittedRhythm(rhythm=UNTIL_FITTED, customers=0, repeaters=0, log_likelihood=0.0)
    (r, alpha, a, b), mean = highest(Likelihood(counted).mean, STARTS, BOUNDS)
    return FittedRhythm(
        rhythm=Rhythm(r=r, alpha=alpha, a=a, b=b),
        customers=customers,
        repeaters=sum(count for (x, _, _), count in counted.items() if x),
        log_likelihood=mean * customers,
    )


class Likelihood:
    """Customers alike in x, t_x and T are one row; rows alike in x share what depends on x; times share their logs.

    Rows are sorted, for sums of floats depend on the order: the same customers lead to the very same numbers.
    """

    def __init__(self, counted: Counter[tuple[int, float, float]]) -> None:
        self._customers = counted.total()
        self._rows: dict[int, list[tuple[int, int, int]]] = {}
        place: dict[float, int] = {}
        for (x, t_x, weeks), count in sorted(counted.items()):
            last, asked = (place.setdefault(time, len(place)) for time in (t_x, max(t_x, weeks)))
            self._rows.setdefault(x, []).append((last, asked, count))
        self._times = list(place)

    def mean(self, numbers: Numbers) -> tuple[float, Numbers]:
        """The log-likelihood per customer at r, alpha, a, b; and its derivatives."""
        r, alpha, a, b = numbers
        logs = [log(alpha + time) for time in self._times]
        shares = [1 / (alpha + time) for time in self._times]
        same = lgamma(a + b) - lgamma(b) - lgamma(r) + r * log(alpha) + log(a)
        dropped, stayed, own = digamma(a + b), digamma(b), digamma(r) - log(alpha)
        total, by_r, by_alpha, by_a, by_b = 0.0, 0.0, 0.0, 0.0, 0.0
        for x, rows in self._rows.items():
            k, every = r + x, a + b + x
            many, value, active, at_log, at_share = _summed(rows, logs, shares, k, (b + x) / a)
            fewer = dropped - digamma(every) - 1 / every
            total += value + many * (same + lgamma(k) + lgamma(b + x) - lgamma(every) - log(every))
            by_r += many * (digamma(k) - own) - at_log
            by_alpha += many * r / alpha - k * at_share
            by_a += many * fewer + (many - active) / a
            by_b += many * (digamma(b + x) - stayed + fewer) + active / (b + x)
        n = self._customers
        return total / n, (by_r / n, by_alpha / n, by_a / n, by_b / n)


def _summed(
    rows: list[tuple[int, int, int]], logs: list[float], shares: list[float], k: float, odds: float
) -> tuple[int, float, float, float, float]:
    """Over customers with the same x: how many, what their times add to the likelihood, how many are still active, and
    log(alpha + time) and 1 / (alpha + time) where their rates end: at T for the active, at t_x for the others.
    """
    many, value, active, at_log, at_share = 0, 0.0, 0.0, 0.0, 0.0
    for last, asked, count in rows:
        silent = logs[asked] - logs[last]
        chance = odds * exp(-k * silent)
        still = count * chance / (1 + chance)
        many += count
        value += count * (log1p(chance) - k * logs[last])
        active += still
        at_log += count * logs[last] + still * silent
        at_share += count * shares[last] + still * (shares[asked] - shares[last])
    return many, value, active, at_log, at_share
