"""Who brought whom? A row for each customer of whom that is known; what is shown never follows more than one level."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from backend.projections.base import Customer, Row, Table
from backend.store import Tx, uuid_of

TABLE = Table(
    "live_referrals",
    {"customer": "BYTEA NOT NULL", "referrer": "BYTEA NOT NULL"},
    indexes=("referrer, customer",),
    key="customer",
)
BROUGHT = "SELECT customer FROM live_referrals WHERE referrer = ? ORDER BY customer"
CIRCLE = """
    WITH RECURSIVE above (customer) AS (
        SELECT referrer FROM live_referrals WHERE customer = ?
        UNION
        SELECT live_referrals.referrer FROM live_referrals JOIN above ON live_referrals.customer = above.customer
    )
    SELECT COUNT(*) FROM above WHERE customer = ?
"""
"""UNION keeps each customer once, so that it ends whatever stands there."""


class Referrals:
    table = TABLE

    def rows(self, customer: Customer) -> Iterable[Row]:
        if customer.profile.referred:
            yield (customer.key, customer.profile.referred.by.bytes)


def brought(tx: Tx, referrer: UUID) -> list[UUID]:
    """Whom this customer brought, one level, whether they are still on the list or not."""
    return [uuid_of(row[0]) for row in tx.execute(BROUGHT, (referrer.bytes,))]


def in_circle(tx: Tx, customer: UUID) -> bool:
    """Whether a customer was brought by somebody whom they brought themselves, through however many others."""
    return bool(tx.execute(CIRCLE, (customer.bytes, customer.bytes)).fetchone()[0])
