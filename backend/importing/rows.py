"""What does each row of a shop's export say, or in one sentence, why can it not be taken?"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import NamedTuple

from events.kernel import Refused
from events.purchases import PurchaseRecorded, RecordPurchase, record
from events.values import Money, valid_name

REQUIRED = ("customer_id", "date", "quantity", "amount")
OPTIONAL = ("order_id", "name", "phone", "email", "place")
DELIMITERS = (",", ";")
LONGEST_NUMBER = 100
"""Characters of a customer's number in the shop."""
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE = re.compile(r"[0-9]{1,7}")


class Details(NamedTuple):
    """What a row says of the customer beside the sale."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    place: str | None = None


class Row(NamedTuple):
    """`customer` is the customer's number in the shop; `text` as it stands in the file."""

    line: int
    customer: str
    sale: PurchaseRecorded
    details: Details
    text: bytes


class BadRow(NamedTuple):
    """A row that cannot be taken; its bytes may be no text at all."""

    line: int
    why: str
    text: bytes


def read_rows(lines: Iterable[bytes], today: date) -> Iterator[Row | BadRow]:
    """Every row in turn, one line each. Raises Refused when the first line does not name the columns."""
    every = iter(lines)
    columns = Columns.of(next(every, b""))
    for number, line in enumerate(every, 2):
        if not line.strip():
            continue
        try:
            yield columns.row(number, line, today)
        except Refused as why:
            yield BadRow(number, str(why), line)


@dataclass(frozen=True)
class Columns:
    """Where each column stands, by the first line of the file; what we do not know is passed over."""

    delimiter: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, first: bytes) -> Columns:
        text = _text(first).removeprefix("\ufeff")
        delimiter = max(DELIMITERS, key=text.count)
        names = tuple(name.strip().lower() for name in _cells(text, delimiter))
        missing = [name for name in REQUIRED if name not in names]
        if missing:
            raise Refused(f"The first line of the file must name its columns. It lacks: {', '.join(missing)}.")
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise Refused(f"The first line of the file names a column twice: {', '.join(twice)}.")
        return cls(delimiter, names)

    @cached_property
    def _sold(self) -> Callable[[list[str]], tuple[str, ...]]:
        return itemgetter(*map(self._place, (*REQUIRED, "order_id")))

    @cached_property
    def _said(self) -> Callable[[list[str]], tuple[str, ...]]:
        return itemgetter(*map(self._place, Details._fields))

    def _place(self, name: str) -> int:
        """Where a column stands; where it does not, at the empty cell after the last one."""
        return self.names.index(name) if name in self.names else len(self.names)

    def row(self, number: int, line: bytes, today: date) -> Row:
        """Raises Refused."""
        cells = _cells(_text(line), self.delimiter)
        if len(cells) != len(self.names):
            raise Refused(f"This row has {len(cells)} columns, the first line names {len(self.names)}.")
        cells.append("")
        customer, day, quantity, amount, order = self._sold(cells)
        sale = RecordPurchase(
            amount=_amount(amount), on=_day(day, today), quantity=_quantity(quantity), order_id=order or None
        )
        return Row(number, _customer(customer), record(sale), _details(self._said(cells)), line)


def _text(line: bytes) -> str:
    try:
        return line.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise Refused("This line is not UTF-8 text. Export the file as CSV in UTF-8.") from None


def _cells(text: str, delimiter: str) -> list[str]:
    if '"' not in text:
        return text.split(delimiter)
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        raise Refused("The quotes of this row do not close on its line, or a cell is far too long.") from None


# A shop's export says the same names, days and prices on many rows.
_amount = lru_cache(maxsize=65_536)(Money.parse)


@lru_cache(maxsize=65_536)
def _details(said: tuple[str, ...]) -> Details:
    return Details(*map(valid_name, said))


@lru_cache(maxsize=65_536)
def _customer(text: str) -> str:
    number = valid_name(text)
    if number is None:
        raise Refused("This row names no customer.")
    if len(number) > LONGEST_NUMBER:
        raise Refused(f"The customer's number is longer than {LONGEST_NUMBER} characters.")
    return number


@lru_cache(maxsize=4_096)
def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text.strip()) if _ISO.fullmatch(text.strip()) else None
    except ValueError:
        day = None
    if day is None:
        raise Refused("There is no such day. Write the date as 2026-12-31.")
    if day > today:
        raise Refused("This day is still to come, so nobody can have bought on it.")
    return day


@lru_cache(maxsize=4_096)
def _quantity(text: str) -> int:
    if not _WHOLE.fullmatch(text.strip()):
        raise Refused("Write the quantity as a whole number, such as 2.")
    return int(text)
