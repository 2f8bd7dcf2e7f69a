"""What is a table here, whatever file it stands in? Named columns, and lines of cells, read as often as one likes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

from backend.importing.entries import BadRow
from events.kernel import Refused

LARGEST_FILE = 256 * 1024 * 1024
"""Bytes. A million rows of a till are some 100 MB; what is larger was not meant for a small firm's shop."""
MOST_ROWS = 2_000_000
"""Twice what one spreadsheet holds."""
MOST_COLUMNS = 1_000
"""The widest exports of shops and address books have some 300."""
LONGEST_ROW = 256 * 1024
"""Characters, line breaks in cells included; a cell of a spreadsheet holds 32,767. It bounds what a row takes."""
LONGEST_COLUMN_NAME = 200
HEADER_WITHIN = 20
"""Rows: titles and blank lines that may stand above the names of the columns."""


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    VCARD = "vcard"


class Line(NamedTuple):
    """A row: where it begins (the first line of the file is 1), its cells, as many as columns, and how it stands."""

    number: int
    cells: tuple[str, ...]
    text: str


Tell = Callable[[int], object]
"""Told how much more has been read, in the unit of `Sheet.size`."""


def tell_nobody(_: int) -> None:
    pass


class Sheet(Protocol):
    """A file that can be read. `size` in bytes is what `tell` adds up to; `notes` are sentences for the user."""

    @property
    def format(self) -> Format: ...

    @property
    def columns(self) -> tuple[str, ...]: ...

    @property
    def size(self) -> int: ...

    @property
    def notes(self) -> tuple[str, ...]: ...

    def lines(self, tell: Tell = tell_nobody) -> Iterator[Line | BadRow]:
        """Every row that is not blank, in order. Raises Refused where the file as a whole cannot be read on."""
        ...


_VALUE = re.compile(
    r"[^@\s]+@[^@\s]+\.[^@\s]+"  # an e-mail address
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b.*"  # a date
    r"|\W{0,3}\d[\d.,' ]*[.,]\d{2}\W{0,2}"  # an amount
    r"|[+(]?\d[\d\s()./-]{6,}"  # a phone number
)


def header_at(rows: Sequence[Sequence[str]]) -> int | None:
    """Which of the first rows names the columns: the first that fills half the usual width, and two cells at least."""
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    usual = Counter(count for count in filled if count > 1).most_common(1)
    enough = max(2, -(-usual[0][0] // 2)) if usual else 2
    return next((n for n, count in enumerate(filled[:HEADER_WITHIN]) if count >= enough), None)


def column_names(cells: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns, each once: a second Phone is "Phone (2)". Raises Refused where they are none."""
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise Refused(f"This table has {len(names):,} columns. Encore reads {MOST_COLUMNS:,} at most.")
    value = next((name for name in names if _VALUE.fullmatch(name)), None)
    if value is not None:
        raise Refused(
            "The first row must name the columns, such as Name, Phone, E-mail."
            f" This one seems to hold values already: {value[:50]}"
        )
    taken: set[str] = set()
    return tuple(_once(_kept(name) or f"Column {place}", taken) for place, name in enumerate(names, 1))


def _kept(name: str) -> str:
    return name if name.isprintable() and len(name) <= LONGEST_COLUMN_NAME else ""


def _once(name: str, taken: set[str]) -> str:
    """The name, or the name with the first number that is free."""
    free, n = name, 1
    while free.casefold() in taken:
        n += 1
        free = f"{name} ({n})"
    taken.add(free.casefold())
    return free
