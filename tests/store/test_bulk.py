"""Is a book that one process makes ready and another writes the same log as one that is written set by set?"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4, uuid5

import pytest

from backend.store import Store, Tx, bulk, open_store
from backend.store import store as module
from events.kernel import Noted, Recorded
from tests.conftest import EVERYTHING, SECRET, Clock
from tests.store.facts import met, sold

BOTH = pytest.mark.parametrize("processes", [1, 2])
SEEN = "INSERT INTO set_aside (position, reason, noticed_at) VALUES (?, ?, ?)"


class Seen:
    """A view that writes a row for each fact."""

    def apply(self, tx: Tx, recorded: Sequence[Recorded]) -> None:
        rows = [(fact.position, str(fact.fact_id), fact.version) for fact in recorded]
        tx.insert("set_aside", ("position", "reason", "noticed_at"), rows)


class Folding:
    """A view that reads the log it is told of."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.folded: list[int] = []

    def apply(self, tx: Tx, recorded: Sequence[Recorded]) -> None:
        self.folded += [len(self._store.stream(stream)) for stream in {fact.stream for fact in recorded}]


class Failing:
    def apply(self, tx: Tx, recorded: Sequence[Recorded]) -> None:
        tx.execute(SEEN, (recorded[0].position, "seen", 0))
        tx.execute("UPDATE nowhere SET nothing = 1")


def sets(count: int, *, customers: int = 3, since: int = 0) -> Iterator[list[Noted]]:
    """New customers, each with three facts whose ids stay."""
    for number in range(since, since + count):
        facts = []
        for customer in range(customers):
            stream = uuid5(UUID(int=5), f"{number} {customer}")
            facts.append(met(stream, f"Ada {customer}", fact_id=stream))
            facts += [sold(stream, fact_id=uuid5(stream, str(n)), minutes=n) for n in range(2)]
        yield facts


def append(store: Store, some: Iterator[list[Noted]], processes: int) -> list[Recorded]:
    with bulk(store, views=[Seen()], processes=processes) as book:
        return [fact for recorded in book.append_each(some) for fact in recorded]


def whole(store: Store, facts: int) -> None:
    assert store.head().position == facts
    assert list(store.check_chain()) == []
    with store.database.read() as tx:
        assert [fact.position for fact in store.after(tx, 0)] == list(range(1, facts + 1))
        seen = tx.execute("SELECT position, reason, noticed_at FROM set_aside ORDER BY position").fetchall()
        read = store.after(tx, 0)
    assert [tuple(row) for row in seen] == [(fact.position, str(fact.fact_id), fact.version) for fact in read]


@BOTH
def test_every_set_is_recorded_in_order_and_told(store: Store, processes: int) -> None:
    recorded = append(store, sets(5), processes)
    assert [fact.fact_id for fact in recorded] == [fact.fact_id for some in sets(5) for fact in some]
    with store.database.read() as tx:
        assert store.after(tx, 0) == recorded
    whole(store, 45)


@BOTH
def test_what_is_known_is_left_out_and_the_rest_comes_in(store: Store, processes: int) -> None:
    append(store, sets(2), processes)
    assert append(store, sets(2), processes) == []
    assert [fact.position for fact in append(store, sets(4), processes)] == list(range(19, 37))
    whole(store, 36)


@BOTH
def test_more_of_one_customer_in_every_set_follows_gaplessly(store: Store, processes: int) -> None:
    one = uuid4()
    recorded = append(store, iter([[sold(one), met(uuid4(), "Ada"), sold(one)] for _ in range(6)]), processes)
    assert [fact.version for fact in recorded if fact.stream == one] == list(range(1, 13))
    whole(store, 18)


@BOTH
def test_the_same_fact_in_two_sets_counts_once(store: Store, processes: int) -> None:
    fact = sold(uuid4())
    recorded = append(store, iter([[fact, fact], [fact], [sold(uuid4())]]), processes)
    assert [one.position for one in recorded] == [1, 2]
    whole(store, 2)


@BOTH
@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_what_others_write_meanwhile_stands_in_between(store: Store, processes: int, at: int) -> None:
    other = uuid4()

    def some() -> Iterator[list[Noted]]:
        for number, facts in enumerate(sets(5)):
            yield facts
            if number >= at:
                store.append([sold(other)], views=[Seen()])

    assert len(append(store, some(), processes)) == 45
    whole(store, 45 + 5 - at)


def test_a_view_that_reads_the_log_reads_what_it_is_told_of(store: Store) -> None:
    view = Folding(store)
    with bulk(store, views=[view, Seen()], processes=2) as book:
        assert sum(len(recorded) for recorded in book.append_each(sets(3))) == 27
    assert view.folded == [3] * 9
    whole(store, 27)


@BOTH
def test_a_view_that_breaks_leaves_its_set_out_and_all_before_it_in(store: Store, processes: int) -> None:
    append(store, sets(1), processes)
    with pytest.raises(store.database.errors), bulk(store, views=[Failing()], processes=processes) as book:
        list(book.append_each(sets(3, since=1)))
    whole(store, 9)
    append(store, sets(3), processes)
    whole(store, 27)


@BOTH
def test_a_clock_that_steps_back_does_not_step_the_log_back(store: Store, clock: Clock, processes: int) -> None:
    def some() -> Iterator[list[Noted]]:
        for number, facts in enumerate(sets(4)):
            yield facts if number != 2 else next(sets(1))
            clock.move(timedelta(hours=-3))

    append(store, some(), processes)
    whole(store, 27)


@BOTH
def test_an_end_of_the_sets_is_an_end(store: Store, processes: int) -> None:
    asked = 0

    def some() -> Iterator[list[Noted]]:
        nonlocal asked
        for facts in sets(100):
            asked += 1
            if asked > 3:
                return
            yield facts

    assert len(append(store, some(), processes)) == 27
    whole(store, 27)


def test_where_the_writing_process_dies_the_log_is_whole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> bool:
        os._exit(1)

    monkeypatch.setattr(module.Store, "write_prepared", die)
    with pytest.raises(RuntimeError, match="ended early"):
        append(store, sets(4), 2)
    whole(store, 0)
    monkeypatch.undo()
    append(store, sets(4), 2)
    whole(store, 36)


def test_what_nobody_waits_for_any_more_is_not_written(store: Store) -> None:
    prepared = store.prepare(next(sets(1)), views=[Seen()], after=[])
    with pytest.raises(module.NoLongerWanted):
        store.write_prepared(prepared.expected, prepared.rows, prepared.steps, lambda: False)
    whole(store, 0)
    assert store.write_prepared(prepared.expected, prepared.rows, prepared.steps, lambda: True)
    whole(store, 9)


def import_for_ever(place: str, keys: str) -> None:
    store = open_store(place, keys, SECRET, shapes=EVERYTHING)
    append(store, sets(100_000), 2)


def test_an_import_that_is_killed_leaves_a_whole_log_and_can_be_had_again(place: str, tmp_path: Path) -> None:
    keys = f"sqlite:///{tmp_path}/keys.db"
    store = open_store(place, keys, SECRET, shapes=EVERYTHING)
    child = multiprocessing.get_context("spawn").Process(target=import_for_ever, args=(place, keys))
    child.start()
    deadline = time.monotonic() + 30
    while store.head().position < 90 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    before = store.head().position
    assert before >= 90
    append(store, sets(before // 9 + 5), 2)
    assert store.head().position >= before
    whole(store, store.head().position)
    store.close()
