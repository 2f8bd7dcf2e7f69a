"""How is a whole database made beside the one in force, and put in its place at one stroke?

Whatever ends half-way leaves the one in force as it was, and a draft that the next try throws away.
"""

from __future__ import annotations

import os
import sqlite3
from abc import ABC, abstractmethod
from contextlib import closing
from pathlib import Path

from backend.store.backups import make_durable
from backend.store.writers import WriterQueue

BESIDE = ("-wal", "-shm")
LOCKS = (".lock", ".lock.next")
"""What SQLite, and the queue of its writers, keep beside a file."""


class CannotReplace(Exception):
    """A sentence that says what keeps the database in force from being replaced."""


IN_USE = "Encore has this database open, and would go on writing into the replaced one: stop it first."


class Draft(ABC):
    """`url`: where the draft is made. All of it is closed when it is put in place."""

    url: str

    @abstractmethod
    def begin(self) -> None:
        """Have room for it, and throw away what an earlier try left. Raises CannotReplace."""

    @abstractmethod
    def clear(self) -> None:
        """Throw away what was made."""

    @abstractmethod
    def filled(self, table: str) -> bool:
        """Whether the database in force has rows in a table, or is damaged so that nobody can tell."""

    @abstractmethod
    def check_free(self) -> None:
        """Raises CannotReplace where somebody else has the database in force open."""

    @abstractmethod
    def put_in_place(self, aside: str | None) -> str | None:
        """Be the one in force from now on; returns where the replaced one is kept, named with `aside`.

        Raises CannotReplace.
        """


class FileDraft(Draft):
    """A file of another name in the same folder."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._draft = file.with_name(f".draft-{file.name}")
        self.url = f"sqlite:///{self._draft}"

    def begin(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self.clear()

    def clear(self) -> None:
        for end in ("", *BESIDE, *LOCKS):
            self._draft.with_name(self._draft.name + end).unlink(missing_ok=True)

    def filled(self, table: str) -> bool:
        if not self._file.exists():
            return False
        try:
            with closing(sqlite3.connect(self._file)) as connection:
                if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
                    return False
                return connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None
        except sqlite3.Error:
            return True

    def check_free(self) -> None:
        if not self._file.exists():
            return
        try:
            with closing(sqlite3.connect(self._file, timeout=0)) as connection:
                # Leaving WAL needs the file for itself, and moves all that was written into it.
                if connection.execute("PRAGMA journal_mode=DELETE").fetchone() != ("delete",):
                    raise CannotReplace(IN_USE)
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise CannotReplace(IN_USE) from error
        except sqlite3.DatabaseError:
            # Damaged beyond that: it is moved with all that lies beside it.
            return

    def put_in_place(self, aside: str | None) -> str | None:
        queue = WriterQueue(self._file.with_name(self._file.name + ".lock"))
        make_durable(self._draft)
        try:
            with queue.turn():
                self.check_free()
                kept = self._keep(aside) if aside and self._file.exists() else None
                for end in BESIDE:
                    self._file.with_name(self._file.name + end).unlink(missing_ok=True)
                self._draft.replace(self._file)
                make_durable(self._file.parent)
        finally:
            queue.close()
        self.clear()
        return str(kept) if kept else None

    def _keep(self, aside: str) -> Path:
        kept = self._file.with_name(f"{self._file.stem}-{aside}{self._file.suffix}")
        for end in BESIDE:
            beside = self._file.with_name(self._file.name + end)
            if beside.exists():
                beside.replace(kept.with_name(kept.name + end))
        # A second name, so that there is no moment in which nothing is in place.
        os.link(self._file, kept)
        make_durable(kept.parent)
        return kept
