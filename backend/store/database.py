"""What is a database to the rest of the house? Transactions that read one moment or queue to write."""

from __future__ import annotations

import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import lru_cache
from typing import Any, ClassVar, Generic, Protocol, TypeVar

IDS_AT_ONCE = 500
"""So that a set of ids is looked up by a few statements, each of which stays prepared."""


class Busy(Exception):
    """The database could not be had in time; nothing was written and the same may be tried again."""


class Rows(Protocol):
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Tx(Protocol):
    """One transaction. Parameters are bound with `?`; the same SQL serves both databases."""

    @property
    def writable(self) -> bool: ...
    def execute(self, sql: str, params: Sequence[object] = ()) -> Rows: ...
    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None: ...

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

    def execute(self, sql: str, params: Sequence[object] = ()) -> Rows:
        return self._tx.execute(_beside(sql), params)

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        self._tx.executemany(_beside(sql), rows)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        self._tx.insert(_beside(table), columns, rows)

    def scan(self, sql: str, params: Sequence[object] = ()) -> Iterator[Any]:
        return self._tx.scan(_beside(sql), params)

    def building(self) -> Tx:
        return self


@lru_cache(maxsize=512)
def _beside(sql: str) -> str:
    return sql.replace("live_", "next_")


def select_in(tx: Tx, sql: str, values: Iterable[object]) -> Iterator[Any]:
    """Rows of a statement that says `IN (*)`, for any number of values."""
    wanted = list(values)
    for at in range(0, len(wanted), IDS_AT_ONCE):
        some = wanted[at : at + IDS_AT_ONCE]
        yield from tx.execute(sql.replace("(*)", f"({','.join('?' * len(some))})"), some)


def delete_in(tx: Tx, sql: str, values: Iterable[object]) -> None:
    """The same for a statement that deletes."""
    wanted = list(values)
    for at in range(0, len(wanted), IDS_AT_ONCE):
        some = wanted[at : at + IDS_AT_ONCE]
        tx.execute(sql.replace("(*)", f"({','.join('?' * len(some))})"), some)


@lru_cache(maxsize=256)
def insert_statement(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


C = TypeVar("C")


class Database(ABC, Generic[C]):
    """Opens connections when they are needed, anew after a fork, and gives each thread one transaction at a time.

    A read inside any transaction joins it. A write inside a read has a connection of its own.
    """

    bytes_type: ClassVar[str]
    errors: ClassVar[tuple[type[Exception], ...]]
    """What the driver raises."""

    def __init__(self) -> None:
        self._here = threading.local()
        self._pid = os.getpid()
        self._idle: list[C] = []
        self._inherited: list[C] = []

    @abstractmethod
    def _connect(self) -> C: ...
    @abstractmethod
    def _begin(self, connection: C, *, writable: bool) -> Tx: ...
    @abstractmethod
    def _end(self, connection: C, *, commit: bool) -> None: ...
    @abstractmethod
    def _usable(self, connection: C) -> bool: ...
    @abstractmethod
    def _hang_up(self, connection: C) -> None: ...
    def _queue(self) -> AbstractContextManager[object]:
        return nullcontext()

    def _written(self, tx: Tx) -> None:
        """Called after each commit that wrote."""

    @abstractmethod
    def damage(self, tx: Tx) -> list[str]:
        """What the database itself finds broken in its files."""

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """One moment: nothing that others commit meanwhile is seen."""
        current: Tx | None = getattr(self._here, "tx", None)
        if current is not None:
            yield current
            return
        with self._transaction(writable=False) as tx:
            yield tx

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """Wait for every other writer, then write: all of it, or nothing when an exception passes. Raises Busy."""
        current: Tx | None = getattr(self._here, "tx", None)
        if current is not None and current.writable:
            raise RuntimeError("a write is open in this thread already")
        with self._queue(), self._transaction(writable=True) as tx:
            yield tx

    @contextmanager
    def joined(self) -> Iterator[Tx]:
        """The write that is open in this thread, or one of its own."""
        current: Tx | None = getattr(self._here, "tx", None)
        if current is not None and current.writable:
            yield current
            return
        with self.write() as tx:
            yield tx

    @contextmanager
    def _transaction(self, *, writable: bool) -> Iterator[Tx]:
        connection, tx = self._begun(writable=writable)
        before = getattr(self._here, "tx", None)
        self._here.tx = tx
        try:
            yield tx
            self._end(connection, commit=True)
        except BaseException:
            with suppress(Exception):
                self._end(connection, commit=False)
            raise
        finally:
            self._here.tx = before
            self._put_back(connection)
        if writable:
            self._written(tx)

    def _begun(self, *, writable: bool) -> tuple[C, Tx]:
        connection = self._take()
        try:
            return connection, self._begin(connection, writable=writable)
        except BaseException:
            self._hang_up(connection)
            raise

    def _take(self) -> C:
        if self._pid != os.getpid():
            # A connection must be neither used nor closed on both sides of a fork: keep it, untouched.
            self._inherited, self._idle, self._pid = self._idle, [], os.getpid()
        while self._idle:
            with suppress(IndexError):
                connection = self._idle.pop()
                if self._usable(connection):
                    return connection
                self._hang_up(connection)
        return self._connect()

    def _put_back(self, connection: C) -> None:
        if self._usable(connection):
            self._idle.append(connection)
        else:
            self._hang_up(connection)

    def close(self) -> None:
        """Hang up. Transactions still open in other threads hang up when they end."""
        while self._pid == os.getpid() and self._idle:
            self._hang_up(self._idle.pop())
