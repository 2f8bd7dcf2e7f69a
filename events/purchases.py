"""Purchases: what did a customer buy, on which day, for how much, and what of it was given back?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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


@fact("purchase_refunded")
class PurchaseRefunded(Fact):
    """So much was given back on a day, of the purchase `of` or of none in particular. `amount` in minor units."""

    of: UUID | None
    amount: int
    on: date


@fact("purchase_voided")
class PurchaseVoided(Fact):
    """The order `of` did not come about: it counts for nothing."""

    of: UUID
    on: date


@fact("purchase_recognised")
class PurchaseRecognised(Fact):
    """A sale that `source` brought is the one noted by hand as `of`.

    This fact's id is that of the brought row: what is said of that row later is said of the purchase `of`.
    """

    of: UUID
    source: str
    order_id: str | None = None


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


@command
class RefundPurchase(Command):
    """`of` None: nobody says which purchase."""

    of: UUID | None
    amount: Money
    on: date

    def __post_init__(self) -> None:
        valid_day(self.on)
        if not self.amount.minor:
            raise Refused("Say how much was given back: more than nothing.")


@command
class VoidPurchase(Command):
    of: UUID
    on: date

    def __post_init__(self) -> None:
        valid_day(self.on)


PurchaseFact = PurchaseRecorded | PurchaseCorrected | PurchaseRefunded | PurchaseVoided | PurchaseRecognised
PurchaseCommand = RecordPurchase | CorrectPurchase | RefundPurchase | VoidPurchase


@dataclass(frozen=True, kw_only=True)
class Purchases:
    """`left`: of each purchase what was paid and not given back; `same`: of each recognised row the purchase it is."""

    left: Mapping[UUID, int] = field(default_factory=dict)
    voided: frozenset[UUID] = frozenset()
    same: Mapping[UUID, UUID] = field(default_factory=dict)

    def meant(self, of: UUID) -> UUID:
        """Raises Refused for what is no purchase of this customer."""
        meant = self.same.get(of, of)
        if meant not in self.left:
            raise Refused("That purchase is not on this customer's record.")
        return meant


def decide(past: Purchases, asked: PurchaseCommand) -> list[PurchaseFact]:
    match asked:
        case RecordPurchase():
            return [record(asked)]
        case CorrectPurchase(of=of, amount=amount, on=on):
            _standing(past, of)
            return [PurchaseCorrected(of=of, amount=amount.minor, on=on)]
        case RefundPurchase(of=of, amount=amount):
            if of is not None and amount.minor > past.left[_standing(past, of)]:
                raise Refused("That is more than was paid for it. Correct the purchase first, or give back less.")
            return [refund(asked)]
        case VoidPurchase(of=of):
            return [] if past.meant(of) in past.voided else [void(asked)]
        case _:
            assert_never(asked)


def _standing(past: Purchases, of: UUID) -> UUID:
    meant = past.meant(of)
    if meant in past.voided:
        raise Refused("That order did not come about. If it did after all, undo that it was voided.")
    return meant


def record(asked: RecordPurchase) -> PurchaseRecorded:
    """The fact of a purchase; set-wise imports call it without the rest of the topic."""
    return PurchaseRecorded(
        amount=asked.amount.minor, on=asked.on, quantity=asked.quantity, order_id=valid_name(asked.order_id)
    )


def refund(asked: RefundPurchase) -> PurchaseRefunded:
    """The same for what was given back."""
    return PurchaseRefunded(of=asked.of, amount=asked.amount.minor, on=asked.on)


def void(asked: VoidPurchase) -> PurchaseVoided:
    """The same for an order that did not come about."""
    return PurchaseVoided(of=asked.of, on=asked.on)


def recognise(of: UUID, source: str, order_id: str | None = None) -> PurchaseRecognised:
    """The fact that an imported row is a purchase noted by hand. Raises Refused for words that cannot be kept."""
    return PurchaseRecognised(of=of, source=valid_name(source) or "", order_id=valid_name(order_id))


def evolve(past: Purchases, noted: Noted) -> Purchases:
    match noted.body:
        case PurchaseRecorded(amount=amount):
            return replace(past, left={**past.left, noted.fact_id: amount})
        case PurchaseCorrected(of=of, amount=amount):
            return replace(past, left={**past.left, past.same.get(of, of): amount})
        case PurchaseRefunded(of=UUID() as of, amount=amount):
            meant = past.same.get(of, of)
            return replace(past, left={**past.left, meant: max(past.left.get(meant, 0) - amount, 0)})
        case PurchaseVoided(of=of):
            return replace(past, voided=past.voided | {past.same.get(of, of)})
        case PurchaseRecognised(of=of):
            return replace(past, same={**past.same, noted.fact_id: of})
        case _:
            return past


PURCHASES = Decider[Purchases, PurchaseCommand, PurchaseFact](
    start=Purchases(),
    commands=(RecordPurchase, CorrectPurchase, RefundPurchase, VoidPurchase),
    facts=(PurchaseRecorded, PurchaseCorrected, PurchaseRefunded, PurchaseVoided, PurchaseRecognised),
    decide=decide,
    evolve=evolve,
    reports=frozenset({RecordPurchase}),
)
