"""How does a test use a phone in bad weather: no signal, a server killed or slow, an answer lost, a battery gone?"""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from uuid import UUID

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright

from tests.pwa.devices import CHROMIUM, DIALLER, FLAGS, PHONE
from tests.pwa.faulty import FAULTS, serve
from tests.servers import free_port, wait_for
from tests.web.firm import ALICE, Firm

SERVERS = multiprocessing.get_context("forkserver")
SERVERS.set_forkserver_preload([serve.__module__])
"""Each begins with all that it would import first."""


def now() -> datetime:
    return datetime.now(UTC)


class Server:
    """The firm's server in a process of its own, always at one address."""

    def __init__(self, folder: Path, durability: str = "") -> None:
        self.folder, self.port, self._durability = folder, free_port(), durability
        self._process: BaseProcess | None = None
        self.faults()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def begin(self, version: str = "") -> None:
        """`version`: as after an update, with another style."""
        asked = (self.folder, self.port, version, self._durability)
        self._process = SERVERS.Process(target=serve, args=asked, daemon=True)
        self._process.start()

    def wait(self) -> None:
        """Until it answers, unless it was killed."""
        if process := self._process:
            wait_for(self.port, lambda: process.exitcode)

    def start(self, version: str = "") -> None:
        self.begin(version)
        self.wait()

    def kill(self) -> None:
        """At once, whatever it does just now."""
        if self._process:
            self._process.kill()
            self._process.join()
        self._process = None

    def faults(self, **asked: Any) -> None:
        """What befalls requests from now on; nothing: good weather. See tests/pwa/faulty.py."""
        written = self.folder / f"{FAULTS}.new"
        written.write_text(json.dumps(asked))
        written.replace(self.folder / FAULTS)


class Phone:
    """A browser with a profile of its own on the disk, which outlives its being closed."""

    def __init__(self, playwright: Playwright, profile: Path, server: Server) -> None:
        self._playwright, self._profile, self._server = playwright, profile, server
        self.context: BrowserContext | None = None
        self.faults: list[str] = []

    def start(self, path: str = "/queue") -> Page:
        """Open the app, as after the phone was switched on."""
        self.context = self._playwright.chromium.launch_persistent_context(
            self._profile,
            executable_path=CHROMIUM,
            args=list(FLAGS),
            base_url=self._server.address,
            service_workers="allow",
            **PHONE,
        )
        self.context.add_init_script(DIALLER)
        self.context.on("weberror", lambda found: self.faults.append(str(found.error)))
        self.context.on("console", self._hear)
        page = self.context.pages[0]
        self._server.wait()
        page.goto(path)
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.faults.append(message.text)

    def sign_in(self, firm: Firm, who: UUID = ALICE) -> str:
        """Put a session into the phone that lasts beyond its being closed; the token."""
        assert self.context
        token = firm.store.sign_in.open_session(who, "Android, Chrome", now())
        later = now().timestamp() + 30 * 86_400
        cookie = {"name": "encore", "value": token, "url": self._server.address, "expires": later}
        self.context.add_cookies([cookie])  # type: ignore[list-item]
        return token

    def stop(self) -> None:
        if self.context:
            self.context.close()
        self.context = None


@contextmanager
def weather(
    playwright: Playwright, folder: Path, durability: str = ""
) -> Iterator[tuple[Firm, Server, Callable[[str], Phone]]]:
    """A firm, its server, and a maker of phones; all are put away afterwards. `durability`: see tests/pwa/faulty.py.

    No page may throw, or try what the Content Security Policy forbids.
    """
    folder.mkdir(exist_ok=True)
    firm, server = Firm(folder, now), Server(folder, durability)
    phones: list[Phone] = []

    def phone(name: str) -> Phone:
        phones.append(Phone(playwright, folder / name, server))
        return phones[-1]

    try:
        server.begin()
        yield firm, server, phone
        assert [fault for one in phones for fault in one.faults] == []
    finally:
        for one in phones:
            one.stop()
        server.kill()
        firm.store.close()
