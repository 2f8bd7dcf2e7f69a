"""To how many customers was each item of the library sent, how many were in touch about it, how many bought since?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from backend.projections.base import Customer, Row, Table
from backend.retention.worth_saying import MANY
from backend.store import Tx, uuid_of
from events.firm import FIRM

TABLE = Table(
    "live_sent_items",
    {
        "customer": "BYTEA NOT NULL",
        "item": "BYTEA NOT NULL",
        "team": "BYTEA",
        "answered": "INTEGER NOT NULL",
        "bought": "INTEGER NOT NULL",
    },
    indexes=("team, item, answered, bought", "customer"),
)
USED = """
    SELECT item, (
        SELECT COUNT(*) FROM (
            SELECT 1 FROM live_sent_items WHERE team = ? AND live_sent_items.item = live_library.item LIMIT ?
        ) AS held
    )
    FROM live_library WHERE stream = ? AND retired = 0
"""
WHO = "SELECT customer FROM live_sent_items WHERE team = ? AND item = ?"
COUNTS = "SELECT item, COUNT(*), SUM(answered), SUM(bought) FROM live_sent_items WHERE team = ? GROUP BY item"
OF_ITEM = """
    SELECT COUNT(*), COALESCE(SUM(answered), 0), COALESCE(SUM(bought), 0)
    FROM live_sent_items WHERE team = ? AND item = ?
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """Customers. `bought`: on the day of sending or later."""

    sent: int
    answered: int
    bought: int


class SentItems:
    """A row for each item that a customer got."""

    table = TABLE

    def rows(self, customer: Customer) -> Iterable[Row]:
        team, days = customer.profile.team and customer.profile.team.bytes, customer.profile.days
        last = days[-1].day if days else 0
        for sent in customer.profile.sent_items if customer.profile.registered else ():
            bought = last >= sent.on.toordinal()
            yield customer.key, sent.item.bytes, team, int(sent.answered is not None), int(bought)


def used(tx: Tx, team: UUID) -> dict[UUID, int]:
    """How many customers of a team got each item that is in use, counted up to MANY."""
    return {uuid_of(item): int(many) for item, many in tx.execute(USED, (team.bytes, MANY, FIRM.bytes))}


def who_got(tx: Tx, team: UUID, item: UUID) -> set[UUID]:
    return {uuid_of(customer) for (customer,) in tx.execute(WHO, (team.bytes, item.bytes))}


def counts(tx: Tx, team: UUID) -> dict[UUID, Counts]:
    """Of the customers of a team, by item; what was sent to nobody is left out."""
    return {uuid_of(item): Counts(*map(int, counted)) for item, *counted in tx.execute(COUNTS, (team.bytes,))}


def of_item(tx: Tx, team: UUID, item: UUID) -> Counts:
    return Counts(*map(int, tx.execute(OF_ITEM, (team.bytes, item.bytes)).fetchone()))
