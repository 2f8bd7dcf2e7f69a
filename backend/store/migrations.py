"""Which tables does the store keep, and how did they become so? Numbered steps, never changed, only added to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from backend.store.database import Database
from backend.store.instants import micros

Step = Sequence[str]


class NewerDatabase(Exception):
    """The database was made by a newer program than this one."""


SQLITE_LOG: Step = (
    "CREATE TABLE log (position INTEGER PRIMARY KEY AUTOINCREMENT, stream BLOB NOT NULL, version INTEGER NOT NULL,"
    " fact_id BLOB NOT NULL UNIQUE, name TEXT NOT NULL, name_version INTEGER NOT NULL, occurred_at BIGINT NOT NULL,"
    " recorded_at BIGINT NOT NULL, noted_by BLOB NOT NULL, device TEXT NOT NULL, because BLOB NOT NULL,"
    " body BLOB NOT NULL, digest BLOB, chain BLOB NOT NULL, UNIQUE (stream, version))",
    "CREATE INDEX log_history ON log (stream, occurred_at, position)",
)

POSTGRES_LOG: Step = (
    "CREATE TABLE log (position BIGINT NOT NULL PRIMARY KEY, stream BYTEA NOT NULL, version BIGINT NOT NULL,"
    " fact_id BYTEA NOT NULL, name TEXT NOT NULL, name_version INTEGER NOT NULL, occurred_at BIGINT NOT NULL,"
    " recorded_at BIGINT NOT NULL, noted_by BYTEA NOT NULL, device TEXT NOT NULL, because BYTEA NOT NULL,"
    " body BYTEA NOT NULL, digest BYTEA, chain BYTEA NOT NULL) PARTITION BY RANGE (position)",
    "CREATE INDEX log_history ON log (stream, occurred_at, position)",
    # No index of a partitioned table can be unique over all partitions: ids and versions have a table of their own.
    "CREATE TABLE fact_ids (fact_id BYTEA PRIMARY KEY, stream BYTEA NOT NULL, version BIGINT NOT NULL,"
    " position BIGINT NOT NULL, UNIQUE (stream, version))",
)

BESIDE_THE_LOG: Step = (
    "CREATE TABLE log_head (position BIGINT NOT NULL, recorded_at BIGINT NOT NULL, chain {bytes} NOT NULL)",
    "INSERT INTO log_head (position, recorded_at, chain) VALUES (0, 0, CAST('' AS {bytes}))",
    "CREATE TABLE set_aside (position BIGINT PRIMARY KEY, reason TEXT NOT NULL, noticed_at BIGINT NOT NULL)",
)

SIGN_IN: Step = (
    "CREATE TABLE credentials (person {bytes} PRIMARY KEY, email {bytes} NOT NULL UNIQUE, hash TEXT NOT NULL)",
    "CREATE TABLE sessions (token {bytes} PRIMARY KEY, person {bytes} NOT NULL, device TEXT NOT NULL,"
    " created BIGINT NOT NULL, last_seen BIGINT NOT NULL, revoked BIGINT)",
    "CREATE INDEX sessions_person ON sessions (person)",
    "CREATE TABLE invitations (token {bytes} PRIMARY KEY, person {bytes} NOT NULL UNIQUE, email {bytes} NOT NULL,"
    " expires BIGINT NOT NULL)",
    "CREATE TABLE attempts (attempt {bytes} NOT NULL, subject {bytes} NOT NULL, at BIGINT NOT NULL,"
    " PRIMARY KEY (attempt, subject))",
    "CREATE INDEX attempts_subject ON attempts (subject, at)",
    "CREATE INDEX attempts_at ON attempts (at)",
)

LOG_PAIR: Step = ("CREATE TABLE log_pair (id {bytes} NOT NULL)",)
SQLITE_EPOCH: Step = (
    "CREATE TABLE log_epoch (id BLOB NOT NULL)",
    "INSERT INTO log_epoch (id) VALUES (randomblob(16))",
)
POSTGRES_EPOCH: Step = (
    "CREATE TABLE log_epoch (id BYTEA NOT NULL)",
    "INSERT INTO log_epoch (id) VALUES (uuid_send(gen_random_uuid()))",
)
"""Whoever sees another id than before speaks with another database: it was restored, and may know less."""
SET_UP: Step = ("CREATE TABLE set_up (token {bytes} PRIMARY KEY, expires BIGINT NOT NULL)",)

SQLITE: tuple[Step, ...] = ((*SQLITE_LOG, *BESIDE_THE_LOG, *SIGN_IN), LOG_PAIR, SET_UP, SQLITE_EPOCH)
POSTGRES: tuple[Step, ...] = ((*POSTGRES_LOG, *BESIDE_THE_LOG, *SIGN_IN), LOG_PAIR, SET_UP, POSTGRES_EPOCH)
STEPS = {"BLOB": SQLITE, "BYTEA": POSTGRES}
KEYS: tuple[Step, ...] = (
    (
        "CREATE TABLE keys (stream {bytes} PRIMARY KEY, wrapped {bytes} NOT NULL)",
        "CREATE TABLE key_check (wrapped {bytes} NOT NULL)",
    ),
    ("CREATE TABLE key_pair (id {bytes} NOT NULL)",),
)


def migrate(database: Database[Any], steps: Sequence[Step], *, table: str, now: datetime) -> None:
    """Bring a database to the last step, under the write lock; `table` keeps count. Raises NewerDatabase."""
    with database.write() as tx:
        tx.execute(f"CREATE TABLE IF NOT EXISTS {table} (number INTEGER PRIMARY KEY, applied_at BIGINT NOT NULL)")
        done: int = tx.execute(f"SELECT COALESCE(MAX(number), 0) FROM {table}").fetchone()[0]
        if done > len(steps):
            raise NewerDatabase(
                f"This database was made by a newer Encore (step {done}; this one knows {len(steps)}):"
                " start that one, or restore the backup made before it."
            )
        for number, step in enumerate(steps[done:], done + 1):
            for statement in step:
                tx.execute(statement.replace("{bytes}", database.bytes_type))
            tx.execute(f"INSERT INTO {table} (number, applied_at) VALUES (?, ?)", (number, micros(now)))
