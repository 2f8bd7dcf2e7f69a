"""How is one PostgreSQL database written by many threads and processes, in one order?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any
from zlib import crc32

import psycopg

from backend.store.database import Busy, Database
from backend.store.transactions import Building, Rows, Tx, insert_statement

LOCK_TIMEOUT_MS = 10_000
CONNECT_TIMEOUT_S = 5
ROWS_BEFORE_COPY = 20
ROWS_AT_ONCE = 5_000

Connection = psycopg.Connection[Any]


class PostgresTx:
    by_key = ""

    def __init__(self, connection: Connection, *, writable: bool) -> None:
        self._connection = connection
        self._writable = writable
        self._scans = 0

    @property
    def writable(self) -> bool:
        return self._writable

    def execute(self, sql: str, params: Sequence[object] = ()) -> Rows:
        return self._connection.execute(_translated(sql), params, binary=True)

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_translated(sql), rows)

    def execute_in(self, sql: str, values: Sequence[object]) -> Rows:
        # One array: the driver would take apart, and not remember, a statement with some hundred parameters.
        return self.execute(sql.replace("IN (*)", "= ANY(?)"), [list(values)])

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        if len(rows) < ROWS_BEFORE_COPY:
            self.executemany(insert_statement(table, tuple(columns)), rows)
            return
        statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        with self._connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for row in rows:
                copy.write_row(row)

    def scan(self, sql: str, params: Sequence[object] = ()) -> Iterator[Any]:
        self._scans += 1
        with self._connection.cursor(f"scan_{self._scans}", binary=True) as cursor:
            cursor.itersize = ROWS_AT_ONCE
            yield from cursor.execute(_translated(sql), params)

    def building(self) -> Tx:
        return Building(self)


@lru_cache(maxsize=1_024)
def _translated(sql: str) -> bytes:
    return sql.replace("%", "%%").replace("?", "%s").encode()


class PostgresDatabase(Database[Connection]):
    """Writers queue on an advisory lock until they commit: no reader ever sees a later fact before an earlier one."""

    bytes_type = "BYTEA"
    errors = (psycopg.Error,)

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        # Log and keys may share a server, even a database: each URL has a queue of its own.
        number = crc32(_place(url).encode())
        self._begin_write = f"BEGIN; SELECT pg_advisory_xact_lock({number})".encode()
        self.application = f"encore {number}"
        """Under what name its connections are seen on the server."""

    def _connect(self) -> Connection:
        try:
            return psycopg.connect(
                self._url,
                autocommit=True,
                connect_timeout=CONNECT_TIMEOUT_S,
                application_name=self.application,
                options=f"{options_of(self._url)} -c lock_timeout={LOCK_TIMEOUT_MS} -c client_min_messages=warning",
            )
        except psycopg.OperationalError as error:
            raise Busy("the database does not answer") from error

    def _begin(self, connection: Connection, *, writable: bool) -> Tx:
        try:
            # Each statement of a write sees what was committed before it, so what follows the lock sees everything.
            connection.execute(self._begin_write if writable else b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        except (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled) as error:
            raise Busy("others are writing for a long time") from error
        return PostgresTx(connection, writable=writable)

    def _end(self, connection: Connection, *, commit: bool) -> None:
        connection.execute(b"COMMIT" if commit else b"ROLLBACK")

    def _usable(self, connection: Connection) -> bool:
        return connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE

    def _lost(self, connection: Connection) -> bool:
        return connection.closed

    def _hang_up(self, connection: Connection) -> None:
        connection.close()

    def damage(self, tx: Tx) -> list[str]:
        sql = "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()"
        (failures,) = tx.execute(sql).fetchone()
        return [f"{failures} pages failed their checksum"] if failures else []


def _place(url: str) -> str:
    """The URL without who asks and with which password."""
    return re.sub(r"//[^@/]*@", "//", url)


def options_of(url: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(url).get("options") or "")
