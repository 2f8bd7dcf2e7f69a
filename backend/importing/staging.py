"""How do the rows of a file wait until everybody in it is known, then to come out customer by customer?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from backend.importing.entries import Contacted, Entry, Kind, Person, Sale, Stated
from backend.store import Waiting
from events.values import Channel

ROWS_AT_ONCE = 20_000

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


class Staging(Waiting):
    """The rows of one file of one kind."""

    def __init__(self, path: Path, kind: Kind, *, anew: bool = True) -> None:
        super().__init__(path, anew=anew)
        self._decode = _DECODERS[kind].decode

    def put(self, entries: Iterable[tuple[int, Entry]]) -> None:
        """Each with its place in the cast, some thousands at a time."""
        self.add((place, one.line, _order(one), _encode(one[1:])) for place, one in entries)

    def entries_at(self, place: int) -> list[Entry]:
        """The rows of one place."""
        return [self._entry(line, entry) for line, entry in self.at(place)]

    def staged(self) -> Iterator[Staged]:
        """In the order of their ids, for so every index of customers is written from its beginning to its end."""
        for customer, of_customer in groupby(self.by_customer(), key=itemgetter(0)):
            read = [(place, self._entry(line, entry)) for _, place, line, entry in of_customer]
            yield Staged(customer, sorted(read, key=lambda row: row[1].line))

    def _entry(self, line: int, stored: bytes) -> Entry:
        return Entry(line, *self._decode(stored))


def _order(entry: Entry) -> str | None:
    return entry.what.order_id if isinstance(entry.what, Sale) else None
