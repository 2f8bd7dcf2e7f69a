"""Who tried whom, when, by which way, and how did it end? What stands, of a person, hour or customer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.projections.base import Row, Table, day_or_none, id_or_none, ordinal
from backend.retention.methods import Attempt
from backend.store import Tx, micros, moment, uuid_of
from events.contacts import ContactAttempted
from events.kernel import Recorded
from events.values import Channel, Outcome

MOST = 2_000
"""The last ones of a person, at twenty a day those of five months: older ones say little of what works now."""
TABLE = Table(
    "live_attempts",
    {
        "customer": "BYTEA NOT NULL",
        "fact": "BYTEA NOT NULL",
        "person": "BYTEA NOT NULL",
        "at": "BIGINT NOT NULL",
        "channel": "TEXT NOT NULL",
        "outcome": "TEXT NOT NULL",
        "inbound": "INTEGER NOT NULL",
        "hour": "BYTEA",
        "next_on": "INTEGER",
    },
    indexes=("person, at", "customer, at", "hour, at, fact WHERE hour IS NOT NULL"),
    key="fact",
)
ALL = "SELECT fact, customer, at, channel, outcome, inbound, hour, next_on FROM live_attempts WHERE "
STANDS = """
    NOT EXISTS (SELECT 1 FROM live_amendments AS a WHERE a.of = live_attempts.fact AND a.undoes <> 0)
"""
OF_PERSON = f"{ALL}{STANDS} AND person = ? ORDER BY at DESC LIMIT {MOST}"
OF_CUSTOMER = f"{ALL}{STANDS} AND customer = ? ORDER BY at DESC LIMIT {MOST}"
OF_HOUR = f"{ALL}{STANDS} AND hour = ? ORDER BY at, fact"
ALL_OF_HOUR = f"{ALL}hour = ? ORDER BY at, fact"


def attempt_rows(facts: Iterable[Recorded]) -> Iterable[Row]:
    for noted in facts:
        body = noted.body
        if isinstance(body, ContactAttempted):
            yield (
                noted.stream.bytes,
                noted.fact_id.bytes,
                noted.noted_by.bytes,
                micros(noted.occurred_at),
                body.channel.value,
                body.outcome.value,
                int(body.inbound),
                body.hour and body.hour.bytes,
                ordinal(body.next_on),
            )


def of_person(tx: Tx, person: UUID) -> list[Attempt]:
    """What somebody tried and did not undo, the oldest first."""
    return [_attempt(row) for row in tx.execute(OF_PERSON, (person.bytes,))][::-1]


def of_customer(tx: Tx, customer: UUID) -> list[Attempt]:
    """The same of one customer, whoever tried."""
    return [_attempt(row) for row in tx.execute(OF_CUSTOMER, (customer.bytes,))][::-1]


def of_hour(tx: Tx, hour: UUID, *, undone: bool = False) -> list[Attempt]:
    """The contact attempts of a power hour, in the order in which they happened; `undone`: with those taken back."""
    return [_attempt(row) for row in tx.execute(ALL_OF_HOUR if undone else OF_HOUR, (hour.bytes,))]


def _attempt(row: Any) -> Attempt:
    fact, customer, at, channel, outcome, inbound, hour, next_on = row
    when: datetime = moment(at)
    return Attempt(
        fact=uuid_of(fact),
        customer=uuid_of(customer),
        at=when,
        channel=Channel(channel),
        outcome=Outcome(outcome),
        inbound=bool(inbound),
        hour=id_or_none(hour),
        next_on=day_or_none(next_on),
    )
