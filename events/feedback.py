"""Feedback: what did a customer say of us, and what became of a complaint?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never
from uuid import UUID

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact, personal
from events.values import FeedbackKind, valid_text

TO_RESOLVE = frozenset({FeedbackKind.COMPLAINT, FeedbackKind.LEAVING})
"""Kinds of feedback that stay open until somebody says how they ended."""


@fact("feedback_noted")
class FeedbackNoted(Fact):
    kind: FeedbackKind
    about_price: bool = False
    text: str | None = personal()


@fact("complaint_resolved")
class ComplaintResolved(Fact):
    """The customer was told how the complaint (or the wish to leave) ended."""

    complaint: UUID
    text: str | None = personal()


@command
class NoteFeedback(Command):
    kind: FeedbackKind
    about_price: bool = False
    text: str | None = None

    def __post_init__(self) -> None:
        valid_text(self.text)


@command
class ResolveComplaint(Command):
    complaint: UUID
    text: str | None = None

    def __post_init__(self) -> None:
        valid_text(self.text)


FeedbackFact = FeedbackNoted | ComplaintResolved
FeedbackCommand = NoteFeedback | ResolveComplaint


@dataclass(frozen=True, kw_only=True)
class Feedback:
    complaints: frozenset[UUID] = frozenset()
    resolved: frozenset[UUID] = frozenset()


def decide(past: Feedback, asked: FeedbackCommand) -> list[FeedbackFact]:
    match asked:
        case NoteFeedback(kind=kind, about_price=about_price, text=text):
            return [FeedbackNoted(kind=kind, about_price=about_price, text=valid_text(text))]
        case ResolveComplaint(complaint=complaint, text=text):
            if complaint not in past.complaints:
                raise Refused("That complaint is not on this customer's record.")
            if complaint in past.resolved:
                return []
            return [ComplaintResolved(complaint=complaint, text=valid_text(text))]
        case _:
            assert_never(asked)


def evolve(past: Feedback, noted: Noted) -> Feedback:
    match noted.body:
        case FeedbackNoted(kind=kind) if kind in TO_RESOLVE:
            return Feedback(complaints=past.complaints | {noted.fact_id}, resolved=past.resolved)
        case ComplaintResolved(complaint=complaint):
            return Feedback(complaints=past.complaints, resolved=past.resolved | {complaint})
        case _:
            return past


FEEDBACK = Decider[Feedback, FeedbackCommand, FeedbackFact](
    start=Feedback(),
    commands=(NoteFeedback, ResolveComplaint),
    facts=(FeedbackNoted, ComplaintResolved),
    decide=decide,
    evolve=evolve,
    reports=frozenset({NoteFeedback}),
)
