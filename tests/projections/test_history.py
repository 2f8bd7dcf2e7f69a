"""Is the history told whole: every fact once, newest first, with what was undone or put right of it?"""

from __future__ import annotations

from datetime import UTC, date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from backend.commands import DECIDERS
from backend.projections import history
from backend.projections.history import NAMES, Kind, Told
from backend.retention.days import end_of
from events.actions import ACTIONS
from events.contact_basis import CONTACT_BASIS
from events.contacts import LogContactAttempt
from events.firm import FIRM_RULES
from events.follow_ups import KeepPromise, MakePromise, SetNextDate
from events.imports import IMPORT_RULES
from events.kernel import shape_of
from events.library import LIBRARY
from events.notes import AddNote, CorrectNote, UndoFact
from events.power_hours import POWER_HOURS
from events.purchases import CorrectPurchase, RecordPurchase
from events.relationship_plans import RELATIONSHIP_PLANS
from events.rhythm import RHYTHM
from events.rulebook import RULEBOOK
from events.sweep import SWEEP
from events.team import TEAM
from events.themes import THEMES
from events.values import Channel, Money, Outcome
from tests.projections.book import Book

SPOKE = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE)
NOT_OF_CUSTOMERS = (
    FIRM_RULES, CONTACT_BASIS, RULEBOOK, RHYTHM, SWEEP, RELATIONSHIP_PLANS, LIBRARY, TEAM, IMPORT_RULES, THEMES,
    ACTIONS, POWER_HOURS,
)  # fmt: skip


def told(book: Book, customer: UUID, kind: Kind | None = None, page: int = 50) -> list[Told]:
    """Page after page until there is no older one."""
    found: list[Told] = []
    before = None
    with book.store.database.read() as tx:
        while True:
            shown = history.page(book.store, tx, customer, before=before, kind=kind, limit=page)
            found += shown.facts
            before = shown.older
            if before is None:
                return found


def of(found: list[Told], fact: UUID) -> Told:
    return next(one for one in found if one.noted.fact_id == fact)


def test_every_fact_of_a_customer_is_of_one_kind() -> None:
    facts = [shape_of(body).name for decider in DECIDERS if decider not in NOT_OF_CUSTOMERS for body in decider.facts]
    assert sorted(facts) == sorted(name for names in NAMES.values() for name in names)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(page=some.integers(1, 9), days=some.lists(some.integers(0, 5), min_size=1, max_size=12))
def test_page_by_page_every_fact_comes_once_newest_first(book: Book, page: int, days: list[int]) -> None:
    customer = book.customer("Tom")
    facts = [book.note(customer, SPOKE, at=book.days_ago(ago)) for ago in days]
    found = told(book, customer, page=page)
    assert {one.noted.fact_id for one in found} >= set(facts)
    assert len(found) == len(facts) + 1
    order = [(one.noted.occurred_at, one.noted.position) for one in found]
    assert order == sorted(order, reverse=True)


def test_the_kinds_together_are_the_whole_history(book: Book) -> None:
    customer = book.customer("Tom")
    book.note(customer, SPOKE)
    book.note(customer, RecordPurchase(amount=Money(4500), on=date(2026, 3, 2)))
    book.note(customer, MakePromise(on=date(2026, 3, 9)))
    whole = {one.noted.fact_id for one in told(book, customer)}
    parts = [one.noted.fact_id for kind in Kind for one in told(book, customer, kind)]
    assert sorted(parts) == sorted(whole)


def test_an_undone_fact_stays_and_says_by_which_fact_it_was_undone(book: Book) -> None:
    customer = book.customer("Tom")
    spoke = book.note(customer, SPOKE)
    undo = book.note(customer, UndoFact(of=spoke))
    found = told(book, customer)
    undone_by = of(found, spoke).undone_by
    assert undone_by is not None
    assert undone_by.fact_id == undo
    about = of(found, undo).about
    assert about is not None
    assert about.fact_id == spoke


def test_what_was_put_right_is_told_with_the_fact_and_what_was_taken_back_is_not(book: Book) -> None:
    customer = book.customer("Tom")
    bought = book.note(customer, RecordPurchase(amount=Money(5400), on=date(2026, 3, 1)))
    wrong = book.note(customer, CorrectPurchase(of=bought, amount=Money(450), on=date(2026, 3, 1)))
    right = book.note(customer, CorrectPurchase(of=bought, amount=Money(4500), on=date(2026, 3, 1)))
    book.note(customer, UndoFact(of=wrong))
    found = told(book, customer)
    assert [one.fact_id for one in of(found, bought).later] == [right]
    assert of(found, wrong).undone


def test_words_and_dates_that_came_after_are_told_with_their_fact(book: Book) -> None:
    customer = book.customer("Tom")
    spoke = book.note(customer, SPOKE)
    added = book.note(customer, AddNote(of=spoke, text="Call in May"))
    corrected = book.note(customer, CorrectNote(of=added, text="Call in June"))
    dated = book.note(customer, SetNextDate(next_on=date(2026, 6, 1), of=spoke))
    found = told(book, customer)
    assert [one.fact_id for one in of(found, spoke).later] == [added, dated]
    assert [one.fact_id for one in of(found, added).later] == [corrected]


def test_what_belongs_together_is_joined_over_the_edge_of_a_page(book: Book) -> None:
    customer = book.customer("Tom")
    promise = book.note(customer, MakePromise(on=date(2026, 3, 4)), at=book.days_ago(3))
    kept = book.note(customer, KeepPromise(promise=promise))
    (first, *_) = told(book, customer, page=1)
    assert first.noted.fact_id == kept
    assert first.about is not None
    assert first.about.fact_id == promise


def test_as_known_on_a_day_nothing_of_later_is_told(book: Book) -> None:
    customer = book.customer("Tom")
    spoke = book.note(customer, SPOKE)
    day = end_of(book.clock.now.date(), UTC)
    book.clock.move(timedelta(days=2))
    book.note(customer, UndoFact(of=spoke))
    late = book.note(customer, SPOKE, at=book.days_ago(3))
    with book.store.database.read() as tx:
        shown = history.page(book.store, tx, customer, known_on=day).facts
    assert of(list(shown), spoke).undone_by is None
    assert late not in {one.noted.fact_id for one in shown}


def test_a_page_of_history_reads_its_own_index_and_sorts_nothing(book: Book) -> None:
    if "postgres" in type(book.store.database).__module__:
        pytest.skip("the plan of a small table says nothing there")
    customer = book.customer("Tom")
    sql = (
        f"SELECT {book.store.recorder.read} FROM log WHERE stream = ? AND (occurred_at, position) < (?, ?) "
        "ORDER BY occurred_at DESC, position DESC LIMIT ?"
    )
    with book.store.database.read() as tx:
        rows = tx.execute(f"EXPLAIN QUERY PLAN {sql}", [customer.bytes, 2**63 - 1, 0, 50])
        plan = " ".join(str(row[3]) for row in rows)
        joined = tx.execute(
            f"EXPLAIN QUERY PLAN {'SELECT of, fact, undoes FROM live_amendments WHERE of IN (?)'}", [b""]
        )
        joins = " ".join(str(row[3]) for row in joined)
    assert "USING INDEX" in plan
    assert "TEMP B-TREE" not in plan
    assert "SCAN" not in plan + joins
