"""Which rows follow from the log? Worked out part by part, by several processes where there is much of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import NamedTuple

from backend.projections.base import Row
from backend.projections.setting import Setting
from backend.projections.uncollected import uncollected
from backend.projections.views import TABLES, rows_of
from backend.store import Between, Store
from events.kernel import Recorded

FACTS_AT_ONCE = 5_000
"""Of one part, and so of one transaction of a rebuild: others write in between."""
WORTH_A_PROCESS = 4
"""Parts for each: below that it takes longer to begin than to do the work alone."""


class Part(NamedTuple):
    """How many facts were read, and the rows that follow from them, by table."""

    facts: int
    rows: dict[str, list[Row]]


def part_of(streams: Iterable[Sequence[Recorded]], setting: Setting) -> Part:
    found: dict[str, list[Row]] = {table.name: [] for table in TABLES}
    read = 0
    for facts in streams:
        read += len(facts)
        for table, rows in rows_of(facts, setting):
            found[table.name] += rows
    return Part(read, found)


def every_part(store: Store, setting: Setting, processes: int) -> Iterator[Part]:
    """All of the log. Not to be called inside a transaction: it would be open on both sides of a fork."""
    with store.database.read() as tx:
        ranges = store.ranges(tx, FACTS_AT_ONCE)
    processes = min(processes, len(ranges) // WORTH_A_PROCESS)
    if processes < 2:
        yield from _parts(store, setting, ranges)
    else:
        yield from _from_several(store, setting, [ranges[number::processes] for number in range(processes)])


def _parts(store: Store, setting: Setting, ranges: Iterable[Between]) -> Iterator[Part]:
    with uncollected(), store.database.read() as tx:
        for between in ranges:
            yield part_of((facts for _, facts in store.streams(tx, between=between)), setting)


def _from_several(store: Store, setting: Setting, shares: Sequence[Sequence[Between]]) -> Iterator[Part]:
    # Forked, so that the open store goes along; it opens connections of its own on the other side.
    workers = [_Worker(store, setting, share) for share in shares]
    try:
        while ends := {worker.end: worker for worker in workers if worker.left}:
            for end in wait(ends):
                yield ends[end].received()  # type: ignore[index] # what was waited for comes back
    finally:
        for worker in workers:
            worker.stop()


class _Worker:
    def __init__(self, store: Store, setting: Setting, share: Sequence[Between]) -> None:
        ways = get_context("fork")
        self.end, there = ways.Pipe(duplex=False)
        self._process = ways.Process(target=_work, args=(store, setting, share, there), daemon=True)
        self._process.start()
        there.close()
        self.left = len(share)

    def received(self) -> Part:
        try:
            part: Part = self.end.recv()
        except EOFError:
            raise RuntimeError("a process of the rebuild ended early; nothing was changed") from None
        self.left -= 1
        return part

    def stop(self) -> None:
        self._process.terminate()
        self._process.join()
        self._process.close()
        self.end.close()


def _work(store: Store, setting: Setting, share: Sequence[Between], there: Connection) -> None:
    for part in _parts(store, setting, share):
        there.send(part)
