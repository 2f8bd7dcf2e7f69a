"""What stands in a file of separated cells, with whatever separator, quotes and letters?"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from backend.importing.encoding import Encoding, encoding_of, text_lines
from backend.importing.entries import BadRow
from backend.importing.lines import (
    LONGEST_ROW,
    MOST_ROWS,
    Format,
    Line,
    Tell,
    column_names,
    header_at,
    tell_nobody,
)
from events.kernel import Refused

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 100
"""Lines looked at to find the separator."""
MOST_LINES = 500
"""Of one row, whose cells may hold line breaks: a quote that never closes must not swallow the file."""
NOT_CLOSED = "The quotes of this row do not close, or stand in the middle of a cell."
NO_TABLE = (
    "This is no table: only one column was found. A table names its columns in the first row, such as Name, Phone."
)
SPOILT = "This row has characters that are no text. Correct it, or save the file in UTF-8."
TOO_LONG = f"This row is longer than {LONGEST_ROW:,} characters."


class Layout(NamedTuple):
    """`start` is how many lines go before the first row."""

    delimiter: str
    columns: tuple[str, ...]
    start: int


class _Feed:
    """The lines of a file with their numbers; some can be given back, to be read again."""

    def __init__(self, lines: Iterator[str], start: int) -> None:
        self._lines = islice(enumerate(lines, 1), start, None)
        self._back: list[tuple[int, str]] = []

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> tuple[int, str]:
        return self._back.pop() if self._back else next(self._lines)

    def give_back(self, lines: list[tuple[int, str]]) -> None:
        self._back += reversed(lines)


class CsvSheet:
    """Raises Refused where the file is no table."""

    format = Format.CSV

    def __init__(self, path: Path) -> None:
        self._path = path
        self._encoding = encoding_of(path)
        self._layout = _layout(path, self._encoding)
        self.columns = self._layout.columns
        self.size = path.stat().st_size
        self.notes = self._encoding.notes

    def lines(self, tell: Tell = tell_nobody) -> Iterator[Line | BadRow]:
        delimiter, width, spoilt = self._layout.delimiter, len(self.columns), self._encoding.spoilt
        feed = _Feed(text_lines(self._path, self._encoding, tell), self._layout.start)
        blank = delimiter + ' \t"\x1a'
        left = MOST_ROWS
        for number, first in feed:
            if '"' not in first:
                text, cells = first, first.split(delimiter) if len(first) <= LONGEST_ROW else None
            else:
                text, cells = self._quoted(first, feed)
            if not text.strip(blank):
                continue
            if not left:
                raise Refused(f"This file has more than {MOST_ROWS:,} rows. Split it into smaller ones.")
            left -= 1
            if spoilt(text):
                yield BadRow(number, SPOILT, text, tuple(cells or ()))
            elif cells is not None and len(cells) == width:
                yield Line(number, tuple(cells), text)
            else:
                yield _misfit(number, cells, width, text)

    def _quoted(self, first: str, feed: _Feed) -> tuple[str, list[str] | None]:
        """A row that may go on over several lines, and its cells; where its quotes are wrong, one line and None."""
        more: list[tuple[int, str]] = []

        def row() -> Iterator[str]:
            yield first + "\n"
            length = len(first)
            for line in feed:
                more.append(line)
                length += len(line[1]) + 1
                if len(more) == MOST_LINES or length > LONGEST_ROW:
                    return
                yield line[1] + "\n"

        if len(first) > LONGEST_ROW:
            return first, None
        try:
            cells = next(csv.reader(row(), delimiter=self._layout.delimiter, strict=True, skipinitialspace=True))
        except csv.Error:
            feed.give_back(more)
            return first, None
        return "\n".join((first, *(line for _, line in more))) if more else first, cells


def _misfit(number: int, cells: list[str] | None, width: int, text: str) -> Line | BadRow:
    """Why a row does not fit its columns; what is too many does not matter where it is blank."""
    if cells is None:
        return BadRow(number, TOO_LONG if len(text) > LONGEST_ROW else NOT_CLOSED, text)
    if len(cells) > width and not "".join(cells[width:]).strip():
        return Line(number, tuple(cells[:width]), text)
    return BadRow(number, f"This row has {len(cells):,} columns, the first row names {width:,}.", text, tuple(cells))


def _layout(path: Path, encoding: Encoding) -> Layout:
    sample = list(islice(text_lines(path, encoding), SAMPLE))
    if not any(line.strip() for line in sample):
        raise Refused("This file is empty.")
    said = _said_delimiter(sample[0])
    found = [
        candidate for delimiter in ([said] if said else DELIMITERS) if (candidate := _candidate(sample, delimiter))
    ]
    if not found:
        raise Refused(NO_TABLE)
    _, _, delimiter, header, start = max(found, key=lambda one: one[:2])
    if any(map(encoding.spoilt, header)):
        raise Refused(
            "The names of the columns have characters that are no text. Save the file in UTF-8 and try again."
        )
    return Layout(delimiter, column_names(header), start)


def _said_delimiter(first: str) -> str | None:
    """Some spreadsheets write it into a first line of its own: "sep=;"."""
    said = first.strip().strip('"')
    return said[4] if len(said) == 5 and said.startswith("sep=") and said[4] in DELIMITERS else None


def _candidate(sample: list[str], delimiter: str) -> tuple[float, int, str, list[str], int] | None:
    """How well a separator fits: the share of rows as wide as the header, that width, and where the header ends."""
    rows: list[list[str]] = []
    ends: list[int] = []
    reader = csv.reader((line + "\n" for line in sample), delimiter=delimiter, skipinitialspace=True)
    try:
        for row in reader:
            if len(row) > 1 or any(row):
                rows.append(row)
                ends.append(reader.line_num)
    except csv.Error:
        rows = rows[: len(ends)]
    at = header_at(rows)
    if at is None:
        return None
    width, later = len(rows[at]), rows[at + 1 :]
    share = sum(len(row) == width for row in later) / len(later) if later else 0.0
    return share, width, delimiter, rows[at], ends[at]
