"""Does the log give back what it was given, as it was known or as it was true on a day?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from backend.store import Store, Tx
from tests.conftest import Clock
from tests.store.facts import NOON, Colour, PersonMet, ThingSold, Weight, met, noted, sold


def test_every_kind_of_value_comes_back_exactly(store: Store) -> None:
    stream, cause = uuid4(), uuid4()
    body = ThingSold(
        on=date(1999, 12, 31), weight=Weight(10**12), colour=Colour.BLUE, parts=("a", "ü\U0001f600"), order=cause
    )
    given = noted(body, stream=stream, because=(cause, stream))
    (kept,) = store.append([given]).recorded
    (found,) = store.stream(stream)
    assert found == kept
    assert (found.body, found.because, found.device, found.noted_by) == (body, given.because, "phone", given.noted_by)
    assert (found.fact_id, found.occurred_at, found.stream) == (given.fact_id, given.occurred_at, stream)


def test_a_moment_keeps_its_microsecond(store: Store) -> None:
    stream = uuid4()
    odd = noted(PersonMet(name="Ada", words=None), stream=stream)
    store.append([odd, sold(stream, minutes=-(10**6))])
    assert [fact.occurred_at for fact in store.stream(stream)] == [NOON - timedelta(minutes=10**6), NOON]


def test_a_stream_reads_in_the_order_in_which_things_happened(store: Store) -> None:
    stream = uuid4()
    for minutes in (3, 1, 2, 1):
        store.append([sold(stream, minutes=minutes)])
    assert [fact.version for fact in store.stream(stream)] == [2, 4, 3, 1]
    assert store.stream(uuid4()) == []


def test_a_page_is_the_newest_and_the_next_page_goes_on_below_it(store: Store) -> None:
    stream = uuid4()
    store.append_many([sold(stream, minutes=n // 2) for n in range(25)])
    store.append_many([met(uuid4(), "Ada")])
    first = store.page(stream, limit=10)
    second = store.page(stream, before=(first[-1].occurred_at, first[-1].position), limit=10)
    third = store.page(stream, before=(second[-1].occurred_at, second[-1].position), limit=10)
    assert [fact.position for fact in (*first, *second, *third)] == list(range(25, 0, -1))
    assert len(third) == 5


def test_a_page_of_one_kind_as_known_on_a_day(store: Store, clock: Clock) -> None:
    stream = uuid4()
    store.append([sold(stream), met(stream, "Ada"), met(stream, "Bob")])
    then = clock.now
    clock.move(timedelta(days=1))
    store.append([met(stream, "Eve")])
    found = store.page(stream, limit=10, names=("test_person_met",), known_on=then)
    assert [fact.version for fact in found] == [3, 2]
    assert store.page(stream, limit=10, names=()) == []


def test_a_page_is_an_index_walk_without_a_sort(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.append([sold(uuid4())])
    asked: list[tuple[str, list[object]]] = []

    def spy(tx: Tx | None, sql: str, params: list[object]) -> list[object]:
        asked.append((sql, params))
        return []

    monkeypatch.setattr(store, "_rows", spy)
    store.page(uuid4(), before=(NOON, 7), limit=10)
    sql, params = asked[0]
    sqlite = store.database.bytes_type == "BLOB"
    with store.database.write() as tx:
        if not sqlite:
            tx.execute("SET LOCAL enable_seqscan = off")
        plan = str(tx.execute(f"{'EXPLAIN QUERY PLAN' if sqlite else 'EXPLAIN'} {sql}", params).fetchall())
    assert "log_history" in plan or "stream_occurred_at_position_idx" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort  " not in plan


def test_a_fact_is_found_by_its_id(store: Store) -> None:
    stream = uuid4()
    given = met(stream, "Ada")
    store.append([sold(stream), given])
    found = store.find(given.fact_id)
    assert found is not None
    assert found.body == given.body
    assert store.find(uuid4()) is None


def test_everything_reads_stream_by_stream(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.store.reading.ROWS_AT_ONCE", 7)
    streams = [uuid4() for _ in range(12)]
    store.append_many([sold(stream, minutes=-n) for n in range(4) for stream in streams])
    store.append([met(streams[3], "Ada")])
    with store.database.read() as tx:
        found = dict(store.streams(tx))
    assert set(found) == set(streams)
    assert all(facts == store.stream(stream) for stream, facts in found.items())


def test_a_follower_reads_on_from_a_position(store: Store) -> None:
    store.append_many([sold(UUID(int=n)) for n in range(1, 8)])
    with store.database.read() as tx:
        assert [fact.position for fact in store.after(tx, 3, limit=2)] == [4, 5]
        assert [fact.position for fact in store.after(tx, 5)] == [6, 7]


def test_inside_a_write_the_facts_just_written_are_read(store: Store) -> None:
    stream = uuid4()
    with store.database.write() as tx:
        assert store.stream(stream, tx=tx) == []
        assert store.head().position == 0


def test_the_librarys_tools_read_the_log(store: Store) -> None:
    stream = uuid4()
    store.append([sold(stream), met(stream, "Ada"), sold(stream)])
    store.append([sold(uuid4())])
    recorder = store.recorder
    assert [event.originator_version for event in recorder.select_events(stream, gt=1)] == [2, 3]
    assert [event.originator_version for event in recorder.select_events(stream, desc=True, limit=1, lte=2)] == [2]
    assert [event.id for event in recorder.select_notifications(2, 10, inclusive_of_start=False)] == [3, 4]
    first, *_ = recorder.select_notifications(None, 10, stop=3, topics=["test_person_met/1"])
    assert (first.id, first.originator_id, first.topic) == (2, stream, "test_person_met/1")
    assert recorder.max_notification_id() == 4
    with pytest.raises(NotImplementedError):
        recorder.subscribe()
    with pytest.raises(Exception, match=r"Store\.append"):
        recorder.insert_events([])
