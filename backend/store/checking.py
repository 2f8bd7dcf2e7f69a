"""Where is the log not what was written, and what differs there?"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from backend.store.chain import START, Fault, linked
from backend.store.database import Database, Tx
from backend.store.mapper import Mapper, Unreadable
from backend.store.recorder import LogRecorder

ROWS_AT_ONCE = 5_000


class _Walk:
    """One pass over the rows in the order of the log."""

    def __init__(self) -> None:
        self.position = 0
        self.recorded_at = 0
        self.chains = {START}
        self.versions: dict[bytes, int] = {}

    def step(self, row: Sequence[Any]) -> Iterator[Fault]:
        position, stream, version, recorded_at, chain = row[0], row[1], row[2], row[7], row[13]
        if position != self.position + 1:
            yield Fault(self.position + 1, f"missing: the next row is at {position}")
        computed = {_linked(before, row) for before in self.chains}
        if chain not in computed:
            yield Fault(position, "not what was written: its chain does not follow")
        elif version != self.versions.get(stream, 0) + 1:
            yield Fault(position, f"version {version} of its stream follows {self.versions.get(stream, 0)}")
        elif recorded_at < self.recorded_at:
            yield Fault(position, "recorded before the fact that it follows")
        self.position, self.recorded_at = position, max(recorded_at, self.recorded_at)
        self.versions[stream] = version
        # After a fault the next row tells which of row and chain was changed: it follows from what was written.
        self.chains = {chain} if chain in computed else {chain, *computed}


def _linked(before: bytes, row: Sequence[Any]) -> bytes:
    try:
        return linked(before, row)
    except (struct.error, TypeError, AttributeError):
        return b""


def faults(database: Database[Any], recorder: LogRecorder, mapper: Mapper) -> Iterator[Fault]:
    """Read every row as bytes, follow the chain, decode each fact, and hold the end against the head."""
    walk = _Walk()
    with database.read() as tx:
        try:
            yield from (Fault(0, f"the database file: {what}") for what in database.damage(tx))
            rows = tx.scan(f"SELECT {recorder.read} FROM log ORDER BY position")
            while some := list(islice(rows, ROWS_AT_ONCE)):
                yield from _faults_of(some, walk, mapper)
            yield from _head_faults(tx, walk, recorder)
        except database.errors as error:
            yield Fault(walk.position + 1, f"the database cannot read on from here: {error}")


def _faults_of(rows: Sequence[Any], walk: _Walk, mapper: Mapper) -> Iterator[Fault]:
    for row, fact in zip(rows, mapper.recorded(rows), strict=True):
        yield from walk.step(row)
        if isinstance(fact, Unreadable):
            yield Fault(row[0], f"cannot be read: {fact}")


def _head_faults(tx: Tx, walk: _Walk, recorder: LogRecorder) -> Iterator[Fault]:
    head = recorder.head(tx)
    if head.position != walk.position:
        yield Fault(
            max(head.position, walk.position), f"the log ends at {walk.position}, its head says {head.position}"
        )
    elif head.chain not in walk.chains or head.recorded_at != walk.recorded_at:
        yield Fault(head.position, "the head of the log does not follow from its last row")
