"""How does the log of a backup get into an empty store, and a copy of the keys into empty keys?"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from backend.store.copying import CREDENTIALS, KEYS_FORMAT, LOG_FORMAT, follow
from backend.store.database import Database
from backend.store.instants import moment
from backend.store.recorder import COLUMNS, Head, LogRecorder

ROWS_AT_ONCE = 5_000


class NoBackup(Exception):
    """A sentence that says why this file cannot be restored."""


@dataclass(frozen=True)
class LogCopy:
    """`pair` is the id of the keys that open it."""

    file: Path
    taken_at: datetime
    pair: bytes
    head: Head


@dataclass(frozen=True)
class KeysCopy:
    file: Path
    taken_at: datetime
    pair: bytes
    secret_check: bytes | None


def log_copy(file: Path) -> LogCopy:
    """What a file holds. Raises NoBackup."""
    taken_at, pair, *head = _about(file, LOG_FORMAT, "taken_at, pair, position, recorded_at, chain")
    return LogCopy(file, moment(taken_at), pair, Head(*head))


def keys_copy(file: Path) -> KeysCopy:
    """The same of a copy of the keys."""
    taken_at, pair, check = _about(file, KEYS_FORMAT, "taken_at, pair, secret_check")
    return KeysCopy(file, moment(taken_at), pair, check)


def restore_log(copy: LogCopy, database: Database[Any], recorder: LogRecorder) -> None:
    """Put every row where none is yet, in one transaction, along its chain. Raises NotAsWritten and NoBackup."""
    with _opened(copy.file) as backup, database.write() as tx:
        every = _rows(copy.file, backup, f"SELECT {', '.join(COLUMNS)} FROM log ORDER BY position")
        for rows in follow(every, copy.head):
            recorder.add(tx, rows)
        people = _rows(copy.file, backup, f"SELECT {', '.join(CREDENTIALS)} FROM credentials")
        tx.insert("credentials", CREDENTIALS, list(people))


def restore_keys(copy: KeysCopy, database: Database[Any]) -> None:
    """The same for keys."""
    with _opened(copy.file) as backup, database.write() as tx:
        rows = _rows(copy.file, backup, "SELECT stream, wrapped FROM keys")
        while some := list(islice(rows, ROWS_AT_ONCE)):
            tx.insert("keys", ("stream", "wrapped"), some)
        tx.execute("INSERT INTO key_pair (id) VALUES (?)", (copy.pair,))
        if copy.secret_check:
            tx.execute("INSERT INTO key_check (wrapped) VALUES (?)", (copy.secret_check,))


def _about(file: Path, kind: str, columns: str) -> Sequence[Any]:
    with _opened(file) as backup:
        made = next(_rows(file, backup, "SELECT format FROM about"), ("",))[0]
        if made != kind:
            raise NoBackup(_wrong(file, made))
        found: Sequence[Any] = next(_rows(file, backup, f"SELECT {columns} FROM about"))
        return found


def _wrong(file: Path, made: str) -> str:
    if made in {LOG_FORMAT, KEYS_FORMAT}:
        return f"{file} is a copy of {'the log' if made == LOG_FORMAT else 'keys'}: name the other one of that backup."
    return f"{file} was made by a newer Encore than this one, or by another program."


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    """To read alone, also from a disk that cannot be written."""
    if not file.is_file():
        raise NoBackup(f"There is no file {file}.")
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def _rows(file: Path, backup: sqlite3.Connection, sql: str) -> Iterator[Any]:
    try:
        yield from backup.execute(sql)
    except sqlite3.Error as error:
        raise NoBackup(f"{file} is no backup of Encore, or is damaged: {error}.") from error
