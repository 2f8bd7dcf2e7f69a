"""What does each row of a file say, once it is known which column holds what, or why can it not be taken?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple, assert_never

from backend.importing.columns import MAY_WE, Field, Mapping
from backend.importing.conversations import LONGEST, conversation
from backend.importing.entries import BadRow, Contacted, Entry, Kind, Sale, Stated
from backend.importing.lines import Line, Sheet, Tell, tell_nobody
from backend.importing.persons import Cells, consents, line_of, persons, pick
from backend.importing.presets import Preset
from backend.importing.reading import Reading
from backend.importing.sales import SaleReader
from events.kernel import Refused
from events.values import valid_text

What = Sale | Stated | Contacted | None
NO_ROOM = "The columns of this file are not those that were chosen. Choose them again."


def read_entries(
    sheet: Sheet,
    mapping: Mapping,
    *,
    today: date,
    currency: str,
    preset: Preset | None = None,
    tell: Tell = tell_nobody,
) -> Iterator[Entry | BadRow]:
    """Every row in turn. `today` is the firm's; `currency` its ISO code; the styles of `mapping` are settled.

    Raises Refused where the mapping does not fit the sheet or says too little, and where the file cannot be read on.
    Days are taken as they stand, in the time zone of the export.
    """
    read = _entry_reader(sheet, mapping, Reading(today, currency, mapping.dates, mapping.numbers), preset)
    return _entries(sheet, read, tell)


def _entries(sheet: Sheet, read: Callable[[Line], Entry], tell: Tell) -> Iterator[Entry | BadRow]:
    for line in sheet.lines(tell):
        if isinstance(line, BadRow):
            yield line
            continue
        try:
            yield read(line)
        except Refused as why:
            yield BadRow(line.number, str(why), line.text, line.cells)


def _entry_reader(sheet: Sheet, mapping: Mapping, reading: Reading, preset: Preset | None) -> Callable[[Line], Entry]:
    if any(place >= len(sheet.columns) for places in mapping.columns.values() for place in places):
        raise Refused(NO_ROOM)
    if missing := mapping.missing():
        raise Refused("Say which column holds: " + ", ".join(one.value.replace("_", " ") for one in missing) + ".")
    about = _About(mapping, preset)
    match mapping.kind:
        case Kind.PURCHASES:
            sales = SaleReader(mapping, reading, preset)
            if preset is not None and preset.whole_orders:
                return _Orders(sales, about).entry
            return _reader(about, sales.sale)
        case Kind.PEOPLE:
            return _reader(about, _stated(mapping, reading))
        case Kind.CONTACTS:
            return _reader(about, _contacted(mapping, reading))
        case _:
            assert_never(mapping.kind)


class _About:
    """Whom a row is about, whose they are, and how they may be reached."""

    def __init__(self, mapping: Mapping, preset: Preset | None) -> None:
        self.person = persons(mapping, guest=preset.guest if preset else None, parted=preset.parted if preset else None)
        self.consent = consents(mapping, only_yes=preset is not None and preset.only_yes)
        self._owner = pick(mapping, Field.OWNER)
        self.says_more = any(map(mapping.columns.get, MAY_WE))

    def owner(self, cells: Cells) -> str | None:
        return line_of(said) if (said := self._owner(cells)) else None


def _reader(about: _About, what: Callable[[Cells], What]) -> Callable[[Line], Entry]:
    person, owner, consent = about.person, about.owner, about.consent

    def brief(line: Line) -> Entry:
        return Entry(line.number, person(line.cells), what(line.cells), None, (), line.text)

    def read(line: Line) -> Entry:
        cells = line.cells
        return Entry(line.number, person(cells), what(cells), owner(cells), consent(cells), line.text)

    return read if about.says_more else brief


class _Order(NamedTuple):
    """The order whose rows are being read; `why` it cannot be taken, for the same holds of its further lines."""

    id: str
    entry: Entry | None = None
    why: str = ""


class _Orders:
    """The rows of one order mostly stand together, and its amount, day and status on the first of them, or on each."""

    def __init__(self, sales: SaleReader, about: _About) -> None:
        self._sales, self._about = sales, about
        self._read = _reader(about, sales.sale)
        self._order = _Order("")
        self._seen = set[str]()

    def entry(self, line: Line) -> Entry:
        order = self._sales.order_of(line.cells).strip()
        if order and order == self._order.id:
            return self._further(line, self._order)
        try:
            entry = self._read(line)
        except Refused as why:
            self._order = _Order(order, why=str(why))
            raise
        self._order = _Order(order, entry)
        if order and order in self._seen:
            return self._further(line, self._order)
        self._seen.add(order)
        return entry

    def _further(self, line: Line, order: _Order) -> Entry:
        first = order.entry
        if first is None or not isinstance(first.what, Sale):
            raise Refused(order.why)
        return first._replace(line=line.number, what=self._sales.line(line.cells, first.what), text=line.text)


def _stated(mapping: Mapping, reading: Reading) -> Callable[[Cells], Stated | None]:
    last, total, orders = (pick(mapping, which) for which in (Field.LAST_ORDER, Field.TOTAL, Field.ORDERS))
    currency = pick(mapping, Field.CURRENCY)

    def read(cells: Cells) -> Stated | None:
        said = Stated(
            reading.day_if_any(last(cells)), reading.amount_if_any(total(cells)), reading.count_if_any(orders(cells))
        )
        if said.total is not None and (name := currency(cells).strip()):
            reading.check_currency(name)
        if (said.total or 0) < 0 or (said.orders or 0) < 0:
            raise Refused("What somebody bought so far cannot be less than nothing.")
        return None if said == (None, None, None) else said

    return read


def _contacted(mapping: Mapping, reading: Reading) -> Callable[[Cells], Contacted]:
    on, how, result, note = (pick(mapping, which) for which in (Field.DATE, Field.CHANNEL, Field.OUTCOME, Field.NOTE))

    def read(cells: Cells) -> Contacted:
        channel, outcome = conversation(how(cells)[:LONGEST], result(cells)[:LONGEST])
        return Contacted(reading.day(on(cells)), channel, outcome, valid_text(note(cells)))

    return read
