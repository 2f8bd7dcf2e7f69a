"""To how many customers was each item of the library sent, and how many were in touch about it? For managers."""

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
    {"customer": "BYTEA NOT NULL", "item": "BYTEA NOT NULL", "team": "BYTEA", "answered": "INTEGER NOT NULL"},
    indexes=("team, item, answered", "customer"),
)
USED = """
    SELECT item, (
        SELECT COUNT(*) FROM (
            SELECT 1 FROM live_sent_items WHERE team = ? AND live_sent_items.item = live_library.item LIMIT ?
        ) AS held
    )
    FROM live_library WHERE stream = ? AND retired = 0
"""
COUNTS = "SELECT item, COUNT(*), SUM(answered) FROM live_sent_items WHERE team = ? GROUP BY item"
OF_ITEM = "SELECT COUNT(*), COALESCE(SUM(answered), 0) FROM live_sent_items WHERE team = ? AND item = ?"


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


def used(tx: Tx, team: UUID) -> dict[UUID, int]:
    """How many customers of a team got each item that is in use, counted up to MANY."""
    return {uuid_of(item): int(many) for item, many in tx.execute(USED, (team.bytes, MANY, FIRM.bytes))}


def counts(tx: Tx, team: UUID) -> dict[UUID, Counts]:
    """Of the customers of a team, by item; what was sent to nobody is left out."""
    return {
        uuid_of(item): Counts(int(sent), int(answered)) for item, sent, answered in tx.execute(COUNTS, (team.bytes,))
    }


def of_item(tx: Tx, team: UUID, item: UUID) -> Counts:
    sent, answered = tx.execute(OF_ITEM, (team.bytes, item.bytes)).fetchone()
    return Counts(int(sent), int(answered))
