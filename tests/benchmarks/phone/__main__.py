"""What does somebody with a slow phone on a slow network feel? One table: CPU 4x slower, Slow 4G where it is said."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from tests.benchmarks.measure import Line, table
from tests.benchmarks.phone import loading, packing, saving, starting
from tests.benchmarks.phone.shop import TEAMS, fill
from tests.benchmarks.phone.slow import begin, stocked, usable
from tests.pwa.weather import weather


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="encore-phone-") as folder, sync_playwright() as playwright:
        return 0 if table(measured(playwright, Path(folder)), "how") else 1


def measured(playwright: Playwright, folder: Path) -> Iterator[Line]:
    yield from packing.lines(folder / "pack")
    with weather(playwright, folder / "firm") as (firm, server, maker):
        customer = fill(firm)
        numbers = count()
        yield from loading.lines(firm, lambda: maker(f"fresh {next(numbers)}"))
        phones = {}
        for who in TEAMS:
            phone = phones[who] = maker(f"phone of {who}")
            page = begin(phone)
            phone.sign_in(firm, who)
            page.goto("/queue")
            usable(page)
            stocked(phone, page)
            phone.stop()
        yield from starting.lines(server, next(iter(phones.values())))
        yield from saving.lines(server, phones, customer)


if __name__ == "__main__":
    sys.exit(main())
