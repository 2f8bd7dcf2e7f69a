"""Whom do I follow up today: what is owed first, then a plan of limited size, lane by lane, best first?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.projections.base import NO_LAST_DAY, Customer, Row, Table
from backend.retention.agenda import LANES, Lane
from backend.store import Tx, uuid_of
from events.values import Rule

TABLE = Table(
    "live_agenda",
    {
        "customer": "BYTEA NOT NULL",
        "holder": "BYTEA NOT NULL",
        "last": "INTEGER NOT NULL",
        "first": "INTEGER NOT NULL",
        "lane": "INTEGER NOT NULL",
        "rank": "BIGINT NOT NULL",
        "rule": "TEXT NOT NULL",
        "every": "INTEGER NOT NULL",
        "lasting": "INTEGER NOT NULL",
    },
    indexes=("holder, last, first, lane, rank, every, lasting, customer, rule", "customer"),
)
DUE_ON = """
    SELECT lane, -rank, customer, rule FROM live_agenda
    WHERE holder = ? AND last >= ? AND first <= ? AND (every = 0 OR (? - first) % every < lasting)
"""
STARTS = """
    SELECT customer, rule, first, every FROM live_agenda
    WHERE holder = ? AND last >= ? AND first <= ?
"""


_Ranked = tuple[int, int, bytes, str]
"""Lane, rank turned round, customer and rule: in the order of urgency."""
_STORED = {rule: (int(lane), rule.value) for rule, lane in LANES.items()}


class Queue:
    table = TABLE

    def rows(self, customer: Customer) -> Iterable[Row]:
        key, holder = customer.key, customer.holder.bytes
        for window in customer.agenda.open if customer.profile.registered else ():
            last = NO_LAST_DAY if window.last is None else window.last.toordinal()
            lane, rule = _STORED[window.rule]
            yield key, holder, last, window.first.toordinal(), lane, window.rank, rule, window.every, window.lasting


@dataclass(frozen=True, slots=True)
class Due:
    """A customer on the queue of a day, with the lane and rank of their most urgent reason."""

    customer: UUID
    lane: Lane
    rank: int
    rule: Rule


@dataclass(frozen=True, slots=True)
class Plan:
    """A person's day: all that is owed, then at most so many others; `waiting` counts, per lane, who could wait."""

    owed: tuple[Due, ...]
    planned: tuple[Due, ...]
    waiting: dict[Lane, int]

    @property
    def cards(self) -> tuple[Due, ...]:
        return self.owed + self.planned


def due(tx: Tx, holder: UUID, day: date) -> list[Due]:
    """Everybody of one holder who is due on `day`, the most urgent first; one entry a customer."""
    return [_due(row) for row in _ranked(tx, holder, day)]


def plan(tx: Tx, holder: UUID, day: date, *, cards: int, standing_in_for: Sequence[UUID] = ()) -> Plan:
    """The plan of one person's day: `cards` is what is left of its size. A stand-in gets only what others owe."""
    everybody = _ranked(tx, holder, day)
    owed = [row for row in everybody if row[0] == Lane.PROMISED]
    others = everybody[len(owed) :]
    for absent in standing_in_for:
        owed += [row for row in _ranked(tx, absent, day) if row[0] == Lane.PROMISED]
    waiting = Counter(row[0] for row in others[max(cards, 0) :])
    return Plan(
        tuple(map(_due, sorted(owed))),
        tuple(map(_due, others[: max(cards, 0)])),
        {Lane(lane): count for lane, count in waiting.items()},
    )


def _ranked(tx: Tx, holder: UUID, day: date) -> list[_Ranked]:
    """The most urgent row of each customer, the most urgent first. Most of a long list is only counted."""
    on = day.toordinal()
    first: dict[bytes, _Ranked] = {}
    for row in sorted(tx.execute(DUE_ON, (holder.bytes, on, on, on))):
        first.setdefault(row[2], row)
    return list(first.values())


def _due(row: _Ranked) -> Due:
    lane, urgency, customer, rule = row
    return Due(uuid_of(customer), Lane(lane), -urgency, Rule(rule))


def starts(tx: Tx, holder: UUID, first: date, last: date) -> list[tuple[UUID, Rule, date]]:
    """Who becomes due in the days after `first` up to `last`: customer, rule and that day. For the week ahead."""
    found = []
    for key, rule, begins, every in tx.execute(STARTS, (holder.bytes, first.toordinal(), last.toordinal())):
        start = begins
        if every and begins < first.toordinal():
            start = begins + -(-(first.toordinal() - begins) // every) * every
        if first.toordinal() < start <= last.toordinal():
            found.append((uuid_of(key), Rule(rule), date.fromordinal(start)))
    return found
