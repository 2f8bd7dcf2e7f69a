"""Where are the rows that cannot be taken, each with its line and the reason, for a spreadsheet to open safely?"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from backend.importing.entries import BadRow

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet would carry out."""
SHOWN = 20
COLUMNS = ("line", "reason", "row")
csv.field_size_limit(2**31 - 1)
"""Characters: a row that is too long to be taken is one cell here, and is read back whole."""


class RefusedRows:
    """Writes them as they come, and keeps the first ones at hand: line, reason, the row as one cell, then its cells."""

    def __init__(self, path: Path, *, more: bool = False) -> None:
        """`more`: after those that are there already."""
        self._path = path
        self._file = path.open("a" if more else "w", newline="", encoding="utf-8")
        self._rows = csv.writer(self._file)
        if not more:
            self._rows.writerow(COLUMNS)
        self.count = 0
        self.first: list[BadRow] = []

    def add(self, bad: BadRow) -> None:
        self._rows.writerow((bad.line, bad.why, harmless(bad.text), *map(harmless, bad.cells)))
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(bad)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()


def harmless(text: str) -> str:
    """A row as one cell: readable whatever it holds, and carried out by no spreadsheet."""
    cell = text.rstrip("\r\n").replace("\x00", "\\x00").encode("utf-8", "backslashreplace").decode()
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def plain(cell: str) -> str:
    """A cell as it was before it was made harmless."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ").startswith(FORMULA) else cell


def read_refused(path: Path, limit: int) -> Iterator[tuple[str, str, str]]:
    """The first ones as they stand in the file: line, reason, row."""
    for line, why, text, *_ in islice(refused_rows(path), limit):
        yield line, why, text


def refused_rows(path: Path) -> Iterator[list[str]]:
    """All of them as they stand in the file."""
    if not path.exists():
        return
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows, None)
        yield from rows


def copy_refused(path: Path, to: Path) -> None:
    """Line, reason and row alone, as a file for whoever works by commands."""
    with to.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        rows.writerows(row[: len(COLUMNS)] for row in refused_rows(path))
