"""Is a held note settled once, and once only?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from events.held import HeldNoteLeft, HeldNoteTaken, HoldNote, LeaveHeldNote, NoteHeld, TakeHeldNote
from events.kernel import without_personal
from events.notes import CorrectNote, UndoFact
from tests.events.given import FIRST, START, given, nth

ASKED = HoldNote(command=nth(7), to="/customers/x/notes", said_at=START, team=nth(8), fields='{"text": "green"}')
HELD = NoteHeld(**vars(ASKED))
SETTLED = [HeldNoteTaken(of=FIRST), HeldNoteLeft(of=FIRST)]


def test_what_is_handed_over_is_held_whatever_came_before() -> None:
    given().when(ASKED).then(HELD)
    given(HELD, HeldNoteTaken(of=FIRST)).when(replace(ASKED, command=nth(9))).then(replace(HELD, command=nth(9)))


def test_its_words_go_with_the_customer_and_its_id_stays() -> None:
    assert without_personal(HELD) == replace(HELD, fields=None)


@pytest.mark.parametrize(("asked", "fact"), [(TakeHeldNote, HeldNoteTaken), (LeaveHeldNote, HeldNoteLeft)])
def test_it_is_settled_once(asked: type[TakeHeldNote], fact: type[HeldNoteTaken]) -> None:
    given(HELD).when(asked(of=FIRST)).then(fact(of=FIRST))
    given(HELD, HELD).when(asked(of=nth(2))).then(fact(of=nth(2)))
    for settled in SETTLED:
        given(HELD, settled).when(asked(of=FIRST)).refused("settled already")
        given(HELD, HELD, settled).when(asked(of=nth(2))).then(fact(of=nth(2)))


@pytest.mark.parametrize("asked", [TakeHeldNote(of=FIRST), LeaveHeldNote(of=FIRST)])
def test_only_what_is_held_is_settled(asked: TakeHeldNote) -> None:
    given().when(asked).refused("no such note")
    given(HeldNoteTaken(of=nth(9))).when(asked).refused("no such note")


def test_neither_it_nor_what_became_of_it_is_undone() -> None:
    for fact in (HELD, *SETTLED):
        given(fact).when(UndoFact(of=FIRST)).refused("cannot be undone")
        given(fact).when(CorrectNote(of=FIRST, text="blue")).refused("not on this customer's record")


def test_neither_address_nor_form_is_a_story() -> None:
    given().when(lambda: replace(ASKED, to="/" + "x" * 200)).refused("too long")
    given().when(lambda: replace(ASKED, fields="x" * 30_001)).refused("too long")
    given().when(lambda: replace(ASKED, to="/\x00")).refused("cannot be kept")
