"""How much does a phone fetch before it shows Today for the first time?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from events.follow_ups import MakePromise
from tests.pwa.devices import PHONE
from tests.web.firm import ALICE, Firm

pytestmark = pytest.mark.browser
MOST_REQUESTS = 8
MOST_BYTES = 40_000
MOST_SCRIPT = 25_000
"""Of the body: every answer also has some 800 bytes of headers."""
CARDS = 20
LATER = "Fetch"
"""The pack, and the page that stands for others without a signal: once Today is shown."""


@dataclass
class Traffic:
    """What passes the wire, headers included, as the browser counts it; but for what is fetched for later."""

    kinds: dict[str, tuple[str, str]] = field(default_factory=dict)
    bodies: dict[str, int] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)

    def watch(self, page: Page) -> None:
        asked = page.context.new_cdp_session(page)
        asked.send("Network.enable")
        asked.on("Network.responseReceived", self.begun)
        asked.on("Network.loadingFinished", self.finished)

    def begun(self, told: dict[str, Any]) -> None:
        if told["type"] != LATER:
            self.kinds[told["requestId"]] = (told["type"], told["response"]["url"])
            self.bodies[told["requestId"]] = int(told["response"]["headers"]["Content-Length"])

    def finished(self, told: dict[str, Any]) -> None:
        if told["requestId"] in self.kinds:
            self.bytes[told["requestId"]] = round(told["encodedDataLength"])

    @property
    def script(self) -> int:
        return sum(size for asked, size in self.bodies.items() if self.kinds[asked][0] == "Script")


def first_load(browser: Browser, firm: Firm, address: str) -> Traffic:
    for number in range(CARDS):
        customer = firm.customer(f"Person {number} of Leith", place="Leith", bought=(20 + number, 51 + number))
        firm.do(customer, MakePromise(on=firm.today, note=f"order {number}"), by=ALICE, days_ago=5)
    context = browser.new_context(base_url=address, **PHONE)
    token = firm.store.sign_in.open_session(ALICE, "Test, Browser", firm.clock())
    context.add_cookies([{"name": "encore", "value": token, "url": address}])
    page, traffic = context.new_page(), Traffic()
    traffic.watch(page)
    page.goto("/queue", wait_until="networkidle")
    assert page.locator("[data-card]").count() == CARDS
    context.close()
    return traffic


def test_the_first_load_fits_a_bad_signal(browser: Browser, firm: Firm, address: str) -> None:
    traffic = first_load(browser, firm, address)
    told = sorted((size, *traffic.kinds[asked]) for asked, size in traffic.bytes.items())
    assert {"Document", "Stylesheet", "Script"} <= {kind for _, kind, _ in told}
    assert len(told) <= MOST_REQUESTS, told
    assert traffic.script <= MOST_SCRIPT, told
    assert sum(traffic.bytes.values()) <= MOST_BYTES, told
