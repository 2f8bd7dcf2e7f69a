"""What does the very first visit cost: in bytes, in requests, and until something stands there?"""

from __future__ import annotations

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


@dataclass
class Traffic:
    """What a page has fetched, as it went over the wire: of each request its kind, its headers' size and the whole."""

    kinds: dict[str, str] = field(default_factory=dict)
    heads: dict[str, float] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)

    def listen(self, session: CDPSession) -> None:
        session.send("Network.enable")
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._loaded)

    def _answered(self, told: dict[str, Any]) -> None:
        later = told["type"] == "Fetch"
        self.kinds[told["requestId"]] = "Later" if later else told["type"]
        self.heads[told["requestId"]] = told["response"]["encodedDataLength"]

    def _loaded(self, told: dict[str, Any]) -> None:
        if told["requestId"] in self.kinds and told["encodedDataLength"]:
            self.sizes[told["requestId"]] = told["encodedDataLength"]

    def of_the_page(self) -> list[float]:
        return [size for request, size in self.sizes.items() if self.kinds[request] != "Later"]

    def later(self) -> list[float]:
        """Of what the page fetches once it stands: what is shown without a signal."""
        return [size for request, size in self.sizes.items() if self.kinds[request] == "Later"]

    def script(self) -> float:
        """As it is compressed, without the head of the answer."""
        return sum(size - self.heads[one] for one, size in self.sizes.items() if self.kinds[one] == "Script")


def lines(firm: Firm, fresh: Callable[[], Phone]) -> Iterator[Line]:
    """`fresh`: a phone on which nothing was ever opened."""
    traffic = _weighed(firm, fresh())
    page, later = traffic.of_the_page(), traffic.later()
    beside = f"then {sum(later) / 1e3:.1f} kB and the other script in the background"
    yield _weight("first load", sum(page), BYTES, beside)
    yield _weight("JavaScript of it", traffic.script(), SCRIPT, "brotli, without headers")
    requests = len(page) + len(later)
    yield Line("requests of a first visit", str(requests), f"<= {REQUESTS}", requests <= REQUESTS, "the page's own")
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
