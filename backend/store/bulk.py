"""How do very many facts get into the log: one set is written while the next is made ready?"""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import current_process, get_context
from multiprocessing.connection import Connection

import msgspec

from backend.store.ahead import NotAhead, Step
from backend.store.store import Prepared, Row, Store, View
from events.kernel import Noted, Recorded

CORES_FOR_TWO = 2

_encode = msgspec.msgpack.Encoder().encode
_order = msgspec.msgpack.Decoder(tuple[int, list[Row], list[Step]]).decode


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
            # Others wrote in between, so what was sent behind it came too late as well: all again, one by one.
            late = [sent.popleft(), *sent]
            sent.clear()
            for prepared in late[1:]:
                writer.wrote(prepared)
            for prepared in late:
                yield self._store.append_many(prepared.noted, views=self._views)


class _Writer:
    """A process that writes what is sent to it, as long as the log ends where the sender thought it would."""

    def __init__(self, store: Store) -> None:
        # Forked, so that the open store goes along; it opens connections of its own on the other side.
        ways = get_context("fork")
        self._end, there = ways.Pipe()
        self._process = ways.Process(target=_work, args=(store, there, self._end, os.getpid()), daemon=True)
        self._process.start()
        there.close()

    def send(self, prepared: Prepared) -> None:
        if prepared.rows:
            try:
                self._end.send_bytes(_encode((prepared.expected, prepared.rows, prepared.steps)))
            except OSError:
                raise self._ended() from None

    def wrote(self, prepared: Prepared) -> bool:
        """Whether it is durable now; False when the log ended elsewhere. Raises what the writing raised."""
        if not prepared.rows:
            return True
        try:
            answer = self._end.recv()
        except (EOFError, OSError):
            raise self._ended() from None
        if isinstance(answer, Exception):
            raise answer
        return bool(answer)

    def _ended(self) -> RuntimeError:
        return RuntimeError("the process that writes ended early; what is in the log is whole")

    def stop(self) -> None:
        """It ends once what it is writing is written."""
        self._end.close()
        self._process.join()
        self._process.close()


def _work(store: Store, here: Connection, other_end: Connection, first: int) -> None:
    """Until the `first` process has no more, or is no more: then what it sent last is not written either."""
    other_end.close()
    # Who stops the import stops its first process, and this one ends with it, between two sets.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    while True:
        try:
            expected, rows, steps = _order(here.recv_bytes())
            here.send(_written(store, expected, rows, steps, lambda: os.getppid() == first))
        except (EOFError, OSError):
            break
    store.database.close()


def _written(
    store: Store, expected: int, rows: list[Row], steps: list[Step], wanted: Callable[[], bool]
) -> bool | Exception:
    try:
        return store.write_prepared(expected, rows, steps, wanted)
    except Exception as error:
        return error
