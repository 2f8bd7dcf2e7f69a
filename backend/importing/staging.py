"""Where do the rows of a file wait until everybody in it is known, then to come out customer by customer?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from backend.importing.entries import Contacted, Entry, Kind, Person, Sale, Stated
from backend.store import Scratch
from events.values import Channel

ROWS_AT_ONCE = 20_000
TABLES = (
    "CREATE TABLE waiting (place INTEGER NOT NULL, line INTEGER NOT NULL, order_id TEXT, entry BLOB NOT NULL)",
    "CREATE TABLE customers (place INTEGER PRIMARY KEY, customer BLOB NOT NULL)",
    "CREATE INDEX customers_customer ON customers (customer, place)",
)
ADD = "INSERT INTO waiting (place, line, order_id, entry) VALUES (?, ?, ?, ?)"
MOVE = "UPDATE waiting SET place = ? WHERE place = ?"
INDEX = "CREATE INDEX IF NOT EXISTS waiting_place ON waiting (place, line)"
SHARED = """
    SELECT order_id FROM waiting WHERE order_id IS NOT NULL GROUP BY order_id HAVING MIN(place) <> MAX(place)
"""
FIRST_OF = "SELECT place FROM waiting WHERE order_id = ? ORDER BY line LIMIT 1"
NAME = "INSERT OR REPLACE INTO customers (place, customer) VALUES (?, ?)"
UNNAMED = """
    SELECT DISTINCT place FROM waiting WHERE place NOT IN (SELECT place FROM customers) ORDER BY place
"""
AT = "SELECT line, entry FROM waiting WHERE place = ? ORDER BY line"
BY_CUSTOMER = """
    SELECT customers.customer, waiting.place, waiting.line, waiting.entry
    FROM customers CROSS JOIN waiting ON waiting.place = customers.place
    ORDER BY customers.customer, customers.place, waiting.line
"""

_Said = tuple[tuple[Channel, bool], ...]
_DECODERS: dict[Kind, msgspec.msgpack.Decoder[Any]] = {
    Kind.PURCHASES: msgspec.msgpack.Decoder(tuple[Person, Sale | None, str | None, _Said, str]),
    Kind.PEOPLE: msgspec.msgpack.Decoder(tuple[Person, Stated | None, str | None, _Said, str]),
    Kind.CONTACTS: msgspec.msgpack.Decoder(tuple[Person, Contacted | None, str | None, _Said, str]),
}
"""An entry but for its line."""
_encode = msgspec.msgpack.Encoder().encode


class Staged(NamedTuple):
    """The rows of one customer, in the order of the file, each with its place in the cast."""

    customer: bytes
    rows: list[tuple[int, Entry]]


class Staging:
    """The rows of one file of one kind, on disk."""

    def __init__(self, path: Path, kind: Kind, *, anew: bool = True) -> None:
        """`anew` False: go on with the rows that were put aside before."""
        if anew:
            path.unlink(missing_ok=True)
        self._scratch = Scratch(path)
        for table in TABLES if anew else ():
            self._scratch.execute(table)
        self._decode = _DECODERS[kind].decode

    def add(self, entries: Iterable[tuple[int, Entry]]) -> None:
        """Each with its place in the cast, some thousands at a time."""
        rows = ((place, one.line, _order(one), _encode(one[1:])) for place, one in entries)
        self._scratch.insert(ADD, rows)

    def join(self, places: dict[int, int]) -> None:
        """All rows are there, and those at a place belong to another one."""
        self._scratch.execute(INDEX)
        self._scratch.insert(MOVE, ((into, place) for place, into in places.items()))

    def shared_orders(self) -> dict[str, int]:
        """Orders that the file gives to several people, with the place of the first row of each."""
        shared = [order for (order,) in self._scratch.execute(SHARED)]
        return {order: self._scratch.execute(FIRST_OF, (order,))[0][0] for order in shared}

    def name(self, customers: Iterable[tuple[int, bytes]]) -> None:
        """Which customer stands at which place."""
        self._scratch.insert(NAME, customers)

    def unnamed(self) -> list[int]:
        """Places of rows whose customer nobody has named yet."""
        return [place for (place,) in self._scratch.execute(UNNAMED)]

    def at(self, place: int) -> list[Entry]:
        """The rows of one place."""
        return [self._entry(line, entry) for line, entry in self._scratch.execute(AT, (place,))]

    def by_customer(self) -> Iterator[Staged]:
        """In the order of their ids, for so every index of customers is written from its beginning to its end."""
        rows = self._scratch.scan(BY_CUSTOMER)
        for customer, of_customer in groupby(rows, key=itemgetter(0)):
            read = [(place, self._entry(line, entry)) for _, place, line, entry in of_customer]
            yield Staged(customer, sorted(read, key=lambda row: row[1].line))

    def close(self) -> None:
        self._scratch.close()

    def _entry(self, line: int, stored: bytes) -> Entry:
        return Entry(line, *self._decode(stored))


def _order(entry: Entry) -> str | None:
    return entry.what.order_id if isinstance(entry.what, Sale) else None
