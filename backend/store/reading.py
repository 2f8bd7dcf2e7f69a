"""What does the log tell: of one stream, a page of it, one fact, or everything for a rebuild?"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import chain, groupby, islice
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from backend.store.chain import Fault
from backend.store.checking import faults
from backend.store.database import Busy, Database
from backend.store.instants import micros
from backend.store.making import uuid_of
from backend.store.mapper import Mapper, Unreadable
from backend.store.recorder import Head, LogRecorder
from backend.store.transactions import Tx, marks, select_in
from events.kernel import Recorded

ROWS_AT_ONCE = 5_000
LAST_OF_EACH = """
    SELECT position FROM (
        SELECT position, ROW_NUMBER() OVER (PARTITION BY stream ORDER BY occurred_at DESC, position DESC) AS place
        FROM log WHERE stream IN (*)
    ) AS held WHERE place <= {}
"""

log = logging.getLogger(__name__)


class Between(NamedTuple):
    """Streams by their ids; `below` None: to the last one."""

    first: bytes
    below: bytes | None


class Reading:
    """A row that cannot be read is left out, entered in `set_aside` and told as an alarm; all others go on."""

    def __init__(
        self, database: Database[Any], recorder: LogRecorder, mapper: Mapper, clock: Callable[[], datetime]
    ) -> None:
        self.database = database
        self.recorder = recorder
        self._mapper = mapper
        self._clock = clock
        self._noticed: set[int] = set()
        self._select = f"SELECT {recorder.read} FROM log"

    def head(self) -> Head:
        with self.database.read() as tx:
            return self.recorder.head(tx)

    def stream(self, stream: UUID, *, tx: Tx | None = None) -> list[Recorded]:
        """Its facts in the order in which they happened."""
        sql = f"{self._select} WHERE stream = ? ORDER BY occurred_at, position"
        return self._decoded(self._rows(tx, sql, [stream.bytes]))

    def page(
        self,
        stream: UUID,
        *,
        before: tuple[datetime, int] | None = None,
        limit: int,
        names: Collection[str] | None = None,
        known_on: datetime | None = None,
        tx: Tx | None = None,
    ) -> list[Recorded]:
        """Newest first, from below `before` (occurred_at, position). Fewer than `limit`: that was all."""
        sql, fixed = f"{self._select} WHERE stream = ?", list[object]([stream.bytes])
        if known_on is not None:
            sql, fixed = f"{sql} AND recorded_at <= ?", [*fixed, micros(known_on)]
        if names is not None:
            sql, fixed = f"{sql} AND name IN ({marks(names)})", [*fixed, *names]
        return self._newest(tx, sql, fixed, before, limit)

    def _newest(
        self, tx: Tx | None, sql: str, fixed: list[object], before: tuple[datetime, int] | None, limit: int
    ) -> list[Recorded]:
        """Up to `limit` facts, also where some rows among them cannot be read."""
        sql += " AND (occurred_at, position) < (?, ?) ORDER BY occurred_at DESC, position DESC LIMIT ?"
        below = (micros(before[0]), before[1]) if before else (2**63 - 1, 0)
        found: list[Recorded] = []
        while wanted := limit - len(found):
            rows = self._rows(tx, sql, [*fixed, *below, wanted])
            found += self._decoded(rows)
            if len(rows) < wanted:
                break
            below = rows[-1][6], rows[-1][0]
        return found

    def newest(self, tx: Tx, streams: Iterable[UUID], limit: int) -> dict[UUID, list[Recorded]]:
        """The last facts of each of some streams, the newest first: for many customers at once."""
        keys = [stream.bytes for stream in streams]
        wanted = [row[0] for row in select_in(tx, LAST_OF_EACH.format(int(limit)), keys)]
        found: dict[UUID, list[Recorded]] = {}
        for fact in self._decoded(list(select_in(tx, f"{self._select} WHERE position IN (*)", wanted))):
            found.setdefault(fact.stream, []).append(fact)
        for facts in found.values():
            facts.sort(key=lambda fact: (fact.occurred_at, fact.position), reverse=True)
        return found

    def whole(self, tx: Tx, streams: Iterable[UUID]) -> dict[UUID, list[Recorded]]:
        """All facts of each of a few streams, in no order."""
        keys = [stream.bytes for stream in streams]
        found: dict[UUID, list[Recorded]] = {}
        for fact in self._decoded(list(select_in(tx, f"{self._select} WHERE stream IN (*)", keys))):
            found.setdefault(fact.stream, []).append(fact)
        return found

    def found(self, tx: Tx, fact_ids: Iterable[UUID]) -> list[Recorded]:
        """Those of these facts that are in the log."""
        ids = self.recorder.ids
        sql = f"{self._select} WHERE position IN (SELECT position FROM {ids} WHERE fact_id IN (*))"
        return self._decoded(list(select_in(tx, sql, [fact.bytes for fact in fact_ids])))

    def find(self, fact_id: UUID, *, tx: Tx | None = None) -> Recorded | None:
        ids = self.recorder.ids
        sql = f"{self._select} WHERE position = (SELECT position FROM {ids} WHERE fact_id = ?)"
        found = self._decoded(self._rows(tx, sql, [fact_id.bytes]))
        return found[0] if found else None

    def streams(self, tx: Tx, *, between: Between | None = None) -> Iterator[tuple[UUID, list[Recorded]]]:
        """Every stream with its facts in the order in which they happened."""
        params: list[object] = [between.first if between else b""]
        sql = f"{self._select} WHERE stream >= ?"
        if between and between.below is not None:
            sql, params = f"{sql} AND stream < ?", [*params, between.below]
        rows = tx.scan(f"{sql} ORDER BY stream, occurred_at, position", params)
        batches = iter(lambda: list(islice(rows, ROWS_AT_ONCE)), [])
        facts = chain.from_iterable(map(self._decoded, batches))
        for stream, of_stream in groupby(facts, key=attrgetter("stream")):
            yield stream, list(of_stream)

    def ranges(self, tx: Tx, facts: int) -> list[Between]:
        """All streams in ranges that hold some so many facts each."""
        every = tx.scan("SELECT stream FROM log ORDER BY stream")
        firsts = [b"", *dict.fromkeys(bytes(row[0]) for row in islice(every, facts, None, facts))]
        return [Between(*ends) for ends in zip(firsts, [*firsts[1:], None], strict=True)]

    def after(self, tx: Tx, position: int, limit: int = ROWS_AT_ONCE) -> list[Recorded]:
        """What was recorded after a position, in the order of the log: for whoever follows it."""
        return self._decoded(
            self._rows(tx, f"{self._select} WHERE position > ? ORDER BY position LIMIT ?", [position, limit])
        )

    def noted_after(self, tx: Tx, position: int, limit: int) -> list[tuple[UUID, str]]:
        """Stream and stored name of what was recorded after a position: what changed, without opening it."""
        sql = "SELECT stream, name FROM log WHERE position > ? ORDER BY position LIMIT ?"
        return [(uuid_of(stream), name) for stream, name in tx.execute(sql, (position, limit))]

    def changed_after(self, tx: Tx, position: int) -> list[UUID]:
        """The streams of which something was recorded after a position."""
        found = tx.execute("SELECT DISTINCT stream FROM log WHERE position > ?", (position,))
        return [uuid_of(stream) for (stream,) in found]

    def causes_after(self, position: int, limit: int = 4 * ROWS_AT_ONCE) -> list[tuple[int, bytes, bytes, bytes]]:
        """Position, stream, id and causes of what was recorded after a position, in the order of the log."""
        sql = "SELECT position, stream, fact_id, because FROM log WHERE position > ? ORDER BY position LIMIT ?"
        return self._rows(None, sql, [position, limit])

    def any_after(self, position: int, names: Collection[str]) -> bool:
        """Whether a fact of one of these stored names was recorded after a position."""
        sql = f"SELECT 1 FROM log WHERE position > ? AND name IN ({marks(names)}) LIMIT 1"
        return bool(self._rows(None, sql, [position, *names]))

    def set_aside(self) -> list[tuple[int, str]]:
        """The positions of the rows that could not be read, and why."""
        with self.database.read() as tx:
            return tx.execute("SELECT position, reason FROM set_aside ORDER BY position").fetchall()

    def check_chain(self) -> Iterator[Fault]:
        """Walk the whole log, decode everything, and name each position that is not as it was written."""
        return faults(self.database, self.recorder, self._mapper)

    def _rows(self, tx: Tx | None, sql: str, params: Sequence[object]) -> list[Any]:
        if tx is not None:
            return tx.execute(sql, params).fetchall()
        with self.database.read() as own:
            return own.execute(sql, params).fetchall()

    def _decoded(self, rows: Sequence[Any]) -> list[Recorded]:
        read = self._mapper.recorded(rows)
        facts = [fact for fact in read if not isinstance(fact, Unreadable)]
        if len(facts) < len(read):
            self._put_aside(
                [(row[0], str(why)) for row, why in zip(rows, read, strict=True) if isinstance(why, Unreadable)]
            )
        return facts

    def _put_aside(self, unreadable: Sequence[tuple[int, str]]) -> None:
        new = [(position, why) for position, why in unreadable if position not in self._noticed]
        for position, why in new:
            log.critical("fact at %s cannot be read and is set aside: %s", position, why)
        self._noticed.update(position for position, _ in new)
        if new:
            # Reading goes on, also where just now nothing can be written: the alarm was given.
            with suppress(Busy, *self.database.errors), self.database.joined() as tx:
                sql = "INSERT INTO set_aside (position, reason, noticed_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
                tx.executemany(sql, [(position, why, micros(self._clock())) for position, why in new])
