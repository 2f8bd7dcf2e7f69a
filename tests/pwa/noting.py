"""How does a test note something on a phone, and how does it learn what this phone and the server have of it?"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple
from uuid import UUID

from playwright.sync_api import Error, Page, expect

from events.kernel import Fact, Recorded
from events.notes import NoteAdded
from tests.pwa.weather import Phone, Server
from tests.web.firm import ALICE, Firm

KEPT = """async () => {
  const person = document.querySelector('meta[name="encore-person"]').content;
  const database = await new Promise((done, fail) => {
    const asked = indexedDB.open("encore-" + person, 1);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const found = await new Promise((done) => {
    const asked = database.transaction("outbox").objectStore("outbox").getAll();
    asked.onsuccess = () => done(asked.result);
  });
  database.close();
  return found;
}"""
FULL = """() => {
  IDBObjectStore.prototype.add = function () { this.transaction.abort(); };
}"""
"""What comes of no room: nothing is written. Chromium's own limit holds in some runs and not in others."""


class Day(NamedTuple):
    """What a test of bad weather is handed."""

    firm: Firm
    server: Server
    phone: Callable[[str], Phone]

    def at_work(self, who: UUID = ALICE, name: str = "phone", path: str = "/queue") -> tuple[Phone, Page]:
        """A phone on which somebody is signed in, ready to work without a signal too."""
        phone = self.phone(name)
        page = phone.start("/session/new")
        phone.sign_in(self.firm, who)
        page.goto(path)
        ready(page)
        return phone, page

    def noted(self, kind: type[Fact] = NoteAdded) -> list[Recorded]:
        """Everything of one kind that is in the log, in its order."""
        with self.firm.store.database.read() as tx:
            found = [fact for _, facts in self.firm.store.streams(tx) for fact in facts if isinstance(fact.body, kind)]
        return sorted(found, key=lambda fact: fact.position)

    def words(self) -> list[str]:
        """The words of all notes, in the order of the log."""
        return [fact.body.text or "" for fact in self.noted() if isinstance(fact.body, NoteAdded)]


def ready(page: Page) -> None:
    """Until the service worker is in charge and keeps a page to show without a signal."""
    until(
        page,
        lambda: page.evaluate(
            "async () => Boolean(navigator.serviceWorker.controller) && Boolean(await caches.match('/waiting'))"
        ),
        seconds=60,
    )


def until(page: Page, true: Callable[[], Any], seconds: float = 20) -> None:
    """Also across a change of pages, which ends what is being evaluated."""
    for _ in range(int(seconds * 20)):
        with suppress(Error):
            if true():
                return
        page.wait_for_timeout(50)
    raise AssertionError("it never became true")


def kept(page: Page, *states: str) -> list[dict[str, Any]]:
    """What the phone has in these states, in its order; all of it unless it is said."""
    found: list[dict[str, Any]] = page.evaluate(KEPT)
    return [item for item in found if not states or item["state"] in states]


def unsent(page: Page) -> list[dict[str, Any]]:
    return kept(page, "waiting", "parked")


def note(page: Page, words: str) -> None:
    """On a page with the form of a note: write and save it, until this phone says that it is kept."""
    page.locator("[data-bar]").evaluate("(bar) => bar.replaceChildren()")
    page.get_by_label("In your words").fill(words)
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(page.locator("[data-saved]")).to_be_visible()


def says(page: Page, words: str) -> None:
    """What stands at the top right."""
    expect(page.locator("[data-state]")).to_contain_text(words)


def online(page: Page, path: str) -> None:
    """The signal returns and one goes on: a page that was shown without one loads itself anew meanwhile."""
    page.context.set_offline(False)
    until(page, lambda: page.goto(path))


def all_sent(page: Page, seconds: float = 20) -> None:
    until(page, lambda: not unsent(page), seconds)
    says(page, "All sent")


def form_of(customer: UUID) -> str:
    """The form of a note as a page of its own."""
    return f"/customers/{customer}/notes/new"
