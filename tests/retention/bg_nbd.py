"""What does BG/NBD say (Fader, Hardie, Lee 2005)? Not in the product: it takes every one-time buyer for active.

Kept here because its published values are the best known: they hold the optimiser and the series to account.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, lgamma, log

from backend.retention.climb import Bounds, Numbers, highest
from backend.retention.rhythm import Rhythm
from backend.retention.worth import weighted_series

NUDGE = 1e-6


def fit(base: Iterable[tuple[int, float, float]]) -> tuple[Rhythm, float]:
    """The numbers, and the log-likelihood."""
    rows = list(base)

    def gain(numbers: Numbers) -> tuple[float, list[float]]:
        value = sum(log_likelihood(numbers, *row) for row in rows)
        slopes = [
            (sum(log_likelihood(_nudged(numbers, place), *row) for row in rows) - value) / NUDGE for place in range(4)
        ]
        return value / len(rows), [slope / len(rows) for slope in slopes]

    (r, alpha, a, b), mean = highest(gain, [(0.3, 5.0, 0.8, 2.0)], Bounds([1e-3] * 4, [1e3] * 4))
    return Rhythm(r=r, alpha=alpha, a=a, b=b), mean * len(rows)


def _nudged(numbers: Numbers, place: int) -> list[float]:
    return [one + NUDGE * (at == place) for at, one in enumerate(numbers)]


def log_likelihood(numbers: Numbers, x: int, t_x: float, weeks: float) -> float:
    r, alpha, a, b = numbers
    shared = lgamma(r + x) - lgamma(r) + r * log(alpha) + lgamma(a + b) - lgamma(b) - lgamma(a + b + x) + lgamma(b + x)
    stayed = -(r + x) * log(alpha + weeks)
    if not x:
        return shared + stayed
    left = log(a / (b + x - 1)) - (r + x) * log(alpha + t_x)
    return shared + max(stayed, left) + log(1 + exp(-abs(stayed - left)))


def active(rhythm: Rhythm, x: int, t_x: float, weeks: float) -> float:
    if not x:
        return 1.0
    silent: float = ((rhythm.alpha + weeks) / (rhythm.alpha + t_x)) ** (rhythm.r + x)
    return 1 / (1 + rhythm.a / (rhythm.b + x - 1) * silent)


def expected(rhythm: Rhythm, weeks: float) -> float:
    """E[X(t)] of a customer of whom nothing is known."""
    c = rhythm.a + rhythm.b - 1
    series = weighted_series(rhythm.r, rhythm.b, c, weeks / (rhythm.alpha + weeks))
    return c / (rhythm.a - 1) * (1 - series)


def expected_of(rhythm: Rhythm, x: int, t_x: float, age: float, weeks: float) -> float:
    """E[Y(t)] of one customer, in the next weeks."""
    c = rhythm.a + rhythm.b + x - 1
    series = weighted_series(rhythm.r + x, rhythm.b + x, c, weeks / (rhythm.alpha + age + weeks))
    return c / (rhythm.a - 1) * (1 - series) * active(rhythm, x, t_x, age)


def probability(rhythm: Rhythm, weeks: float, n: int) -> float:
    """P(X(t) = n)."""
    r, alpha, a, b = rhythm.r, rhythm.alpha, rhythm.a, rhythm.b
    never_left = exp(_beta(a, b + n) - _beta(a, b)) * _negative_binomial(r, alpha, weeks, n)
    if not n:
        return never_left
    fewer = sum(_negative_binomial(r, alpha, weeks, j) for j in range(n))
    return never_left + exp(_beta(a + 1, b + n - 1) - _beta(a, b)) * (1 - fewer)


def _negative_binomial(r: float, alpha: float, weeks: float, n: int) -> float:
    logs = lgamma(r + n) - lgamma(r) - lgamma(n + 1) + r * log(alpha / (alpha + weeks))
    return exp(logs + n * log(weeks / (alpha + weeks)))


def _beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
