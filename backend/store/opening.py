"""Where is the store, and is it ours to open?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from backend.store import migrations
from backend.store.database import Database
from backend.store.keys import Keys
from backend.store.mapper import Mapper
from backend.store.pairing import pair
from backend.store.recorder import LogRecorder
from backend.store.sign_in import SignIn
from backend.store.sqlite import SqliteDatabase
from backend.store.sqlite_recorder import SqliteRecorder
from backend.store.store import Store
from events.kernel import REGISTER, Shape

SQLITE = "sqlite:///"
POSTGRES = ("postgresql://", "postgres://")


def _now() -> datetime:
    return datetime.now(UTC)


def open_store(
    database: str,
    keys: str,
    secret: bytes,
    *,
    clock: Callable[[], datetime] = _now,
    shapes: Mapping[str, Shape] = REGISTER,
) -> Store:
    """Open a firm's log and its keys, and make what is missing.

    The URLs: `sqlite:///relative/path`, `sqlite:////absolute/path` or `postgresql://...`. The keys lie in a
    database of their own. Raises NewerDatabase, OtherKeys, WrongSecret and ValueError (a URL of another kind).
    """
    if database == keys:
        raise ValueError("the keys need a database of their own, or the log and its keys would be lost together")
    log = _database(database)
    kept = Keys(_database(keys), secret)
    try:
        _prepare(log, kept, clock())
    except BaseException:
        log.close()
        kept.database.close()
        raise
    return Store(log, _recorder(log), kept, Mapper(shapes, kept), SignIn(log, secret), clock)


def _prepare(log: Database[Any], keys: Keys, now: datetime) -> None:
    """Have every table there, and be sure that keys and secret are those of this log."""
    migrations.migrate(keys.database, migrations.KEYS, table="key_steps", now=now)
    migrations.migrate(log, migrations.STEPS[log.bytes_type], table="store_steps", now=now)
    pair(log, keys.database)
    keys.check()


def _database(url: str) -> Database[Any]:
    if url.startswith(SQLITE):
        return SqliteDatabase(Path(url.removeprefix(SQLITE)))
    if url.startswith(POSTGRES):
        # Its driver takes a good part of a start, and most firms never need it.
        from backend.store.postgres import PostgresDatabase  # noqa: PLC0415

        return PostgresDatabase(url)
    raise ValueError("a database is sqlite:///path or postgresql://user@host/name")


def _recorder(database: Database[Any]) -> LogRecorder:
    if isinstance(database, SqliteDatabase):
        return SqliteRecorder(database)
    from backend.store.postgres import PostgresDatabase  # noqa: PLC0415
    from backend.store.postgres_recorder import PostgresRecorder  # noqa: PLC0415

    assert isinstance(database, PostgresDatabase)
    return PostgresRecorder(database)
