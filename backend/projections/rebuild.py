"""How are all projections built anew beside the live ones, and swapped in while the firm works?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from backend.projections import firm, people
from backend.projections.amendments import TABLE as AMENDMENTS
from backend.projections.amendments import amendment_rows
from backend.projections.base import Customer, Row, Table
from backend.projections.imports import TABLE as IMPORTS_TABLE
from backend.projections.imports import import_rows
from backend.projections.setting import Setting, in_force
from backend.projections.views import QUESTIONS, SEARCH, TABLES, VERSION, of_stream, state_of
from backend.store import Store, Tx
from events.firm import FIRM
from events.kernel import Recorded

CREATE_BUILDS = """
    CREATE TABLE IF NOT EXISTS projection_builds (generation INTEGER PRIMARY KEY, version INTEGER NOT NULL)
"""
LAST_BUILD = "SELECT generation, version FROM projection_builds ORDER BY generation DESC LIMIT 1"
ADD_BUILD = "INSERT INTO projection_builds (generation, version) VALUES (?, ?)"
CHANGED = "SELECT DISTINCT stream FROM log WHERE position > ?"
AT_ONCE = 2_000
"""Customers written in one transaction of a rebuild: others write in between."""

Progress = Callable[[int], None]


def ensure(store: Store) -> None:
    """Have every projection there, in this program's shape: made on the first start, rebuilt when it changes."""
    with store.database.write() as tx:
        tx.execute(CREATE_BUILDS)
        last = tx.execute(LAST_BUILD).fetchone()
        if last is None:
            _create(tx, 1)
            tx.execute(ADD_BUILD, (1, VERSION))
            return
    if last[1] != VERSION:
        rebuild(store)


def rebuild(store: Store, progress: Progress | None = None) -> int:
    """Build every projection anew from the log and swap it in; returns the number of facts read.

    What is noted meanwhile is taken in under the lock, just before the swap.
    """
    _begin(store)
    read = 0
    with store.database.read() as snapshot:
        seen = store.head().position
        setting = in_force(store.stream(FIRM, tx=snapshot))
        for batch in _batches(store.streams(snapshot)):
            with store.database.write() as tx:
                _fill(tx.building(), batch, setting)
            read += sum(len(facts) for facts in batch)
            if progress:
                progress(read)
    with store.database.write() as tx:
        _catch_up(store, tx, seen)
        _swap(tx)
    return read


def _begin(store: Store) -> None:
    with store.database.write() as tx:
        generation = int(tx.execute(LAST_BUILD).fetchone()[0]) + 1
        tx.execute(ADD_BUILD, (generation, VERSION))
        _drop(tx.building())
        _create(tx.building(), generation)


def _create(tx: Tx, generation: int) -> None:
    for table in TABLES:
        table.create(tx, generation)


def _drop(tx: Tx) -> None:
    for table in TABLES:
        tx.execute(f"DROP TABLE IF EXISTS {table.name}")


def _swap(tx: Tx) -> None:
    _drop(tx)
    for table in TABLES:
        tx.execute(f"ALTER TABLE {table.name.replace('live_', 'next_')} RENAME TO {table.name}")


def _batches(streams: Iterator[tuple[UUID, list[Recorded]]]) -> Iterator[list[list[Recorded]]]:
    batch: list[list[Recorded]] = []
    for _, facts in streams:
        batch.append(facts)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    yield batch


def _fill(tx: Tx, streams: Sequence[list[Recorded]], setting: Setting) -> None:
    """Insert what these streams lead to; nothing of them is there yet."""
    states: list[Customer] = []
    for facts in streams:
        match of_stream(facts):
            case "firm":
                firm.replace_firm(tx, facts)
            case "imports":
                tx.insert(IMPORTS_TABLE.name, IMPORTS_TABLE.names, list(import_rows(facts)))
            case "team":
                people.replace_stream(tx, facts)
            case _:
                states.append(state_of(facts, setting))
                tx.insert(AMENDMENTS.name, AMENDMENTS.names, list(amendment_rows(facts)))
    for question in (*QUESTIONS, SEARCH):
        rows: list[Row] = [row for state in states for row in question.rows(state)]
        tx.insert(question.table.name, question.table.names, rows)


def _catch_up(store: Store, tx: Tx, seen: int) -> None:
    changed = [UUID(bytes=bytes(row[0])) for row in tx.execute(CHANGED, (seen,)).fetchall()]
    if not changed:
        return
    setting = in_force(store.stream(FIRM, tx=tx))
    building = tx.building()
    for stream in changed:
        facts = store.stream(stream, tx=tx)
        _forget(building, stream, facts)
        _fill(building, [facts], setting)


def _forget(tx: Tx, stream: UUID, facts: Sequence[Recorded]) -> None:
    tables: list[Table] = [*(question.table for question in QUESTIONS), SEARCH.table, AMENDMENTS]
    for table in tables:
        table.replace(tx, [stream.bytes], [])
    if of_stream(facts) == "imports":
        tx.execute(f"DELETE FROM {IMPORTS_TABLE.name}")  # noqa: S608 a constant
