"""How are all projections built anew beside the live ones, and swapped in while the firm works?"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from backend.projections.base import Row, Table
from backend.projections.parts import every_part, part_of
from backend.projections.setting import Setting, in_force
from backend.projections.uncollected import uncollected
from backend.projections.views import TABLES, VERSION, Views
from backend.store import Store, Tx
from events.firm import FIRM
from events.kernel import Recorded

CREATE_BUILDS = """
    CREATE TABLE IF NOT EXISTS projection_builds (generation INTEGER PRIMARY KEY, version INTEGER NOT NULL)
"""
LAST_BUILD = "SELECT generation, version FROM projection_builds ORDER BY generation DESC LIMIT 1"
ADD_BUILD = "INSERT INTO projection_builds (generation, version) VALUES (?, ?)"

NO_VERSION = 0
"""Of projections that hold nothing of the log yet."""

Progress = Callable[[int], None]


def ensure(store: Store) -> None:
    """Have every projection there, in this program's shape: made on the first start, rebuilt when it changes.

    A log that came without projections, as from a backup, is new in this respect and rebuilt as well.
    """
    with store.database.write() as tx:
        tx.execute(CREATE_BUILDS)
        last = tx.execute(LAST_BUILD).fetchone()
        if last is None:
            _create(tx)
            for table in TABLES:
                table.index(tx, 1)
            last = (1, VERSION if store.recorder.head(tx).position == 0 else NO_VERSION)
            tx.execute(ADD_BUILD, last)
    if last[1] != VERSION:
        rebuild(store)


def rebuild(store: Store, progress: Progress = lambda _: None, *, processes: int = os.cpu_count() or 1) -> int:
    """Build every projection anew from the log and swap it in; returns the number of facts read.

    What is noted meanwhile is taken in under the lock, just before the swap. `processes` work the rows out.
    """
    with store.database.write() as tx:
        _drop(tx.building())
        _create(tx.building())
    with store.database.read() as tx:
        seen, setting = store.head().position, in_force(store.stream(FIRM, tx=tx))
    read = 0
    with uncollected():
        for part in every_part(store, setting, processes):
            with store.database.write() as tx:
                _insert(tx.building(), part.rows)
            read += part.facts
            progress(read)
    generation = _next_generation(store)
    _index(store, generation)
    with store.database.write() as tx:
        _catch_up(store, tx, seen, setting)
        _swap(tx)
        tx.execute(ADD_BUILD, (generation, VERSION))
    return read


def _create(tx: Tx) -> None:
    for table in TABLES:
        table.create(tx)


def _index(store: Store, generation: int) -> None:
    """Once all rows are there: row by row it takes three times as long. One at a time: others write in between."""
    for table in TABLES:
        with store.database.write() as tx:
            table.index(tx.building(), generation)


def _next_generation(store: Store) -> int:
    with store.database.read() as tx:
        return int(tx.execute(LAST_BUILD).fetchone()[0]) + 1


def _drop(tx: Tx) -> None:
    for table in TABLES:
        tx.execute(f"DROP TABLE IF EXISTS {table.name}")


def _swap(tx: Tx) -> None:
    _drop(tx)
    for table in TABLES:
        tx.execute(f"ALTER TABLE {table.name.replace('live_', 'next_')} RENAME TO {table.name}")


def _insert(tx: Tx, rows: Mapping[str, Sequence[Row]]) -> None:
    for table in TABLES:
        tx.insert(table.name, table.names, rows[table.name])


def _catch_up(store: Store, tx: Tx, seen: int, before: Setting) -> None:
    changed = store.changed_after(tx, seen)
    setting = in_force(store.stream(FIRM, tx=tx)) if FIRM in changed else before
    building = tx.building()
    for stream in changed:
        facts = store.stream(stream, tx=tx)
        for table in TABLES:
            table.replace(building, _keys(table, facts), [])
        _insert(building, part_of([facts], setting).rows)
    if setting != before:
        Views(lambda tx, stream: store.stream(stream, tx=tx)).derive_all(building)


def _keys(table: Table, facts: Sequence[Recorded]) -> list[bytes]:
    """By what the rows of a stream are found in a table: its id, or where each fact has a row, theirs."""
    return [noted.fact_id.bytes for noted in facts] if table.names[0] == "fact" else [facts[0].stream.bytes]
