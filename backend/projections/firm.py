"""Which firm is this, and what is in force in it today?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from backend.projections.base import Row, Table, encode
from backend.projections.setting import Setting, in_force
from backend.store import Tx
from events.kernel import Recorded

TABLE = Table("live_firm", {"stream": "BYTEA NOT NULL", "setting": "BYTEA NOT NULL"}, key="stream")
READ = "SELECT setting FROM live_firm"
DELETE = "DELETE FROM live_firm"
_decoder = msgspec.msgpack.Decoder(Setting)


def replace_firm(tx: Tx, facts: Sequence[Recorded]) -> None:
    """Fold the firm's whole stream anew: it is short."""
    tx.execute(DELETE)
    tx.insert(TABLE.name, TABLE.names, list(firm_rows(facts)))


def firm_rows(facts: Sequence[Recorded]) -> Iterable[Row]:
    if facts:
        yield (facts[0].stream.bytes, encode(in_force(facts)))


def setting(tx: Tx) -> Setting:
    """The setting in force now; that of no firm before one is founded."""
    row = tx.execute(READ).fetchone()
    return _decoded(bytes(row[0])) if row else Setting()


@lru_cache(maxsize=4)
def _decoded(stored: bytes) -> Setting:
    return _decoder.decode(stored)
