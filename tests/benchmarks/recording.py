"""Which statements did a request run? Taken down once, so that a floor can run the very same ones, bare."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from backend.store.sqlite import SqliteTx
from backend.store.transactions import insert_statement


@dataclass
class Script:
    """Statements with their parameters, in order; reads and writes apart by the transaction they ran in."""

    reads: list[tuple[str, Sequence[object]]] = field(default_factory=list)
    writes: list[tuple[str, list[Sequence[object]]]] = field(default_factory=list)


@contextmanager
def recording() -> Iterator[Script]:
    script = Script()
    execute, executemany = SqliteTx.execute, SqliteTx.executemany

    def noted_execute(self: SqliteTx, sql: str, params: Sequence[object] = ()) -> Any:
        if self.writable:
            script.writes.append((sql, [params]))
        else:
            script.reads.append((sql, params))
        return execute(self, sql, params)

    def noted_many(self: SqliteTx, sql: str, rows: Iterable[Sequence[object]]) -> None:
        kept = list(rows)
        script.writes.append((sql, kept))
        executemany(self, sql, kept)

    def noted_insert(self: SqliteTx, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        if rows:
            noted_many(self, insert_statement(table, tuple(columns)), rows)

    with (
        mock.patch.object(SqliteTx, "execute", noted_execute),
        mock.patch.object(SqliteTx, "executemany", noted_many),
        mock.patch.object(SqliteTx, "insert", noted_insert),
    ):
        yield script


def bare(path: Path) -> sqlite3.Connection:
    """A plain durable connection, set as ours are."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=0", "cache_size=-32768"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def read_again(connection: sqlite3.Connection, script: Script) -> None:
    connection.execute("BEGIN")
    for sql, params in script.reads:
        connection.execute(sql, params).fetchall()
    connection.execute("COMMIT")


def replay(connection: sqlite3.Connection, script: Script) -> None:
    """What a command wrote, once more, in one durable transaction."""
    connection.execute("BEGIN IMMEDIATE")
    for sql, rows in script.writes:
        connection.executemany(sql, rows) if len(rows) > 1 else connection.execute(sql, rows[0]).fetchall()
    connection.execute("COMMIT")
