"""What is known of each customer as of now? The stored folds that every other projection derives from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

import msgspec

from backend.projections.base import Customer, Row, Table, encode
from backend.projections.details import Details
from backend.retention.profile import Profile, PurchaseDay
from backend.store import Tx, select_in, uuid_of

TABLE = Table(
    "live_profiles",
    {"customer": "BYTEA NOT NULL", "profile": "BYTEA NOT NULL", "details": "BYTEA NOT NULL"},
    key="customer",
)
READ = "SELECT customer, profile, details FROM live_profiles WHERE customer IN (*)"
READ_ALL = "SELECT customer FROM live_profiles"
READ_BOUGHT = "SELECT profile FROM live_profiles"


class PurchaseDays(msgspec.Struct):
    """As much of a stored profile as the fit looks at; the rest is not decoded."""

    registered_on: date | None
    days: list[PurchaseDay]


_profiles = msgspec.msgpack.Decoder(Profile)
_bought = msgspec.msgpack.Decoder(PurchaseDays)
_details = msgspec.msgpack.Decoder(Details)


class Profiles:
    table = TABLE

    def rows(self, customer: Customer) -> Iterable[Row]:
        yield (customer.key, encode(customer.profile), encode(customer.details))


def load(tx: Tx, customers: Iterable[UUID]) -> dict[UUID, tuple[Profile, Details]]:
    """The stored folds, fresh objects each time; who is not there is left out."""
    found = select_in(tx, READ, [customer.bytes for customer in customers])
    return {uuid_of(row[0]): (_profiles.decode(row[1]), _details.decode(row[2])) for row in found}


def everybody(tx: Tx) -> Iterator[UUID]:
    for (customer,) in tx.scan(READ_ALL):
        yield uuid_of(customer)


def bought(tx: Tx) -> Iterator[list[PurchaseDay]]:
    """The purchase days of everybody on the list, in one pass."""
    for (profile,) in tx.scan(READ_BOUGHT):
        stored = _bought.decode(profile)
        if stored.registered_on is not None:
            yield stored.days


def in_batches(customers: Iterable[UUID], size: int = 500) -> Iterator[Sequence[UUID]]:
    batch: list[UUID] = []
    for customer in customers:
        batch.append(customer)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
