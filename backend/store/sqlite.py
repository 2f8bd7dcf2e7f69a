"""How is one SQLite file written by many threads and processes, durably and without polling?"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any, cast

from backend.store.checkpoints import Checkpoints
from backend.store.database import Busy, Database
from backend.store.transactions import Building, Rows, Tx, insert_statement, marks
from backend.store.writers import WriterQueue

FULL = 2
CACHE_KIB = 32_768
FOREIGN_LOCK_MS = 5_000
"""How long another program, such as a backup, may hold the file: our own writers queue and never wait here."""


def _none(_: None) -> None:
    return None


# The driver asks of each value that is no number or text whether somebody adapts it, and learns by an error raised and
# caught that nobody does: a fourth of what it takes to insert a row of the log. An answer is faster.
sqlite3.register_adapter(bytes, bytes.__bytes__)
sqlite3.register_adapter(type(None), _none)


class SqliteTx:
    by_key = " WITHOUT ROWID"

    def __init__(self, connection: sqlite3.Connection, *, writable: bool) -> None:
        self._connection = connection
        self._writable = writable
        self._before = connection.total_changes

    @property
    def writable(self) -> bool:
        return self._writable

    @property
    def changed(self) -> int:
        """Rows written so far."""
        return self._connection.total_changes - self._before

    def execute(self, sql: str, params: Sequence[object] = ()) -> Rows:
        return self._connection.execute(sql, params)

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        self._connection.executemany(sql, rows)

    def execute_in(self, sql: str, values: Sequence[object]) -> Rows:
        return self.execute(sql.replace("(*)", f"({marks(values)})"), values)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        if rows:
            self._connection.executemany(insert_statement(table, tuple(columns)), rows)

    def scan(self, sql: str, params: Sequence[object] = ()) -> Iterator[Any]:
        return iter(self.execute(sql, params))

    def building(self) -> Tx:
        return Building(self)


class SqliteDatabase(Database[sqlite3.Connection]):
    """A file in WAL mode; beside it `<name>.lock` and `.lock.next`, on which all writers queue."""

    bytes_type = "BLOB"
    errors = (sqlite3.Error,)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self._writers = WriterQueue(path.with_name(path.name + ".lock"))
        self._checkpoints = Checkpoints(self._queue, self._connect)
        _make_private(path)
        self._go_wal()

    def _go_wal(self) -> None:
        # SQLite does not wait when two processes change the mode of a new file at once.
        with self._writers.turn(), closing(sqlite3.connect(self.path)) as connection:
            if connection.execute("PRAGMA journal_mode=WAL").fetchone() != ("wal",):
                raise RuntimeError(f"{self.path} cannot be written ahead: is it on a network drive?")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=FOREIGN_LOCK_MS / 1000, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        modes = [connection.execute(f"PRAGMA {name}").fetchone() for name in ("journal_mode", "synchronous")]
        if modes != [("wal",), (FULL,)]:
            connection.close()
            raise RuntimeError("this SQLite does not write durably")
        return connection

    def _queue(self) -> AbstractContextManager[None]:
        return self._writers.turn()

    def _begin(self, connection: sqlite3.Connection, *, writable: bool) -> Tx:
        try:
            connection.execute("BEGIN IMMEDIATE" if writable else "BEGIN")
        except sqlite3.OperationalError as error:
            raise Busy("the database is held by another program") from error
        return SqliteTx(connection, writable=writable)

    def _end(self, connection: sqlite3.Connection, *, commit: bool) -> None:
        if commit:
            connection.execute("COMMIT")
        else:
            connection.rollback()

    def _usable(self, connection: sqlite3.Connection) -> bool:
        return not connection.in_transaction

    def _hang_up(self, connection: sqlite3.Connection) -> None:
        connection.close()

    def _written(self, tx: Tx) -> None:
        self._checkpoints.after_commit(cast(SqliteTx, tx).changed)

    def damage(self, tx: Tx) -> list[str]:
        return [what for (what,) in tx.execute("PRAGMA integrity_check").fetchall() if what != "ok"]

    def close(self) -> None:
        self._checkpoints.close()
        super().close()
        self._writers.close()


def _make_private(path: Path) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
