"""Feedback: what did a customer say of us, who looks after a complaint, and what became of it?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never
from uuid import UUID

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact, personal
from events.values import FeedbackKind, Mood, valid_day, valid_text, valid_themes

TO_RESOLVE = frozenset({FeedbackKind.COMPLAINT, FeedbackKind.LEAVING})
"""Kinds of feedback that stay open until somebody says how they ended."""


@fact("feedback_noted")
class FeedbackNoted(Fact):
    """`themes` are of the firm's own list, as they were called then."""

    kind: FeedbackKind
    about_price: bool = False
    text: str | None = personal()
    mood: Mood | None = None
    themes: tuple[str, ...] = ()


@fact("themes_given")
class ThemesGiven(Fact):
    """What feedback, or a reason for leaving, is about, in place of what was said of it before; none is an answer."""

    of: UUID
    themes: tuple[str, ...]


@fact("complaint_assigned")
class ComplaintAssigned(Fact):
    """Who looks after a complaint, and by which day it is to be ended."""

    complaint: UUID
    owner: UUID
    by: date


@fact("complaint_resolved")
class ComplaintResolved(Fact):
    """How the complaint (or the wish to leave) ended, and whether the customer was told so already."""

    complaint: UUID
    text: str | None = personal()
    told: bool = True


@command
class NoteFeedback(Command):
    kind: FeedbackKind
    about_price: bool = False
    text: str | None = None
    mood: Mood | None = None
    themes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        valid_text(self.text)
        valid_themes(self.themes)


@command
class GiveThemes(Command):
    of: UUID
    themes: tuple[str, ...]

    def __post_init__(self) -> None:
        valid_themes(self.themes)


@command
class AssignComplaint(Command):
    complaint: UUID
    owner: UUID
    by: date

    def __post_init__(self) -> None:
        valid_day(self.by)


@command
class ResolveComplaint(Command):
    complaint: UUID
    text: str | None = None
    told: bool = True

    def __post_init__(self) -> None:
        valid_text(self.text)


FeedbackFact = FeedbackNoted | ThemesGiven | ComplaintAssigned | ComplaintResolved
FeedbackCommand = NoteFeedback | GiveThemes | AssignComplaint | ResolveComplaint


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """`complaints` and wishes to leave, each with whether it is a complaint; `resolved`, each with the words of it."""

    complaints: tuple[tuple[UUID, bool], ...] = ()
    resolved: tuple[tuple[UUID, str | None], ...] = ()


def decide(past: Feedback, asked: FeedbackCommand) -> list[FeedbackFact]:
    match asked:
        case NoteFeedback(kind=kind, about_price=about_price, text=text, mood=mood):
            themes = valid_themes(asked.themes)
            return [FeedbackNoted(kind=kind, about_price=about_price, text=valid_text(text), mood=mood, themes=themes)]
        case GiveThemes(of=of, themes=themes):
            return [ThemesGiven(of=of, themes=valid_themes(themes))]
        case AssignComplaint(complaint=complaint, owner=owner, by=by):
            _known(past, complaint)
            if complaint in dict(past.resolved):
                raise Refused("That complaint has ended already. Nobody has to look after it.")
            return [ComplaintAssigned(complaint=complaint, owner=owner, by=by)]
        case ResolveComplaint():
            return _resolve(past, asked)
        case _:
            assert_never(asked)


def _resolve(past: Feedback, asked: ResolveComplaint) -> list[FeedbackFact]:
    """Who notes it without knowing that somebody else did has done something of their own: their words are kept."""
    complained, text = _known(past, asked.complaint), valid_text(asked.text)
    said = {words for complaint, words in past.resolved if complaint == asked.complaint}
    if said and text in said | {None}:
        return []
    if complained and text is None:
        raise Refused("Say what was done about the complaint, in a few words.")
    return [ComplaintResolved(complaint=asked.complaint, text=text, told=asked.told)]


def _known(past: Feedback, complaint: UUID) -> bool:
    """Whether it is a complaint; else it is a wish to leave."""
    known = dict(past.complaints)
    if complaint not in known:
        raise Refused("That complaint is not on this customer's record.")
    return known[complaint]


def evolve(past: Feedback, noted: Noted) -> Feedback:
    match noted.body:
        case FeedbackNoted(kind=kind) if kind in TO_RESOLVE:
            return replace(past, complaints=(*past.complaints, (noted.fact_id, kind is FeedbackKind.COMPLAINT)))
        case ComplaintResolved(complaint=complaint, text=text):
            return replace(past, resolved=(*past.resolved, (complaint, text)))
        case _:
            return past


FEEDBACK = Decider[Feedback, FeedbackCommand, FeedbackFact](
    start=Feedback(),
    commands=(NoteFeedback, GiveThemes, AssignComplaint, ResolveComplaint),
    facts=(FeedbackNoted, ThemesGiven, ComplaintAssigned, ComplaintResolved),
    decide=decide,
    evolve=evolve,
    reports=frozenset({NoteFeedback, GiveThemes}),
)
