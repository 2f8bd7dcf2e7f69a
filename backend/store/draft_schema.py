"""How is a whole database made beside the one in force in PostgreSQL: in a schema of its own?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import sleep
from urllib.parse import quote

import psycopg

from backend.store.drafts import IN_USE, CannotReplace, Draft
from backend.store.postgres import PostgresDatabase, options_of
from backend.store.transactions import Tx

PARTITION = re.compile(r"log_[0-9]+")
TABLES_IN = "SELECT tablename FROM pg_tables WHERE schemaname = ?"
OTHERS = (
    "SELECT COUNT(*) FROM pg_stat_activity"
    " WHERE application_name = ? AND datname = current_database() AND pid <> pg_backend_pid()"
)
LOOKS, BETWEEN_S = 20, 0.1
"""Two seconds for connections to end."""


class SchemaDraft(Draft):
    """Its tables change schemas in one transaction, which whoever is reading sees before or after.

    `purpose` keeps the drafts of a log and of its keys apart. Tables of other programs in the schema in force stay.
    """

    def __init__(self, url: str, purpose: str) -> None:
        self._in_force = url
        self._schema = f"encore_draft_{purpose}"
        options = f"{options_of(url)} -c search_path={self._schema}"
        # Of an option given twice, the last counts.
        self.url = f"{url}{'&' if '?' in url else '?'}options={quote(options.strip())}"

    def begin(self) -> None:
        self.clear()
        with self._database() as database, database.write() as tx:
            try:
                tx.execute(f"CREATE SCHEMA {self._schema}")
            except psycopg.errors.InsufficientPrivilege as error:
                raise CannotReplace(
                    "The user of this PostgreSQL may not create a schema in it: GRANT CREATE ON DATABASE … TO …"
                ) from error

    def clear(self) -> None:
        with self._database() as database, database.write() as tx:
            tx.execute(f"DROP SCHEMA IF EXISTS {self._schema} CASCADE")

    def filled(self, table: str) -> bool:
        with self._database() as database, database.read() as tx:
            if tx.execute("SELECT to_regclass(?)", (table,)).fetchone()[0] is None:
                return False
            return tx.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None

    def check_free(self) -> None:
        with self._database() as database, database.read() as tx:
            self._check_free(tx, database)

    def put_in_place(self, aside: str | None) -> str | None:
        try:
            return self._moved(aside)
        except psycopg.Error as error:
            raise CannotReplace(f"PostgreSQL does not put it in place, and nothing was changed: {error}") from error

    def _moved(self, aside: str | None) -> str | None:
        with self._database() as database, database.write() as tx:
            self._check_free(tx, database)
            here: str = tx.execute("SELECT current_schema()").fetchone()[0]
            new = _tables(tx, self._schema)
            old = [name for name in _tables(tx, here) if _replaced(name, new)]
            kept = f"encore_{aside.replace('-', '_')}".lower() if aside and old else None
            if kept:
                tx.execute(f"CREATE SCHEMA {kept}")
            for name in old:
                table = f'"{here}"."{name}"'
                tx.execute(
                    f"ALTER TABLE {table} SET SCHEMA {kept}" if kept else f"DROP TABLE IF EXISTS {table} CASCADE"
                )
            for name in new:
                tx.execute(f'ALTER TABLE {self._schema}.{name} SET SCHEMA "{here}"')
            tx.execute(f"DROP SCHEMA {self._schema}")
        return f"the schema {kept}" if kept else None

    @contextmanager
    def _database(self) -> Iterator[PostgresDatabase]:
        database = PostgresDatabase(self._in_force)
        try:
            yield database
        finally:
            database.close()

    def _check_free(self, tx: Tx, database: PostgresDatabase) -> None:
        """Whoever hung up just now, also in this very process, is seen on the server for another moment."""
        for _ in range(LOOKS):
            tx.execute("SELECT pg_stat_clear_snapshot()")
            if not tx.execute(OTHERS, (database.application,)).fetchone()[0]:
                return
            sleep(BETWEEN_S)
        raise CannotReplace(IN_USE)


def _tables(tx: Tx, schema: str) -> list[str]:
    return [name for (name,) in tx.execute(TABLES_IN, (schema,)).fetchall()]


def _replaced(name: str, new: Sequence[str]) -> bool:
    """Whether a table is one of those of Encore that the draft brings anew."""
    return name in new or name.replace("next_", "live_", 1) in new or ("log" in new and bool(PARTITION.fullmatch(name)))
