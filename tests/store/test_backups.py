"""Is a backup the log as it was, whole or not there, private, and are only the oldest of its own kind deleted?"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.store import Backups, NoBackup, NotAsWritten, Store, keys_copy, log_copy, open_store
from tests.conftest import EVERYTHING, SECRET, Clock, new_schema
from tests.store.facts import PersonMet, met, sold
from tests.store.histories import STEPS, STREAMS, Step, forget, note_all

CANARY = "Canary Featherstonehaugh"
NIGHT = datetime(2026, 11, 26, 3, 10, tzinfo=UTC)


@pytest.fixture
def backups(tmp_path: Path) -> Backups:
    return Backups(tmp_path / "backups", "encore")


def written(store: Store, streams: int = 3) -> list[UUID]:
    ids = [uuid4() for _ in range(streams)]
    store.append_many([fact for stream in ids for fact in (met(stream, CANARY), sold(stream, minutes=1))])
    store.append([met(ids[0], "Ada Lovelace")], sent=b"as sent")
    store.sign_in.set_password(UUID(int=1), "ann@example.com", "four words in a row")
    return ids


def emptied(place: str, folder: Path, keys: str) -> Store:
    """Another store without a fact, under keys that are there."""
    return open_store(place, f"sqlite:///{folder}/{keys}.db", SECRET, shapes=EVERYTHING)


def log_rows(store: Store) -> list[tuple[object, ...]]:
    with store.database.read() as tx:
        return [tuple(row) for row in tx.execute("SELECT * FROM log ORDER BY position").fetchall()]


@pytest.mark.parametrize("target", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_what_is_restored_is_the_log_to_the_last_byte_of_its_chain_on_either_database(
    store: Store, backups: Backups, tmp_path: Path, target: str, request: pytest.FixtureRequest
) -> None:
    streams = written(store)
    copied = store.back_up(backups, NIGHT)
    head, rows = store.head(), log_rows(store)
    store.append([sold(streams[1], minutes=9)])
    there = f"sqlite:///{tmp_path}/other.db" if target == "sqlite" else new_schema(request.getfixturevalue("postgres"))
    other = emptied(there, tmp_path, "keys")
    other.restore(log_copy(copied.log))
    assert copied.facts == head.position == len(rows)
    assert other.head() == head
    assert log_rows(other) == rows
    assert list(other.check_chain()) == []
    assert other.stream(streams[2])[0].body == PersonMet(name=CANARY)
    now = datetime(2026, 12, 1, tzinfo=UTC)
    assert other.sign_in.check_password("ann@example.com", "four words in a row", "here", now) == UUID(int=1)
    other.append([sold(streams[1], minutes=9)])
    assert list(other.check_chain()) == []
    other.close()


@settings(max_examples=25, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=12), st.sets(st.sampled_from(STREAMS)))
def test_restored_is_backed_up_whatever_was_noted_and_forgotten_since(steps: list[Step], forgotten: set[UUID]) -> None:
    with TemporaryDirectory() as folder:
        here = Path(folder)
        with (
            closing(emptied(f"sqlite:///{here}/one.db", here, "keys")) as store,
            closing(emptied(f"sqlite:///{here}/two.db", here, "keys")) as other,
        ):
            note_all(store, steps)
            copied = store.back_up(Backups(here / "backups", "encore"), NIGHT)
            head, rows = store.head(), log_rows(store)
            for stream in forgotten:
                forget(store, stream)
            other.keys._known.clear()
            other.restore(log_copy(copied.log))
            assert (other.head(), log_rows(other)) == (head, rows)
            assert list(other.check_chain()) == []
            assert [other.stream(stream) for stream in STREAMS] == [store.stream(stream) for stream in STREAMS]


def test_no_name_and_no_session_is_in_a_backup_and_nobody_else_may_read_it(
    store: Store, backups: Backups, clock: Clock
) -> None:
    written(store)
    store.sign_in.open_session(UUID(int=1), "A secret phone", clock())
    copied = store.back_up(backups, NIGHT)
    for file in (copied.log, copied.keys):
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.parent.stat().st_mode & 0o777 == 0o700
        for word in (b"Canary", b"Ada Lovelace", b"ann@example.com", b"secret phone", b"live_"):
            assert word not in file.read_bytes()
    assert copied.log == backups.folder / "encore-20261126T031000Z.db"
    assert copied.keys == backups.folder / "keys" / "encore-keys-20261126T031000Z.db"
    assert {file.name for file in backups.folder.iterdir()} == {"keys", copied.log.name}


def test_the_keys_of_a_backup_open_every_fact_of_it(store: Store, backups: Backups, tmp_path: Path) -> None:
    written(store)
    copied = store.back_up(backups, NIGHT)
    assert log_copy(copied.log).pair == keys_copy(copied.keys).pair
    with closing(sqlite3.connect(copied.keys)) as keys:
        assert keys.execute("SELECT COUNT(*) FROM keys").fetchone() == (3,)


def test_a_log_that_is_not_what_was_written_is_not_copied(store: Store, backups: Backups) -> None:
    written(store)
    with store.database.write() as tx:
        tx.execute("UPDATE log SET device = 'another' WHERE position = 2")
    with pytest.raises(NotAsWritten, match="Fact 2 "):
        store.back_up(backups, NIGHT)
    with store.database.write() as tx:
        tx.execute("UPDATE log SET device = 'phone' WHERE position = 2")
        tx.execute("DELETE FROM log WHERE position = 7")
    with pytest.raises(NotAsWritten, match="ends after fact 6"):
        store.back_up(backups, NIGHT)
    assert [file for file in backups.folder.rglob("*") if file.is_file()] == []


def test_a_damaged_backup_is_not_restored(store: Store, backups: Backups, tmp_path: Path) -> None:
    written(store)
    copied = store.back_up(backups, NIGHT)
    other = emptied(f"sqlite:///{tmp_path}/other.db", tmp_path, "keys")
    with closing(sqlite3.connect(copied.log)) as connection, connection:
        connection.execute("UPDATE log SET occurred_at = occurred_at + 1 WHERE position = 5")
    with pytest.raises(NotAsWritten, match="Fact 5 "):
        other.restore(log_copy(copied.log))
    assert other.head().position == 0
    assert log_rows(other) == []
    other.close()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "no backup"), (b"plain text, many times over" * 99, "no backup"), (None, "There is no file")],
)
def test_what_is_no_backup_is_told_so(content: bytes | None, words: str, tmp_path: Path) -> None:
    file = tmp_path / "what.db"
    if content is not None:
        file.write_bytes(content)
    for read in (log_copy, keys_copy):
        with pytest.raises(NoBackup, match=words):
            read(file)


def test_log_and_keys_are_not_taken_for_each_other(store: Store, backups: Backups) -> None:
    written(store)
    copied = store.back_up(backups, NIGHT)
    with pytest.raises(NoBackup, match="copy of keys"):
        log_copy(copied.keys)
    with pytest.raises(NoBackup, match="copy of the log"):
        keys_copy(copied.log)


def test_the_newest_of_its_own_files_are_kept_and_no_other_is_touched(tmp_path: Path) -> None:
    backups, other = Backups(tmp_path, "firm"), Backups(tmp_path, "firm-two")
    (tmp_path / "keys").mkdir()
    for day in range(20):
        for one in (backups, other):
            one.log_file(NIGHT + timedelta(days=day)).touch()
            one.keys_file(NIGHT + timedelta(days=day)).touch()
    strange = ["firm.db", "firm-keys.db", "firm-20261199T999999Z.db", "firm-20261101T000000Z.db.old", "notes.txt"]
    for name in strange:
        (tmp_path / name).touch()
    backups.prune(14)
    left = {file.name for file in tmp_path.iterdir()}
    assert set(strange) <= left
    assert backups.newest(NIGHT + timedelta(days=20)) == NIGHT + timedelta(days=19)
    for folder, begins in ((tmp_path, "firm-2"), (tmp_path / "keys", "firm-keys-2")):
        assert len([file for file in folder.glob(f"{begins}*Z.db") if file.name not in strange]) == 14
    assert len(list(tmp_path.glob("firm-two-2*"))) == len(list((tmp_path / "keys").glob("firm-two-keys-2*"))) == 20


def test_a_clock_that_was_years_ahead_once_hides_no_missing_backup(tmp_path: Path) -> None:
    backups = Backups(tmp_path, "firm")
    for taken_at in (NIGHT, NIGHT + timedelta(hours=1), NIGHT + timedelta(days=1_500)):
        backups.log_file(taken_at).touch()
    assert backups.newest(NIGHT) == NIGHT + timedelta(hours=1)
    assert backups.newest(NIGHT - timedelta(days=9)) is None


def test_where_no_backup_is_there_is_no_newest(tmp_path: Path) -> None:
    assert Backups(tmp_path / "nowhere", "firm").newest(NIGHT) is None
    (tmp_path / "file").touch()
    assert Backups(tmp_path / "file", "firm").newest(NIGHT) is None
    Backups(tmp_path / "nowhere", "firm").prune()


def test_why_the_last_try_failed_is_told_until_one_succeeds(tmp_path: Path) -> None:
    backups = Backups(tmp_path / "backups", "firm")
    told = [backups.failure]
    backups.note_failure("No space left on device")
    told.append(backups.failure)
    backups.note_success()
    assert [*told, backups.failure] == [None, "No space left on device", None]
    Backups(tmp_path / "backups" / "firm-failed.txt" / "x", "firm").note_failure("nowhere to write it")


KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from backend.store import Backups, open_store
from tests.conftest import EVERYTHING, SECRET
folder = Path(sys.argv[1])
store = open_store(f"sqlite:///{folder}/encore.db", f"sqlite:///{folder}/keys.db", SECRET, shapes=EVERYTHING)
backups = Backups(folder / "backups", "encore")
print("begun", flush=True)
with backups.alone():
    while True:
        store.back_up(backups, datetime.now(UTC))
"""


