"""Does the sweep give out whom nobody has tried, best worth first, so many a day, and lose nobody on the way?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from backend.projections import directory, firm, queue, sweep
from backend.projections.base import customer_of
from backend.projections.people import Person
from backend.projections.profiles import load
from backend.projections.rebuild import rebuild
from backend.projections.replay import replay
from backend.projections.verify import differences
from backend.projections.week import week
from backend.retention.agenda import Lane
from backend.retention.shares import share
from events.contacts import LogContactAttempt
from events.customers import AssignCustomer, RegisterCustomer, register
from events.enquiries import ReceiveEnquiry
from events.firm import FIRM
from events.follow_ups import MakePromise
from events.notes import UndoFact
from events.purchases import PurchaseRecorded, RecordPurchase
from events.rulebook import AdoptRulebook, Rulebook
from events.sweep import AdoptSweepPlan
from events.values import Channel, Money, Outcome, Rule
from tests.projections.book import ANN, BEN, NORTH, Book

TRIED = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.NO_ANSWER, next_on=date(2026, 6, 1))
MONDAY = date(2026, 3, 2)


def quiet(book: Book, number: int, *, owner: UUID | None = ANN, last: date = date(2024, 6, 16)) -> UUID:
    """Brought in by an import; bought once, for more the higher the number."""
    customer = UUID(int=0x500 + number)
    asked = RegisterCustomer(name=f"Quiet {number}", owner=owner, team=NORTH, source="till")
    book.bring(customer, register(asked), PurchaseRecorded(amount=1_000 * number, on=last))
    return customer


@pytest.fixture
def customers(book: Book) -> list[UUID]:
    """Twelve, the best worth first."""
    return [quiet(book, number) for number in range(12, 0, -1)]


def adopt(book: Book, a_day: int) -> None:
    book.note(FIRM, AdoptSweepPlan(a_day=a_day, since=book.clock.now.date()))


def swept(book: Book, places: int, *, cards: int = 20, who: UUID = ANN) -> list[UUID]:
    """The cards of the sweep on a plan of today."""
    with book.store.database.read() as tx:
        plan = queue.plan(tx, who, book.clock.now.date(), cards=cards, places=places)
    return [one.customer for one in plan.planned if one.lane is Lane.SWEEP]


def is_sound(book: Book) -> None:
    assert list(differences(book.store)) == []
    rebuild(book.store, processes=1)
    assert list(differences(book.store)) == []


def test_the_best_worth_come_first_and_no_more_than_there_are_places(book: Book, customers: list[UUID]) -> None:
    assert swept(book, 5) == customers[:5]
    assert swept(book, 0) == []
    assert swept(book, 50) == customers
    is_sound(book)
    assert swept(book, 5) == customers[:5]


def test_other_lanes_go_first_and_a_full_day_passes_the_sweep_on(book: Book, customers: list[UUID]) -> None:
    for number in range(3):
        busy = book.customer(f"Busy {number}")
        book.note(busy, RecordPurchase(amount=Money(100), on=MONDAY - timedelta(days=45)))
    assert swept(book, 5, cards=6) == customers[:3]
    assert swept(book, 5, cards=3) == []
    assert swept(book, 5, cards=-1) == []


def test_who_stands_in_another_lane_has_one_card_and_takes_no_place(book: Book, customers: list[UUID]) -> None:
    for customer in customers[:4]:
        book.note(customer, MakePromise(on=MONDAY))
    with book.store.database.read() as tx:
        plan = queue.plan(tx, ANN, MONDAY, cards=20, places=3)
    assert [one.customer for one in plan.planned] == customers[4:7]
    assert {one.customer for one in plan.owed} == set(customers[:4])


def test_with_a_plan_the_shadow_portfolio_has_only_those_who_were_tried(book: Book, customers: list[UUID]) -> None:
    book.note(FIRM, AdoptRulebook(rulebook=Rulebook(shadow_spread=0)))
    book.note(customers[0], LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE))
    later = MONDAY + timedelta(days=63)
    with book.store.database.read() as tx:
        without = [one.customer for one in queue.due(tx, ANN, later)]
        with_plan = queue.plan(tx, ANN, later, cards=20, places=1)
    assert len(without) > 1
    assert [(one.customer, one.lane) for one in with_plan.planned] == [
        (customers[1], Lane.SWEEP),
        (customers[0], Lane.SHADOW),
    ]


def test_a_try_ends_it_and_an_undo_brings_it_back(book: Book, customers: list[UUID]) -> None:
    tried = book.note(customers[0], TRIED)
    assert swept(book, 2) == customers[1:3]
    with book.store.database.read() as tx:
        assert directory.worked_today(tx, ANN, MONDAY) == (1, 0, 1)
    book.note(customers[0], UndoFact(of=tried))
    assert swept(book, 2) == customers[:2]
    is_sound(book)


def test_an_enquiry_that_was_answered_is_no_card_of_the_sweep(book: Book, customers: list[UUID]) -> None:
    book.note(customers[0], ReceiveEnquiry(text="Still open?"))
    book.note(customers[0], TRIED)
    with book.store.database.read() as tx:
        assert directory.worked_today(tx, ANN, MONDAY) == (1, 1, 0)


def test_whoever_takes_over_a_customer_takes_over_their_place(book: Book, customers: list[UUID]) -> None:
    book.note(customers[0], AssignCustomer(owner=BEN, team=NORTH))
    book.note(customers[1], AssignCustomer(owner=None, team=NORTH))
    assert (swept(book, 1), swept(book, 1, who=BEN)) == ([customers[2]], [customers[0]])
    with book.store.database.read() as tx:
        assert sweep.holding(tx, MONDAY) == sorted([ANN, BEN, NORTH])
        assert [who for who, _ in sweep.best(tx, NORTH, 5)] == [customers[1]]
        assert sweep.left(tx, ANN, 100, MONDAY) == 10
        assert sweep.left(tx, ANN, 4, MONDAY) == 4
        assert sweep.before(tx, ANN, sweep.best(tx, ANN, 3)[2][1], MONDAY, 100) == 2


def test_who_is_not_quiet_yet_waits_for_their_day(book: Book) -> None:
    soon = quiet(book, 90, last=MONDAY - timedelta(days=60))
    with book.store.database.read() as tx:
        assert sweep.holding(tx, MONDAY) == []
        assert (sweep.left(tx, ANN, 9, MONDAY), sweep.left(tx, ANN, 9)) == (0, 1)
    assert swept(book, 5) == []
    book.on(MONDAY + timedelta(days=31))
    assert swept(book, 5) == [soon]


def test_adopting_a_plan_writes_no_customer_anew(book: Book, customers: list[UUID]) -> None:
    """However large the book: the plan is asked for when somebody looks."""

    def rows() -> list[object]:
        with book.store.database.read() as tx:
            found = [tuple(row) for row in tx.execute("SELECT * FROM live_agenda ORDER BY customer, first")]
            return [*found, *(tuple(row) for row in tx.execute("SELECT * FROM live_sweep ORDER BY customer"))]

    before = rows()
    adopt(book, 20)
    assert rows() == before
    is_sound(book)


def test_cards_and_the_table_tell_the_same(book: Book, customers: list[UUID]) -> None:
    quiet(book, 90, last=MONDAY - timedelta(days=60))
    book.note(customers[3], TRIED)
    book.note(customers[4], MakePromise(on=MONDAY))
    adopt(book, 20)
    for ahead in range(0, 70, 7):
        on = MONDAY + timedelta(days=ahead)
        with book.store.database.read() as tx:
            setting = firm.setting(tx)
            stored = load(tx, [*customers, UUID(int=0x55A)])
            told = {
                one
                for one, (profile, details) in stored.items()
                if Rule.SWEEP in {w.rule for w in customer_of(one, profile, details, setting).agenda.on(on)}
            }
            assert told == {who for who, _ in sweep.best(tx, ANN, 100, on)}


def test_a_past_day_is_told_by_the_plan_of_then(book: Book, customers: list[UUID]) -> None:
    def rules(ahead: int) -> list[Rule]:
        on = MONDAY + timedelta(days=ahead)
        with book.store.database.read() as tx:
            found = replay(book.store, tx, customers[0], on, known=True, now=book.clock.now)
        assert found.customer is not None
        return [window.rule for window in found.customer.agenda.on(on)]

    book.on(MONDAY + timedelta(days=1))
    adopt(book, 20)
    book.on(MONDAY + timedelta(days=3))
    adopt(book, 0)
    book.on(MONDAY + timedelta(days=8))
    adopt(book, 5)
    book.on(MONDAY + timedelta(days=9))
    assert [rules(ahead) for ahead in (1, 2, 8, 9)] == [[Rule.SWEEP]] * 4
    assert Rule.SWEEP not in [*rules(0), *rules(3), *rules(7)]


def test_day_by_day_everybody_is_tried_once_in_the_stated_time_and_skipped_days_pile_nothing_up(
    book: Book, customers: list[UUID]
) -> None:
    """Twelve at five a working day: three days of work, with a week off in between."""
    adopt(book, 5)
    given: list[list[UUID]] = []
    for ahead in (0, 7, 8):
        on = book.on(MONDAY + timedelta(days=ahead)).date()
        with book.store.database.read() as tx:
            places = share(5, sweep.holding(tx, on), ANN, ahead)
        given.append(swept(book, places))
        for customer in given[-1]:
            book.note(customer, replace(TRIED, next_on=on + timedelta(days=60)))
    assert given == [customers[:5], customers[5:10], customers[10:]]
    with book.store.database.read() as tx:
        assert sweep.holding(tx, MONDAY + timedelta(days=8)) == []
    is_sound(book)


def test_a_week_has_the_share_of_each_day_as_far_as_there_is_room(book: Book, customers: list[UUID]) -> None:
    with book.store.database.read() as tx:
        calendar = firm.setting(tx).calendar
        (found,) = week(tx, [Person(ANN)], MONDAY, calendar, 20, lambda _, days: [5, 5, 2] + [0] * (len(days) - 3))
        (tight,) = week(tx, [Person(ANN)], MONDAY, calendar, 3, lambda _, days: [5] * len(days))
    assert [day.swept for day in found.days] == [5, 5, 2, 0, 0, 0, 0]
    assert [day.cards for day in found.days] == [5, 5, 2, 0, 0, 0, 0]
    assert {day.swept for day in tight.days} == {3}
