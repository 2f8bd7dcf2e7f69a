"""Whom did somebody put off, when and why? For their own eyes: the honest reasons of one's own "not now"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.projections.base import Row, Table
from backend.store import Tx, micros, moment, uuid_of
from events.follow_ups import FollowUpPutOff
from events.kernel import Recorded
from events.values import PutOffReason

TABLE = Table(
    "live_put_offs",
    {
        "customer": "BYTEA NOT NULL",
        "fact": "BYTEA NOT NULL",
        "person": "BYTEA NOT NULL",
        "at": "BIGINT NOT NULL",
        "why": "TEXT NOT NULL",
        "hour": "BYTEA",
    },
    indexes=("person, at, fact, why", "customer", "hour, at, fact WHERE hour IS NOT NULL"),
    key="fact",
)
OF_PERSON = """
    SELECT at, why FROM live_put_offs WHERE person = ? AND at >= ? AND NOT EXISTS (
        SELECT 1 FROM live_amendments AS a WHERE a.of = live_put_offs.fact AND a.undoes <> 0
    )
    ORDER BY at
"""
ALL_OF_HOUR = "SELECT fact, customer, at, why FROM live_put_offs WHERE hour = ? ORDER BY at, fact"
OF_HOUR = """
    SELECT fact, customer, at, why FROM live_put_offs WHERE hour = ? AND NOT EXISTS (
        SELECT 1 FROM live_amendments AS a WHERE a.of = live_put_offs.fact AND a.undoes <> 0
    )
    ORDER BY at, fact
"""


@dataclass(frozen=True, slots=True)
class Skip:
    """That a customer was put off in a power hour; `why` None: no reason was given."""

    fact: UUID
    customer: UUID
    at: datetime
    why: PutOffReason | None


def put_off_rows(facts: Iterable[Recorded]) -> Iterable[Row]:
    for noted in facts:
        body = noted.body
        if isinstance(body, FollowUpPutOff):
            why, hour = body.why.value if body.why else "", body.hour and body.hour.bytes
            yield noted.stream.bytes, noted.fact_id.bytes, noted.noted_by.bytes, micros(noted.occurred_at), why, hour


def of_person(tx: Tx, person: UUID, since: datetime) -> list[tuple[datetime, PutOffReason | None]]:
    """When and why one person put somebody off since a moment, and did not undo it; None: no reason given."""
    rows = tx.execute(OF_PERSON, (person.bytes, micros(since)))
    return [(moment(at), PutOffReason(why) if why else None) for at, why in rows]


def of_hour(tx: Tx, hour: UUID, *, undone: bool = False) -> list[Skip]:
    """Who was skipped in a power hour, in the order in which that happened; `undone`: with what was taken back."""
    return [
        Skip(uuid_of(fact), uuid_of(customer), moment(at), PutOffReason(why) if why else None)
        for fact, customer, at, why in tx.execute(ALL_OF_HOUR if undone else OF_HOUR, (hour.bytes,))
    ]
