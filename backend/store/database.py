"""How does each thread get one transaction at a time, that reads one moment or queues to write?"""

from __future__ import annotations

import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import ClassVar, Generic, TypeVar

from backend.store.ahead import Ahead
from backend.store.transactions import Tx


class Busy(Exception):
    """The database could not be had in time. The same, with the same ids, may be tried again."""


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
    def _lost(self, connection: C) -> bool:  # noqa: ARG002
        """Whether its other end is gone."""
        return False

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
    def ahead(self, to_be_written: Iterable[str]) -> Iterator[Ahead]:
        """One moment to read, and what would be written on it is kept: nothing is written here."""
        with self.read() as tx:
            before, self._here.tx = self._here.tx, (ahead := Ahead(tx, to_be_written))
            try:
                yield ahead
            finally:
                self._here.tx = before

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
        except BaseException as error:
            with suppress(Exception):
                self._end(connection, commit=False)
            if self._lost(connection):
                raise Busy("the connection to the database was lost") from error
            raise
        finally:
            self._here.tx = before
            self._put_back(connection)
        if writable:
            self._written(tx)

    def _begun(self, *, writable: bool) -> tuple[C, Tx]:
        while True:
            connection, waited = self._take()
            try:
                return connection, self._begin(connection, writable=writable)
            except BaseException as error:
                lost = self._lost(connection)
                self._hang_up(connection)
                # One that waited here may have been cut off meanwhile, as by a restart: nothing was asked of it yet.
                if lost and waited and isinstance(error, self.errors):
                    continue
                raise

    def _take(self) -> tuple[C, bool]:
        """A connection, and whether it waited here."""
        if self._pid != os.getpid():
            # A connection must be neither used nor closed on both sides of a fork: keep it, untouched.
            self._inherited, self._idle, self._pid = self._idle, [], os.getpid()
        with suppress(IndexError):
            return self._idle.pop(), True
        return self._connect(), False

    def _put_back(self, connection: C) -> None:
        if self._usable(connection):
            self._idle.append(connection)
        else:
            self._hang_up(connection)

    def close(self) -> None:
        """Hang up every connection that waits here."""
        while self._pid == os.getpid() and self._idle:
            self._hang_up(self._idle.pop())
