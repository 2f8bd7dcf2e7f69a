"""Is whoever an import put on the list, and took off it again, on no list; and back when they come in anew?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from backend.projections import directory, matching, profiles, queue, search
from backend.projections.rebuild import rebuild
from backend.projections.replay import replay
from backend.projections.verify import differences
from events.contacts import LogContactAttempt
from events.customers import (
    AssignCustomer,
    ClaimCustomer,
    GiveCustomerNumber,
    RegisterCustomer,
    give_number,
    register,
)
from events.enquiries import ReceiveEnquiry
from events.firm import FIRM
from events.kernel import Refused
from events.notes import AddNote, FactUndone
from events.purchases import RecordPurchase
from events.rulebook import AdoptRulebook, Rulebook
from events.values import Channel, Money, Outcome
from tests.projections.book import ANN, ANNS, NORTH, Book

BACK = RegisterCustomer(name="Tom Back", phone="+44 7700 900123", owner=ANN, team=NORTH)
PHONE = "07700 900123"


@pytest.fixture
def tom(book: Book) -> UUID:
    """Brought in by an import that was taken back; somebody called him meanwhile, and had an enquiry of his."""
    customer = uuid4()
    asked = RegisterCustomer(name="Tom", phone=PHONE, owner=ANN, team=NORTH, source="till")
    number = give_number(GiveCustomerNumber(source="till", number="77"))
    on_the_list, _ = book.bring(customer, register(asked), number)
    book.note(customer, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.NO_ANSWER))
    book.note(customer, ReceiveEnquiry(text="Is it in stock?"))
    assert found(book, customer) == [True] * 5
    book.bring(customer, FactUndone(of=on_the_list))
    return customer


def found(book: Book, customer: UUID) -> list[bool]:
    """In the list, in the queue of some day, in the search, and by a file's phone and number."""
    with book.store.database.read() as tx:
        return [
            directory.entry(tx, customer, ANNS) is not None,
            any(one.customer == customer for one in queue.due(tx, ANN, book.clock.now.date() + timedelta(days=1))),
            customer in search.matches(tx, NORTH, ANNS, "tom", 9),
            customer in matching.by_phone(tx, [PHONE]).get(PHONE, []),
            customer in matching.by_number(tx, "till", ["77"]).get("77", []),
        ]


def is_sound(book: Book) -> None:
    assert list(differences(book.store)) == []
    rebuild(book.store, processes=1)
    assert list(differences(book.store)) == []


def test_who_was_taken_off_is_on_no_list_and_what_is_known_stays(book: Book, tom: UUID) -> None:
    assert found(book, tom) == [False] * 5
    with book.store.database.read() as tx:
        profile, _ = profiles.load(tx, [tom])[tom]
    assert profile.last_attempt is not None
    is_sound(book)
    assert found(book, tom) == [False] * 5


def test_late_facts_break_nothing_and_bring_nobody_back(book: Book, tom: UUID) -> None:
    book.note(tom, RecordPurchase(amount=Money(4_500), on=date(2026, 3, 2)))
    book.note(tom, AddNote(text="Rings back"), at=book.days_ago(1))
    for owner in (ClaimCustomer(owner=ANN, team=NORTH), AssignCustomer(owner=ANN, team=NORTH)):
        with pytest.raises(Refused, match="not on the list"):
            book.note(tom, owner)
    assert found(book, tom) == [False] * 5
    is_sound(book)


def test_a_new_rulebook_brings_nobody_back(book: Book, tom: UUID) -> None:
    book.note(FIRM, AdoptRulebook(rulebook=Rulebook(pleased_after=3)))
    assert found(book, tom) == [False] * 5


def test_who_comes_in_anew_is_back_with_all_that_was_noted(book: Book, tom: UUID) -> None:
    book.clock.move(timedelta(days=1))
    book.bring(tom, register(BACK))
    assert found(book, tom) == [True] * 5
    with book.store.database.read() as tx:
        profile, details = profiles.load(tx, [tom])[tom]
    assert (details.name, profile.last_attempt is not None) == ("Tom Back", True)
    is_sound(book)


def test_on_the_days_between_nobody_was_on_the_list(book: Book, tom: UUID) -> None:
    first = book.clock.now.date()
    book.clock.move(timedelta(days=2))
    book.bring(tom, register(BACK))
    with book.store.database.read() as tx:
        between = replay(book.store, tx, tom, first + timedelta(days=1), known=True, now=book.clock.now)
        now = replay(book.store, tx, tom, first + timedelta(days=2), known=True, now=book.clock.now)
    assert between.customer is None
    assert len(between.facts) == 5
    assert now.customer is not None
