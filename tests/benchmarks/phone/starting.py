"""How long until somebody can work, on a phone that was switched on without a signal, or with a server that hangs?"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from tests.benchmarks.measure import Line
from tests.benchmarks.phone.slow import begin, throttled, usable
from tests.pwa.weather import Phone, Server

STARTS, HANGS = 7, 3
COLD, HANGING = 1.2, 3.0
HANGS_FOR = 30


def lines(server: Server, phone: Phone) -> Iterator[Line]:
    """`phone` is stocked."""
    server.kill()
    cold = [_today(phone) for _ in range(STARTS)]
    server.start()
    yield _line("Today, phone restarted, server down", cold, COLD)
    server.faults(slow=HANGS_FOR)
    hanging = [_today(phone) for _ in range(HANGS)]
    yield _line("Today, server hanging", hanging, HANGING)
    server.faults()


def _today(phone: Phone) -> float:
    page = begin(phone)
    throttled(page)
    page.goto("/queue", wait_until="commit")
    seconds = usable(page)
    assert page.get_by_text("Without a signal").is_visible()
    assert phone.faults == []
    phone.stop()
    return seconds


def _line(what: str, times: list[float], goal: float) -> Line:
    figure = f"{median(times):.2f} s usable, {min(times):.2f} to {max(times):.2f} s"
    return Line(what, figure, f"<= {goal} s", median(times) <= goal, f"{len(times)} starts")
