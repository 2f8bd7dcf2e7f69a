"""Held notes: what did a device hand over after it was signed out, and what did a manager make of it?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never
from uuid import UUID

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact, personal
from events.values import valid_text

LONGEST_ADDRESS = 200
LONGEST_FORM = 30_000


@fact("note_held")
class NoteHeld(Fact):
    """A note that counts for nothing until a manager takes it; it would be carried out as `command`, at `said_at`.

    `to` is the address of its form, `fields` what that says (JSON). It stands on the stream of the customer, so that
    their words go with them; `team` is that of who noted it, whose managers settle what is about nobody on the list.
    `phone_at` is what the phone said that it was, where its clock was wrong.
    """

    command: UUID
    to: str
    said_at: datetime
    phone_at: datetime | None = None
    team: UUID | None = None
    fields: str | None = personal()


@fact("held_note_taken")
class HeldNoteTaken(Fact):
    """The held note `of` was carried out, as noted then; or had come in on another way."""

    of: UUID


@fact("held_note_left")
class HeldNoteLeft(Fact):
    """The held note `of` was left out: it counts for nothing and stays readable."""

    of: UUID


@command
class HoldNote(Command):
    command: UUID
    to: str
    said_at: datetime
    phone_at: datetime | None = None
    team: UUID | None = None
    fields: str

    def __post_init__(self) -> None:
        valid_text(self.to, longest=LONGEST_ADDRESS)
        valid_text(self.fields, longest=LONGEST_FORM)


@command
class TakeHeldNote(Command):
    of: UUID


@command
class LeaveHeldNote(Command):
    of: UUID


HeldFact = NoteHeld | HeldNoteTaken | HeldNoteLeft
HeldCommand = HoldNote | TakeHeldNote | LeaveHeldNote


@dataclass(frozen=True, kw_only=True)
class Held:
    held: frozenset[UUID] = frozenset()
    settled: frozenset[UUID] = frozenset()


def decide(past: Held, asked: HeldCommand) -> list[HeldFact]:
    match asked:
        case HoldNote():
            return [NoteHeld(**vars(asked))]
        case TakeHeldNote(of=of):
            check_open(past, of)
            return [HeldNoteTaken(of=of)]
        case LeaveHeldNote(of=of):
            check_open(past, of)
            return [HeldNoteLeft(of=of)]
        case _:
            assert_never(asked)


def check_open(past: Held, of: UUID) -> None:
    """Each held note is settled once. Raises Refused."""
    if of not in past.held:
        raise Refused("There is no such note to settle here.")
    if of in past.settled:
        raise Refused("This note is settled already: somebody took it, or left it out.")


def evolve(past: Held, noted: Noted) -> Held:
    match noted.body:
        case NoteHeld():
            return replace(past, held=past.held | {noted.fact_id})
        case HeldNoteTaken(of=of) | HeldNoteLeft(of=of):
            return replace(past, settled=past.settled | {of})
        case _:
            return past


HELD = Decider[Held, HeldCommand, HeldFact](
    start=Held(),
    commands=(HoldNote, TakeHeldNote, LeaveHeldNote),
    facts=(NoteHeld, HeldNoteTaken, HeldNoteLeft),
    decide=decide,
    evolve=evolve,
    reports=frozenset({HoldNote}),
)
