"""How many seconds of a processor does it take to fit the rhythm: of a small shop, and of 100,000 customers?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from time import process_time

from backend.retention.fit import fit_rhythm
from backend.retention.rhythm import UNTIL_FITTED
from tests.benchmarks.measure import Line
from tests.retention.cdnow import base

CUSTOMERS = 100_000
WEEKS = 39
JOINED_WITHIN = 84
"""Days, as in the real sample."""
TURNS = 3

Row = tuple[int, float, float]


def lines() -> Iterator[Line]:
    yield _line("Rhythm of 2,357 real customers", base(), 0.5)
    yield _line(f"Rhythm of {CUSTOMERS:,} simulated customers", simulated(CUSTOMERS), 5)


def _line(what: str, customers: Sequence[Row], at_most: float) -> Line:
    took = min(_seconds(customers) for _ in range(TURNS))
    return Line(what, f"{took:.2f} CPU s", f"<= {at_most} CPU s", took <= at_most, "the processor's clock")


def _seconds(customers: Sequence[Row]) -> float:
    begun = process_time()
    fit_rhythm(customers)
    return process_time() - begun


def simulated(customers: int) -> list[Row]:
    """(x, t_x, T) of customers who buy and leave by MBG/NBD with the usual numbers, on whole days."""
    chance = Random(1)
    return [_one(chance, WEEKS - chance.randrange(JOINED_WITHIN) / 7) for _ in range(customers)]


def _one(chance: Random, weeks: float) -> Row:
    rate = chance.gammavariate(UNTIL_FITTED.r, 1 / UNTIL_FITTED.alpha)
    leaves = chance.betavariate(UNTIL_FITTED.a, UNTIL_FITTED.b)
    x, last = 0, 0.0
    while chance.random() >= leaves and rate > 0:
        at = last + chance.expovariate(rate)
        if at > weeks:
            break
        x, last = x + 1, at
    return x, round(last * 7) / 7, weeks
