"""Does the log keep no name that anybody but the holder of the keys could read?"""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from backend.store import OtherKeys, Store, WrongSecret, open_store
from tests.conftest import EVERYTHING, SECRET, new_schema
from tests.store.facts import PersonMet, met, noted, sold

CANARY = "Canary Featherstonehaugh"


def bytes_beside(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.iterdir() if file.is_file())


def test_a_name_reads_back_and_stands_in_no_file(store: Store, tmp_path: Path) -> None:
    stream = uuid4()
    store.append([met(stream, CANARY, words="Canary words")], sent=CANARY.encode())
    store.append_many([met(uuid4(), CANARY) for _ in range(50)])
    (found,) = store.stream(stream)
    assert found.body == PersonMet(name=CANARY, words="Canary words")
    assert b"Canary" not in bytes_beside(tmp_path)
    with store.database.read() as tx:
        assert b"Canary" not in b"".join(bytes(row[0]) for row in tx.execute("SELECT body FROM log").fetchall())
    store.close()
    assert b"Canary" not in bytes_beside(tmp_path)


def test_without_its_key_a_fact_reads_without_names(place: str, tmp_path: Path) -> None:
    keys = f"sqlite:///{tmp_path}/keys.db"
    stream, other = uuid4(), uuid4()
    store = open_store(place, keys, SECRET, shapes=EVERYTHING)
    store.append([met(stream, CANARY), sold(stream)], sent=b"as sent")
    store.append([met(other, "Ada")])
    with store.keys.database.write() as tx:
        tx.execute("DELETE FROM keys WHERE stream = ?", (stream.bytes,))
    store.close()

    reopened = open_store(place, keys, SECRET, shapes=EVERYTHING)
    bodies = [fact.body for fact in reopened.stream(stream)]
    assert bodies == [PersonMet(name=None, words=None), sold(stream).body]
    assert reopened.stream(other)[0].body == PersonMet(name="Ada", words=None)
    assert list(reopened.check_chain()) == []
    assert reopened.set_aside() == []
    # A later key of the same customer opens its own facts and is not blamed for the older ones.
    reopened.append([met(stream, "Bob")])
    assert [getattr(fact.body, "name", "-") for fact in reopened.stream(stream)] == [None, "-", "Bob"]
    reopened.close()


def test_a_command_whose_key_is_gone_still_counts_once(store: Store) -> None:
    stream = uuid4()
    given = sold(stream)
    first = store.append([given], sent=b"as sent")
    with store.keys.database.write() as tx:
        tx.execute("DELETE FROM keys")
    store.keys._known.clear()
    assert store.answered(given.fact_id, stream, b"as sent") == store.append([given], sent=b"as sent")
    assert store.append([given], sent=b"as sent").recorded == first.recorded


@pytest.fixture
def written(place: str, tmp_path: Path) -> str:
    """A log with a fact in it; its keys are in keys.db."""
    store = open_store(place, f"sqlite:///{tmp_path}/keys.db", SECRET, shapes=EVERYTHING)
    store.append([met(uuid4(), CANARY)])
    store.close()
    return place


def test_a_log_is_not_opened_with_keys_made_just_now(written: str, tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(OtherKeys, match="ENCORE_KEYS"):
            open_store(written, f"sqlite:///{tmp_path}/lost.db", SECRET, shapes=EVERYTHING)
    open_store(written, f"sqlite:///{tmp_path}/keys.db", SECRET, shapes=EVERYTHING).close()


def test_a_log_is_not_opened_with_the_keys_of_another(written: str, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path}/other_keys.db"
    open_store(f"sqlite:///{tmp_path}/other.db", other, SECRET, shapes=EVERYTHING).close()
    with pytest.raises(OtherKeys, match="ENCORE_KEYS"):
        open_store(written, other, SECRET, shapes=EVERYTHING)


def test_a_log_without_facts_takes_up_with_any_keys(place: str, tmp_path: Path) -> None:
    for name in ("keys", "lost", "keys"):
        open_store(place, f"sqlite:///{tmp_path}/{name}.db", SECRET, shapes=EVERYTHING).close()
    store = open_store(place, f"sqlite:///{tmp_path}/keys.db", SECRET, shapes=EVERYTHING)
    store.append([met(uuid4(), CANARY)])
    store.close()
    with pytest.raises(OtherKeys):
        open_store(place, f"sqlite:///{tmp_path}/lost.db", SECRET, shapes=EVERYTHING)


def test_a_log_from_before_there_were_pairs_keeps_its_keys(written: str, tmp_path: Path) -> None:
    keys = f"sqlite:///{tmp_path}/keys.db"
    store = open_store(written, keys, SECRET, shapes=EVERYTHING)
    for database, table in ((store.database, "log_pair"), (store.keys.database, "key_pair")):
        with database.write() as tx:
            tx.execute(f"DELETE FROM {table}")
    store.close()
    with pytest.raises(OtherKeys):
        open_store(written, f"sqlite:///{tmp_path}/lost.db", SECRET, shapes=EVERYTHING)
    for _ in range(2):
        open_store(written, keys, SECRET, shapes=EVERYTHING).close()
    with pytest.raises(OtherKeys):
        open_store(written, f"sqlite:///{tmp_path}/lost.db", SECRET, shapes=EVERYTHING)


def test_the_keys_may_lie_on_postgresql(postgres: str, tmp_path: Path) -> None:
    place, keys = f"sqlite:///{tmp_path}/encore.db", new_schema(postgres)
    stream = uuid4()
    for name in ("Ada", "Bob"):
        store = open_store(place, keys, SECRET, shapes=EVERYTHING)
        store.append([met(stream, name)])
        assert getattr(store.stream(stream)[-1].body, "name", None) == name
        store.close()


def test_another_secret_opens_nothing(place: str, tmp_path: Path) -> None:
    keys = f"sqlite:///{tmp_path}/keys.db"
    open_store(place, keys, SECRET, shapes=EVERYTHING).close()
    with pytest.raises(WrongSecret, match="another secret"):
        open_store(place, keys, b"not the secret", shapes=EVERYTHING)
    open_store(place, keys, SECRET, shapes=EVERYTHING).close()


def test_log_and_keys_cannot_be_one_database(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="of their own"):
        open_store(f"sqlite:///{tmp_path}/one.db", f"sqlite:///{tmp_path}/one.db", SECRET)


def test_a_damaged_key_closes_one_customer_and_no_other(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    damaged, sound = uuid4(), uuid4()
    store.append_many([met(damaged, "Ada"), met(sound, "Bob")])
    with store.keys.database.write() as tx:
        tx.execute("UPDATE keys SET wrapped = ? WHERE stream = ?", (bytes(60), damaged.bytes))
    store.keys._known.clear()
    with store.database.read() as tx:
        read = {stream: facts[0].body for stream, facts in store.streams(tx)}
    assert read == {damaged: PersonMet(name=None, words=None), sound: PersonMet(name="Bob", words=None)}
    assert "damaged" in caplog.text
    with pytest.raises(WrongSecret, match="backup"):
        store.append([met(damaged, "Eve")])


def test_the_process_forgets_keys_rather_than_fill_up(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.store.keys.REMEMBERED", 10)
    streams = [uuid4() for _ in range(25)]
    for stream in streams:
        store.append([noted(PersonMet(name="Ada", words=None), stream=stream)])
    assert len(store.keys._known) <= 10
    assert all(getattr(store.stream(stream)[0].body, "name", None) == "Ada" for stream in streams)
