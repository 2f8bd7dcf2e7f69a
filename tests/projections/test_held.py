"""Is what a signed-out device handed over kept apart: by team, changing nobody's profile, until it is settled?"""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from backend.projections import directory, held, profiles, queue, search
from backend.projections.rebuild import ensure, rebuild
from backend.projections.replay import replay
from backend.projections.verify import differences
from backend.store import open_store
from events.contacts import LogContactAttempt
from events.customers import AssignCustomer, RegisterCustomer
from events.firm import FIRM, LogLoaded
from events.held import HoldNote, LeaveHeldNote, NoteHeld, TakeHeldNote
from events.kernel import SYSTEM, Noted, Refused
from events.notes import UndoFact
from events.rulebook import AdoptRulebook, Rulebook
from events.values import Channel, Outcome
from tests.conftest import SECRET
from tests.events.given import START
from tests.projections.book import ANN, ANNS, NORTH, SOUTH, Book
from tests.store.histories import forget

SPOKE = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE)


def hold(book: Book, customer: UUID, team: UUID | None = NORTH) -> UUID:
    asked = HoldNote(
        command=uuid4(),
        to=f"/customers/{customer}/notes",
        said_at=book.days_ago(1),
        team=team,
        fields='{"text": "Likes green"}',
    )
    return book.note(customer, asked)


def waiting(book: Book, team: UUID = NORTH) -> list[UUID]:
    with book.store.database.read() as tx:
        found = held.waiting(tx, team, 99)
        assert held.count(tx, team) == len(found)
        assert all(held.is_waiting(tx, team, fact) for fact in found)
    return found


def is_sound(book: Book) -> None:
    before = waiting(book)
    assert list(differences(book.store)) == []
    rebuild(book.store, processes=1)
    assert list(differences(book.store)) == []
    assert waiting(book) == before


def test_it_waits_for_the_customers_team_in_the_order_in_which_it_came(book: Book) -> None:
    tom, rosa, southern = book.customer("Tom"), book.customer("Rosa"), book.customer("Cy", team=SOUTH)
    first, second, third = hold(book, rosa), hold(book, tom), hold(book, southern)
    assert (waiting(book), waiting(book, SOUTH)) == ([first, second], [third])
    book.note(tom, AssignCustomer(owner=None, team=SOUTH))
    assert (waiting(book), waiting(book, SOUTH)) == ([first], [second, third])
    with book.store.database.read() as tx:
        assert held.waiting(tx, SOUTH, 1) == [second]
        assert not held.is_waiting(tx, NORTH, second)
    is_sound(book)


def test_what_is_settled_waits_no_longer(book: Book) -> None:
    tom = book.customer("Tom")
    taken, left, third = hold(book, tom), hold(book, tom), hold(book, tom)
    book.note(tom, TakeHeldNote(of=taken))
    book.note(tom, LeaveHeldNote(of=left))
    assert waiting(book) == [third]
    with pytest.raises(Refused, match="settled already"):
        book.note(tom, LeaveHeldNote(of=taken))
    with pytest.raises(Refused, match="cannot be undone"):
        book.note(tom, UndoFact(of=left))
    is_sound(book)


def test_it_changes_nothing_that_is_known(book: Book) -> None:
    tom = book.customer("Tom")
    book.note(tom, SPOKE)
    with book.store.database.read() as tx:
        before, details = profiles.load(tx, [tom])[tom]
        line = directory.entries(tx, [tom])[tom]
    book.clock.move(timedelta(hours=1))
    one = hold(book, tom)
    book.note(tom, TakeHeldNote(of=one))
    with book.store.database.read() as tx:
        after, then = profiles.load(tx, [tom])[tom]
        assert directory.entries(tx, [tom])[tom] == line
    after.facts, after.last_at, after.last_position = before.facts, before.last_at, before.last_position
    assert (after, then) == (before, details)


def test_a_stream_of_held_notes_alone_is_nobody_on_any_list(book: Book) -> None:
    nobody = uuid4()
    one, other = hold(book, nobody), hold(book, nobody)
    assert waiting(book) == [one, other]
    assert waiting(book, SOUTH) == []
    with book.store.database.read() as tx:
        assert directory.entry(tx, nobody, ANNS) is None
        assert queue.due(tx, NORTH, book.clock.now.date()) == []
        assert search.matches(tx, NORTH, ANNS, "green", 9) == []
        assert replay(book.store, tx, nobody, book.clock.now.date(), known=True, now=book.clock.now).customer is None
    book.note(FIRM, AdoptRulebook(rulebook=Rulebook(pleased_after=3)))
    is_sound(book)
    book.note(nobody, RegisterCustomer(name="Nell New", owner=ANN, team=SOUTH), at=book.days_ago(2))
    assert (waiting(book), waiting(book, SOUTH)) == ([], [one, other])
    with book.store.database.read() as tx:
        assert directory.entry(tx, nobody, ANNS) is not None
    is_sound(book)


def test_of_nobodys_team_it_waits_for_none(book: Book) -> None:
    hold(book, uuid4(), team=None)
    assert (waiting(book), waiting(book, SOUTH)) == ([], [])
    is_sound(book)


def test_an_export_takes_it_along(book: Book, tmp_path: Path) -> None:
    held_on = uuid4()
    one = hold(book, held_on)
    lines = list(book.store.exported(book.store.head().position))
    keys = f"sqlite:///{tmp_path}/other_keys.db"
    with closing(open_store(f"sqlite:///{tmp_path}/other.db", keys, SECRET, clock=book.clock)) as other:
        other.load(lines, _loaded)
        ensure(other)
        found, before = other.find(one), book.store.find(one)
        assert found is not None
        assert found == before
        assert isinstance(found.body, NoteHeld)
        assert found.body.fields == '{"text": "Likes green"}'
        assert list(differences(other)) == []


def _loaded(through: int) -> Noted:
    return Noted(fact_id=uuid4(), stream=FIRM, occurred_at=START, noted_by=SYSTEM, body=LogLoaded(through=through))


def test_who_is_forgotten_takes_the_words_along(book: Book) -> None:
    tom = book.customer("Tom")
    one = hold(book, tom)
    forget(book.store, tom)
    found = book.store.find(one)
    assert found is not None
    assert isinstance(found.body, NoteHeld)
    assert found.body.fields is None
    assert waiting(book) == [one]
    rebuild(book.store, processes=1)
    assert list(differences(book.store)) == []
