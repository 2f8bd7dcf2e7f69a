"""At which numbers is a likelihood highest? A quasi-Newton climb over their logarithms, within bounds.

Takes scipy's L-BFGS-B where it is installed (the extra `analytics`); the climb written here ends at the same top.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from math import exp, isfinite, log

Numbers = Sequence[float]
Gain = Callable[[Numbers], tuple[float, Numbers]]
"""What is to be as large as possible, of positive numbers; and its derivative by each of them."""

ROUNDS = 200
LEVEL = 1e-6
"""Where no number's logarithm changes the gain by more than this, the top is reached."""
FLAT = 1e-11
"""A step that gains less leads nowhere."""
STRIDE = 2.0
"""No number is changed by more than a factor of e² at once."""
RISE = 1e-4
SMALLEST_STEP = 1e-5


@dataclass(frozen=True)
class Bounds:
    """The least and the most of each number, all above zero: where customers are all alike, the top lies nowhere."""

    least: Numbers
    most: Numbers

    def within(self, numbers: Numbers) -> list[float]:
        return [min(max(one, low), high) for one, low, high in zip(numbers, self.least, self.most, strict=True)]


def highest(gain: Gain, starts: Sequence[Numbers], bounds: Bounds) -> tuple[list[float], float]:
    """The numbers at the top, and the gain there: the better of two climbs, from the two best starts."""
    best = sorted(map(bounds.within, starts), key=lambda one: gain(one)[0])[-2:]
    logs = Bounds([log(low) for low in bounds.least], [log(high) for high in bounds.most])
    climbed = (_climb(_of_logs(gain), [log(one) for one in start], logs) for start in best)
    tops = [bounds.within([exp(one) for one in found]) for found in climbed]
    return max(((top, gain(top)[0]) for top in tops), key=lambda found: found[1])


def _climb(gain: Gain, start: Numbers, bounds: Bounds) -> list[float]:
    try:
        return by_scipy(gain, start, bounds)
    except ImportError:
        return by_hand(gain, start, bounds)


def _of_logs(gain: Gain) -> Gain:
    def of_logs(logs: Numbers) -> tuple[float, Numbers]:
        numbers = [exp(one) for one in logs]
        value, slope = gain(numbers)
        return value, [one * by for one, by in zip(numbers, slope, strict=True)]

    return of_logs


def by_hand(gain: Gain, start: Numbers, bounds: Bounds) -> list[float]:
    """BFGS; a number at a bound that would go past it stays there, and the rest climb on."""
    here, (value, slope) = list(start), gain(start)
    shape, held = _even(len(here)), _held(here, slope, bounds)
    for _ in range(ROUNDS):
        if max((abs(one) for one, stays in zip(slope, held, strict=True) if not stays), default=0.0) < LEVEL:
            break
        step = _further(gain, here, value, slope, _toward(shape, slope, held), bounds)
        there, higher, steeper = step or (here, value, slope)
        flat, held_there = higher - value < FLAT, _held(there, steeper, bounds)
        if flat and shape == _even(len(here)):
            return there
        # Where it leads nowhere, what was taken for the hill's shape is forgotten before the climb is given up.
        afresh = flat or held_there != held
        shape = _even(len(here)) if afresh else _reshaped(shape, here, there, slope, steeper)
        here, value, slope, held = there, higher, steeper, held_there
    return here


def _even(size: int) -> list[list[float]]:
    return [[float(row == column) for column in range(size)] for row in range(size)]


def _held(here: Numbers, slope: Numbers, bounds: Bounds) -> list[bool]:
    return [
        (one <= low and up <= 0) or (one >= high and up >= 0)
        for one, up, low, high in zip(here, slope, bounds.least, bounds.most, strict=True)
    ]


def _toward(shape: list[list[float]], slope: Numbers, held: Sequence[bool]) -> list[float]:
    """The way to go: up, by what is known of the hill's shape, and no number in too large a stride."""
    free = [0.0 if stays else up for up, stays in zip(slope, held, strict=True)]
    way = [0.0 if stays else _dot(row, free) for row, stays in zip(shape, held, strict=True)]
    if _dot(way, free) <= 0:
        way = free
    longest = max(abs(one) for one in way)
    return [one * min(1.0, STRIDE / longest) for one in way] if longest else way


def _further(
    gain: Gain, here: Numbers, value: float, slope: Numbers, way: Numbers, bounds: Bounds
) -> tuple[list[float], float, Numbers] | None:
    """A place along the way that lies higher, by as much as the slope promises; None where there is none."""
    stride = 1.0
    while stride > SMALLEST_STEP:
        there = bounds.within([one + stride * far for one, far in zip(here, way, strict=True)])
        promised = _dot(slope, [new - old for new, old in zip(there, here, strict=True)])
        higher, steeper = gain(there)
        if isfinite(higher) and promised > 0 and higher >= value + RISE * promised:
            return there, higher, steeper
        stride /= 3
    return None


def _reshaped(
    shape: list[list[float]], here: Numbers, there: Numbers, slope: Numbers, steeper: Numbers
) -> list[list[float]]:
    """BFGS's update of the inverse of the curvature."""
    gone = [new - old for new, old in zip(there, here, strict=True)]
    bent = [old - new for new, old in zip(steeper, slope, strict=True)]
    curved = _dot(gone, bent)
    if curved <= 1e-12:
        return shape
    if shape == _even(len(gone)):
        shape = [[one * curved / _dot(bent, bent) for one in row] for row in shape]
    pulled = [_dot(row, bent) for row in shape]
    scale = (1 + _dot(bent, pulled) / curved) / curved
    size = range(len(gone))
    return [
        [shape[i][j] + scale * gone[i] * gone[j] - (pulled[i] * gone[j] + gone[i] * pulled[j]) / curved for j in size]
        for i in size
    ]


def _dot(some: Numbers, others: Numbers) -> float:
    return sum(one * other for one, other in zip(some, others, strict=True))


def by_scipy(gain: Gain, start: Numbers, bounds: Bounds) -> list[float]:
    """The same by L-BFGS-B. Raises ImportError where scipy is not installed."""
    minimize = import_module("scipy.optimize").minimize

    def falls(numbers: Numbers) -> tuple[float, list[float]]:
        value, slope = gain([float(one) for one in numbers])
        return -value, [-one for one in slope]

    sides = list(zip(bounds.least, bounds.most, strict=True))
    options = {"gtol": LEVEL, "ftol": 1e-14, "maxiter": ROUNDS}
    found = minimize(falls, list(start), jac=True, method="L-BFGS-B", bounds=sides, options=options)
    return [float(one) for one in found.x]


def digamma(x: float) -> float:
    """The derivative of lgamma, for x > 0: raised past 6, then its asymptotic series."""
    below = 0.0
    while x < 6:
        below += 1 / x
        x += 1
    square = 1 / (x * x)
    series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))))
    return log(x) - 0.5 / x - series - below
