"""Which hours did somebody work, what came of each, and does a rebuild find the same?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

from backend.projections import attempts, power_hours, put_offs
from backend.projections.power_hours import Worked
from backend.projections.rebuild import rebuild
from backend.projections.verify import differences
from events.contacts import LogContactAttempt
from events.follow_ups import PutOff
from events.notes import UndoFact
from events.power_hours import EndPowerHour, PausePowerHour, PlanPowerHour, SharePowerHour
from events.values import Channel, Outcome, PutOffReason
from tests.projections.book import ANN, BEN, CARA, Book

TODAY = date(2026, 3, 2)


def begin(book: Book, by: UUID = ANN) -> UUID:
    hour = uuid4()
    book.note(hour, PlanPowerHour(cards=10, minutes=60, goal="Two orders"), by=by)
    return hour


def call(book: Book, customer: UUID, outcome: Outcome, hour: UUID | None = None) -> UUID:
    book.clock.move(timedelta(minutes=1))
    return book.note(customer, LogContactAttempt(channel=Channel.CALL, outcome=outcome, hour=hour))


def worked(book: Book, person: UUID = ANN) -> list[Worked]:
    with book.store.database.read() as tx:
        return power_hours.of_person(tx, person, book.days_ago(30), 50)


def test_an_hour_tells_what_came_of_it(book: Book) -> None:
    book.on(TODAY)
    tom, rosa, cleo = (book.customer(name) for name in ("Tom", "Rosa", "Cleo"))
    hour = begin(book)
    call(book, tom, Outcome.ORDERED, hour)
    call(book, rosa, Outcome.SAID_NO, hour)
    mistaken = call(book, cleo, Outcome.NO_ANSWER, hour)
    book.note(cleo, UndoFact(of=mistaken))
    call(book, cleo, Outcome.SPOKE)
    (found,) = worked(book)
    assert (found.hour, found.cards, found.shared) == (hour, 10, False)
    assert (found.tried, found.reached, found.yes, found.no) == (2, 2, 1, 1)
    with book.store.database.read() as tx:
        assert [one.customer for one in attempts.of_hour(tx, hour, ANN)] == [tom, rosa]
        assert [one.outcome for one in attempts.of_person(tx, ANN)] == [Outcome.ORDERED, Outcome.SAID_NO, Outcome.SPOKE]
        assert [one.outcome for one in attempts.of_customer(tx, cleo)] == [Outcome.SPOKE]


def test_nobody_adds_to_the_hour_of_another_one(book: Book) -> None:
    book.on(TODAY)
    tom, hour = book.customer("Tom"), begin(book)
    call(book, tom, Outcome.SPOKE, hour)
    book.note(tom, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.ORDERED, hour=hour), by=BEN)
    book.note(tom, PutOff(until=None, hour=hour), by=BEN)
    assert [(one.tried, one.yes) for one in worked(book)] == [(1, 0)]
    with book.store.database.read() as tx:
        assert len(attempts.of_hour(tx, hour, ANN)) == 1
        assert put_offs.of_hour(tx, hour, ANN) == []


def test_a_team_is_asked_for_at_once(book: Book) -> None:
    book.on(TODAY)
    tom, ann_s, ben_s = book.customer("Tom"), begin(book), begin(book, by=BEN)
    call(book, tom, Outcome.ORDERED, ann_s)
    with book.store.database.read() as tx:
        found = power_hours.of_people(tx, [ANN, BEN, CARA], book.days_ago(1))
        assert {who: [(one.hour, one.yes) for one in hours] for who, hours in found.items()} == {
            ANN: [(ann_s, 1)], BEN: [(ben_s, 0)],
        }  # fmt: skip
        assert power_hours.of_people(tx, [ANN, BEN], book.clock.now + timedelta(days=1)) == {}


def test_what_was_undone_is_told_only_to_a_replay(book: Book) -> None:
    book.on(TODAY)
    tom, hour = book.customer("Tom"), begin(book)
    book.note(tom, UndoFact(of=call(book, tom, Outcome.SPOKE, hour)))
    skipped = book.note(tom, PutOff(until=None, hour=hour))
    book.note(tom, UndoFact(of=skipped))
    with book.store.database.read() as tx:
        assert (attempts.of_hour(tx, hour, ANN), put_offs.of_hour(tx, hour, ANN)) == ([], [])
        assert len(attempts.of_hour(tx, hour, ANN, undone=True)) == 1
        assert [one.fact for one in put_offs.of_hour(tx, hour, ANN, undone=True)] == [skipped]


def test_who_was_skipped_is_told_with_the_reason(book: Book) -> None:
    book.on(TODAY)
    tom, hour = book.customer("Tom"), begin(book)
    book.note(tom, PutOff(until=TODAY + timedelta(days=1), why=PutOffReason.NO_TIME, hour=hour))
    with book.store.database.read() as tx:
        assert [(one.customer, one.why) for one in put_offs.of_hour(tx, hour, ANN)] == [(tom, PutOffReason.NO_TIME)]


def test_each_has_their_own_the_last_first(book: Book) -> None:
    book.on(TODAY)
    first = begin(book)
    book.clock.move(timedelta(days=1))
    second = begin(book)
    book.note(second, SharePowerHour())
    begin(book, by=BEN)
    assert [(one.hour, one.shared) for one in worked(book)] == [(second, True), (first, False)]
    assert len(worked(book, BEN)) == 1


def test_a_rebuild_finds_the_same(book: Book) -> None:
    book.on(TODAY)
    hour, tom = begin(book), book.customer("Tom")
    call(book, tom, Outcome.SPOKE, hour)
    book.note(hour, PausePowerHour(), EndPowerHour())
    book.note(tom, PutOff(until=None, hour=hour))
    before = worked(book)
    assert list(differences(book.store)) == []
    rebuild(book.store)
    assert (worked(book), list(differences(book.store))) == (before, [])
