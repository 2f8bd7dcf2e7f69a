"""What does the library hold, as its items read now?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from backend.projections.base import Row, Table, encode
from backend.store import Tx
from events.firm import FIRM
from events.kernel import Recorded
from events.library import LIBRARY, Library, ValueItem

TABLE = Table(
    "live_library",
    {
        "stream": "BYTEA NOT NULL",
        "place": "INTEGER NOT NULL",
        "item": "BYTEA NOT NULL",
        "retired": "INTEGER NOT NULL",
        "body": "BYTEA NOT NULL",
    },
    indexes=("stream, retired, place", "item"),
    key="stream, place",
)
DELETE = "DELETE FROM live_library"
SHELF = "SELECT body FROM live_library WHERE stream = ? AND retired = 0 ORDER BY place"
ALL = "SELECT body FROM live_library WHERE stream = ? ORDER BY place"
ONE = "SELECT body FROM live_library WHERE item = ?"
_decoder = msgspec.msgpack.Decoder(ValueItem)


def library_rows(facts: Sequence[Recorded]) -> Iterable[Row]:
    """Of the firm's whole stream."""
    for place, one in enumerate(LIBRARY.fold(facts)):
        yield facts[0].stream.bytes, place, one.item.bytes, int(one.retired), encode(one)


def replace_library(tx: Tx, facts: Sequence[Recorded]) -> None:
    tx.execute(DELETE)
    tx.insert(TABLE.name, TABLE.names, list(library_rows(facts)))


def shelf(tx: Tx) -> Library:
    """What is in use, in the order in which it was first kept."""
    return _read(tx, SHELF)


def everything(tx: Tx) -> Library:
    """The same with what was retired."""
    return _read(tx, ALL)


def item(tx: Tx, which: UUID) -> ValueItem | None:
    row = tx.execute(ONE, (which.bytes,)).fetchone()
    return _decoder.decode(bytes(row[0])) if row else None


def _read(tx: Tx, sql: str) -> Library:
    return tuple(_decoder.decode(bytes(body)) for (body,) in tx.execute(sql, (FIRM.bytes,)))
