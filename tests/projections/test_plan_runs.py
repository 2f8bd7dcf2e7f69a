"""Do managers see with how many a plan runs, who is behind, and what ended it; the same once it is built anew?"""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from backend.projections import plan_runs
from backend.projections.plan_runs import Counts
from backend.projections.rebuild import rebuild
from backend.projections.verify import differences
from events.contacts import LogContactAttempt
from events.customers import AssignCustomer
from events.firm import FIRM
from events.lifecycle import MarkLost
from events.notes import UndoFact
from events.purchases import RecordPurchase
from events.relationship_plans import AFTER_A_FIRST_SALE, READY_MADE
from events.rulebook import AdoptRulebook, Rulebook
from events.started_plans import NotePlanStep, StartRelationshipPlan
from events.values import Channel, Money, Outcome
from tests.projections.book import BEN, NORTH, SOUTH, Book

MONDAY = date(2026, 3, 2)
PLAN = UUID(int=0x91A)
NONE = Counts(0, 0, 0, 0, 0)


def begun(book: Book, name: str = "Ada", plan: UUID = PLAN) -> tuple[UUID, UUID]:
    """A customer with whom the plan began today, and that fact."""
    customer = book.customer(name)
    start = StartRelationshipPlan(plan=plan, name=AFTER_A_FIRST_SALE, steps=READY_MADE, on=book.clock.now.date())
    return customer, book.note(customer, start)


def counts(book: Book, day: date, team: UUID = NORTH, plan: UUID = PLAN) -> Counts:
    with book.store.database.read() as tx:
        return plan_runs.counts(tx, team, plan, day)


def test_who_did_no_step_is_behind_from_the_day_after_it(book: Book) -> None:
    book.on(MONDAY)
    _, start = begun(book)
    second, of = begun(book, "Ben")
    assert counts(book, MONDAY) == Counts(2, 0, 0, 0, 0)
    book.on(date(2026, 3, 4))
    book.note(second, NotePlanStep(of=of, step=0))
    assert counts(book, date(2026, 3, 4)).behind == 0
    on_fifth = counts(book, date(2026, 3, 5))
    assert (on_fifth.running, on_fifth.behind, on_fifth.on_plan) == (2, 1, 1)
    assert counts(book, date(2026, 3, 10)).behind == 2
    assert start != of


def test_what_ended_it_is_counted_with_what_it_brought(book: Book) -> None:
    book.on(MONDAY)
    (bought, _), (lost, _), (undone, of), _ = (begun(book, name) for name in ("A", "B", "C", "D"))
    book.on(date(2026, 3, 9))
    book.note(bought, RecordPurchase(amount=Money(4_500), on=date(2026, 3, 9)))
    book.note(lost, MarkLost())
    book.note(undone, UndoFact(of=of))
    assert counts(book, date(2026, 3, 9)) == Counts(1, 0, 1, 4_500, 1)
    assert counts(book, date(2026, 12, 1)) == Counts(0, 0, 1, 4_500, 2)
    assert list(differences(book.store)) == []


def test_it_counts_in_the_team_of_the_customer_and_for_the_plan_alone(book: Book) -> None:
    book.on(MONDAY)
    customer, _ = begun(book)
    assert counts(book, MONDAY, SOUTH) == counts(book, MONDAY, plan=uuid4()) == NONE
    book.note(customer, AssignCustomer(owner=BEN, team=SOUTH))
    assert counts(book, MONDAY) == NONE
    assert counts(book, MONDAY, SOUTH) == Counts(1, 0, 0, 0, 0)


def test_who_has_a_plan_or_had_this_one_is_known(book: Book) -> None:
    book.on(MONDAY)
    (running, start), (over, _) = begun(book), begun(book, "Ben")
    other, of = begun(book, "Cara", uuid4())
    book.note(over, MarkLost())
    with book.store.database.read() as tx:
        assert plan_runs.having(tx, NORTH, MONDAY) == {running: start, other: of}
        assert plan_runs.having(tx, NORTH, date(2026, 12, 1)) == {}
        assert plan_runs.had(tx, NORTH, PLAN) == {running, over}
        assert plan_runs.had(tx, SOUTH, PLAN) == set()


def test_built_anew_it_is_what_stood_there_also_after_another_rulebook(book: Book) -> None:
    book.on(MONDAY)
    customer, _ = begun(book)
    begun(book, "Ben")
    book.note(customer, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE))
    book.note(customer, StartRelationshipPlan(plan=uuid4(), name="Other", steps=READY_MADE[:1], on=MONDAY))
    book.note(FIRM, AdoptRulebook(rulebook=Rulebook(plan_step_for=3)))
    assert counts(book, date(2026, 6, 3)).running == 1
    assert counts(book, date(2026, 6, 4)).running == 0
    assert list(differences(book.store)) == []
    rebuild(book.store)
    assert list(differences(book.store)) == []
