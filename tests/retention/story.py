"""How is a customer's story told in a test? Days count from a Monday; each fact comes a minute after the last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from backend.retention.agenda import Agenda, HoldKind
from backend.retention.days import Calendar
from backend.retention.fold import fold, in_order
from backend.retention.follow_ups import agenda
from backend.retention.profile import Profile
from backend.retention.rhythm import UNTIL_FITTED
from events.contacts import ContactAttempted
from events.customers import CustomerRegistered
from events.feedback import FeedbackNoted
from events.kernel import Fact, Recorded
from events.notes import FactUndone
from events.purchases import PurchaseRecorded
from events.rulebook import Rulebook
from events.values import Channel, FeedbackKind, Outcome, Rule

MONDAY = date(2026, 3, 2)
CUSTOMER, SOMEBODY = UUID(int=0xC0DE), UUID(int=0xABBA)
RULES, CALENDAR = Rulebook(), Calendar()
Told = tuple[int, Fact]


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def nth(number: int) -> UUID:
    """The id of the n-th fact that was told, from 1."""
    return UUID(int=number)


def story(*told: Told) -> list[Recorded]:
    """Facts in the order of telling, which is the order of recording."""
    return [
        Recorded(
            fact_id=nth(number),
            stream=CUSTOMER,
            occurred_at=datetime.combine(day(on), datetime.min.time(), UTC) + timedelta(hours=9, minutes=number),
            noted_by=SOMEBODY,
            body=body,
            position=number,
            version=number,
            recorded_at=datetime(2030, 1, 1, tzinfo=UTC),
        )
        for number, (on, body) in enumerate(told, 1)
    ]


def in_one_moment(facts: list[Recorded]) -> list[Recorded]:
    """The same facts, all of the moment of the first: what one tap saved."""
    return [replace(noted, occurred_at=facts[0].occurred_at) for noted in facts]


def folded(facts: Iterable[Recorded]) -> Profile:
    return fold(in_order(facts), UTC)


def known(*told: Told) -> Profile:
    return folded(story(*told))


def agenda_of(profile: Profile, rulebook: Rulebook = RULES) -> Agenda:
    return agenda(profile, rulebook, UNTIL_FITTED, CALENDAR)


def reasons(*told: Told, on: int, rulebook: Rulebook = RULES) -> list[Rule]:
    """Why the customer is on the queue of a day, the most urgent first."""
    return [window.rule for window in agenda_of(known(*told), rulebook).on(day(on))]


def days_of(rule: Rule, *told: Told, until: int = 400, rulebook: Rulebook = RULES) -> list[int]:
    """On which days the customer is on the queue for this reason."""
    made = agenda_of(known(*told), rulebook)
    return [number for number in range(until) if rule in {window.rule for window in made.on(day(number))}]


def why_not(rule: Rule, *told: Told, on: int) -> set[HoldKind]:
    """What withholds a reason on a day."""
    withheld = agenda_of(known(*told)).withheld(day(on))
    return {hold.kind for window, holds in withheld if window.rule is rule for hold in holds}


def bought(on: int, amount: int = 5_000) -> Told:
    return on, PurchaseRecorded(amount=amount, on=day(on))


def registered(on: int = 0, **known: Any) -> Told:
    return on, CustomerRegistered(**{"name": "Ann", "has_phone": True, **known})


def contact(on: int, outcome: Outcome = Outcome.SPOKE, next_on: int | None = None, **more: Any) -> Told:
    channel = Channel.VISIT if outcome in (Outcome.MET, Outcome.NOT_IN) else Channel.CALL
    channel = Channel.EMAIL if outcome in (Outcome.SENT, Outcome.ANSWERED) else channel
    due = None if next_on is None else day(next_on)
    return on, ContactAttempted(**{"channel": channel, "outcome": outcome, "next_on": due, **more})


def complained(on: int) -> Told:
    return on, FeedbackNoted(kind=FeedbackKind.COMPLAINT)


def undo(on: int, number: int) -> Told:
    return on, FactUndone(of=nth(number))
