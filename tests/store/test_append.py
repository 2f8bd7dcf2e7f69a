"""Is a fact stored once, in order, and answered as the first time?"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from uuid import UUID, uuid4, uuid5

import pytest

from backend.store import Appended, Conflict, IdReused, Store, Tx
from events.kernel import Noted, Recorded
from tests.conftest import Clock
from tests.store.facts import PersonMet, met, noted, sold


def command(stream: UUID, command_id: UUID, facts: int = 3) -> list[Noted]:
    first = sold(stream, fact_id=command_id)
    rest = [
        noted(
            PersonMet(name=f"Ada {n}", words=None),
            stream=stream,
            fact_id=uuid5(command_id, str(n)),
            because=(command_id,),
        )
        for n in range(1, facts)
    ]
    return [first, *rest]


class Failing:
    def apply(self, tx: Tx, recorded: Sequence[Recorded]) -> None:
        tx.execute("INSERT INTO set_aside (position, reason, noticed_at) VALUES (?, ?, ?)", (99, "seen", 0))
        raise RuntimeError("a view that breaks")


def test_what_is_appended_is_read_back_as_it_was(store: Store) -> None:
    stream = uuid4()
    appended = store.append(command(stream, uuid4()), sent=b"as sent")
    assert not appended.known
    assert [(fact.position, fact.version) for fact in appended.recorded] == [(1, 1), (2, 2), (3, 3)]
    assert store.stream(stream) == appended.recorded


def test_nothing_decided_appends_nothing(store: Store) -> None:
    assert store.append([]) == Appended((), known=False)
    assert store.head().position == 0


def test_the_same_command_sent_again_answers_as_the_first_time(store: Store) -> None:
    stream, command_id = uuid4(), uuid4()
    first = store.append(command(stream, command_id), sent=b"as sent")
    store.append(command(stream, uuid4()), sent=b"as sent")
    again = store.append(command(stream, command_id, facts=1), sent=b"as sent")
    assert again == Appended(first.recorded, known=True)
    assert store.answered(command_id, stream, b"as sent") == again
    assert store.head().position == 6


def test_a_command_that_never_came_has_no_answer(store: Store) -> None:
    assert store.answered(uuid4(), uuid4(), b"as sent") is None


@pytest.mark.parametrize("sent", [b"otherwise", b""])
def test_the_same_id_with_another_body_is_refused(store: Store, sent: bytes) -> None:
    stream, command_id = uuid4(), uuid4()
    store.append(command(stream, command_id), sent=b"as sent")
    with pytest.raises(IdReused):
        store.append(command(stream, command_id), sent=sent)
    with pytest.raises(IdReused):
        store.answered(command_id, stream, sent)


def test_the_same_id_for_another_customer_is_refused(store: Store) -> None:
    command_id = uuid4()
    store.append(command(uuid4(), command_id), sent=b"as sent")
    with pytest.raises(IdReused):
        store.append(command(uuid4(), command_id), sent=b"as sent")


def test_the_id_of_a_fact_that_followed_from_a_command_is_no_command(store: Store) -> None:
    stream, command_id = uuid4(), uuid4()
    store.append(command(stream, command_id), sent=b"as sent")
    with pytest.raises(IdReused):
        store.append([sold(stream, fact_id=uuid5(command_id, "1"))], sent=b"as sent")
    with pytest.raises(IdReused):
        store.append([sold(stream), sold(stream, fact_id=command_id)], sent=b"as sent")


def test_two_facts_of_one_command_cannot_share_an_id(store: Store) -> None:
    stream, fact_id = uuid4(), uuid4()
    with pytest.raises(IdReused):
        store.append([sold(stream, fact_id=fact_id), sold(stream, fact_id=fact_id)])


def test_one_append_is_for_one_customer(store: Store) -> None:
    with pytest.raises(ValueError, match="one stream"):
        store.append([sold(uuid4()), sold(uuid4())])


def test_a_decision_on_an_older_version_conflicts(store: Store) -> None:
    stream = uuid4()
    store.append([sold(stream)], expected=0)
    with pytest.raises(Conflict):
        store.append([sold(stream)], expected=0)
    store.append([sold(stream)], expected=1)
    assert [fact.version for fact in store.stream(stream)] == [1, 2]


def test_a_view_that_breaks_leaves_nothing_behind(store: Store) -> None:
    stream = uuid4()
    with pytest.raises(RuntimeError, match="a view that breaks"):
        store.append([sold(stream)], views=[Failing()])
    with pytest.raises(RuntimeError, match="a view that breaks"):
        store.append_many([sold(stream)], views=[Failing()])
    assert store.head().position == 0
    assert store.stream(stream) == []
    assert store.set_aside() == []
    store.append([sold(stream)])
    assert list(store.check_chain()) == []


@pytest.mark.parametrize("device", ["\x00", "\ud800"])
def test_text_that_a_database_cannot_keep_is_kept_wholly_or_not_at_all(store: Store, device: str) -> None:
    stream = uuid4()
    bad = Noted(
        fact_id=uuid4(),
        stream=stream,
        occurred_at=sold(stream).occurred_at,
        noted_by=stream,
        device=device,
        body=sold(stream).body,
    )
    with suppress(UnicodeEncodeError, *store.database.errors):
        store.append([sold(stream), bad])
    assert len(store.stream(stream)) == store.head().position
    assert list(store.check_chain()) == []
    with pytest.raises(UnicodeEncodeError):
        store.append([met(stream, "\ud800")])


def test_a_clock_that_steps_back_does_not_step_the_log_back(store: Store, clock: Clock) -> None:
    stream = uuid4()
    before = store.append([sold(stream)]).recorded[0].recorded_at
    clock.move(timedelta(hours=-3))
    assert store.append([sold(stream)]).recorded[0].recorded_at == before
    clock.move(timedelta(hours=4))
    assert store.append([sold(stream)]).recorded[0].recorded_at == clock.now


def test_sixteen_threads_on_one_customer_lose_nothing(store: Store) -> None:
    stream, wrong = uuid4(), []

    def work() -> None:
        for _ in range(500):
            try:
                store.append([sold(stream)])
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    facts = store.stream(stream)
    assert wrong == []
    assert sorted(fact.version for fact in facts) == list(range(1, 8001))
    assert list(store.check_chain()) == []


def test_many_facts_of_many_customers_go_in_at_once(store: Store) -> None:
    streams = [uuid4() for _ in range(700)]
    store.append([sold(streams[0])])
    facts = [met(stream, f"Ada {n}") if n % 2 else sold(stream) for n in range(3) for stream in streams]
    recorded = store.append_many(facts)
    assert [fact.position for fact in recorded] == list(range(2, 2102))
    assert [fact.fact_id for fact in recorded] == [fact.fact_id for fact in facts]
    assert [fact.version for fact in store.stream(streams[0])] == [1, 2, 3, 4]
    assert [fact.version for fact in store.stream(streams[1])] == [1, 2, 3]
    assert list(store.check_chain()) == []


def test_known_facts_are_left_out_of_many(store: Store) -> None:
    facts = [sold(uuid4()) for _ in range(20)]
    store.append_many(facts[:10])
    new = store.append_many([*facts, facts[15]])
    assert [fact.fact_id for fact in new] == [fact.fact_id for fact in facts[10:]]
    assert store.append_many(facts) == []
    assert store.head().position == 20
