"""Which complaints have not ended yet, who looks after each, and by which day?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from backend.projections.base import Customer, Row, Table, id_or_none
from backend.retention.rules import complaint_by
from backend.store import Tx, uuid_of
from events.values import FeedbackKind

TABLE = Table(
    "live_complaints",
    {
        "customer": "BYTEA NOT NULL",
        "team": "BYTEA",
        "owner": "BYTEA",
        "complaint": "BYTEA NOT NULL",
        "due": "INTEGER NOT NULL",
    },
    indexes=("team, due, customer, complaint", "owner, due, customer, complaint", "customer"),
)
OF_TEAM = """
    SELECT customer, complaint, owner, due FROM live_complaints WHERE team = ? ORDER BY due, customer, complaint LIMIT ?
"""
OF_OWNER = """
    SELECT customer, complaint, owner, due FROM live_complaints WHERE owner = ?
    ORDER BY due, customer, complaint LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Complaint:
    customer: UUID
    complaint: UUID
    owner: UUID | None
    by: date


class Complaints:
    """A row for each that is open; who is gone for good waits for nothing."""

    table = TABLE

    def rows(self, customer: Customer) -> Iterable[Row]:
        profile = customer.profile
        if not profile.registered or profile.gone:
            return
        team = profile.team and profile.team.bytes
        for fact, said in profile.complaints.items():
            if said.kind is FeedbackKind.COMPLAINT:
                by = complaint_by(said, customer.rulebook, customer.setting.calendar).toordinal()
                yield (customer.key, team, said.owner and said.owner.bytes, fact.bytes, by)


def of_team(tx: Tx, team: UUID, limit: int) -> list[Complaint]:
    """The most urgent first."""
    return [_complaint(row) for row in tx.execute(OF_TEAM, (team.bytes, limit))]


def of_owner(tx: Tx, owner: UUID, limit: int) -> list[Complaint]:
    return [_complaint(row) for row in tx.execute(OF_OWNER, (owner.bytes, limit))]


def _complaint(row: Any) -> Complaint:
    customer, complaint, owner, due = row
    return Complaint(uuid_of(customer), uuid_of(complaint), id_or_none(owner), date.fromordinal(due))
