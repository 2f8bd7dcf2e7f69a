"""Is there always a partition for the next fact, without a reader waiting for it?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from backend.store import Store, open_store
from backend.store.postgres_recorder import PostgresRecorder
from tests.conftest import EVERYTHING, SECRET, new_schema
from tests.store.facts import sold

pytestmark = pytest.mark.postgres


@pytest.fixture
def small(postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store with partitions of 20 facts."""
    monkeypatch.setattr(PostgresRecorder, "span", 20)
    store = open_store(new_schema(postgres), f"sqlite:///{tmp_path}/keys.db", SECRET, shapes=EVERYTHING)
    yield store
    store.close()


def partitions(store: Store) -> list[str]:
    sql = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'log'::regclass"
    with store.database.read() as tx:
        return sorted((name for (name,) in tx.execute(sql).fetchall()), key=lambda name: int(name.split("_")[1]))


def test_the_next_partition_is_made_before_the_last_is_full(small: Store) -> None:
    stream = uuid4()
    small.append([sold(stream)])
    assert partitions(small) == ["log_0"]
    small.append_many([sold(stream) for _ in range(16)])
    assert partitions(small) == ["log_0"]
    small.append([sold(stream)])
    assert partitions(small) == ["log_0", "log_1"]
    small.append_many([sold(stream) for _ in range(60)])
    assert partitions(small) == ["log_0", "log_1", "log_2", "log_3", "log_4"]
    assert [fact.version for fact in small.stream(stream)] == list(range(1, 79))
    assert list(small.check_chain()) == []


def test_a_write_that_is_undone_leaves_its_partition_to_the_next(small: Store) -> None:
    class Failing:
        def apply(self, tx: object, recorded: object) -> None:
            raise RuntimeError

    stream = uuid4()
    with pytest.raises(RuntimeError):
        small.append_many([sold(stream) for _ in range(30)], views=[Failing()])
    small.append_many([sold(stream) for _ in range(30)])
    assert partitions(small) == ["log_0", "log_1"]


def test_ids_are_unique_over_all_partitions(small: Store) -> None:
    facts = [sold(uuid4()) for _ in range(70)]
    small.append_many(facts)
    assert small.append_many(facts) == []
    assert small.answered(facts[3].fact_id, facts[3].stream, b"") is not None


def test_a_reader_does_not_hold_up_a_new_partition(small: Store) -> None:
    stream = uuid4()
    small.append([sold(stream)])
    with small.database.read() as tx:
        assert len(small.stream(stream, tx=tx)) == 1
        small.append_many([sold(stream) for _ in range(50)])
        assert len(small.stream(stream, tx=tx)) == 1
    assert len(small.stream(stream)) == 51
