"""Telling: what does a customer still have to hear from us, and has somebody told them?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never
from uuid import UUID

from events.feedback import ComplaintResolved
from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact, personal
from events.values import valid_day, valid_text


@fact("feedback_acted_on")
class FeedbackActedOn(Fact):
    """What they said was put right by an action: from the day `on` they are to be told so. `text`: what was done."""

    action: UUID
    reasons: tuple[UUID, ...]
    on: date
    text: str | None = personal()


@fact("customer_told")
class CustomerTold(Fact):
    """Of how a complaint ended, or of what was put right: the fact `of`."""

    of: UUID


@command
class ActOnFeedback(Command):
    action: UUID
    reasons: tuple[UUID, ...]
    on: date
    text: str | None = None

    def __post_init__(self) -> None:
        valid_day(self.on)
        valid_text(self.text)


@command
class TellCustomer(Command):
    of: UUID


TellingFact = FeedbackActedOn | CustomerTold
TellingCommand = ActOnFeedback | TellCustomer


@dataclass(frozen=True, kw_only=True)
class Telling:
    news: frozenset[UUID] = frozenset()


def decide(past: Telling, asked: TellingCommand) -> list[TellingFact]:
    """Where two told them, they have known since the earlier of both, whichever phone had a signal first."""
    match asked:
        case ActOnFeedback(action=action, reasons=reasons, on=on, text=text):
            return [FeedbackActedOn(action=action, reasons=reasons, on=on, text=valid_text(text))]
        case TellCustomer(of=of):
            if of not in past.news:
                raise Refused("There is nothing of that kind to tell this customer.")
            return [CustomerTold(of=of)]
        case _:
            assert_never(asked)


def evolve(past: Telling, noted: Noted) -> Telling:
    match noted.body:
        case FeedbackActedOn() | ComplaintResolved():
            return replace(past, news=past.news | {noted.fact_id})
        case _:
            return past


TELLING = Decider[Telling, TellingCommand, TellingFact](
    start=Telling(),
    commands=(ActOnFeedback, TellCustomer),
    facts=(FeedbackActedOn, CustomerTold),
    decide=decide,
    evolve=evolve,
    reports=frozenset({ActOnFeedback}),
)
