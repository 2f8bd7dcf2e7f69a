"""Which changes of habit does a manager find in which week, and who was asked and has not answered?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from backend.projections import habits
from backend.projections.habits import Changed, What
from backend.projections.rebuild import rebuild
from backend.projections.verify import differences
from events.contacts import LogContactAttempt
from events.customers import AssignCustomer
from events.habits import AnswerHabitChange
from events.lifecycle import MarkLost
from events.purchases import PurchaseRecorded
from events.values import Channel, HabitAnswer, Outcome
from tests.projections.book import ANN, NORTH, SOUTH, Book

TODAY = date(2026, 3, 2)
TALK = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE)


def stops(book: Book, name: str, *, on: date = TODAY, amount: int = 4_000) -> UUID:
    """Bought every fortnight, eleven times, and is missed from that day on."""
    customer = book.customer(name)
    first = on - timedelta(days=184)
    days = [first + timedelta(days=each) for each in range(0, 141, 14)]
    book.bring(customer, *(PurchaseRecorded(amount=amount, on=day) for day in days))
    return customer


def week(book: Book, monday: date = TODAY, until: date = TODAY, team: UUID = NORTH) -> list[Changed]:
    with book.store.database.read() as tx:
        return habits.in_week(tx, team, monday, until, 50)


def counted(book: Book) -> tuple[int, int]:
    with book.store.database.read() as tx:
        return habits.counted(tx, NORTH, TODAY, TODAY, 1_000)


def waiting(book: Book) -> list[UUID]:
    with book.store.database.read() as tx:
        return [one.customer for one in habits.waiting(tx, NORTH, TODAY, 50)]


def test_each_week_has_its_own_by_worth(book: Book) -> None:
    book.on(TODAY)
    small, large = stops(book, "Small"), stops(book, "Large", amount=9_000)
    stops(book, "Later this week", on=TODAY + timedelta(days=2))
    earlier = stops(book, "Before", on=TODAY - timedelta(days=1))
    assert [(one.customer, one.what) for one in week(book)] == [(large, What.STOPPED), (small, What.STOPPED)]
    assert counted(book) == (2, 2)
    assert [one.customer for one in week(book, TODAY - timedelta(days=7))] == [earlier]
    assert week(book, team=SOUTH) == []
    book.note(small, AssignCustomer(owner=None, team=SOUTH))
    assert [one.customer for one in week(book, team=SOUTH)] == [small]


def test_who_buys_before_their_day_never_comes_up(book: Book) -> None:
    book.on(TODAY - timedelta(days=20))
    ann = stops(book, "Ann")
    book.bring(ann, PurchaseRecorded(amount=4_000, on=TODAY - timedelta(days=20)))
    assert week(book) == []


def test_asked_and_not_answered_waits_until_they_say(book: Book) -> None:
    book.on(TODAY)
    ann = stops(book, "Ann")
    assert waiting(book) == []
    book.note(ann, TALK)
    assert waiting(book) == [ann]
    assert [one.asked for one in week(book)] == [TODAY]
    book.note(ann, AnswerHabitChange(answer=HabitAnswer.COMPETITOR))
    assert (waiting(book), counted(book)) == ([], (1, 0))
    assert [one.answer for one in week(book)] == [HabitAnswer.COMPETITOR]


def test_who_was_called_before_their_day_waits_from_that_day_on(book: Book) -> None:
    book.on(TODAY)
    later = stops(book, "Later", on=TODAY + timedelta(days=2))
    book.note(later, TALK)
    assert waiting(book) == []
    with book.store.database.read() as tx:
        assert [one.customer for one in habits.waiting(tx, NORTH, TODAY + timedelta(days=2), 50)] == [later]


def test_who_is_lost_is_asked_nothing(book: Book) -> None:
    book.on(TODAY)
    ann, later = stops(book, "Ann"), stops(book, "Ben", on=TODAY + timedelta(days=9))
    book.note(ann, TALK)
    for one in (ann, later):
        book.note(one, MarkLost())
    assert waiting(book) == []
    assert [one.customer for one in week(book)] == [ann]
    assert week(book, TODAY + timedelta(days=7), TODAY + timedelta(days=20)) == []


def test_who_came_back_is_told_too(book: Book) -> None:
    book.on(TODAY)
    ann = stops(book, "Ann", on=TODAY - timedelta(days=7))
    back = [TODAY - timedelta(days=days) for days in (2, 0)]
    book.bring(ann, *(PurchaseRecorded(amount=4_000, on=day) for day in back))
    assert [(one.what, one.on) for one in week(book)] == [(What.BACK, TODAY)]
    assert counted(book) == (1, 0)


def test_who_said_why_and_came_back_is_not_counted_off_twice(book: Book) -> None:
    book.on(TODAY)
    stops(book, "Still missed")
    ann = stops(book, "Ann", on=TODAY - timedelta(days=7))
    book.note(ann, AnswerHabitChange(answer=HabitAnswer.MOVED))
    back = [TODAY - timedelta(days=days) for days in (2, 0)]
    book.bring(ann, *(PurchaseRecorded(amount=4_000, on=day) for day in back))
    assert counted(book) == (2, 1)


def test_a_rebuild_finds_the_same(book: Book) -> None:
    book.on(TODAY)
    ann = stops(book, "Ann")
    book.note(ann, TALK, by=ANN)
    before = week(book)
    rebuild(book.store)
    assert (week(book), list(differences(book.store))) == (before, [])
