"""Which files do the tests of the readers make? Small ones, with invented names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from backend.importing.doubts import settle
from backend.importing.entries import BadRow, Entry
from backend.importing.guess import Guess, guess
from backend.importing.lines import Line, Sheet
from backend.importing.sheets import open_sheet
from backend.importing.typed import read_entries

TODAY = date(2026, 3, 2)


def written(folder: Path, content: bytes | str, name: str = "file") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def sheet_of(folder: Path, content: bytes | str) -> Sheet:
    return open_sheet(written(folder, content))


def cells(sheet: Sheet) -> list[tuple[str, ...]]:
    """The cells of all rows; none may be bad."""
    lines = list(sheet.lines())
    assert not [line for line in lines if isinstance(line, BadRow)]
    return [line.cells for line in lines if isinstance(line, Line)]


def bad(sheet: Sheet) -> list[tuple[int, str]]:
    return [(line.line, line.why) for line in sheet.lines() if isinstance(line, BadRow)]


def bad_cells(sheet: Sheet) -> list[tuple[str, ...]]:
    return [line.cells for line in sheet.lines() if isinstance(line, BadRow)]


def workbook(folder: Path, *sheets: Iterable[Sequence[Any]], name: str = "book.xlsx") -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        made = book.create_sheet()
        for row in rows:
            made.append(row)
    path = folder / name
    book.save(path)
    return path


def rewritten(path: Path, part: str, change: Any) -> Path:
    """The same workbook with one of its parts changed: `change` is the new text, or makes it of the old."""
    with ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    was = parts.get(part, b"").decode()
    parts[part] = (change(was) if callable(change) else change).encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path


def guessed(sheet: Sheet) -> Guess:
    sample = [line.cells for line in sheet.lines() if isinstance(line, Line)][:20]
    return guess(sheet.columns, sample)


def entries(sheet: Sheet, currency: str = "GBP", today: date = TODAY) -> list[Entry | BadRow]:
    """As a person gets them who changes nothing and is asked nothing."""
    found = guessed(sheet)
    settled = settle(sheet, found.mapping, today)
    assert not settled.doubts
    return list(read_entries(sheet, settled.mapping, today=today, currency=currency, preset=found.preset))


def good(sheet: Sheet, currency: str = "GBP") -> list[Entry]:
    every = entries(sheet, currency)
    assert not [row for row in every if isinstance(row, BadRow)]
    return [row for row in every if isinstance(row, Entry)]


def why(sheet: Sheet, currency: str = "GBP") -> list[tuple[int, str]]:
    """The lines and reasons of what is refused."""
    return [(row.line, row.why) for row in entries(sheet, currency) if isinstance(row, BadRow)]
