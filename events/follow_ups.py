"""Follow-ups: what was promised for which day, what is put off, and what is settled?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never
from uuid import UUID

from events.enquiries import EnquiryReceived
from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact, personal
from events.values import PutOffReason, Rule, valid_day, valid_text

SETTLED_BY_HAND = frozenset(Rule) - {
    Rule.PROMISE, Rule.CALL_BACK, Rule.COMPLAINT, Rule.LEAVING, Rule.TELL_ENDED, Rule.TELL_FIXED, Rule.ENQUIRY,
}  # fmt: skip
"""Rules whose card can be settled as such; the others end with the promise, complaint, news or enquiry itself."""


@fact("promise_made")
class PromiseMade(Fact):
    """We said that we would be in touch on a day, mostly one that the customer named."""

    on: date
    note: str | None = personal()


@fact("promise_moved")
class PromiseMoved(Fact):
    promise: UUID
    on: date


@fact("promise_kept")
class PromiseKept(Fact):
    promise: UUID


@fact("enquiry_answered")
class EnquiryAnswered(Fact):
    enquiry: UUID


@fact("next_date_set")
class NextDateSet(Fact):
    """The next date for this customer, picked by a person; None is an explicit rest. `of` is the fact it belongs to."""

    next_on: date | None
    of: UUID | None = None


@fact("follow_up_put_off")
class FollowUpPutOff(Fact):
    """Not now: until the day nothing but what is owed later or comes newly; None is an explicit rest.

    `hour` is the power hour in which they were skipped.
    """

    until: date | None
    why: PutOffReason | None = None
    hour: UUID | None = None


@fact("reason_settled")
class ReasonSettled(Fact):
    """What put the customer on the queue is dealt with already."""

    rules: tuple[Rule, ...]


@command
class MakePromise(Command):
    on: date
    note: str | None = None

    def __post_init__(self) -> None:
        valid_day(self.on)
        valid_text(self.note)


@command
class MovePromise(Command):
    promise: UUID
    on: date

    def __post_init__(self) -> None:
        valid_day(self.on)


@command
class KeepPromise(Command):
    promise: UUID


@command
class AnswerEnquiry(Command):
    enquiry: UUID


@command
class SetNextDate(Command):
    next_on: date | None
    of: UUID | None = None

    def __post_init__(self) -> None:
        if self.next_on is not None:
            valid_day(self.next_on)


@command
class PutOff(Command):
    until: date | None
    why: PutOffReason | None = None
    hour: UUID | None = None

    def __post_init__(self) -> None:
        if self.until is not None:
            valid_day(self.until)


@command
class SettleReason(Command):
    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        if not self.rules or not set(self.rules) <= SETTLED_BY_HAND:
            raise Refused("Choose what is settled. A promise, complaint or enquiry is ended by itself.")


FollowUpFact = PromiseMade | PromiseMoved | PromiseKept | EnquiryAnswered | NextDateSet | FollowUpPutOff | ReasonSettled
FollowUpCommand = MakePromise | MovePromise | KeepPromise | AnswerEnquiry | SetNextDate | PutOff | SettleReason


@dataclass(frozen=True, kw_only=True)
class FollowUps:
    promises: frozenset[UUID] = frozenset()
    kept: frozenset[UUID] = frozenset()
    enquiries: frozenset[UUID] = frozenset()


def decide(past: FollowUps, asked: FollowUpCommand) -> list[FollowUpFact]:
    """Of two answers to an enquiry the earlier one counts, whichever phone had a signal first: both are noted."""
    match asked:
        case MakePromise(on=on, note=note):
            return [PromiseMade(on=on, note=valid_text(note))]
        case MovePromise(promise=promise, on=on):
            _standing(promise, past.promises)
            if promise in past.kept:
                raise Refused("That promise is kept already. Make a new one.")
            return [PromiseMoved(promise=promise, on=on)]
        case KeepPromise(promise=promise):
            _standing(promise, past.promises)
            return [] if promise in past.kept else [PromiseKept(promise=promise)]
        case AnswerEnquiry(enquiry=enquiry):
            if enquiry not in past.enquiries:
                raise Refused("That enquiry is not on this customer's record.")
            return [EnquiryAnswered(enquiry=enquiry)]
        case SetNextDate(next_on=next_on, of=of):
            return [NextDateSet(next_on=next_on, of=of)]
        case PutOff(until=until, why=why, hour=hour):
            return [FollowUpPutOff(until=until, why=why, hour=hour)]
        case SettleReason(rules=rules):
            return [ReasonSettled(rules=rules)]
        case _:
            assert_never(asked)


def _standing(promise: UUID, promises: frozenset[UUID]) -> None:
    if promise not in promises:
        raise Refused("That promise is not on this customer's record.")


def evolve(past: FollowUps, noted: Noted) -> FollowUps:
    match noted.body:
        case PromiseMade():
            return replace(past, promises=past.promises | {noted.fact_id})
        case PromiseKept(promise=promise):
            return replace(past, kept=past.kept | {promise})
        case EnquiryReceived():
            return replace(past, enquiries=past.enquiries | {noted.fact_id})
        case _:
            return past


FOLLOW_UPS = Decider[FollowUps, FollowUpCommand, FollowUpFact](
    start=FollowUps(),
    commands=(MakePromise, MovePromise, KeepPromise, AnswerEnquiry, SetNextDate, PutOff, SettleReason),
    facts=(PromiseMade, PromiseMoved, PromiseKept, EnquiryAnswered, NextDateSet, FollowUpPutOff, ReasonSettled),
    decide=decide,
    evolve=evolve,
    reports=frozenset({MakePromise, SetNextDate, PutOff, SettleReason}),
)
