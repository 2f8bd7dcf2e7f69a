"""How are two things timed in one run, so that the machine's moods cancel out?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter


@dataclass(frozen=True)
class Line:
    """One line of the table: what was measured, the figure, the goal, and the floor it is held against."""

    what: str
    figure: str
    goal: str
    reached: bool
    floor: str


def table(lines: Iterable[Line], last: str) -> bool:
    """Printed as they come, under a head whose last column is named; whether every goal is reached."""
    reached = True
    print(f"{'':2} {'what':36} {'figure':44} {'goal':18} {last}")
    for line in lines:
        reached = reached and line.reached
        mark = "ok" if line.reached else "--"
        print(f"{mark:2} {line.what:36} {line.figure:44} {line.goal:18} {line.floor}", flush=True)
    return reached


def interleaved(
    ours: Callable[[], object], floor: Callable[[], object], rounds: int
) -> tuple[list[float], list[float]]:
    """Seconds of each call, taken in turn."""
    mine, theirs = [], []
    for _ in range(rounds):
        theirs.append(timed(floor))
        mine.append(timed(ours))
    return mine, theirs


def timed(call: Callable[[], object]) -> float:
    begun = perf_counter()
    call()
    return perf_counter() - begun


def ratio_line(what: str, ours: list[float], floor: list[float], at_most: float, named: str) -> Line:
    """The ratio of the medians."""
    mine, theirs = median(ours), median(floor)
    figure = f"{mine / theirs:.2f}x ({mine * 1e3:.2f} ms over {theirs * 1e3:.2f} ms)"
    return Line(what, figure, f"<= {at_most}x", mine <= at_most * theirs, named)


def p99(times: list[float]) -> float:
    return quantiles(times, n=100)[98]
