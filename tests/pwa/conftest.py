"""What does every test in a browser get? The app served to a real Chromium, in which Alice is signed in."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright
from werkzeug.serving import make_server

from tests.cli.test_serve import PROGRAM
from tests.conftest import Clock
from tests.pwa.devices import CHROMIUM, DIALLER, FLAGS, PHONE
from tests.pwa.noting import Day
from tests.pwa.weather import weather
from tests.servers import free_port
from tests.web.firm import ALICE, Firm

Open = Callable[..., Page]
Begin = Callable[..., Page]
LINK = re.compile(r"http://127\.0\.0\.1:\d+/set-up/\S+")
"""What `encore serve` prints over an empty database."""


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    yield launched
    launched.close()


@pytest.fixture
def firm(tmp_path: Path, clock: Clock) -> Iterator[Firm]:
    made = Firm(tmp_path, clock)
    yield made
    made.store.close()


@pytest.fixture
def address(firm: Firm) -> Iterator[str]:
    """Where the firm's app is served."""
    server = make_server("127.0.0.1", 0, firm.app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def opened(browser: Browser, firm: Firm, address: str) -> Iterator[Open]:
    """Opens a page signed in as somebody, on a phone unless it is said; its clock stands like the firm's.

    No page may throw, or try what the Content Security Policy forbids. A service worker is started only for who asks.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            faults.append(message.text)

    def open_page(path: str, *, who: Any = ALICE, **options: Any) -> Page:
        context = browser.new_context(base_url=address, **{"service_workers": "block", **PHONE, **options})
        contexts.append(context)
        token = firm.store.sign_in.open_session(who, "Test, Browser", firm.clock())
        context.add_cookies([{"name": "encore", "value": token, "url": address}])
        context.add_init_script(DIALLER)
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.clock.set_fixed_time(firm.clock())
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def day(playwright: Playwright, tmp_path: Path) -> Iterator[Day]:
    """A day on which anything may fail: see tests/pwa/weather.py."""
    with weather(playwright, tmp_path / "firm") as (firm, server, phone):
        yield Day(firm, server, phone)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The link that is printed, while Encore is served over an empty database."""
    settings = {"ENCORE_DATABASE": f"sqlite:///{folder}/firm.db", "ENCORE_PORT": str(free_port())}
    running = subprocess.Popen(PROGRAM, env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True)
    assert running.stdout
    try:
        yield next(found[0] for line in running.stdout if (found := LINK.search(line)))
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=40)
        running.stdout.close()


@contextmanager
def opening(browser: Browser, printed: str) -> Iterator[Begin]:
    """Opens the link; no page may throw, or try what the Content Security Policy forbids."""
    contexts, faults = [], list[str]()

    def open_link(path: str = "", **options: Any) -> Page:
        context = browser.new_context(**{**PHONE, "locale": "en-GB", "timezone_id": "Europe/Vienna", **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        wait_for(page, printed)
        if path:
            page.goto(printed.partition("/set-up/")[0] + path)
        return page

    yield open_link
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def printed(tmp_path: Path) -> Iterator[str]:
    """The link to a firm of the test's own."""
    with served(tmp_path) as link:
        yield link


@pytest.fixture
def begin(browser: Browser, printed: str) -> Iterator[Begin]:
    with opening(browser, printed) as open_link:
        yield open_link


@pytest.fixture(scope="module")
def unused(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The link of whoever looks, and sets nothing up: one for all of them."""
    with served(tmp_path_factory.mktemp("nobody")) as link:
        yield link


@pytest.fixture
def look(browser: Browser, unused: str) -> Iterator[Begin]:
    with opening(browser, unused) as open_link:
        yield open_link


def wait_for(page: Page, url: str) -> None:
    """The link is printed a moment before the door opens."""
    for _ in range(100):
        try:
            page.goto(url)
            return
        except Exception:
            page.wait_for_timeout(100)
    page.goto(url)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Dark screens are looked at on the phone alone: a desk has the same colours, and its own layout in the light."""
    items[:] = [item for item in items if "[desk-dark]" not in item.name]
