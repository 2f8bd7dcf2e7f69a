"""Who moves SQLite's write-ahead log into the file, so that no committing writer has to?"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, suppress

ROWS_BETWEEN = 2_000
FRAMES_AT_MOST = 8_192
"""Pages of 4 KiB: from 32 MiB on the writers wait once, until the log can start again from its beginning."""
PATIENCE_MS = 200


class Checkpoints:
    """One thread a process, woken after enough changes. Without it the log would grow for ever."""

    def __init__(
        self, queue: Callable[[], AbstractContextManager[object]], connect: Callable[[], sqlite3.Connection]
    ) -> None:
        self._queue = queue
        self._connect = connect
        self._due = threading.Event()
        self._stop = False
        self._changed = 0
        self._worker: tuple[int, threading.Thread] | None = None

    def after_commit(self, changed: int) -> None:
        """Count changed rows. Threads may miscount in a race, which only shifts a checkpoint."""
        self._changed += changed
        if self._changed >= ROWS_BETWEEN:
            self._changed = 0
            self._wake()

    def _wake(self) -> None:
        if self._worker is None or self._worker[0] != os.getpid():
            self._due, self._stop = threading.Event(), False
            thread = threading.Thread(target=self._work, args=(self._due,), name="checkpoints", daemon=True)
            self._worker = os.getpid(), thread
            thread.start()
        self._due.set()

    def _work(self, due: threading.Event) -> None:
        with closing(self._connect()) as connection:
            while True:
                due.wait()
                due.clear()
                if self._stop:
                    return
                # Whatever stops one checkpoint (a full disk, a closing file) is met by the next, or by a writer.
                with suppress(sqlite3.Error):
                    self._checkpoint(connection)

    def _checkpoint(self, connection: sqlite3.Connection) -> None:
        _, frames, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if frames < FRAMES_AT_MOST:
            return
        connection.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
        with self._queue():
            connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()

    def close(self) -> None:
        """Stop. The last connection that SQLite closes empties the log."""
        if self._worker is not None and self._worker[0] == os.getpid():
            self._stop = True
            self._due.set()
            self._worker[1].join()
        self._worker = None
