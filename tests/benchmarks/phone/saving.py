"""How long from a tap until the phone says that it is saved, in every weather, and when is it sent?"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from uuid import UUID

from playwright.sync_api import Page

from tests.benchmarks.measure import Line
from tests.benchmarks.phone.shop import OFFLINE, ONLINE, SLOW
from tests.benchmarks.phone.slow import LATENCY, NO_SIGNAL, SLOW_4G, begin, stocked, throttled, usable, wait_until
from tests.pwa.weather import Phone, Server

SAVES = 20
RETURNS = 5
P50, P95, SENT = 0.150, 0.350, 2.0
TIMER = """() => {
  let tapped = 0;
  globalThis.encoreSaves = [];
  addEventListener("pointerup", (event) => {
    if (event.target.closest("form[data-kept] button")) tapped = event.timeStamp;
  }, true);
  new MutationObserver(() => {
    const since = tapped;
    if (!since || !document.querySelector("[data-bar] [data-kept-what]:not([data-told])")) return;
    document.querySelector("[data-bar] [data-kept-what]").toggleAttribute("data-told", true);
    tapped = 0;
    requestAnimationFrame(() => setTimeout(() => encoreSaves.push(performance.now() - since)));
  }).observe(document.querySelector("[data-bar]"), { childList: true, subtree: true });
}"""
"""From the finger being lifted until the words have been drawn."""
RETURN = """() => {
  globalThis.encoreSent = 0;
  let back = 0;
  const state = document.querySelector("[data-when=saved]");
  addEventListener("online", () => { back = performance.now(); }, true);
  new MutationObserver(() => {
    if (back && state.textContent.startsWith("All sent")) encoreSent ||= performance.now() - back;
  }).observe(state, { childList: true, characterData: true, subtree: true });
}"""


def lines(server: Server, phones: dict[UUID, Phone], customer: UUID) -> Iterator[Line]:
    """`phones` that are stocked: each of the three who save has one. `customer` is one of the first's."""
    for weather, who in (("no signal", OFFLINE), ("good signal", ONLINE), ("Slow 4G", SLOW)):
        page = begin(phones[who])
        page.goto("/queue")
        usable(page)
        stocked(phones[who], page)
        network = {"no signal": NO_SIGNAL, "Slow 4G": SLOW_4G}.get(weather)
        if weather == "Slow 4G":
            server.faults(path="/queue", slow=LATENCY / 1000)
        throttled(page, network)
        times = sorted(_save(page, number) for number in range(SAVES))
        server.faults()
        assert phones[who].faults == []
        yield _at_most(f"tap to saved, {weather}, p50", median(times), P50)
        yield _at_most(f"tap to saved, {weather}, p95", times[round(0.95 * SAVES) - 1], P95)
        phones[who].stop()
    yield _sent_line(phones[OFFLINE], customer)


def _at_most(what: str, seconds: float, goal: float) -> Line:
    return Line(what, f"{seconds * 1e3:.0f} ms", f"<= {goal * 1e3:.0f} ms", seconds <= goal, f"{SAVES} taps")


def _save(page: Page, number: int) -> float:
    """Call a card's customer and say what came of it; seconds from the tap on the outcome until it is saved."""
    if not number:
        page.evaluate(TIMER)
    page.locator("[data-card]:not([data-waiting]) [data-call]:visible").first.tap()
    page.locator("dialog[open] .outcome").first.tap()
    wait_until(page, f"() => encoreSaves.length > {number}")
    page.locator("dialog[open]").wait_for(state="hidden")
    return float(page.evaluate(f"() => encoreSaves[{number}]")) / 1000


def _sent_line(phone: Phone, customer: UUID) -> Line:
    page = begin(phone)
    page.goto(f"/customers/{customer}")
    sheet = f"/customers/{customer}/notes/new"
    times = []
    session = throttled(page, SLOW_4G)
    for _ in range(RETURNS):
        session.send("Network.emulateNetworkConditions", NO_SIGNAL)
        page.evaluate(RETURN)
        page.evaluate("(sheet) => htmx.ajax('GET', sheet, { target: '[data-sheets]', swap: 'innerHTML' })", sheet)
        page.fill("dialog[open] textarea", "Rang back.")
        page.locator("dialog[open] [type=submit]").first.tap()
        page.get_by_text("On this phone: 1").wait_for()
        page.wait_for_timeout(2_500)
        session.send("Network.emulateNetworkConditions", SLOW_4G)
        wait_until(page, "() => encoreSent > 0")
        times.append(float(page.evaluate("() => encoreSent")) / 1000)
    phone.stop()
    figure = f"{median(times):.2f} s, at worst {max(times):.2f} s"
    return Line(
        "sent after the signal is back", figure, f"<= {SENT:.0f} s", max(times) <= SENT, f"Slow 4G, {RETURNS} times"
    )
