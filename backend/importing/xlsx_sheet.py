"""What do the rows of a workbook say, in the words of a table: dates as 2026-12-31, numbers as 1240.5?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

from backend.importing.entries import BadRow
from backend.importing.lines import (
    HEADER_WITHIN,
    LONGEST_ROW,
    MOST_COLUMNS,
    MOST_ROWS,
    Format,
    Line,
    Tell,
    column_names,
    header_at,
    tell_nobody,
)
from backend.importing.workbook import Row, Workbook
from events.kernel import Refused

SPOILT = "This row has characters that are no text. Correct it in the sheet."
BYTES_OF_A_ROW = 200
"""A guess, to say how far the reading is."""
TOLD_EVERY = 1_000
MOST_SHEETS = 100
_DIGITS_OF_A_SHEET = 15
"""A spreadsheet shows no more, so that 0.1 + 0.2 is 0.3."""


class XlsxSheet:
    """The first sheet that holds a table. Raises Refused where none does."""

    format = Format.XLSX

    def __init__(self, path: Path) -> None:
        self._path = path
        book = Workbook(path)
        try:
            self._part, self.size, self._after, self.columns, self.notes = _found(book)
        finally:
            book.close()

    def lines(self, tell: Tell = tell_nobody) -> Iterator[Line | BadRow]:
        book = Workbook(self._path)
        told = 0
        try:
            for count, (number, cells) in enumerate(_texts(book.rows(self._part)), 1):
                if count % TOLD_EVERY == 0:
                    now = min(TOLD_EVERY * BYTES_OF_A_ROW, self.size - told)
                    tell(now)
                    told += now
                if count > MOST_ROWS:
                    raise Refused(f"This sheet has more than {MOST_ROWS:,} rows. Split it into smaller ones.")
                if number > self._after and any(map(str.strip, cells)):
                    yield _line(number, cells, len(self.columns))
        finally:
            book.close()
        tell(self.size - told)


def _line(number: int, cells: Sequence[str], width: int) -> Line | BadRow:
    text = "\t".join(cells)
    if len(text) > LONGEST_ROW:
        return BadRow(number, f"This row is longer than {LONGEST_ROW:,} characters.", text[:LONGEST_ROW])
    if "\x00" in text or not (text.isascii() or _whole(text)):
        return BadRow(number, SPOILT, text, tuple(cells))
    if any(map(str.strip, cells[width:])):
        why = f"This row has {len(cells):,} columns, the first row names {width:,}."
        return BadRow(number, why, text, tuple(cells))
    return Line(number, (*cells[:width], *[""] * (width - len(cells))), text)


def _whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _found(book: Workbook) -> tuple[str, int, int, tuple[str, ...], tuple[str, ...]]:
    """The first sheet that holds a table, its bytes, the number of its header row, its columns and what to say."""
    parts = book.sheets()[:MOST_SHEETS]
    for part, size in parts:
        rows = list(islice(_texts(book.rows(part)), HEADER_WITHIN))
        at = header_at([cells for _, cells in rows])
        if at is not None:
            number, header = rows[at]
            notes = ("The workbook has several sheets. The first one with a table was read.",) if parts[1:] else ()
            return part, size, number, column_names(header), notes
    raise Refused("This workbook holds no table: no sheet has a row that names several columns.")


def _texts(rows: Iterator[Row]) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number; cells that do not stand there are blank. One row that goes too far is cut."""
    for number, cells in rows:
        texts = [""] * min(max((column for column, _ in cells), default=0), MOST_COLUMNS + 1)
        for column, value in cells:
            if column <= len(texts):
                texts[column - 1] = value if isinstance(value, str) else said(value)
        yield number, texts


def said(value: object) -> str:
    """What a cell says, in one way of writing: dates and times by ISO 8601, numbers with a point."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int():
            return str(value) if abs(value) < 10**30 else "#NUM!"
        case float():
            return _decimal(value)
        case datetime() if value.time() != time():
            return value.isoformat(" ", "minutes")
        case datetime():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _decimal(value: float) -> str:
    """A number as its sheet would show it at most. Three digits after the point get a fourth: they are no thousands."""
    text = f"{value:.{_DIGITS_OF_A_SHEET}g}"
    if "e" in text or "n" in text:
        text = f"{value:.6f}".rstrip("0").rstrip(".") if abs(value) < 10**15 else "#NUM!"
    return f"{text}0" if re.fullmatch(r"-?\d{1,3}\.\d{3}", text) else text