def test_killed_at_any_moment_only_whole_backups_have_a_name(tmp_path: Path, backups: Backups) -> None:
    store = open_store(f"sqlite:///{tmp_path}/encore.db", f"sqlite:///{tmp_path}/keys.db", SECRET, shapes=EVERYTHING)
    streams = [uuid4() for _ in range(50)]
    store.append_many([met(stream, CANARY) for stream in streams for _ in range(40)])
    for tried in range(6):
        running = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE)
        assert running.stdout
        running.stdout.readline()
        time.sleep(0.05 + 0.03 * tried)
        running.send_signal(signal.SIGKILL)
        running.wait()
        running.stdout.close()
        for file in backups.folder.glob("*.db"):
            assert keys_copy(Path(str(file.parent / "keys" / file.name.replace("encore-", "encore-keys-")))).pair
            with closing(sqlite3.connect(file)) as copy:
                assert copy.execute("SELECT COUNT(*) FROM log").fetchone() == (2_000,)
    with backups.alone():
        copied = store.back_up(backups, NIGHT)
    assert list(backups.folder.rglob("*.part")) == [], "the next one clears away what was left"
    assert log_copy(copied.log).head == store.head()
    store.close()


def test_what_another_firm_is_writing_into_the_same_folder_stays(store: Store, backups: Backups) -> None:
    written(store)
    keys = backups.folder / "keys"
    keys.mkdir(parents=True)
    stamp = "20261126T031000Z.db.part"
    others = [
        backups.folder / f".encore-b-{stamp}",
        keys / f".encore-b-keys-{stamp}",
        keys / f".encore-keys-keys-{stamp}",
    ]
    own = [backups.folder / f".encore-{stamp}", keys / f".encore-keys-{stamp}"]
    for file in (*others, *own):
        file.write_bytes(b"half")
    store.back_up(backups, NIGHT + timedelta(days=1))
    assert sorted(backups.folder.rglob("*.part")) == sorted(others)


@pytest.mark.skipif(os.geteuid() == 0, reason="whoever may do everything is refused no folder")
def test_a_folder_that_cannot_be_written_is_an_error_of_the_disk(store: Store, tmp_path: Path) -> None:
    written(store)
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OSError, match="backups"):
            store.back_up(Backups(tmp_path / "backups", "encore"), NIGHT)
    finally:
        tmp_path.chmod(0o700)
