"""Whom did somebody put off, when and why? For their own eyes: the honest reasons of one's own "not now"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from backend.projections.base import Row, Table
from backend.store import Tx, micros, moment
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
    },
    indexes=("person, at, fact, why", "customer"),
    key="fact",
)
OF_PERSON = """
    SELECT at, why FROM live_put_offs WHERE person = ? AND at >= ? AND NOT EXISTS (
        SELECT 1 FROM live_amendments AS a WHERE a.of = live_put_offs.fact AND a.undoes <> 0
    )
    ORDER BY at
"""


def put_off_rows(facts: Iterable[Recorded]) -> Iterable[Row]:
    for noted in facts:
        if isinstance(noted.body, FollowUpPutOff):
            why = noted.body.why.value if noted.body.why else ""
            yield noted.stream.bytes, noted.fact_id.bytes, noted.noted_by.bytes, micros(noted.occurred_at), why


def of_person(tx: Tx, person: UUID, since: datetime) -> list[tuple[datetime, PutOffReason | None]]:
    """When and why one person put somebody off since a moment, and did not undo it; None: no reason given."""
    rows = tx.execute(OF_PERSON, (person.bytes, micros(since)))
    return [(moment(at), PutOffReason(why) if why else None) for at, why in rows]
