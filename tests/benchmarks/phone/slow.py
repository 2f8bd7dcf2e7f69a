"""How does a test have a slow phone on a slow network, and ask it how long something took?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import CDPSession, Page

from tests.pwa.weather import Phone

CPU = 4
LATENCY = 562.5
"""ms of each request."""
SLOW_4G = {
    "offline": False,
    "latency": LATENCY,
    "downloadThroughput": 1.47 * 1024 * 1024 / 8,
    "uploadThroughput": 0.68 * 1024 * 1024 / 8,
}
"""As Lighthouse has it. It holds for what pages fetch; what their service worker fetches, the server delays."""
NO_SIGNAL = {**SLOW_4G, "offline": True}
PATIENCE = 60_000  # ms
WATCH = """(() => {
  const seen = { usable: 0, lcp: 0, fcp: 0, tasks: [] };
  globalThis.encoreSeen = seen;
  const look = () => {
    if (!document.querySelector("[data-card] .button")) return requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => { seen.usable ||= performance.now(); }));
  };
  document.addEventListener("DOMContentLoaded", look);
  const observe = (type, note) => {
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  };
  observe("largest-contentful-paint", (entry) => { seen.lcp = entry.startTime; });
  observe("paint", (entry) => { if (entry.name === "first-contentful-paint") seen.fcp = entry.startTime; });
  observe("longtask", (entry) => { seen.tasks.push([entry.startTime, entry.duration]); });
})()"""
"""`usable`: the scripts have started, a card stands there, and it was drawn. ms since the page was asked for."""
KEPT = """async () => {
  const page = await caches.match("/waiting", { ignoreVary: true });
  return Boolean(page && (await navigator.serviceWorker.getRegistration())?.active);
}"""


def begin(phone: Phone) -> Page:
    """A phone switched on, with nothing open, that watches what it will show."""
    page = phone.start("about:blank")
    page.context.add_init_script(WATCH)
    return page


def throttled(page: Page, network: dict[str, Any] | None = None) -> CDPSession:
    """Slow from now on."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU})
    if network:
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", network)
    return session


def wait_until(page: Page, condition: str | Callable[[], bool]) -> None:
    """Under the app's own policy a page may not wait by itself."""
    for _ in range(PATIENCE // 25):
        if page.evaluate(condition) if isinstance(condition, str) else condition():
            return
        page.wait_for_timeout(25)
    raise TimeoutError(condition)


def usable(page: Page) -> float:
    """Seconds from asking for the page until somebody can work with it."""
    wait_until(page, "() => encoreSeen.usable > 0")
    return float(page.evaluate("() => encoreSeen.usable")) / 1000


def stocked(phone: Phone, page: Page) -> None:
    """The phone has all that it needs without a signal."""
    wait_until(page, KEPT)
    assert phone.faults == []
