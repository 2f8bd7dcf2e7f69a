"""How is the log written to SQLite?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from backend.store.recorder import COLUMNS, LogRecorder
from backend.store.sqlite import SqliteDatabase
from backend.store.transactions import Tx


class _NoPool(SQLiteDatastore):
    """The library would open a pool of its own; the log is read and written through our connections."""

    def __init__(self) -> None:
        self.originator_id_type = "uuid"

    def close(self) -> None:
        pass


class SqliteRecorder(LogRecorder, SQLiteApplicationRecorder):
    text_as_bytes = "CAST({} AS BLOB)"
    ids = "log"

    def __init__(self, database: SqliteDatabase) -> None:
        SQLiteApplicationRecorder.__init__(self, _NoPool(), events_table_name="log")
        self.database = database

    def _insert(self, tx: Tx, rows: Sequence[Sequence[Any]]) -> None:
        tx.insert("log", COLUMNS, rows)
