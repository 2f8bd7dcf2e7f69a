"""What did the till of the demo shop ring up, and until when is it told? The real purchases, moved to end yesterday."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from backend.cli.demo.details import Inventor
from backend.importing.entries import Entry, Person, Sale
from backend.importing.guess import guess
from backend.importing.sheets import open_sheet
from backend.importing.typed import read_entries

FILE = Path(__file__).with_name("cdnow.csv")
SOURCE = "till"
CURRENCY = "GBP"


class Rung(NamedTuple):
    """One row of the till: `customer` is the customer's number."""

    customer: str
    sale: Sale
    entry: Entry


@dataclass(frozen=True)
class Till:
    """`rows` rise by day. `moved_by`: whole days between the real date of each purchase and the one told here."""

    rows: tuple[Rung, ...]
    moved_by: int

    @property
    def numbers(self) -> list[str]:
        """The customers' numbers, in the order in which they first bought."""
        return list(dict.fromkeys(row.customer for row in self.rows))

    def export(self, first: date, last: date) -> list[Entry]:
        """What was sold from the first to the last day, as one export of the till."""
        return [row.entry for row in self.rows if first <= row.sale.on <= last]


def read_till(file: Path, last: date, inventor: Inventor) -> Till:
    """The purchases with the last one on `last`, each customer with invented details."""
    rows = sorted(_rung(file, last), key=lambda row: row.sale.on)
    moved_by = (last - rows[-1].sale.on).days
    details = {number: inventor.somebody() for number in dict.fromkeys(row.customer for row in rows)}
    return Till(tuple(_moved(row, moved_by, details[row.customer]) for row in rows), moved_by)


def _rung(file: Path, today: date) -> Iterable[Rung]:
    sheet = open_sheet(file)
    for row in read_entries(sheet, guess(sheet.columns).mapping, today=today, currency=CURRENCY):
        assert isinstance(row, Entry), row
        assert isinstance(row.what, Sale)
        yield Rung(row.person.number or "", row.what, row)


def _moved(row: Rung, by: int, person: Person) -> Rung:
    sale = row.sale._replace(on=row.sale.on + timedelta(days=by))
    return Rung(row.customer, sale, row.entry._replace(what=sale, person=person._replace(number=row.customer)))
