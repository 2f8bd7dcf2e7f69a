"""What did the till of the demo shop ring up, and until when is it told? The real purchases, moved to end yesterday."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from backend.cli.demo.details import Inventor
from backend.importing.book import Book, open_book
from backend.importing.rows import BadRow, Row, read_rows

FILE = Path(__file__).with_name("cdnow.csv")
SOURCE = "till"


@dataclass(frozen=True)
class Till:
    """`rows` rise by day. `moved_by`: whole days between the real date of each purchase and the one told here."""

    rows: tuple[Row, ...]
    moved_by: int

    @property
    def numbers(self) -> list[str]:
        """The customers' numbers, in the order in which they first bought."""
        return list(dict.fromkeys(row.customer for row in self.rows))

    def book(self, first: date, last: date) -> Book:
        """What was sold from the first to the last day, as one export of the till."""
        return open_book(SOURCE, [row for row in self.rows if first <= row.sale.on <= last])


def read_till(lines: Iterable[bytes], last: date, inventor: Inventor) -> Till:
    """The purchases with the last one on `last`, each customer with invented details."""
    rows = sorted(_good(read_rows(lines, last)), key=lambda row: row.sale.on)
    moved_by = (last - rows[-1].sale.on).days
    details = {number: inventor.somebody() for number in dict.fromkeys(row.customer for row in rows)}
    moved = (
        row._replace(sale=replace(row.sale, on=row.sale.on + timedelta(days=moved_by)), details=details[row.customer])
        for row in rows
    )
    return Till(tuple(moved), moved_by)


def _good(rows: Iterable[Row | BadRow]) -> Sequence[Row]:
    return [row for row in rows if isinstance(row, Row)]
