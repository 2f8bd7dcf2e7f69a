"""Purchases: what did a customer buy, on which day, for how much?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import assert_never
from uuid import UUID

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact
from events.values import Money, valid_day, valid_name


@fact("purchase_recorded")
class PurchaseRecorded(Fact):
    """`amount` in minor units of the firm's currency; `on` is the firm's local day."""

    amount: int
    on: date
    quantity: int = 1
    order_id: str | None = None


@fact("purchase_corrected")
class PurchaseCorrected(Fact):
    """The purchase `of` was really for this amount on this day."""

    of: UUID
    amount: int
    on: date


@command
class RecordPurchase(Command):
    amount: Money
    on: date
    quantity: int = 1
    order_id: str | None = None

    def __post_init__(self) -> None:
        valid_day(self.on)
        valid_name(self.order_id)
        if not 0 <= self.quantity <= 1_000_000:
            raise Refused("The quantity is a number from 0 to a million.")


@command
class CorrectPurchase(Command):
    of: UUID
    amount: Money
    on: date

    def __post_init__(self) -> None:
        valid_day(self.on)


PurchaseFact = PurchaseRecorded | PurchaseCorrected
PurchaseCommand = RecordPurchase | CorrectPurchase


@dataclass(frozen=True, kw_only=True)
class Purchases:
    recorded: frozenset[UUID] = frozenset()


def decide(past: Purchases, asked: PurchaseCommand) -> list[PurchaseFact]:
    match asked:
        case RecordPurchase():
            return [record(asked)]
        case CorrectPurchase(of=of, amount=amount, on=on):
            if of not in past.recorded:
                raise Refused("That purchase is not on this customer's record.")
            return [PurchaseCorrected(of=of, amount=amount.minor, on=on)]
        case _:
            assert_never(asked)


def record(asked: RecordPurchase) -> PurchaseRecorded:
    """The fact of a purchase; set-wise imports call it without the rest of the topic."""
    return PurchaseRecorded(
        amount=asked.amount.minor, on=asked.on, quantity=asked.quantity, order_id=valid_name(asked.order_id)
    )


def evolve(past: Purchases, noted: Noted) -> Purchases:
    match noted.body:
        case PurchaseRecorded():
            return Purchases(recorded=past.recorded | {noted.fact_id})
        case _:
            return past


PURCHASES = Decider[Purchases, PurchaseCommand, PurchaseFact](
    start=Purchases(),
    commands=(RecordPurchase, CorrectPurchase),
    facts=(PurchaseRecorded, PurchaseCorrected),
    decide=decide,
    evolve=evolve,
    reports=frozenset({RecordPurchase}),
)
