"""Does the store open only what is its own, as durable as it says, and whoever comes first?"""

from __future__ import annotations

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from backend.store import NewerDatabase, Store, open_store
from backend.store.migrations import SQLITE
from backend.store.sqlite import SqliteDatabase
from tests.conftest import EVERYTHING, SECRET
from tests.store.facts import sold


def test_a_newer_database_is_refused_in_a_sentence(place: str, tmp_path: Path) -> None:
    keys = f"sqlite:///{tmp_path}/keys.db"
    store = open_store(place, keys, SECRET, shapes=EVERYTHING)
    with store.database.write() as tx:
        tx.execute("INSERT INTO store_steps (number, applied_at) VALUES (?, ?)", (99, 0))
    store.close()
    with pytest.raises(NewerDatabase, match=rf"made by a newer Encore \(step 99; this one knows {len(SQLITE)}\)"):
        open_store(place, keys, SECRET, shapes=EVERYTHING)


def test_many_may_open_a_new_store_at_once(place: str, tmp_path: Path) -> None:
    keys = f"sqlite:///{tmp_path}/keys.db"
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda _: open_store(place, keys, SECRET, shapes=EVERYTHING), range(8)))
    stream = uuid4()
    for store in stores:
        store.append([sold(stream)], sent=b"as sent")
    assert [fact.version for fact in stores[0].stream(stream)] == list(range(1, 9))
    for store in stores:
        store.close()


def test_what_is_stored_is_there_after_opening_again(place: str, tmp_path: Path) -> None:
    stream = uuid4()
    for version in (1, 2):
        store = open_store(place, f"sqlite:///{tmp_path}/keys.db", SECRET, shapes=EVERYTHING)
        assert store.append([sold(stream)], sent=b"as sent").recorded[0].version == version
        store.close()


@pytest.mark.parametrize("url", ["mysql://localhost/encore", "encore.db", ""])
def test_another_kind_of_database_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a database is sqlite:///path"):
        open_store(url, f"sqlite:///{tmp_path}/keys.db", SECRET)


def test_a_relative_path_is_below_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_store("sqlite:///var/encore.db", "sqlite:///var/keys.db", SECRET).close()
    assert (tmp_path / "var" / "encore.db").exists()


def test_the_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/encore.db", f"sqlite:///{tmp_path}/keys.db", SECRET, shapes=EVERYTHING)
    store.append([sold(uuid4())], sent=b"as sent")
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}
    store.close()


def test_every_connection_to_sqlite_writes_durably(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "encore.db")
    with database.read() as outer, database.write() as inner:
        for tx in (outer, inner):
            assert tx.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert tx.execute("PRAGMA synchronous").fetchone() == (2,)
            assert tx.execute("PRAGMA wal_autocheckpoint").fetchone() == (0,)
    database.close()


def test_a_file_that_is_no_database_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "encore.db").write_bytes(b"a letter to a customer, not a database" * 30)
    with pytest.raises(sqlite3.DatabaseError):
        open_store(f"sqlite:///{tmp_path}/encore.db", f"sqlite:///{tmp_path}/keys.db", SECRET)
    assert (tmp_path / "encore.db").read_bytes().startswith(b"a letter")


def test_an_empty_log_has_no_faults(store: Store) -> None:
    assert list(store.check_chain()) == []
    assert store.head().position == 0
