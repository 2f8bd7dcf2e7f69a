"""Who waits for an answer in whose queue, whom did a team answer too late, and who of them bought?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from backend.projections import enquiries
from backend.projections.enquiries import Enquired
from backend.projections.rebuild import rebuild
from backend.projections.verify import differences
from events.customers import ClaimCustomer
from events.enquiries import ReceiveEnquiry
from events.firm import FIRM
from events.follow_ups import AnswerEnquiry
from events.lifecycle import MarkGoneForGood
from events.notes import UndoFact
from events.purchases import RecordPurchase
from events.rulebook import AdoptRulebook, Rulebook
from events.values import EnquirySource, GoneReason, Money
from tests.projections.book import ANN, BEN, NORTH, SOUTH, Book

MONDAY = date(2026, 3, 2)
FAIR = EnquirySource.FAIR


def asks(book: Book, name: str, hour: int, owner: UUID | None = None, team: UUID = NORTH) -> tuple[UUID, UUID]:
    """A customer, and the enquiry that they have of this hour."""
    book.on(MONDAY, hour)
    customer = book.customer(name, owner=owner, team=team)
    return customer, book.note(customer, ReceiveEnquiry(text="Do you deliver?", source=FAIR))


def waits_with(book: Book, holder: UUID) -> list[UUID]:
    with book.store.database.read() as tx:
        return enquiries.of_holder(tx, holder, 20)


def missed(book: Book, first: int = 0, last: int = 7) -> list[Enquired]:
    begin = datetime(2026, 3, 2, tzinfo=UTC)
    with book.store.database.read() as tx:
        return enquiries.missed(tx, NORTH, begin + timedelta(days=first), begin + timedelta(days=last), 50)


def test_the_oldest_of_a_pool_comes_first_until_somebody_takes_it(book: Book) -> None:
    later, _ = asks(book, "Later", 11)
    first, _ = asks(book, "First", 10)
    own, _ = asks(book, "Ann's own", 9, owner=ANN)
    asks(book, "Elsewhere", 8, team=SOUTH)
    assert (waits_with(book, NORTH), waits_with(book, ANN)) == ([first, later], [own])
    book.on(MONDAY, 16)
    book.note(first, ClaimCustomer(owner=BEN, team=NORTH), by=BEN)
    assert (waits_with(book, NORTH), waits_with(book, BEN)) == ([later], [first])
    book.note(later, MarkGoneForGood(why=GoneReason.CLOSED))
    assert waits_with(book, NORTH) == []


def test_who_asks_again_and_again_leaves_room_for_others(book: Book) -> None:
    loud, first = asks(book, "Loud", 9)
    for _ in range(3):
        book.note(loud, ReceiveEnquiry(text="Hello?"))
    quiet, _ = asks(book, "Quiet", 10)
    with book.store.database.read() as tx:
        assert enquiries.of_holder(tx, NORTH, 2) == [loud, quiet]
        assert len(enquiries.waiting(tx, NORTH, 50)) == 5
    book.note(loud, AnswerEnquiry(enquiry=first))
    with book.store.database.read() as tx:
        assert enquiries.of_holder(tx, NORTH, 2) == [loud, quiet]
        assert len(enquiries.waiting(tx, NORTH, 50)) == 4


def test_what_is_answered_too_late_is_missed_and_says_by_whom(book: Book) -> None:
    soon, one = asks(book, "Soon", 9)
    late, other = asks(book, "Late", 9)
    book.on(MONDAY, 13)
    book.note(soon, AnswerEnquiry(enquiry=one))
    book.on(MONDAY, 14)
    answer = book.note(late, AnswerEnquiry(enquiry=other), by=BEN)
    assert [(told.customer, told.answered_by, told.source) for told in missed(book)] == [(late, BEN, FAIR)]
    assert missed(book)[0].answer_by == datetime(2026, 3, 2, 13, tzinfo=UTC)
    assert missed(book, first=-7, last=0) == []
    with book.store.database.read() as tx:
        assert enquiries.waiting(tx, NORTH, 50) == []
    book.note(late, UndoFact(of=answer))
    assert missed(book) == []
    with book.store.database.read() as tx:
        assert [told.customer for told in enquiries.waiting(tx, NORTH, 50)] == [late]


def test_another_promise_judges_anew(book: Book) -> None:
    customer, enquiry = asks(book, "Ann", 9)
    book.on(MONDAY, 12)
    book.note(customer, AnswerEnquiry(enquiry=enquiry))
    assert missed(book) == []
    book.note(FIRM, AdoptRulebook(rulebook=Rulebook(answer_within_hours=2)))
    assert [told.customer for told in missed(book)] == [customer]
    book.note(FIRM, AdoptRulebook(rulebook=Rulebook(answer_within_hours=0)))
    assert missed(book) == []


def test_who_bought_since_is_counted_by_source(book: Book) -> None:
    customer, _ = asks(book, "Ann", 9)
    asks(book, "Ben", 9)
    book.note(customer, RecordPurchase(amount=Money(900), on=MONDAY))
    with book.store.database.read() as tx:
        since = datetime(2026, 3, 1, tzinfo=UTC)
        assert enquiries.bought(tx, NORTH, FAIR, since, 100) == (2, 1)
        assert enquiries.bought(tx, NORTH, FAIR, since, 1) in ((1, 0), (1, 1))
        assert enquiries.bought(tx, NORTH, None, since, 100) == (0, 0)
        assert enquiries.bought(tx, NORTH, FAIR, since + timedelta(days=2), 100) == (0, 0)


def test_a_rebuild_finds_the_same(book: Book) -> None:
    customer, enquiry = asks(book, "Ann", 9)
    asks(book, "Ben", 10)
    book.on(MONDAY, 16)
    book.note(customer, AnswerEnquiry(enquiry=enquiry))
    before = missed(book), waits_with(book, NORTH)
    rebuild(book.store)
    assert (missed(book), waits_with(book, NORTH)) == before
    assert list(differences(book.store)) == []
