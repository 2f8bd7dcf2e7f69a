"""Does a customer stand on a past day as we knew them then, and as they really were?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from backend.projections.history import tell_among
from backend.projections.replay import Replay, replay
from events.consent import GiveConsent
from events.contacts import LogContactAttempt
from events.customers import AssignCustomer
from events.firm import FIRM
from events.follow_ups import MakePromise
from events.notes import CorrectNote, UndoFact
from events.purchases import CorrectPurchase, RecordPurchase
from events.rulebook import AdoptRulebook, Rulebook, Segment
from events.tags import TagCustomer
from events.values import Channel, Money, Outcome, Rule
from tests.projections.book import ANN, BEN, NORTH, Book

SPOKE = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE)
MARCH_1, MARCH_12, MARCH_28, MARCH_30, APRIL_2, MAY_1 = (
    date(2026, 3, 1),
    date(2026, 3, 12),
    date(2026, 3, 28),
    date(2026, 3, 30),
    date(2026, 4, 2),
    date(2026, 5, 1),
)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def known(book: Book, customer: UUID, day: date) -> Replay:
    with book.store.database.read() as tx:
        return replay(book.store, tx, customer, day, known=True, now=book.clock.now)


def true(book: Book, customer: UUID, day: date) -> Replay:
    with book.store.database.read() as tx:
        return replay(book.store, tx, customer, day, known=False, now=book.clock.now)


def total(found: Replay) -> int:
    assert found.customer is not None
    return found.customer.profile.total


def test_a_late_purchase_was_true_but_not_known(book: Book) -> None:
    book.on(MARCH_1)
    customer = book.customer("Tom")
    book.on(APRIL_2)
    late = book.note(customer, RecordPurchase(amount=Money(4500), on=MARCH_28), at=noon(MARCH_28))
    then, really = known(book, customer, MARCH_30), true(book, customer, MARCH_30)
    assert (total(then), total(really)) == (0, 4500)
    assert [one.fact_id for one in then.late] == [one.fact_id for one in really.late] == [late]
    assert late not in {one.fact_id for one in then.facts}
    assert total(known(book, customer, APRIL_2)) == 4500


def test_what_was_undone_later_was_never_true_but_was_known(book: Book) -> None:
    book.on(MARCH_12)
    customer = book.customer("Tom")
    spoke = book.note(customer, SPOKE)
    book.on(APRIL_2)
    undo = book.note(customer, UndoFact(of=spoke))
    then, really = known(book, customer, MARCH_30), true(book, customer, MARCH_30)
    assert then.customer is not None
    assert really.customer is not None
    assert then.customer.profile.last_reached is not None
    assert really.customer.profile.last_reached is None
    assert tell_among(really.facts)[spoke].undone
    assert not tell_among(then.facts)[spoke].undone
    assert [one.fact_id for one in then.late] == [undo]


def test_what_was_put_right_later_was_true_all_along(book: Book) -> None:
    book.on(MARCH_12)
    customer = book.customer("Tom")
    bought = book.note(customer, RecordPurchase(amount=Money(5400), on=MARCH_12))
    promise = book.note(customer, MakePromise(on=MAY_1, note="From April"))
    book.on(APRIL_2)
    book.note(customer, CorrectPurchase(of=bought, amount=Money(4500), on=MARCH_12))
    book.note(customer, CorrectNote(of=promise, text="From May"))
    then, really = known(book, customer, MARCH_30), true(book, customer, MARCH_30)
    assert (total(then), total(really)) == (5400, 4500)
    assert then.customer is not None
    assert really.customer is not None
    assert then.customer.details.words == {promise: "From April"}
    assert really.customer.details.words == {promise: "From May"}


def test_a_correction_that_was_taken_back_changed_nothing(book: Book) -> None:
    book.on(MARCH_12)
    customer = book.customer("Tom")
    bought = book.note(customer, RecordPurchase(amount=Money(5400), on=MARCH_12))
    book.on(APRIL_2)
    correction = book.note(customer, CorrectPurchase(of=bought, amount=Money(1), on=MARCH_12))
    book.note(customer, UndoFact(of=correction))
    assert total(true(book, customer, MARCH_30)) == 5400


def test_owner_consent_and_reasons_stand_as_they_stood(book: Book) -> None:
    book.on(MARCH_1)
    customer = book.customer("Tom")
    book.note(customer, MakePromise(on=MARCH_12))
    book.on(MARCH_28)
    book.note(customer, SPOKE)
    book.on(APRIL_2)
    book.note(customer, AssignCustomer(owner=BEN, team=NORTH))
    book.note(customer, GiveConsent(channel=Channel.EMAIL))
    early, then, now = (known(book, customer, day) for day in (MARCH_12, MARCH_30, MAY_1))
    assert early.customer is not None
    assert then.customer is not None
    assert now.customer is not None
    assert [window.rule for window in early.customer.agenda.on(MARCH_12)] == [Rule.PROMISE]
    assert then.customer.agenda.on(MARCH_30) == ()
    assert (then.customer.profile.owner, now.customer.profile.owner) == (ANN, BEN)
    assert (then.customer.profile.consent, set(now.customer.profile.consent)) == ({}, {Channel.EMAIL})


def test_the_rulebook_is_the_one_in_force_on_that_day(book: Book) -> None:
    book.on(MARCH_1)
    customer = book.customer("Tom")
    book.note(customer, RecordPurchase(amount=Money(4500), on=MARCH_1))
    book.on(APRIL_2)
    book.note(FIRM, AdoptRulebook(rulebook=Rulebook(pleased_after=3)))
    assert known(book, customer, MARCH_30).setting.rulebook.pleased_after == 7
    assert known(book, customer, APRIL_2).setting.rulebook.pleased_after == 3


def test_a_later_rulebook_never_changes_an_earlier_day(book: Book) -> None:
    book.on(MARCH_1)
    customer = book.customer("Tom")
    book.note(customer, RecordPurchase(amount=Money(4500), on=MARCH_1), TagCustomer(tag="trade"))
    days = (MARCH_1, MARCH_12, MARCH_28, MARCH_30)
    book.on(MARCH_30)
    before = [(known(book, customer, day), true(book, customer, day)) for day in days]
    book.on(APRIL_2)
    trade = Segment(name="Trade", tag="trade", changes=(("second_after", 3),))
    for number in (3, 4):
        book.note(FIRM, AdoptRulebook(rulebook=Rulebook(pleased_after=number, segments=(trade,)), name="Later"))
    after = [(known(book, customer, day), true(book, customer, day)) for day in days]
    assert [[(one.customer, one.setting) for one in pair] for pair in after] == [
        [(one.customer, one.setting) for one in pair] for pair in before
    ]
    setting = known(book, customer, APRIL_2).setting
    assert (setting.rulebook_version, setting.rulebook_name, setting.rulebook_since) == (2, "Later", book.clock.now)


def test_the_neighbours_are_the_facts_of_the_nearest_other_days(book: Book) -> None:
    book.on(MARCH_1)
    customer = book.customer("Tom")
    book.on(MARCH_12)
    spoke = book.note(customer, SPOKE)
    book.on(APRIL_2)
    late = book.note(customer, SPOKE, at=noon(MARCH_28))
    then, really = known(book, customer, MARCH_30), true(book, customer, MARCH_30)
    assert then.before is not None
    assert then.after is not None
    assert really.before is not None
    assert (then.before.fact_id, then.after.fact_id) == (spoke, late)
    assert (really.before.fact_id, really.after) == (late, None)
    assert then.days == (MARCH_1, MARCH_12, APRIL_2)
    assert really.days == (MARCH_1, MARCH_12, MARCH_28)


def test_before_the_first_fact_there_is_nobody(book: Book) -> None:
    book.on(MARCH_12)
    customer = book.customer("Tom")
    found = known(book, customer, MARCH_1)
    assert (found.customer, found.facts, found.late) == (None, (), ())
    assert found.after is not None
