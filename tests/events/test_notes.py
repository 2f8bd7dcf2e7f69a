"""How are words added and put right, and facts undone?"""

from __future__ import annotations

from functools import partial

import pytest

from events.customers import CustomerAssigned, CustomerRegistered
from events.kernel import Fact
from events.notes import AddNote, CorrectNote, FactUndone, NoteAdded, NoteCorrected, UndoFact
from events.purchases import PurchaseRecorded
from tests.events.given import DAY, FIRST, NAMES, TOO_LONG, UNKEEPABLE, given, nth

BOUGHT = PurchaseRecorded(amount=1, on=DAY)


def test_a_note_stands_alone_or_belongs_to_a_fact() -> None:
    for words in NAMES:
        given().when(AddNote(text=f" {words} ")).then(NoteAdded(text=words))
    given(BOUGHT).when(AddNote(of=FIRST, text="as a gift")).then(NoteAdded(of=FIRST, text="as a gift"))
    given(CustomerRegistered(name="Ann")).when(AddNote(of=FIRST, text="met at the fair")).then(
        NoteAdded(of=FIRST, text="met at the fair")
    )


def test_words_are_put_right() -> None:
    given(NoteAdded(text="gren")).when(CorrectNote(of=FIRST, text="green")).then(NoteCorrected(of=FIRST, text="green"))


def test_a_fact_is_undone_once() -> None:
    given(BOUGHT).when(UndoFact(of=FIRST)).then(FactUndone(of=FIRST))
    given(BOUGHT, FactUndone(of=FIRST)).when(UndoFact(of=FIRST)).nothing()
    given(FactUndone(of=FIRST)).when(UndoFact(of=FIRST)).nothing()


@pytest.mark.parametrize(
    "fixed", [CustomerRegistered(name="Ann"), CustomerAssigned(owner=None, team=nth(9)), FactUndone(of=nth(9))]
)
def test_who_is_on_the_list_and_whose_they_are_is_corrected_not_undone(fixed: Fact) -> None:
    given(fixed).when(UndoFact(of=FIRST)).refused("Correct it instead")


def test_what_is_not_on_the_record_is_neither_noted_onto_nor_corrected_nor_undone() -> None:
    given(BOUGHT).when(AddNote(of=nth(2), text="hello")).refused("nothing to add this note to")
    given(BOUGHT).when(CorrectNote(of=nth(2), text="hello")).refused("not on this customer's record")
    given(BOUGHT).when(UndoFact(of=nth(2))).refused("nothing to undo")


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_note_is_refused(text: str) -> None:
    given().when(lambda: AddNote(text=text)).refused("Write a few words")
    given(NoteAdded(text="x")).when(lambda: CorrectNote(of=FIRST, text=text)).refused("undo it")


def test_words_that_cannot_be_kept_are_refused() -> None:
    for text in [*UNKEEPABLE, TOO_LONG]:
        given().when(partial(AddNote, text=text)).refused("This text")
        given().when(partial(CorrectNote, of=FIRST, text=text)).refused("This text")
