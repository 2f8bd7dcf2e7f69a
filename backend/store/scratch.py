"""Where is a large amount put aside for a while, in an order of its own? A file that may be lost at any time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any


class Scratch:
    """A SQLite file without journal or waiting: after a crash it is thrown away and made again from its source."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "cache_size=-32768"):
            self._connection.execute(f"PRAGMA {pragma}")
        # What is sorted on the way goes to files too: a million rows must not fill the memory.
        self._connection.execute("PRAGMA temp_store=FILE")

    def execute(self, sql: str, params: Sequence[object] = ()) -> list[Any]:
        return self._connection.execute(sql, params).fetchall()

    def insert(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """All of them in one step."""
        self._connection.execute("BEGIN")
        self._connection.executemany(sql, rows)
        self._connection.execute("COMMIT")

    def scan(self, sql: str, params: Sequence[object] = ()) -> Iterator[Any]:
        """Rows as they are asked for; others may be written meanwhile, but not to the same tables."""
        return iter(self._connection.execute(sql, params))

    def close(self) -> None:
        self._connection.close()
