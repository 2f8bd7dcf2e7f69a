"""What can be asked of a database inside one transaction, in the same words on both?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Sized
from functools import lru_cache
from typing import Any, Protocol

IDS_AT_ONCE = 500
"""So that a set of ids is looked up by a few statements, each of which stays prepared."""


class Rows(Protocol):
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Tx(Protocol):
    """One transaction. Parameters are bound with `?`; the same SQL serves both databases."""

    @property
    def writable(self) -> bool: ...
    @property
    def by_key(self) -> str:
        """What a new table says to be kept in the order of its key; nothing where it cannot be."""

    def execute(self, sql: str, params: Sequence[object] = ()) -> Rows: ...
    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None: ...

    def execute_in(self, sql: str, values: Sequence[object]) -> Rows:
        """A statement that says `IN (*)`, for some hundred values; `select_in` and `delete_in` take any number."""

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Insert many rows the fastest way this database knows."""

    def scan(self, sql: str, params: Sequence[object] = ()) -> Iterator[Any]:
        """Read rows as they are asked for: more of them than memory would hold."""

    def building(self) -> Tx:
        """The same transaction, in which every table `live_x` is written `next_x`: a rebuild beside the live one."""


class Building:
    """A transaction seen by a rebuild: what is named live_ is meant to be next_."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    @property
    def writable(self) -> bool:
        return self._tx.writable

    @property
    def by_key(self) -> str:
        return self._tx.by_key

    def execute(self, sql: str, params: Sequence[object] = ()) -> Rows:
        return self._tx.execute(_beside(sql), params)

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        self._tx.executemany(_beside(sql), rows)

    def execute_in(self, sql: str, values: Sequence[object]) -> Rows:
        return self._tx.execute_in(_beside(sql), values)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        self._tx.insert(_beside(table), columns, rows)

    def scan(self, sql: str, params: Sequence[object] = ()) -> Iterator[Any]:
        return self._tx.scan(_beside(sql), params)

    def building(self) -> Tx:
        return self


@lru_cache(maxsize=512)
def _beside(sql: str) -> str:
    return sql.replace("live_", "next_")


def marks(values: Sized) -> str:
    """What stands between the brackets of an IN: nothing is in an empty one."""
    return ",".join("?" * len(values)) or "NULL"


def select_in(tx: Tx, sql: str, values: Iterable[object]) -> Iterator[Any]:
    """Rows of a statement that says `IN (*)`, for any number of values."""
    for some in _parts(values):
        yield from tx.execute_in(sql, some)


def delete_in(tx: Tx, sql: str, values: Iterable[object]) -> None:
    """The same for a statement that deletes."""
    for some in _parts(values):
        tx.execute_in(sql, some)


def _parts(values: Iterable[object]) -> Iterator[list[object]]:
    wanted = list(values)
    return (wanted[at : at + IDS_AT_ONCE] for at in range(0, len(wanted), IDS_AT_ONCE))


@lru_cache(maxsize=256)
def insert_statement(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
