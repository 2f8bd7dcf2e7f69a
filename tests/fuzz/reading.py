"""What is done with a file that may be anything? It is read to its end, as the web does, and may only be refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import islice
from pathlib import Path

from backend.importing.doubts import settle
from backend.importing.guess import guess
from backend.importing.lines import Line, Sheet
from backend.importing.typed import read_entries
from events.kernel import Refused

TODAY = date(2026, 3, 2)
SAMPLE = 20


def read_through(path: Path, opened: Callable[[Path], Sheet]) -> int:
    """How many rows there were; none where the file is refused. Raises what no reader may raise."""
    try:
        return _rows(opened(path))
    except Refused as why:
        sentence = str(why)
    assert sentence, "a refusal says why"
    return 0


def _rows(sheet: Sheet) -> int:
    sample = [line.cells for line in islice(sheet.lines(), SAMPLE) if isinstance(line, Line)]
    assert all(len(cells) == len(sheet.columns) for cells in sample)
    found = guess(sheet.columns, sample)
    settled = settle(sheet, found.mapping, TODAY)
    every = read_entries(sheet, settled.mapping, today=TODAY, currency="GBP", preset=found.preset)
    return sum(1 for _ in every)
