"""Referrals: which customer brought this one, whom did they bring, and whom did we send to them?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never
from uuid import UUID

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact, personal
from events.values import valid_text


@fact("customer_referred")
class CustomerReferred(Fact):
    """The customer `by` brought this one. One brings a customer: what is said later replaces it."""

    by: UUID


@fact("referral_given")
class ReferralGiven(Fact):
    """We sent somebody to this customer, to buy there; `text` says whom."""

    text: str | None = personal()


@fact("referral_received")
class ReferralReceived(Fact):
    """This customer brought somebody, `customer`: on the stream of who is to be thanked."""

    customer: UUID


@command
class NoteReferral(Command):
    """That nobody is brought in a circle is looked at where it is written: others may note the other half meanwhile."""

    by: UUID


@command
class ReceiveReferral(Command):
    """What follows for the one who brought somebody; each is thanked for once."""

    customer: UUID


@command
class GiveReferral(Command):
    text: str | None = None

    def __post_init__(self) -> None:
        valid_text(self.text)


ReferralFact = CustomerReferred | ReferralGiven | ReferralReceived
ReferralCommand = NoteReferral | GiveReferral | ReceiveReferral


@dataclass(frozen=True, kw_only=True)
class Referrals:
    """`customer`: whose stream this is, as its facts say."""

    customer: UUID | None = None
    by: UUID | None = None
    brought: frozenset[UUID] = frozenset()


def decide(past: Referrals, asked: ReferralCommand) -> list[ReferralFact]:
    match asked:
        case NoteReferral(by=by):
            if by == past.customer:
                raise Refused("Nobody brings themselves. Choose the customer who told them of us.")
            return [] if by == past.by else [CustomerReferred(by=by)]
        case GiveReferral(text=text):
            return [ReferralGiven(text=valid_text(text))]
        case ReceiveReferral(customer=customer):
            return [] if customer in past.brought else [ReferralReceived(customer=customer)]
        case _:
            assert_never(asked)


def evolve(past: Referrals, noted: Noted) -> Referrals:
    past = replace(past, customer=noted.stream)
    match noted.body:
        case CustomerReferred(by=by):
            return replace(past, by=by)
        case ReferralReceived(customer=customer):
            return replace(past, brought=past.brought | {customer})
        case _:
            return past


REFERRALS = Decider[Referrals, ReferralCommand, ReferralFact](
    start=Referrals(),
    commands=(NoteReferral, GiveReferral, ReceiveReferral),
    facts=(CustomerReferred, ReferralGiven, ReferralReceived),
    decide=decide,
    evolve=evolve,
    reports=frozenset({GiveReferral}),
)
