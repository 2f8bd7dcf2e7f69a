"""Whatever the weather draws, is each of 200 notes that the phone called saved stored exactly once?"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Error, Page

from events.notes import NoteAdded
from tests.pwa.noting import Day, kept, unsent, until

pytestmark = pytest.mark.browser
SAVES = 200
NOTE = """async ([customer, words]) => {
  const pause = () => new Promise((done) => { setTimeout(done, 5); });
  const sheet = () => document.querySelector("[data-sheets] dialog[open]");
  sheet()?.close("left");
  await htmx.ajax("GET", `/customers/${customer}/notes/new`, { target: "[data-sheets]", swap: "innerHTML" });
  for (let tries = 0; !sheet()?.querySelector("textarea[name=text]"); tries += 1) {
    if (tries > 200) return false;
    await pause();
  }
  const form = sheet().querySelector("form");
  form.querySelector("textarea[name=text]").value = words;
  form.requestSubmit();
  for (let tries = 0; form.isConnected; tries += 1) {
    if (tries > 1000) return false;
    await pause();
  }
  return document.querySelector("[data-saved]") !== null;
}"""
"""By the Note sheet, the server's or the phone's own: true once the page says that it is saved, without the sheet."""
LOOK = "() => { document.dispatchEvent(new Event('visibilitychange')); }"


class Weather:
    """What may happen between two notes, each as often as it is drawn."""

    def __init__(self, day: Day, customer: UUID, seed: int) -> None:
        self.day, self.path = day, f"/customers/{customer}"
        self.phone, self.page = day.at_work(path=self.path)
        self.chance, self.drawn = random.Random(seed), Counter[str]()
        self.alive = self.signal = True
        self.faults: dict[str, Any] = {}

    def turn(self) -> None:
        happens: dict[Callable[[], None], int] = {
            self.calm: 60, self.lift: 12, self.power: 6, self.cut: 8, self.slow: 5, self.restart: 2, self.look: 7
        }  # fmt: skip
        (drawn,) = self.chance.choices(list(happens), list(happens.values()))
        self.drawn[drawn.__name__] += 1
        drawn()

    def calm(self) -> None:
        """Nothing."""

    def lift(self) -> None:
        """Into one or out of it."""
        self.signal = not self.signal
        self.page.context.set_offline(not self.signal)

    def power(self) -> None:
        """The server's: it is killed, or comes back."""
        self.alive = not self.alive
        if self.alive:
            self.day.server.start()
        else:
            self.day.server.kill()

    def cut(self) -> None:
        """From now on, or no more: whatever the server has stored, no answer comes."""
        self.befall("cut", True)

    def slow(self) -> None:
        self.befall("slow", 1.5)

    def befall(self, fault: str, how: Any) -> None:
        if self.faults.pop(fault, None) is None:
            self.faults[fault] = how
        self.day.server.faults(**self.faults)

    def restart(self) -> None:
        """The phone's."""
        self.phone.stop()
        self.signal = True
        self.page = self.phone.start(self.path)

    def look(self) -> None:
        """One comes back to the page from another program."""
        self.page.evaluate(LOOK)

    def clear(self) -> None:
        """Everything works again."""
        self.day.server.faults()
        if not self.alive:
            self.power()
        self.page.context.set_offline(False)
        self.page.goto(self.path)

    def note(self, customer: UUID, words: str) -> bool:
        """Whether the page said that it is saved; it may be left for another one meanwhile."""
        with suppress(Error):
            return bool(self.page.evaluate(NOTE, [str(customer), words]))
        return False


def test_each_note_told_saved_is_stored_exactly_once(day: Day) -> None:
    seed = int(os.environ.get("ENCORE_SEED") or random.randrange(2**32))
    print(f"ENCORE_SEED={seed}")  # noqa: T201 with which it is drawn again
    customer = day.firm.customer()
    weather = Weather(day, customer, seed)
    told = []
    for number in range(SAVES):
        with suppress(Error):  # the page is about to be left
            weather.turn()
        words = f"Note {number} of {seed}."
        if weather.note(customer, words):
            told.append(words)
    print(f"{len(told)} told saved of {SAVES}; {dict(weather.drawn)}")  # noqa: T201 the figures
    weather.clear()
    page: Page = weather.page
    until(page, lambda: page.evaluate(LOOK) or not unsent(page), seconds=60)
    stored = {str(fact.fact_id): fact.body.text for fact in day.noted() if isinstance(fact.body, NoteAdded)}
    assert {item["id"]: item["fields"]["text"] for item in kept(page)} == stored
    assert [words for words, times in Counter(stored.values()).items() if times > 1] == []
    assert set(told) - set(stored.values()) == set()
    assert len(told) > SAVES * 0.95
