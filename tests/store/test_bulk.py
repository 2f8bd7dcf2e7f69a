"""Is a book that one process makes ready and another writes the same log as one that is written set by set?"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.context import ForkContext
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest

from backend.store import Busy, Store, Tx, bulk, open_store
from backend.store import store as module
from backend.store.bulk import _work
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


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """What would wait for ever fails instead."""

    def late(*_: object) -> None:
        raise AssertionError("it hangs")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def first_of_all(monkeypatch: pytest.MonkeyPatch, do: Callable[[Store], None]) -> None:
    """Something happens when the first set comes to be written."""
    write, done = module.Store.write_prepared, list[int]()

    def written(self: Store, *order: Any) -> bool:
        if not done:
            done.append(1)
            do(self)
        return write(self, *order)

    monkeypatch.setattr(module.Store, "write_prepared", written)


@pytest.mark.parametrize("more", [-1, 0, 1])
@pytest.mark.parametrize("theirs", [UUID(int=9), uuid5(UUID(int=5), "1 0")], ids=["others", "of the next set"])
def test_what_was_sent_behind_a_refused_set_is_refused_however_much_others_wrote(
    store: Store, monkeypatch: pytest.MonkeyPatch, more: int, theirs: UUID
) -> None:
    def interlope(store: Store) -> None:
        store.append_many([sold(theirs) for _ in range(9 + more)], views=[Seen()])

    first_of_all(monkeypatch, interlope)
    recorded = append(store, sets(5), 2)
    assert [fact.fact_id for fact in recorded] == [fact.fact_id for some in sets(5) for fact in some]
    assert [fact.position for fact in recorded] == list(range(10 + more, 55 + more))
    whole(store, 54 + more)


def test_nothing_is_written_behind_a_set_that_could_not_be(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def interlope_and_be_held_up(store: Store) -> None:
        store.append_many([sold(UUID(int=9)) for _ in range(9)], views=[Seen()])
        raise Busy("held by another program")

    first_of_all(monkeypatch, interlope_and_be_held_up)
    with within(30), pytest.raises(Busy, match="held by another program"):
        append(store, sets(5), 2)
    whole(store, 9)


def test_busy_while_a_set_is_made_ready_ends_the_import_with_what_was_sent_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare, count = module.Store.prepare, list[int]()

    def prepared(self: Store, *args: Any, **more: Any) -> module.Prepared:
        count.append(1)
        if len(count) == 3:
            raise Busy("the database does not answer")
        return prepare(self, *args, **more)

    monkeypatch.setattr(module.Store, "prepare", prepared)
    with within(30), pytest.raises(Busy, match="does not answer"):
        append(store, sets(5), 2)
    whole(store, 18)


class OfTwo(Exception):
    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} {two}")


class OfAThing(Exception):
    def __init__(self) -> None:
        super().__init__("no room left")
        self.thing = lambda: None


@pytest.mark.parametrize("error", [OfTwo("no room", "left"), OfAThing()])
def test_an_error_that_cannot_travel_is_told_in_its_words(
    store: Store, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(_: Store) -> None:
        raise error

    first_of_all(monkeypatch, fail)
    with within(30), pytest.raises(RuntimeError, match=f"^{type(error).__name__}: no room left$"):
        append(store, sets(5), 2)
    whole(store, 0)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both ends of the writer's pipe are open elsewhere too, as in a child that was forked off at the same time."""
    pipe, copies = ForkContext.Pipe, list[int]()

    def both(self: ForkContext, *args: Any) -> Any:
        ends = pipe(self, *args)
        copies.extend(os.dup(end.fileno()) for end in ends)
        return ends

    monkeypatch.setattr(ForkContext, "Pipe", both)
    yield
    for copy in copies:
        os.close(copy)


@pytest.mark.usefixtures("held")
def test_a_writing_process_that_is_killed_is_not_waited_for(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first_of_all(monkeypatch, lambda _: os.kill(os.getpid(), signal.SIGKILL))
    with within(30), pytest.raises(RuntimeError, match="ended early"):
        append(store, sets(5), 2)
    whole(store, 0)


@pytest.mark.usefixtures("held")
def test_the_writing_process_ends_with_the_import(store: Store) -> None:
    with within(30):
        append(store, sets(3), 2)
    whole(store, 27)


def test_the_writing_process_ends_with_the_one_that_was_killed(store: Store) -> None:
    ways = multiprocessing.get_context("fork")
    ours, there = ways.Pipe()
    _, unused = ways.Pipe()
    nobody = os.getpid() + 1
    writing = ways.Process(target=_work, args=(store, there, unused, nobody))
    writing.start()
    writing.join(30)
    ended = writing.exitcode
    writing.kill()
    writing.join()
    ours.close()
    assert ended == 0


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
