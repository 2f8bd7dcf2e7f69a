"""To how many customers was each item of the library sent, and how many were in touch about it? For managers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from backend.projections.base import Customer, Row, Table
from backend.store import Tx, uuid_of

TABLE = Table(
    "live_sent_items",
    {"customer": "BYTEA NOT NULL", "item": "BYTEA NOT NULL", "team": "BYTEA", "answered": "INTEGER NOT NULL"},
    indexes=("team, item, answered", "customer"),
)
COUNTS = "SELECT item, COUNT(*), SUM(answered) FROM live_sent_items WHERE team = ? GROUP BY item"


@dataclass(frozen=True, slots=True)
class Counts:
    sent: int
    answered: int


class SentItems:
    """A row for each item that a customer got."""

    table = TABLE

    def rows(self, customer: Customer) -> Iterable[Row]:
        team = customer.profile.team and customer.profile.team.bytes
        for sent in customer.profile.sent_items if customer.profile.registered else ():
            yield customer.key, sent.item.bytes, team, int(sent.answered is not None)


def counts(tx: Tx, team: UUID) -> dict[UUID, Counts]:
    """Of the customers of a team, by item; what was sent to nobody is left out."""
    return {
        uuid_of(item): Counts(int(sent), int(answered)) for item, sent, answered in tx.execute(COUNTS, (team.bytes,))
    }
