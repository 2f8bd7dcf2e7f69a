"""How do the rows that were left out come back as a file like the one they stood in, to be mended and brought in?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from backend.importing.csv_sheet import DELIMITERS
from backend.importing.entries import BadRow
from backend.importing.lines import Line, Sheet, Tell, tell_nobody
from backend.importing.refused import harmless, plain, refused_rows

ADDED = ("Left out: line", "Left out: because")
"""Columns behind those of the file: which line it was, and why. They are passed over when the file comes in again."""


class Mended:
    """Such a file, read as the one that it was made of: without what was added to its columns and cells."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.columns = tuple(map(plain, sheet.columns[: -len(ADDED)]))
        self.format, self.size, self.notes = sheet.format, sheet.size, sheet.notes

    def lines(self, tell: Tell = tell_nobody) -> Iterator[Line | BadRow]:
        for line in self._sheet.lines(tell):
            cells = tuple(map(plain, self._own(line.cells)))
            text = "\t".join(cells) or line.text
            yield line._replace(cells=cells, text=text)

    def _own(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        width = len(self.columns)
        return cells[:width] + cells[width + len(ADDED) :]


def unmended(sheet: Sheet) -> Sheet:
    """The sheet, or what it was before its rows were left out."""
    return Mended(sheet) if len(sheet.columns) > len(ADDED) and sheet.columns[-len(ADDED) :] == ADDED else sheet


def to_mend(refused: Path, columns: Sequence[str], *, cells_in_text: bool) -> Iterator[str]:
    """The lines of such a file. `cells_in_text`: a row that is known by its text alone may be parted into its cells.

    What cannot be parted stands in the first cell; cells for which there is no column stand last.
    """
    width = len(columns)
    yield _csv((*map(harmless, columns), *ADDED))
    for line, why, text, *known in refused_rows(refused):
        cells = known or (_parted(plain(text), width) if cells_in_text else None) or [text]
        yield _csv((*cells[:width], *[""] * (width - len(cells)), line, why, *cells[width:]))


def _csv(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def _parted(text: str, width: int) -> list[str] | None:
    """As it stood in the file, by whichever separator gives a cell for each column."""
    for delimiter in DELIMITERS:
        try:
            (cells,) = csv.reader(
                io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
            )
        except (csv.Error, ValueError):
            continue
        if len(cells) == width:
            return [harmless(cell) for cell in cells]
    return None
