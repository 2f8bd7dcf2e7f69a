"""Is every row of every projection what follows from the log, and if not, what differs?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

import msgspec

from backend.projections.base import Row, Table
from backend.projections.setting import Setting, in_force
from backend.projections.views import TABLES, rows_of
from backend.store import Store, Tx
from events.firm import FIRM
from events.kernel import Recorded

STREAMS_AT_ONCE = 500

Expected = dict[str, dict[bytes, Counter[Row]]]
"""By table, and by the first column of its rows: whose they are."""


def differences(store: Store) -> Iterator[str]:
    """One sentence for each difference, in one moment of the database; none where all is well.

    No value is told, for projections hold names in clear: the row and its columns are.
    """
    seen: set[bytes] = set()
    with store.database.read() as tx:
        try:
            setting = in_force(store.stream(FIRM, tx=tx))
            streams = store.streams(tx)
            while some := [facts for _, facts in islice(streams, STREAMS_AT_ONCE)]:
                yield from _compared(tx, some, setting, seen)
            for table in TABLES:
                yield from (f"{_row(table, key)} follows from no fact" for key in _strays(tx, table, seen))
        except store.database.errors as error:
            yield f"the database cannot be read on: {error}"


def _compared(tx: Tx, streams: Sequence[Sequence[Recorded]], setting: Setting, seen: set[bytes]) -> Iterator[str]:
    expected: Expected = {table.name: defaultdict(Counter) for table in TABLES}
    for facts in streams:
        try:
            _expect(expected, facts, setting)
        # Facts that somebody changed may tell a story that cannot be: it must not hide what else differs.
        except Exception as error:
            yield f"stream {facts[0].stream} cannot be folded: {type(error).__name__}: {error}"
    keys = {facts[0].stream.bytes for facts in streams}.union(*expected.values())
    seen |= keys
    for table in TABLES:
        ought, found = expected[table.name], table.found(tx, keys)
        for key in sorted(ought.keys() | found.keys()):
            if ought[key] != found[key]:
                yield _told(table, key, ought[key], found[key])


def _expect(expected: Expected, facts: Sequence[Recorded], setting: Setting) -> None:
    for table, rows in rows_of(facts, setting):
        for row in rows:
            key = row[0]
            assert isinstance(key, bytes)
            expected[table.name][key][row] += 1


def _strays(tx: Tx, table: Table, seen: set[bytes]) -> list[bytes]:
    sql = f"SELECT DISTINCT {table.names[0]} FROM {table.name}"  # noqa: S608 constants
    return [key for (key,) in tx.scan(sql) if key not in seen]


def _told(table: Table, key: bytes, ought: Counter[Row], found: Counter[Row]) -> str:
    missing, wrong = ought - found, found - ought
    if missing.total() == wrong.total() == 1:
        columns = ", ".join(_differing(table, next(iter(missing)), next(iter(wrong))))
        return f"{_row(table, key)} differs in {columns}"
    return f"{_row(table, key)}: {missing.total()} rows are missing, {wrong.total()} should not be there"


def _row(table: Table, key: bytes) -> str:
    return f"{table.name}, {table.names[0]} {UUID(bytes=key) if len(key) == 16 else key.hex()}"


def _differing(table: Table, ought: Row, found: Row) -> Iterator[str]:
    for column, one, other in zip(table.names, ought, found, strict=True):
        if one != other:
            yield column + _inside(one, other)


def _inside(ought: object, found: object) -> str:
    """Which parts of an encoded state differ."""
    one, other = _decoded(ought), _decoded(found)
    if not isinstance(one, dict) or not isinstance(other, dict):
        return ""
    parts = [str(name) for name in one | other if one.get(name) != other.get(name)]
    return f" ({', '.join(parts)})"


def _decoded(stored: object) -> Any:
    try:
        return msgspec.msgpack.decode(stored) if isinstance(stored, bytes) else None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
