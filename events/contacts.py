"""Contacts: who tried to be in touch, by which channel, and what came of it?"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact, personal
from events.values import OUTCOMES, Channel, Outcome, Rule, Touch, valid_day, valid_text


@fact("contact_attempted")
class ContactAttempted(Fact):
    """`next_on` is the next date saved with it; `chosen` when a person picked that date, `rest` when they picked none.

    `inbound`: the customer was in touch with us. `rule` is the reason on the card that was worked, if one was, `rank`
    its rank and `rulebook` the number of the rulebook that gave it: what the effect of calling is measured by.
    `item`: what of the library was sent with it. `touch` None: what it was to them follows from the card.
    `hour` is the power hour in which it was worked.
    """

    channel: Channel
    outcome: Outcome
    inbound: bool = False
    next_on: date | None = None
    chosen: bool = False
    rest: bool = False
    rule: Rule | None = None
    rank: int | None = None
    rulebook: int | None = None
    note: str | None = personal()
    item: UUID | None = None
    touch: Touch | None = None
    hour: UUID | None = None


@command
class LogContactAttempt(Command):
    channel: Channel
    outcome: Outcome
    inbound: bool = False
    next_on: date | None = None
    chosen: bool = False
    rest: bool = False
    rule: Rule | None = None
    rank: int | None = None
    rulebook: int | None = None
    note: str | None = None
    item: UUID | None = None
    touch: Touch | None = None
    hour: UUID | None = None

    def __post_init__(self) -> None:
        valid_text(self.note)
        if self.next_on is not None:
            valid_day(self.next_on)
        if self.outcome not in OUTCOMES[self.channel]:
            outcome = self.outcome.replace("_", " ")
            raise Refused(f"A contact by {self.channel} cannot end with “{outcome}”. Choose another outcome.")
        if self.inbound and not self.outcome.reached:
            raise Refused("When the customer was in touch, the outcome is spoke, met, answered, ordered or said no.")
        if self.rest and self.next_on is not None:
            raise Refused("Choose a next date or a rest, not both.")


def decide(past: None, asked: LogContactAttempt) -> list[ContactAttempted]:
    return [
        ContactAttempted(
            channel=asked.channel,
            outcome=asked.outcome,
            inbound=asked.inbound,
            next_on=asked.next_on,
            chosen=asked.chosen,
            rest=asked.rest,
            rule=asked.rule,
            rank=asked.rank,
            rulebook=asked.rulebook,
            note=valid_text(asked.note),
            item=asked.item,
            touch=asked.touch,
            hour=asked.hour,
        )
    ]


def evolve(past: None, noted: Noted) -> None:
    return None


CONTACTS = Decider[None, LogContactAttempt, ContactAttempted](
    start=None,
    commands=(LogContactAttempt,),
    facts=(ContactAttempted,),
    decide=decide,
    evolve=evolve,
    reports=frozenset({LogContactAttempt}),
)
