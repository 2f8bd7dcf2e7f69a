"""How do very many facts get into the log: one set is written while the next is made ready?"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import current_process, get_context
from multiprocessing.connection import Connection

import msgspec

from backend.store.ahead import NotAhead, Step
from backend.store.store import Prepared, Row, Store, View
from events.kernel import Noted, Recorded

CORES_FOR_TWO = 2
LOOK_EVERY_S = 1.0
"""How long either process waits for the other before it looks whether that one still lives."""

_encode = msgspec.msgpack.Encoder().encode
_order = msgspec.msgpack.Decoder(tuple[int, int, list[Row], list[Step]]).decode
"""The try it belongs to, where the log ends by then, its rows and its steps."""


@contextmanager
def bulk(store: Store, *, views: Sequence[View], processes: int = os.cpu_count() or 1) -> Iterator[Bulk]:
    """To be entered outside any transaction and before much is read, for a process is forked off here.

    A process that may have no children (a daemon of multiprocessing) does all the work itself.
    """
    if processes < CORES_FOR_TWO or current_process().daemon:
        yield Bulk(store, views, None)
        return
    writer = _Writer(store)
    try:
        yield Bulk(store, views, writer)
    finally:
        writer.stop()


class Bulk:
    def __init__(self, store: Store, views: Sequence[View], writer: _Writer | None) -> None:
        self._store = store
        self._views = views
        self._writer = writer

    def append_each(self, sets: Iterable[Sequence[Noted]]) -> Iterator[list[Recorded]]:
        """Append each set in a transaction of its own, in order, and return of each what is new, once it is durable.

        What comes back lags behind what is taken from `sets` by up to two sets. To stop, end `sets`.
        """
        if self._writer is None:
            for noted in sets:
                yield self._store.append_many(noted, views=self._views)
            return
        sent: deque[Prepared] = deque()
        for noted in sets:
            try:
                prepared = self._store.prepare(noted, views=self._views, after=sent)
            except NotAhead:
                yield from self._settled(sent, self._writer, 0)
                yield self._store.append_many(noted, views=self._views)
                continue
            self._writer.send(prepared)
            sent.append(prepared)
            yield from self._settled(sent, self._writer, 1)
        yield from self._settled(sent, self._writer, 0)

    def _settled(self, sent: deque[Prepared], writer: _Writer, at_most: int) -> Iterator[list[Recorded]]:
        """Wait until no more than so many are on their way."""
        while len(sent) > at_most:
            if writer.wrote(sent[0]):
                yield sent.popleft().recorded
                continue
            # Others wrote in between, and what was sent behind it was refused with it: all again, one by one.
            late = [sent.popleft(), *sent]
            sent.clear()
            for prepared in late[1:]:
                writer.wrote(prepared)
            for prepared in late:
                yield self._store.append_many(prepared.noted, views=self._views)


class _Writer:
    """A process that writes what is sent to it, as long as the log ends where the sender thought it would.

    Whatever was sent behind a set that was not written is not written either, wherever the log ends by then: others may
    have written just as many facts. So each order names the try it belongs to, and after a refusal the next one begins.
    """

    def __init__(self, store: Store) -> None:
        # Forked, so that the open store goes along; it opens connections of its own on the other side.
        ways = get_context("fork")
        self._end, there = ways.Pipe()
        self._process = ways.Process(target=_work, args=(store, there, self._end, os.getpid()), daemon=True)
        self._process.start()
        self._try = 1
        there.close()

    def send(self, prepared: Prepared) -> None:
        if prepared.rows:
            try:
                self._end.send_bytes(_encode((self._try, prepared.expected, prepared.rows, prepared.steps)))
            except OSError:
                raise self._ended() from None

    def wrote(self, prepared: Prepared) -> bool:
        """Whether it is durable now; False when the log ended elsewhere. Raises what the writing raised."""
        if not prepared.rows:
            return True
        try:
            answer = self._answer()
        except (EOFError, OSError):
            raise self._ended() from None
        if isinstance(answer, Exception):
            raise answer
        if not answer:
            self._try += 1
        return bool(answer)

    def _answer(self) -> object:
        # The end of a dead process may be open still: in a child that was forked off at the same time.
        while not self._end.poll(LOOK_EVERY_S):
            if not self._process.is_alive() and not self._end.poll():
                raise EOFError
        return self._end.recv()

    def _ended(self) -> RuntimeError:
        return RuntimeError("the process that writes ended early; what is in the log is whole")

    def stop(self) -> None:
        """It ends once what it is writing is written."""
        # Closed for every process that may have come to hold this end, too: to close it here alone is not enough.
        with suppress(OSError), socket.socket(fileno=os.dup(self._end.fileno())) as end:
            end.shutdown(socket.SHUT_RDWR)
        self._end.close()
        self._process.join()
        self._process.close()


def _work(store: Store, here: Connection, other_end: Connection, first: int) -> None:
    """Until the `first` process has no more, or is no more: then what it sent last is not written either."""
    other_end.close()
    # Who stops the import stops its first process, and this one ends with it, between two sets.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    failed = 0
    while True:
        try:
            order = _next(here, first)
            if order is None:
                break
            at, expected, rows, steps = _order(order)
            written: bool | Exception = False
            if at != failed:
                written = _written(store, expected, rows, steps, lambda: os.getppid() == first)
            if written is not True:
                failed = at
            here.send(written)
        except (EOFError, OSError):
            break
    store.database.close()


def _next(here: Connection, first: int) -> bytes | None:
    """None once the `first` process is no more, whoever else may hold its end."""
    while not here.poll(LOOK_EVERY_S):
        if os.getppid() != first:
            return None
    return here.recv_bytes()


def _written(
    store: Store, expected: int, rows: list[Row], steps: list[Step], wanted: Callable[[], bool]
) -> bool | Exception:
    try:
        return store.write_prepared(expected, rows, steps, wanted)
    except Exception as error:
        return _portable(error)


def _portable(error: Exception) -> Exception:
    """The error, or its words alone where it cannot be taken from one process to another."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 our own, made in this line
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
