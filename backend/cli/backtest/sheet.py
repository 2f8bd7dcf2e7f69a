"""Which purchases stand in a bare CSV file, and at which line is it wrong?"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

from backend.retention.backtest.buyers import Buyer
from events.kernel import Refused
from events.values import LARGEST_AMOUNT, valid_day

COLUMNS = ("customer_id", "date", "amount")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T].*)?", re.ASCII)
MINOR = 100
SHOWN = 40
"""Characters of a cell that cannot be read."""
Row = tuple[str, int, Decimal]


class Baskets:
    """All baskets of one customer, added up by days; amounts in major units."""

    __slots__ = ("bought", "given_back")

    def __init__(self) -> None:
        self.bought: dict[int, Decimal] = {}
        self.given_back: dict[int, Decimal] = {}

    def add(self, day: int, amount: Decimal) -> None:
        """An amount below zero is money given back, and no purchase."""
        if amount < 0:
            self.given_back[day] = self.given_back.get(day, Decimal()) - amount
        else:
            self.bought[day] = self.bought.get(day, Decimal()) + amount

    def buyer(self, customer: str) -> Buyer:
        days = sorted(self.bought)
        back = tuple((day, _minor(self.given_back[day])) for day in sorted(self.given_back))
        return Buyer(customer, tuple(days), tuple(_minor(self.bought[day]) for day in days), back)


def buyers_in(file: Path) -> list[Buyer]:
    """Everybody who bought. Raises Refused with the line that cannot be read."""
    found: dict[str, Baskets] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for customer, day, amount in _rows(csv.reader(lines, strict=True)):
                found.setdefault(customer, Baskets()).add(day, amount)
    except UnicodeDecodeError as why:
        raise Refused(f"{file.name} is not written in UTF-8: save it as CSV in UTF-8.") from why
    buyers = [baskets.buyer(customer) for customer, baskets in found.items() if baskets.bought]
    if not buyers:
        raise Refused(f"{file.name} holds no purchase.")
    return buyers


def _rows(reader: Iterable[list[str]]) -> Iterator[Row]:
    lines = _numbered(reader)
    _, head = next(lines, (0, []))
    places = _places(head)
    for line, cells in lines:
        if cells:
            try:
                _check_size(cells, head)
                yield _row(cells, places)
            except Refused as why:
                raise Refused(f"Line {line}: {why}") from why


def _numbered(reader: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it ends on."""
    rows = iter(reader)
    line = 0
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as why:
            raise Refused(f"Line {line + 1} cannot be read as CSV: {why}.") from why
        line = getattr(rows, "line_num", line + 1)
        yield line, cells


def _places(head: Sequence[str]) -> tuple[int, ...]:
    names = [name.strip().lower() for name in head]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise Refused(f"The first line must name the columns {', '.join(COLUMNS)}; missing: {', '.join(missing)}.")
    if twice := [name for name in COLUMNS if names.count(name) > 1]:
        raise Refused(f"The first line names more than one column {', '.join(twice)}: which one counts?")
    return tuple(names.index(name) for name in COLUMNS)


def _check_size(cells: Sequence[str], head: Sequence[str]) -> None:
    """An amount of 12,50 without quotes is two cells, and the first one alone would be another amount."""
    if any(cells[len(head) :]):
        raise Refused("it has more cells than the first line names. Write amounts with a point, or in quotes.")


def _row(cells: Sequence[str], places: tuple[int, ...]) -> Row:
    if len(cells) <= max(places):
        raise Refused("it has fewer cells than the first line names.")
    customer, on, amount = (cells[place].strip() for place in places)
    if not customer:
        raise Refused("customer_id is empty.")
    return customer, _day(on), _amount(amount)


@lru_cache(maxsize=20_000)
def _day(text: str) -> int:
    """A time of the day that stands behind it is left out."""
    try:
        if not DAY.fullmatch(text):
            raise ValueError
        return valid_day(datetime.fromisoformat(text).date()).toordinal()
    except (ValueError, Refused) as why:
        raise Refused(
            f"{text[:SHOWN]!r} is no day between 1900-01-01 and 2099-12-31, written like 2026-03-31."
        ) from why


def _amount(text: str) -> Decimal:
    try:
        # Decimal reads 1_000 as a thousand; no shop writes it.
        amount = Decimal(text.replace("_", "?"))
    except InvalidOperation as why:
        raise Refused(f"{text[:SHOWN]!r} is no amount, written like 45.00.") from why
    if not amount.is_finite() or abs(amount) > LARGEST_AMOUNT // MINOR:
        raise Refused(f"{text[:SHOWN]!r} is no amount of money.")
    return amount


def _minor(amount: Decimal) -> int:
    return round(amount * MINOR)
