"""Needs: what does a customer need, in their words, and what of it is met?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never
from uuid import UUID

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact, personal
from events.values import LONGEST_NAME, valid_text


@fact("need_noted")
class NeedNoted(Fact):
    text: str | None = personal()


@fact("need_met")
class NeedMet(Fact):
    """They have it, from us or from elsewhere: nobody has to ask for it any more."""

    need: UUID


@command
class NoteNeed(Command):
    text: str

    def __post_init__(self) -> None:
        if len(self.text) > LONGEST_NAME:
            raise Refused(f"A need is a line: up to {LONGEST_NAME} characters. Put the rest into a note.")
        if not valid_text(self.text):
            raise Refused("Write in a few words what they need.")


@command
class MeetNeed(Command):
    need: UUID


NeedFact = NeedNoted | NeedMet
NeedCommand = NoteNeed | MeetNeed


@dataclass(frozen=True, kw_only=True)
class Needs:
    noted: frozenset[UUID] = frozenset()


def decide(past: Needs, asked: NeedCommand) -> list[NeedFact]:
    """Where two saw that it is met, both are noted: one who takes it back takes back their own word alone."""
    match asked:
        case NoteNeed(text=text):
            return [NeedNoted(text=valid_text(text))]
        case MeetNeed(need=need):
            if need not in past.noted:
                raise Refused("That need is not on this customer's record.")
            return [NeedMet(need=need)]
        case _:
            assert_never(asked)


def evolve(past: Needs, noted: Noted) -> Needs:
    match noted.body:
        case NeedNoted():
            return replace(past, noted=past.noted | {noted.fact_id})
        case _:
            return past


NEEDS = Decider[Needs, NeedCommand, NeedFact](
    start=Needs(),
    commands=(NoteNeed, MeetNeed),
    facts=(NeedNoted, NeedMet),
    decide=decide,
    evolve=evolve,
    reports=frozenset({NoteNeed}),
)
