"""Which sales, refunds and voids do one customer's rows tell of? Rows of one order are lines of one sale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from backend.importing.entries import BadRow, Entry, Sale
from events.imports import Identity
from events.kernel import Refused
from events.purchases import PurchaseRecorded, RecordPurchase, record
from events.values import Money

Who = Callable[[Entry], str]
"""By which word the customer of a row is known (`keys.RowKeys.who`)."""


class Back(NamedTuple):
    """So much was given back, of a sale or of none in particular; with `so_far` it is all that was, up to now."""

    of: UUID | None
    amount: int
    on: date
    so_far: bool = False


class Void(NamedTuple):
    """That sale did not come about."""

    of: UUID
    on: date


@dataclass(slots=True)
class Sales:
    """By fact id, in the order of the file; `lines` tells where each sale first stands."""

    recorded: dict[UUID, PurchaseRecorded] = field(default_factory=dict)
    refunds: dict[UUID, Back] = field(default_factory=dict)
    voids: dict[UUID, Void] = field(default_factory=dict)
    bad: list[BadRow] = field(default_factory=list)
    lines: dict[UUID, int] = field(default_factory=dict)


def sales_of(rows: Iterable[Entry], who: Who, identity: Identity) -> Sales:
    sales, seen, given_back = Sales(), Counter[tuple[object, ...]](), dict[str, Back]()
    for row in rows:
        if isinstance(row.what, Sale):
            try:
                _enter(sales, row, row.what, who(row), identity, seen, given_back)
            except Refused as why:
                sales.bad.append(BadRow(row.line, str(why), row.text))
    for order, back in given_back.items():
        sales.refunds[identity.other("refund", order, back.amount)] = back
    return sales


def _enter(
    sales: Sales,
    row: Entry,
    sale: Sale,
    who: str,
    identity: Identity,
    seen: Counter[tuple[object, ...]],
    given_back: dict[str, Back],
) -> None:
    if sale.refund:
        content = (who, sale.order_id or "", sale.on, sale.amount)
        seen["refund", *content] += 1
        of = identity.order(sale.order_id) if sale.order_id else None
        fact = identity.other("refund row", *content, seen["refund", *content])
        sales.refunds[fact] = Back(of, sale.amount, sale.on)
        return
    fact = _id(sale, who, identity, seen)
    new = _ordered(sale) if sale.order_id else _usual(sale.amount, sale.on, sale.quantity)
    before = sales.recorded.get(fact)
    sales.recorded[fact] = new if before is None else _with_line(before, new)
    sales.lines.setdefault(fact, row.line)
    if sale.order_id and sale.refunded:
        given = given_back.get(sale.order_id)
        given_back[sale.order_id] = Back(fact, sale.refunded + (given.amount if given else 0), sale.on, so_far=True)
    if sale.order_id and sale.voided:
        sales.voids[identity.other("void", sale.order_id)] = Void(fact, sale.on)


def _ordered(sale: Sale) -> PurchaseRecorded:
    return record(RecordPurchase(amount=Money(sale.amount), on=sale.on, quantity=sale.quantity, order_id=sale.order_id))


@lru_cache(maxsize=4_096)
def _usual(amount: int, on: date, quantity: int) -> PurchaseRecorded:
    """A shop sells the same things for the same prices, and facts never change: one serves for all that are alike."""
    return record(RecordPurchase(amount=Money(amount), on=on, quantity=quantity))


def _id(sale: Sale, who: str, identity: Identity, seen: Counter[tuple[object, ...]]) -> UUID:
    if sale.order_id:
        return identity.order(sale.order_id)
    content = (who, sale.on, sale.amount, sale.quantity)
    seen[content] += 1
    return identity.purchase(*content, seen[content])


def _with_line(before: PurchaseRecorded, line: PurchaseRecorded) -> PurchaseRecorded:
    """Raises Refused for a line of another day: an order is of one."""
    if before.on != line.on:
        raise Refused("An earlier row gives this order another day.")
    amount = Money(before.amount + line.amount).minor
    return PurchaseRecorded(
        amount=amount, on=before.on, quantity=before.quantity + line.quantity, order_id=before.order_id
    )
