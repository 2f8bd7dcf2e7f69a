"""What is left of what a phone said to be saved, when it was taken away in the midst of saving?"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, Playwright

from tests.long.disk import Disk
from tests.long.noting import browser_of, clear_locks, kill, note_until_gone, send_all, stored
from tests.pwa.weather import Phone, weather
from tests.web.firm import Firm

Maker = Callable[[str], Phone]
READY = "async () => { await navigator.serviceWorker.ready; }"


@dataclass(frozen=True)
class Round:
    """Of how many notes that were told to be saved how many never reached the server, or did so twice."""

    told: int
    lost: int
    doubled: int


def rounds(playwright: Playwright, folder: Path, count: int, *, power: bool, durability: str = "") -> Iterator[Round]:
    """`power`: it is cut. Otherwise the browser is killed alone, and the machine goes on."""
    chance = random.Random(count)
    with weather(playwright, folder, durability) as (firm, _, maker):
        used(maker("used"), firm)
        disk = Disk(folder / "disk.img", folder / "disk")
        for number in range(count):
            yield one_round(f"Round {number}", (firm, maker), disk if power else None, folder, chance)


def used(phone: Phone, firm: Firm) -> None:
    """A phone on which the app was used before: signed in, with all that it keeps for itself."""
    page = phone.start("/session/new")
    phone.sign_in(firm)
    page.goto("/queue")
    page.evaluate(READY)
    page.goto(f"/customers/{firm.customer()}/notes/new")
    page.fill("textarea", "The first note")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("All sent").wait_for()
    phone.stop()


def one_round(
    mark: str, firm_and_maker: tuple[Firm, Maker], disk: Disk | None, folder: Path, chance: random.Random
) -> Round:
    firm, maker = firm_and_maker
    customer = firm.customer(mark)
    if disk:
        disk.make()
    profile = (disk.at if disk else folder) / "phone"
    shutil.copytree(folder / "used", profile, symlinks=True)
    if disk:
        subprocess.run(["sync", "--file-system", profile], check=True)
    phone = maker(os.fspath(profile.relative_to(folder)))
    try:
        page = phone.start(f"/customers/{customer}/notes/new")
        browser = browser_of(profile)

        def end() -> None:
            if disk:
                disk.cut()
            kill(browser)

        told = note_until_gone(page, mark, chance, end)
        lose(phone)
        if disk:
            disk.unmount()
            disk.mount()
        clear_locks(profile)
        send_all(phone, firm)
    finally:
        lose(phone)
        if disk:
            disk.unmount()
        else:
            shutil.rmtree(profile)
    arrived = Counter(stored(firm, customer))
    return Round(len(told), sum(not arrived[words] for words in told), sum(many > 1 for many in arrived.values()))


def lose(phone: Phone) -> None:
    """Its browser may be gone."""
    with suppress(Error):
        phone.stop()
    phone.context = None
