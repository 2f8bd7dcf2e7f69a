"""How is the log written to PostgreSQL, in partitions of a size that can be moved and vacuumed?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from backend.store.postgres import PostgresDatabase
from backend.store.recorder import COLUMNS, LogRecorder
from backend.store.transactions import Tx

ID_COLUMNS = ("fact_id", "stream", "version", "position")


class _NoPool(PostgresDatastore):
    """The library would open a pool of its own; the log is read and written through our connections."""

    def __init__(self) -> None:
        self.originator_id_type = "uuid"
        self.schema = "public"
        self.lock_timeout = 0
        self.enable_db_functions = False
        self.db_type_names = set[str]()

    def register_type_adapters(self) -> None:
        pass

    def close(self) -> None:
        pass


class PostgresRecorder(LogRecorder, PostgresApplicationRecorder):
    text_as_bytes = "convert_to({}, 'UTF8')"
    ids = "fact_ids"
    span = 5_000_000
    """Positions in one partition."""

    def __init__(self, database: PostgresDatabase) -> None:
        PostgresApplicationRecorder.__init__(self, _NoPool(), events_table_name="log")
        self.database = database

    def _insert(self, tx: Tx, rows: Sequence[Sequence[Any]]) -> None:
        self._make_partitions(tx, rows[0][0] - 1, rows[-1][0])
        tx.insert("log", COLUMNS, rows)
        tx.insert("fact_ids", ID_COLUMNS, [(row[3], row[1], row[2], row[0]) for row in rows])

    def _make_partitions(self, tx: Tx, last: int, new_last: int) -> None:
        """Make the next partition while its predecessor still has room, in the write that passes a fixed point.

        Positions have no gaps, so exactly one write passes it, and a rolled back one is followed by another.
        """
        lead = self.span // 10
        first = (last + lead) // self.span + 1 if last else 0
        for number in range(first, (new_last + lead) // self.span + 1):
            start = number * self.span
            # Attached, not created in place: that would keep every reader of the log waiting until the commit.
            tx.execute(f"CREATE TABLE log_{number} (LIKE log INCLUDING ALL)")
            tx.execute(
                f"ALTER TABLE log ATTACH PARTITION log_{number} FOR VALUES FROM ({start}) TO ({start + self.span})"
            )
