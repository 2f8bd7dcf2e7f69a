"""Whose sales are these rows, and which facts are they? The rows of one file by customer, with ids that stay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from functools import lru_cache
from uuid import UUID

from backend.importing.rows import BadRow, Details, Row
from backend.retention.days import start_of
from events.customers import CustomerRegistered, RegisterCustomer, register
from events.imports import Identity
from events.kernel import SYSTEM, Noted, Refused
from events.purchases import PurchaseRecorded
from events.values import Money

Home = Callable[[str], tuple[UUID | None, UUID | None]]
"""The owner and the team of a new customer, by their number in the shop."""


@dataclass(slots=True)
class Buyer:
    """One customer of the file; `sales` by fact id, in the order of the file."""

    number: str
    details: Details
    sales: dict[UUID, PurchaseRecorded] = field(default_factory=dict)


@dataclass
class Book:
    """The customers of one file of one `source`: the shop or till whose numbers they are."""

    source: str
    rows: int = 0
    bad: list[BadRow] = field(default_factory=list)
    buyers: dict[str, Buyer] = field(default_factory=dict)
    _orders: dict[str, Buyer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._identity = Identity(self.source)

    def add(self, row: Row | BadRow) -> None:
        self.rows += 1
        if isinstance(row, BadRow):
            self.bad.append(row)
            return
        try:
            self._enter(row)
        except Refused as why:
            self.bad.append(BadRow(row.line, str(why), row.text))

    def _enter(self, row: Row) -> None:
        buyer = self.buyers.get(row.customer) or Buyer(row.customer, row.details)
        sale = row.sale
        fact = self._identity.purchase(row.customer, sale.on, sale.amount, sale.quantity, sale.order_id)
        if sale.order_id:
            self._check_order(sale.order_id, buyer, buyer.sales.get(fact), sale.on)
        before = buyer.sales.get(fact)
        buyer.sales[fact] = sale if before is None else _with_line(before, sale)
        if row.details != buyer.details:
            buyer.details = Details(*(known or new for known, new in zip(buyer.details, row.details, strict=True)))
        self.buyers[row.customer] = buyer

    def _check_order(self, order: str, buyer: Buyer, before: PurchaseRecorded | None, on: date) -> None:
        if self._orders.setdefault(order, buyer).number != buyer.number:
            raise Refused("An earlier row gives this order to another customer.")
        if before is not None and before.on != on:
            raise Refused("An earlier row gives this order another day.")

    def facts(self, home: Home, zone: tzinfo) -> Iterator[list[Noted]]:
        """The facts of each customer: registered on the day of the first purchase, then each purchase in order."""
        at = lru_cache(maxsize=None)(lambda day: start_of(day, zone))
        streams = {self._identity.customer(number): buyer for number, buyer in self.buyers.items()}
        # In the order of their ids, for so every index of customers is written from its beginning to its end.
        for customer in sorted(streams, key=lambda stream: stream.bytes):
            buyer = streams[customer]
            sales = sorted(buyer.sales.items(), key=lambda sale: sale[1].on)
            owner, team = home(buyer.number)
            registered = _registered(buyer, owner, team, self.source)
            # A customer comes on the list once, so the customer's id serves as that fact's.
            yield [
                _noted(customer, customer, at(sales[0][1].on), registered),
                *(_noted(fact, customer, at(sale.on), sale) for fact, sale in sales),
            ]


def open_book(source: str, rows: Iterable[Row | BadRow]) -> Book:
    book = Book(source)
    for row in rows:
        book.add(row)
    book.bad.sort()
    return book


def _with_line(before: PurchaseRecorded, line: PurchaseRecorded) -> PurchaseRecorded:
    """Rows of one order are lines of one sale."""
    amount = Money(before.amount + line.amount).minor
    return replace(before, amount=amount, quantity=before.quantity + line.quantity)


def _registered(buyer: Buyer, owner: UUID | None, team: UUID | None, source: str) -> CustomerRegistered:
    name, *rest = buyer.details
    phone, email, place = rest
    return register(
        RegisterCustomer(
            name=name or f"Customer {buyer.number}",
            phone=phone,
            email=email,
            place=place,
            owner=owner,
            team=team,
            source=source,
        )
    )


def _noted(fact: UUID, customer: UUID, at: datetime, body: CustomerRegistered | PurchaseRecorded) -> Noted:
    return Noted(fact_id=fact, stream=customer, occurred_at=at, noted_by=SYSTEM, body=body)
