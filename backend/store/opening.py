"""Where is the store, and is it ours to open?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from backend.store import migrations
from backend.store.database import Database
from backend.store.drafts import Draft, FileDraft
from backend.store.keys import Keys
from backend.store.mapper import Mapper
from backend.store.pairing import id_of_keys, pair
from backend.store.recorder import LogRecorder
from backend.store.restoring import KeysCopy, restore_keys
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


def draft_of(url: str, purpose: str) -> Draft:
    """A database made beside that of a URL. `purpose` is one word; what is made for another one is not met."""
    if url.startswith(SQLITE):
        return FileDraft(Path(url.removeprefix(SQLITE)))
    from backend.store.draft_schema import SchemaDraft  # noqa: PLC0415

    return SchemaDraft(url, purpose)


def keys_at(url: str) -> bytes | None:
    """The id of the keys that lie there; None where there are none, or only damaged ones. None are made."""
    if url.startswith(SQLITE) and not Path(url.removeprefix(SQLITE)).exists():
        return None
    database = _database(url)
    try:
        migrations.migrate(database, migrations.KEYS, table="key_steps", now=_now())
        return id_of_keys(database)
    except database.errors:
        return None
    finally:
        database.close()


def put_keys(url: str, copy: KeysCopy) -> None:
    """Make a database of keys of a copy of them."""
    database = _database(url)
    try:
        migrations.migrate(database, migrations.KEYS, table="key_steps", now=_now())
        restore_keys(copy, database)
    finally:
        database.close()


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
