"""Who notes until the phone is gone? Somebody at the note's own page, without a signal, one note after the other."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Timer
from uuid import UUID

from playwright.sync_api import Error, Page

from events.notes import NoteAdded
from tests.pwa.weather import Phone
from tests.web.firm import Firm

SHORTEST, LONGEST = 0.7, 4.0
"""Seconds of noting."""
SENT_WITHIN = 60_000  # ms
GONE_WITHIN = 20
NOTE_ON = """async (mark) => {
  const form = document.querySelector("main form[data-kept]");
  const bar = document.querySelector("[data-bar]");
  const text = form.querySelector("textarea");
  const tick = () => new Promise((done) => { setTimeout(done, 1); });
  const told = () => bar.textContent.includes("Saved on this phone.") && bar.querySelector("[name=fact_id]").value;
  for (let number = 1; ; number += 1) {
    const [before, words] = [told(), `${mark}, note ${number}`];
    while (form.hasAttribute("data-busy")) await tick();
    text.value = words;
    form.requestSubmit();
    while (!told() || told() === before) await tick();
    window.told(words);
  }
}"""
"""As fast as the page takes it; `told` hears of a note once the page says that it is saved."""
ALL_SENT = """async () => document.querySelector("[data-when=saved]")?.textContent.startsWith("All sent")"""


@dataclass
class Noted:
    """What the page said to be saved before the phone was gone; kept outside of the phone."""

    words: list[str] = field(default_factory=list)
    gone: Event = field(default_factory=Event)

    def hear(self, words: str) -> None:
        if not self.gone.is_set():
            self.words.append(words)


def note_until_gone(page: Page, mark: str, chance: random.Random, end: Callable[[], None]) -> Sequence[str]:
    """Notes until `end` takes the phone away in the midst of it, at a moment that nobody chose."""
    noted = Noted()

    def strike() -> None:
        noted.gone.set()
        end()

    page.expose_function("told", noted.hear)
    page.context.set_offline(True)
    blow = Timer(chance.uniform(SHORTEST, LONGEST), strike)
    blow.start()
    try:
        page.evaluate(NOTE_ON, mark)
    except Error:
        assert noted.gone.is_set(), "the page stopped by itself"
    blow.join()
    return noted.words


def browser_of(profile: Path) -> int:
    """The process that has this profile, which leads a group of its own."""
    pid = int(os.fspath((profile / "SingletonLock").readlink()).rpartition("-")[2])
    assert os.getpgid(pid) == pid != os.getpgrp()
    return pid


def kill(browser: int) -> None:
    """At once, with all that belongs to it."""
    os.killpg(browser, signal.SIGKILL)
    until = time.monotonic() + GONE_WITHIN
    while time.monotonic() < until:
        try:
            os.killpg(browser, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    raise TimeoutError(f"process group {browser} outlived SIGKILL")


def clear_locks(profile: Path) -> None:
    """Of the browser that had this profile: a phone that starts again has other processes."""
    for lock in profile.glob("Singleton*"):
        lock.unlink()


def send_all(phone: Phone, firm: Firm) -> None:
    """Open the app again, with a signal, as somebody does after the phone was off."""
    page = phone.start("/queue")
    if "/session/new" in page.url:
        phone.sign_in(firm)
        page.goto("/queue")
    until = time.monotonic() + SENT_WITHIN / 1000
    while not page.evaluate(ALL_SENT) and time.monotonic() < until:
        page.wait_for_timeout(50)


def stored(firm: Firm, customer: UUID) -> list[str]:
    """The words of this customer's notes, as often as the server has them."""
    facts = firm.store.stream(customer)
    return [noted.body.text or "" for noted in facts if isinstance(noted.body, NoteAdded)]
