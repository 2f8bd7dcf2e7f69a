"""Who asked a team, who waits for an answer, which answers came too late, and who of them bought?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from backend.projections.base import Customer, Row, Table, id_or_none
from backend.retention.answering import answer_by
from backend.retention.buying import bought_after
from backend.store import Tx, uuid_of
from events.values import EnquirySource

TABLE = Table(
    "live_enquiries",
    {
        "customer": "BYTEA NOT NULL",
        "holder": "BYTEA NOT NULL",
        "team": "BYTEA NOT NULL",
        "asked": "BIGINT NOT NULL",
        "answer_by": "BIGINT",
        "answered": "BIGINT",
        "answered_by": "BYTEA",
        "source": "TEXT NOT NULL",
        "bought": "INTEGER",
        "waits": "INTEGER NOT NULL",
        "late": "INTEGER NOT NULL",
    },
    indexes=(
        "holder, asked, customer WHERE waits = 1",
        "team, asked, customer WHERE waits > 0",
        "team, answer_by, customer WHERE late = 1",
        "team, source, asked, bought",
        "customer",
    ),
)
"""Moments are microseconds since 1970. `waits`: the how manieth of this customer's that wait, the oldest is 1; 0: none
does. `late`: it was answered, and too late. `source` is empty where nobody knows.
"""
READ = "SELECT customer, asked, answer_by, answered, answered_by, source FROM live_enquiries"
OF_HOLDER = "SELECT customer FROM live_enquiries WHERE holder = ? AND waits = 1 ORDER BY asked, customer LIMIT ?"
WAITING = f"{READ} WHERE team = ? AND waits > 0 ORDER BY asked, customer LIMIT ?"
MISSED = f"""
    {READ} WHERE team = ? AND late = 1 AND answer_by >= ? AND answer_by < ?
    ORDER BY answer_by DESC, customer DESC LIMIT ?
"""
BOUGHT = """
    SELECT COUNT(*), COUNT(bought) FROM (
        SELECT bought FROM live_enquiries WHERE team = ? AND source = ? AND asked >= ? LIMIT ?
    ) AS held
"""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Enquired:
    """An enquiry of a team, in UTC; `answer_by` None: the firm promised nothing. Not answered: it waits."""

    customer: UUID
    asked: datetime
    answer_by: datetime | None
    answered: datetime | None
    answered_by: UUID | None
    source: EnquirySource | None


class Enquiries:
    """By the promise in force now: another rulebook judges earlier enquiries anew."""

    table = TABLE

    def rows(self, customer: Customer) -> Iterable[Row]:
        profile, setting = customer.profile, customer.setting
        if not profile.registered or profile.team is None:
            return
        waiting = 0
        for asked in profile.asked:
            waits = asked.fact in profile.enquiries and profile.gone is None
            waiting += waits
            by = answer_by(asked.at, setting.rulebook, setting.hours)
            bought = bought_after(profile, asked)
            late = by is not None and asked.answered_at is not None and asked.answered_at > by
            yield (
                customer.key,
                customer.holder.bytes,
                profile.team.bytes,
                stored(asked.at),
                by and stored(by),
                asked.answered_at and stored(asked.answered_at),
                asked.answered_by and asked.answered_by.bytes,
                asked.source.value if asked.source else "",
                bought and bought.toordinal(),
                waiting if waits else 0,
                int(late),
            )


def stored(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def of_holder(tx: Tx, holder: UUID, limit: int) -> list[UUID]:
    """Whose enquiries wait with one person or in one pool, the oldest first, each customer once."""
    return [uuid_of(customer) for (customer,) in tx.execute(OF_HOLDER, (holder.bytes, limit))]


def waiting(tx: Tx, team: UUID, limit: int) -> list[Enquired]:
    """Which enquiries of a team wait for an answer, the oldest first."""
    return [_enquired(row) for row in tx.execute(WAITING, (team.bytes, limit))]


def missed(tx: Tx, team: UUID, first: datetime, last: datetime, limit: int) -> list[Enquired]:
    """Which were answered too late, of those to be answered from `first` on and before `last`, the newest first."""
    return [_enquired(row) for row in tx.execute(MISSED, (team.bytes, stored(first), stored(last), limit))]


def bought(tx: Tx, team: UUID, source: EnquirySource | None, since: datetime, at_most: int) -> tuple[int, int]:
    """How many enquiries from there since then, and after how many of them they bought; both up to `at_most`."""
    found = tx.execute(BOUGHT, (team.bytes, source.value if source else "", stored(since), at_most)).fetchone()
    return int(found[0]), int(found[1])


def _enquired(row: Any) -> Enquired:
    customer, asked, by, answered, answered_by, source = row
    return Enquired(
        customer=uuid_of(customer),
        asked=_moment(asked),
        answer_by=None if by is None else _moment(by),
        answered=None if answered is None else _moment(answered),
        answered_by=id_or_none(answered_by),
        source=EnquirySource(source) if source else None,
    )


def _moment(number: int) -> datetime:
    return EPOCH + number * MICROSECOND
