"""What does the very first visit cost: in bytes, in requests, and until something stands there?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from playwright.sync_api import CDPSession, Page

from tests.benchmarks.measure import Line
from tests.benchmarks.phone.shop import SLOW
from tests.benchmarks.phone.slow import SLOW_4G, begin, stocked, throttled, usable
from tests.pwa.weather import Phone
from tests.web.firm import Firm

VISITS = 5
BYTES, SCRIPT, REQUESTS = 40_000, 25_000, 8
LCP, TBT = 1.5, 250
LONG_TASK = 50  # ms
QUIET = 3_000  # ms after which the page does nothing more by itself
FIRST = """() => encoreSeen.usable"""


@dataclass
class Traffic:
    """What a page has fetched, as it went over the wire."""

    addresses: dict[str, tuple[str, str]] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def listen(self, session: CDPSession) -> None:
        session.send("Network.enable")
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._loaded)

    def _answered(self, told: dict[str, Any]) -> None:
        self.addresses[told["requestId"]] = (told["type"], told["response"]["url"])

    def _loaded(self, told: dict[str, Any]) -> None:
        if told["requestId"] in self.addresses:
            self.sizes[told["requestId"]] = told["encodedDataLength"]

    def bytes(self, kind: str = "") -> float:
        return sum(size for id_, size in self.sizes.items() if kind in ("", self.addresses[id_][0]))


def lines(firm: Firm, fresh: Callable[[], Phone]) -> Iterator[Line]:
    """`fresh`: a phone on which nothing was ever opened."""
    traffic = _weighed(firm, fresh())
    total, script, requests = traffic.bytes(), traffic.bytes("Script"), len(traffic.sizes)
    yield _weight("first load", total, BYTES, f"{requests} requests")
    yield _weight("JavaScript of it", script, SCRIPT, "brotli")
    yield Line("requests of it", str(requests), f"<= {REQUESTS}", requests <= REQUESTS, "")
    visits = [_timed(firm, fresh()) for _ in range(VISITS)]
    paints, blocked = [one for one, _ in visits], [other for _, other in visits]
    spread = f"{min(paints):.2f} to {max(paints):.2f}"
    yield Line(
        "largest paint (LCP)",
        f"{median(paints):.2f} s, {spread} s",
        f"<= {LCP} s",
        median(paints) <= LCP,
        f"Slow 4G, {VISITS} first visits",
    )
    spread = f"{min(blocked):.0f} to {max(blocked):.0f}"
    yield Line(
        "blocked while loading (TBT)",
        f"{median(blocked):.0f} ms, {spread} ms",
        f"<= {TBT} ms",
        median(blocked) <= TBT,
        f"Slow 4G, {VISITS} first visits",
    )


def _weight(what: str, size: float, goal: int, named: str) -> Line:
    return Line(what, f"{size / 1e3:.1f} kB", f"<= {goal / 1e3:.0f} kB", size <= goal, named)


def _first_visit(firm: Firm, phone: Phone) -> Page:
    page = begin(phone)
    phone.sign_in(firm, SLOW)
    return page


def _weighed(firm: Firm, phone: Phone) -> Traffic:
    page = _first_visit(firm, phone)
    traffic = Traffic()
    traffic.listen(page.context.new_cdp_session(page))
    page.goto("/queue")
    usable(page)
    stocked(phone, page)
    page.wait_for_timeout(QUIET)
    phone.stop()
    return traffic


def _timed(firm: Firm, phone: Phone) -> tuple[float, float]:
    """Seconds until the largest thing stood there, and ms for which the phone could not listen."""
    page = _first_visit(firm, phone)
    throttled(page, SLOW_4G)
    page.goto("/queue")
    usable(page)
    page.wait_for_timeout(QUIET)
    seen = page.evaluate("() => encoreSeen")
    phone.stop()
    blocked = sum(max(0, length - LONG_TASK) for begun, length in seen["tasks"] if begun >= seen["fcp"])
    return seen["lcp"] / 1000, blocked
