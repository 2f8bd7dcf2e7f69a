"""Does a log tell where it stands, so that whoever heard of it before notices that it is another, or knows less?"""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from backend.store import Backups, Heard, Standing, Store, log_copy, open_store
from tests.conftest import EVERYTHING, SECRET, Clock, new_schema
from tests.store.facts import met, sold


@pytest.fixture
def backups(tmp_path: Path) -> Backups:
    return Backups(tmp_path / "backups", "encore")


def heard_of(told: Standing) -> Heard:
    return Heard(told.epoch, told.head.position, told.head.chain)


def another(request: pytest.FixtureRequest, store: Store, folder: Path) -> Store:
    """An empty store on the same kind of database, under the same keys."""
    postgres = store.database.bytes_type == "BYTEA"
    place = new_schema(request.getfixturevalue("postgres")) if postgres else f"sqlite:///{folder}/other.db"
    return open_store(place, f"sqlite:///{folder}/keys.db", SECRET, shapes=EVERYTHING)


def test_a_log_stays_the_same_while_it_grows(store: Store, place: str, tmp_path: Path) -> None:
    first = store.standing(None, None)
    assert len(first.epoch) == 16
    assert not first.rewound
    for _ in range(3):
        heard = heard_of(store.standing(None, None))
        store.append([met(uuid4(), "Ada")])
        now = store.standing(heard, None)
        assert (now.epoch, now.rewound, now.backed_up_through) == (first.epoch, False, 0)
        assert now.head == store.head()
    with closing(open_store(place, f"sqlite:///{tmp_path}/keys.db", SECRET, shapes=EVERYTHING)) as again:
        assert again.standing(heard_of(first), None).epoch == first.epoch


def test_what_was_heard_and_is_not_there_is_noticed(store: Store) -> None:
    store.append([met(uuid4(), "Ada")])
    epoch, head, *_ = store.standing(None, None)
    for heard in (
        Heard(bytes(16), 1, head.chain),
        Heard(epoch, 1, bytes(32)),
        Heard(epoch, 2, head.chain),
        Heard(epoch, 2**52, head.chain),
        Heard(b"", 0, b""),
    ):
        assert store.standing(heard, None).rewound, heard
    assert not store.standing(Heard(epoch, 0, b""), None).rewound, "nothing was heard that could be missing"


def test_a_restored_log_is_another_one(
    store: Store, backups: Backups, clock: Clock, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    store.append([met(uuid4(), "Ada")])
    copied = store.back_up(backups, clock())
    at_backup = store.standing(None, backups)
    assert at_backup.backed_up_through == 1
    store.append([met(uuid4(), "Bob")])
    later = store.standing(heard_of(at_backup), backups)
    assert (later.rewound, later.backed_up_through) == (False, 1)
    with closing(another(request, store, tmp_path)) as other:
        other.restore(log_copy(copied.log))
        for heard in (at_backup, later):
            now = other.standing(heard_of(heard), backups)
            assert now.rewound
            assert now.epoch != heard.epoch
        assert other.standing(None, backups).backed_up_through == 1


def test_the_newest_backup_of_this_very_log_counts(
    store: Store, backups: Backups, clock: Clock, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    store.append([met(uuid4(), "Ada")])
    first = store.back_up(backups, clock())
    clock.move(timedelta(minutes=1))
    store.append([met(uuid4(), "Bob"), ])  # fmt: skip
    store.back_up(backups, clock())
    assert store.standing(None, backups).backed_up_through == 2
    with closing(another(request, store, tmp_path)) as other:
        other.restore(log_copy(first.log))
        stream = uuid4()
        other.append([met(stream, "Cid")])
        other.append([sold(stream, minutes=1)])
        assert other.standing(None, backups).backed_up_through == 1, "fact 2 of the newer backup is not in this log"
    (backups.folder / "encore-20260302T090200Z.db").write_bytes(b"no backup")
    (backups.folder / "encore-20990302T090200Z.db").write_bytes(b"of a far future")
    assert store.standing(None, backups).backed_up_through == 2
    shutil.rmtree(backups.folder)
    assert store.standing(None, backups).backed_up_through == 0


def test_a_file_put_back_from_an_older_copy_of_itself_is_noticed(tmp_path: Path, clock: Clock) -> None:
    place, keys = f"sqlite:///{tmp_path}/one.db", f"sqlite:///{tmp_path}/keys.db"
    with closing(open_store(place, keys, SECRET, clock=clock, shapes=EVERYTHING)) as store:
        store.append([met(uuid4(), "Ada")])
        with store.database.write() as tx:
            tx.execute("SELECT 1")
    shutil.copytree(tmp_path, tmp_path / "copy")
    with closing(open_store(place, keys, SECRET, clock=clock, shapes=EVERYTHING)) as store:
        store.append([met(uuid4(), "Bob")])
        heard = heard_of(store.standing(None, None))
    copy, copied_keys = f"sqlite:///{tmp_path}/copy/one.db", f"sqlite:///{tmp_path}/copy/keys.db"
    with closing(open_store(copy, copied_keys, SECRET, clock=clock, shapes=EVERYTHING)) as older:
        assert older.standing(heard, None).rewound
        older.append([met(uuid4(), "Cid")])
        assert older.standing(heard, None).rewound, "as many facts, but not the same"
        assert older.standing(None, None).epoch == heard.epoch
