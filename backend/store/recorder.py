"""Which statements write and read the log, and how do the eventsourcing library's tools see it?"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from typing import Any, ClassVar, NamedTuple, NoReturn
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, Notification, NotSupportedError, StoredEvent

from backend.store.database import Database
from backend.store.transactions import Tx, marks, select_in

COLUMNS = (
    "position", "stream", "version", "fact_id", "name", "name_version", "occurred_at",
    "recorded_at", "noted_by", "device", "because", "body", "digest", "chain",
)  # fmt: skip


class Head(NamedTuple):
    """The end of the log; `recorded_at` in microseconds since 1970."""

    position: int
    recorded_at: int
    chain: bytes


class LogRecorder(ApplicationRecorder, ABC):
    """The log for both databases. A `StoredEvent` of the library is one fact: its topic is `name/version`."""

    database: Database[Any]
    text_as_bytes: ClassVar[str]
    ids: ClassVar[str]
    """The table in which fact ids and versions are unique."""

    @property
    def read(self) -> str:
        """The columns of a `Stored` row, then digest and chain. A damaged text is to be read, too: as bytes."""
        return ", ".join(self.text_as_bytes.format(c) if c in {"name", "device"} else c for c in COLUMNS)

    def head(self, tx: Tx) -> Head:
        return Head(*tx.execute("SELECT position, recorded_at, chain FROM log_head").fetchone())

    def standing(self, tx: Tx, stream: bytes, fact_ids: Collection[bytes]) -> tuple[Head, int, bool]:
        """All that an append asks, in one question: the head, the stream's version, and whether an id is known."""
        known = f"EXISTS (SELECT 1 FROM {self.ids} WHERE fact_id IN ({marks(fact_ids)}))"
        version = f"(SELECT MAX(version) FROM {self.ids} WHERE stream = ?)"
        sql = f"SELECT position, recorded_at, chain, {version}, {known} FROM log_head"
        *head, last, any_known = tx.execute(sql, (stream, *fact_ids)).fetchone()
        return Head(*head), last or 0, bool(any_known)

    def known(self, tx: Tx, fact_ids: Collection[bytes]) -> dict[bytes, int]:
        """Where those facts lie that are in the log already."""
        return dict(select_in(tx, f"SELECT fact_id, position FROM {self.ids} WHERE fact_id IN (*)", fact_ids))

    def versions(self, tx: Tx, streams: Collection[bytes]) -> dict[bytes, int]:
        sql = f"SELECT stream, MAX(version) FROM {self.ids} WHERE stream IN (*) GROUP BY stream"
        return dict(select_in(tx, sql, streams))

    def add(self, tx: Tx, rows: Sequence[Sequence[Any]]) -> None:
        """Append rows that follow the head."""
        self._insert(tx, rows)
        last = rows[-1]
        tx.execute("UPDATE log_head SET position = ?, recorded_at = ?, chain = ?", (last[0], last[7], last[13]))

    @abstractmethod
    def _insert(self, tx: Tx, rows: Sequence[Sequence[Any]]) -> None: ...

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> NoReturn:  # noqa: ARG002
        raise NotSupportedError("facts are written by Store.append alone, with their ids, keys and chain")

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> NoReturn:
        raise NotImplementedError("read on with select_notifications")

    def select_events(
        self, originator_id: UUID | str, *, gt: int | None = None, lte: int | None = None, desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:  # fmt: skip
        stream = originator_id if isinstance(originator_id, UUID) else UUID(originator_id)
        wanted = [("stream = ?", stream.bytes), ("version > ?", gt), ("version <= ?", lte)]
        order = "version DESC" if desc else "version"
        return [StoredEvent(*row[1:]) for row in self._events(wanted, order, limit)]

    def select_notifications(
        self, start: int | None, limit: int, stop: int | None = None, topics: Sequence[str] = (), *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:  # fmt: skip
        wanted: list[tuple[str, Any]] = [
            ("position >= ?" if inclusive_of_start else "position > ?", start), ("position <= ?", stop),
        ]  # fmt: skip
        found = self._events(wanted, "position", limit, topics)
        return [
            Notification(stream, version, topic, body, id=position) for position, stream, version, topic, body in found
        ]

    def max_notification_id(self) -> int:
        with self.database.read() as tx:
            return self.head(tx).position

    def _events(
        self, wanted: Sequence[tuple[str, Any]], order: str, limit: int | None, topics: Sequence[str] = ()
    ) -> Iterator[tuple[int, UUID, int, str, bytes]]:
        given = [(clause, value) for clause, value in wanted if value is not None]
        clauses, params = [clause for clause, _ in given] or ["1 = 1"], [value for _, value in given]
        if topics:
            clauses.append(f"name || '/' || CAST(name_version AS TEXT) IN ({marks(topics)})")
        columns = "position, stream, version, name, name_version, body"
        sql = f"SELECT {columns} FROM log WHERE {' AND '.join(clauses)} ORDER BY {order} LIMIT ?"
        params += [*topics, 2**62 if limit is None else limit]
        with self.database.read() as tx:
            rows = tx.execute(sql, params).fetchall()
        for position, stream, version, name, name_version, body in rows:
            yield position, UUID(bytes=stream), version, f"{name}/{name_version}", body
