"""Where is the log not what was written, and what differs there?"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from backend.store.chain import START, Fault, linked
from backend.store.database import Database
from backend.store.mapper import Mapper, Unreadable
from backend.store.recorder import LogRecorder
from backend.store.transactions import Tx

ROWS_AT_ONCE = 5_000


class _Walk:
    """One pass over the rows in the order of the log."""

    def __init__(self) -> None:
        self.position = 0
        self.recorded_at = 0
        self._chains = {START}
        self._versions: dict[bytes, int] = {}
        self._sound = True

    def step(self, row: Sequence[Any]) -> Fault | None:
        fault = self._fault(row)
        self._sound = self._sound and fault is None
        self.position, self.recorded_at, self._versions[row[1]] = row[0], row[7], row[2]
        return fault

    def _fault(self, row: Sequence[Any]) -> Fault | None:
        position, stream, version, recorded_at, chain = row[0], row[1], row[2], row[7], row[13]
        computed = {_linked(before, row) for before in self._chains}
        follows = chain in computed
        # After a fault the next row tells whether row or chain was changed: it follows from what was written.
        self._chains = {chain} if follows else {chain, *computed}
        if position != self.position + 1:
            return Fault(self.position + 1, f"missing: the next row is at {position}")
        if not follows:
            return Fault(position, "not what was written: its chain does not follow")
        # What follows a changed row cannot be held against it: the chain vouches for the rest.
        if self._sound and (version != self._versions.get(stream, 0) + 1 or recorded_at < self.recorded_at):
            return Fault(position, "recorded out of order")
        return None

    def ends_in(self, chain: bytes) -> bool:
        return chain in self._chains


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
        fault = walk.step(row)
        if fault:
            yield fault
        if isinstance(fact, Unreadable):
            yield Fault(row[0], f"cannot be read: {fact}")


def _head_faults(tx: Tx, walk: _Walk, recorder: LogRecorder) -> Iterator[Fault]:
    head = recorder.head(tx)
    if head.position != walk.position:
        yield Fault(
            max(head.position, walk.position), f"the log ends at {walk.position}, its head says {head.position}"
        )
    elif not walk.ends_in(head.chain) or head.recorded_at != walk.recorded_at:
        yield Fault(head.position, "the head of the log does not follow from its last row")
