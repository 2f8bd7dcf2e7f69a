"""Notes: which words were added to a fact or put right, and what was undone? The first fact always stays readable."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never
from uuid import UUID

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact, personal, shape_of
from events.values import valid_text


@fact("note_added")
class NoteAdded(Fact):
    """Words to a fact that was already saved; `of` None for a note on its own."""

    of: UUID | None = None
    text: str | None = personal()


@fact("note_corrected")
class NoteCorrected(Fact):
    """The words of the fact `of` should read so."""

    of: UUID
    text: str | None = personal()


@fact("fact_undone")
class FactUndone(Fact):
    """The fact `of` did not happen. Undone facts count for nothing and stay readable."""

    of: UUID


@command
class AddNote(Command):
    of: UUID | None = None
    text: str

    def __post_init__(self) -> None:
        if not valid_text(self.text):
            raise Refused("Write a few words, then save the note.")


@command
class CorrectNote(Command):
    of: UUID
    text: str

    def __post_init__(self) -> None:
        if not valid_text(self.text):
            raise Refused("Write the words as they should read. To take a note back, undo it.")


@command
class UndoFact(Command):
    of: UUID


NoteFact = NoteAdded | NoteCorrected | FactUndone
NoteCommand = AddNote | CorrectNote | UndoFact


@dataclass(frozen=True, kw_only=True)
class Notes:
    known: frozenset[UUID] = frozenset()
    fixed: frozenset[UUID] = frozenset()
    undone: frozenset[UUID] = frozenset()


def decide(past: Notes, asked: NoteCommand) -> list[NoteFact]:
    match asked:
        case AddNote(of=of, text=text):
            if of is not None and of not in past.known | past.fixed:
                raise Refused("There is nothing to add this note to. Save it as a new note.")
            return [NoteAdded(of=of, text=valid_text(text))]
        case CorrectNote(of=of, text=text):
            if of not in past.known:
                raise Refused("That note is not on this customer's record.")
            return [NoteCorrected(of=of, text=valid_text(text))]
        case UndoFact(of=of):
            if of in past.undone:
                return []
            if of in past.fixed:
                raise Refused("This cannot be undone. Correct it instead.")
            if of not in past.known:
                raise Refused("There is nothing to undo here: it is not on this customer's record.")
            return [FactUndone(of=of)]
        case _:
            assert_never(asked)


FIXED = frozenset(
    {
        "customer_registered", "customer_assigned", "fact_undone", "clock_corrected",
        "note_held", "held_note_taken", "held_note_left",
    }
)  # fmt: skip
"""Stored names of facts that are not undone: an undo is not undone, it is noted again."""


def evolve(past: Notes, noted: Noted) -> Notes:
    if isinstance(noted.body, FactUndone):
        past = replace(past, undone=past.undone | {noted.body.of})
    if shape_of(noted.body).name in FIXED:
        return replace(past, fixed=past.fixed | {noted.fact_id})
    return replace(past, known=past.known | {noted.fact_id})


NOTES = Decider[Notes, NoteCommand, NoteFact](
    start=Notes(),
    commands=(AddNote, CorrectNote, UndoFact),
    facts=(NoteAdded, NoteCorrected, FactUndone),
    decide=decide,
    evolve=evolve,
)
