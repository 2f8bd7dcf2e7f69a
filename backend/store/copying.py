"""How is a backup taken: the log sealed as it is, the keys apart, each whole on the disk before it has its name?

One format for both databases: a SQLite file with the rows of the log, without the indexes that serving needs.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from backend.store.backups import PRIVATE_FILE, Backups, make_durable, make_folder, part_of, parts_beside
from backend.store.chain import START, linked
from backend.store.database import Database
from backend.store.instants import micros
from backend.store.keys import Keys
from backend.store.recorder import COLUMNS, Head, LogRecorder
from backend.store.transactions import Tx, insert_statement

LOG_FORMAT, KEYS_FORMAT = "encore log 1", "encore keys 1"
ROWS_AT_ONCE = 5_000
LOG_TABLES = (
    "CREATE TABLE about (format TEXT, taken_at INTEGER, pair BLOB, position INTEGER, recorded_at INTEGER, chain BLOB)",
    "CREATE TABLE log (position INTEGER PRIMARY KEY, stream BLOB, version INTEGER, fact_id BLOB, name TEXT,"
    " name_version INTEGER, occurred_at INTEGER, recorded_at INTEGER, noted_by BLOB, device TEXT, because BLOB,"
    " body BLOB, digest BLOB, chain BLOB)",
    "CREATE TABLE credentials (person BLOB PRIMARY KEY, email BLOB, hash TEXT)",
)
KEYS_TABLES = (
    "CREATE TABLE about (format TEXT, taken_at INTEGER, pair BLOB, secret_check BLOB)",
    "CREATE TABLE keys (stream BLOB PRIMARY KEY, wrapped BLOB)",
)
CREDENTIALS = ("person", "email", "hash")


class NotAsWritten(Exception):
    """The log, or a copy of it, does not follow from its first fact to its last."""


class Copied(NamedTuple):
    """What a backup holds, and where."""

    log: Path
    keys: Path
    facts: int


def back_up(database: Database[Any], recorder: LogRecorder, keys: Keys, backups: Backups, taken_at: datetime) -> Copied:
    """Copy log and keys, and read both again. Raises NotAsWritten and OSError; what was there before stays.

    Passwords' hashes go along, so that people can sign in after a restore; sessions and invitations do not, or a
    restore would open again what was closed. The keys are copied last: they then open every fact of the log's copy.
    """
    log_file, keys_file = backups.log_file(taken_at), backups.keys_file(taken_at)
    with database.read() as tx:
        head = recorder.head(tx)
        rows = _read(database, tx, f"SELECT {recorder.read} FROM log ORDER BY position")
        log_draft = _written(log_file, LOG_TABLES, lambda copy: _copy_log(tx, rows, copy, head, taken_at))
    try:
        with keys.database.read() as tx:
            keys_draft = _written(keys_file, KEYS_TABLES, lambda copy: _copy_keys(tx, copy, taken_at))
        # Where the log's copy is, its keys' copy is.
        _named(keys_draft, keys_file)
        _named(log_draft, log_file)
    except BaseException:
        log_draft.unlink(missing_ok=True)
        raise
    return Copied(log_file, keys_file, head.position)


def follow(rows: Iterable[Sequence[Any]], head: Head) -> Iterator[list[Sequence[Any]]]:
    """The rows of a whole log in parts, each held against the chain, the end against the head. Raises NotAsWritten."""
    position, chain = 0, START
    rest = iter(rows)
    while some := list(islice(rest, ROWS_AT_ONCE)):
        for row in some:
            position, chain = position + 1, linked(chain, row)
            if row[0] != position or row[13] != chain:
                raise NotAsWritten(f"Fact {position} is not what was written.")
        yield some
    if (position, chain) != (head.position, head.chain):
        raise NotAsWritten(f"The log ends after fact {position}, not where it should.")


def _read(database: Database[Any], tx: Tx, sql: str) -> Iterator[Any]:
    try:
        yield from tx.scan(sql)
    except database.errors as error:
        raise NotAsWritten(f"The log cannot be read: {error}.") from error


def _copy_log(tx: Tx, rows: Iterator[Any], copy: sqlite3.Connection, head: Head, taken_at: datetime) -> None:
    pair = tx.execute("SELECT id FROM log_pair").fetchone()
    about = (LOG_FORMAT, micros(taken_at), pair and pair[0], *head)
    copy.execute("INSERT INTO about VALUES (?, ?, ?, ?, ?, ?)", about)
    into = insert_statement("log", COLUMNS)
    for some in follow(rows, head):
        copy.executemany(into, map(_spelt, some))
    people = tx.execute(f"SELECT {', '.join(CREDENTIALS)} FROM credentials").fetchall()
    copy.executemany(insert_statement("credentials", CREDENTIALS), people)
    copy.commit()
    for _ in follow(copy.execute(f"SELECT {', '.join(COLUMNS)} FROM log ORDER BY position"), head):
        pass


def _spelt(row: Sequence[Any]) -> tuple[Any, ...]:
    """A row of the log with its texts as texts: they were read as bytes, for damaged ones to be met by the chain."""
    return (*row[:4], row[4].decode(), *row[5:9], row[9].decode(), *row[10:])


def _copy_keys(tx: Tx, copy: sqlite3.Connection, taken_at: datetime) -> None:
    pair = tx.execute("SELECT id FROM key_pair").fetchone()
    check = tx.execute("SELECT wrapped FROM key_check").fetchone()
    about = (KEYS_FORMAT, micros(taken_at), pair and pair[0], check and check[0])
    copy.execute("INSERT INTO about VALUES (?, ?, ?, ?)", about)
    copy.executemany(insert_statement("keys", ("stream", "wrapped")), tx.scan("SELECT stream, wrapped FROM keys"))
    copy.commit()


def _written(file: Path, tables: Sequence[str], fill: Callable[[sqlite3.Connection], None]) -> Path:
    """A draft beside the place of the file, checked and durable; none is left where that fails."""
    make_folder(file.parent)
    draft = part_of(file)
    # Only one is taken at a time.
    for left in parts_beside(file):
        left.unlink(missing_ok=True)
    try:
        os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
        with closing(sqlite3.connect(draft)) as copy:
            # It counts only once it is whole, so a journal for the way back would be work for nothing.
            copy.execute("PRAGMA journal_mode=OFF")
            copy.execute("PRAGMA synchronous=OFF")
            for statement in tables:
                copy.execute(statement)
            fill(copy)
            faults = [what for (what,) in copy.execute("PRAGMA integrity_check") if what != "ok"]
        if faults:
            raise OSError(errno.EIO, faults[0], str(file))
        make_durable(draft)
    except sqlite3.Error as error:
        draft.unlink(missing_ok=True)
        raise OSError(errno.EIO, str(error), str(file)) from error
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _named(draft: Path, file: Path) -> None:
    draft.replace(file)
    make_durable(file.parent)
