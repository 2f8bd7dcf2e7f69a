"""Is it known who brought whom, is no circle ever written, and does nothing loop where one stands all the same?"""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from backend.projections import referrals
from backend.projections.rebuild import rebuild
from backend.projections.verify import differences
from events.notes import UndoFact
from events.referrals import CustomerReferred, NoteReferral
from tests.projections.book import Book


def brought(book: Book, referrer: UUID) -> set[UUID]:
    with book.store.database.read() as tx:
        return set(referrals.brought(tx, referrer))


def in_circle(book: Book, customer: UUID) -> bool:
    with book.store.database.read() as tx:
        return referrals.in_circle(tx, customer)


@pytest.fixture
def people(book: Book) -> list[UUID]:
    return [book.customer(name) for name in ("Ann", "Ben", "Cara", "Dan")]


def test_what_is_said_later_replaces_it_and_undoing_brings_back_what_stood_there(
    book: Book, people: list[UUID]
) -> None:
    ann, ben, cara, _ = people
    book.note(cara, NoteReferral(by=ann))
    assert brought(book, ann) == {cara}
    corrected = book.note(cara, NoteReferral(by=ben))
    assert (brought(book, ann), brought(book, ben)) == (set(), {cara})
    book.note(cara, NoteReferral(by=ann), at=book.days_ago(1))
    assert brought(book, ben) == {cara}, "what was said earlier and came late replaces nothing"
    book.note(cara, UndoFact(of=corrected))
    assert (brought(book, ann), brought(book, ben)) == ({cara}, set())
    assert list(differences(book.store)) == []
    rebuild(book.store)
    assert brought(book, ann) == {cara}


def test_a_circle_of_any_length_is_seen_and_ends(book: Book, people: list[UUID]) -> None:
    """As facts that another program wrote into the log would make it."""
    ann, ben, cara, dan = people
    for one, by in ((ben, ann), (cara, ben), (ann, cara)):
        book.bring(one, CustomerReferred(by=by))
    book.bring(dan, CustomerReferred(by=ann))
    assert [in_circle(book, one) for one in people] == [True, True, True, False]
    book.bring(dan, CustomerReferred(by=dan))
    assert in_circle(book, dan)
    assert brought(book, ann) == {ben}
    assert list(differences(book.store)) == []


def test_whoever_brought_many_is_told_them_all_and_a_long_chain_is_none(book: Book, people: list[UUID]) -> None:
    first, *_ = people
    children = [uuid4() for _ in range(100)]
    chain = [first, *(uuid4() for _ in range(100))]
    for child in children:
        book.bring(child, CustomerReferred(by=first))
    for one, by in zip(chain[1:], chain, strict=False):
        book.bring(one, CustomerReferred(by=by))
    assert brought(book, first) == {*children, chain[1]}
    assert not in_circle(book, chain[-1])
    book.bring(first, CustomerReferred(by=chain[-1]))
    assert in_circle(book, chain[50])
