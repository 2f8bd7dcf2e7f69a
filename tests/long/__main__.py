"""Is what a phone says to be saved there after its browser was killed, or its power cut? `python -m tests.long 50`"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.long.disk import apart, lacking
from tests.long.rounds import Round, rounds

ROUNDS = 50
OF_CONTROL = 5
"""For each so many one more is done without waiting for the disk, and must lose: else the others show nothing."""
HELD, FAILED, NOT_ALL_TRIED = 0, 1, 2


def main(count: int) -> int:
    hindrance = lacking()
    if hindrance:
        print(f"{hindrance} That part is left out.")
    else:
        apart()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="encore-long-") as made:
        folder = Path(made)
        print(f"{'what':56} rounds  told saved    lost  in rounds  doubled", flush=True)
        held = told("browser killed", rounds(playwright, folder / "killed", count, power=False))
        if hindrance:
            return NOT_ALL_TRIED if held else FAILED
        held &= told("power cut", rounds(playwright, folder / "cut", count, power=True))
        of_control = max(2, count // OF_CONTROL)
        control = rounds(playwright, folder / "control", of_control, power=True, durability="default")
        seen = not told("power cut, Chromium's default durability: must lose", control)
    if not seen:
        print("The control lost nothing: these cuts prove nothing.")
    return HELD if held and seen else FAILED


def told(what: str, results: Iterable[Round]) -> bool:
    """One line of the table; whether nothing was lost and nothing doubled, of more than nothing."""
    done = list(results)
    notes, lost, doubled = (
        sum(values) for values in zip(*((one.told, one.lost, one.doubled) for one in done), strict=True)
    )
    worse = sum(one.lost > 0 for one in done)
    print(f"{what:56} {len(done):6}  {notes:10,}  {lost:6,}  {worse:9}  {doubled:7}", flush=True)
    return notes > 0 and not lost and not doubled


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if sys.argv[1:] else ROUNDS))
