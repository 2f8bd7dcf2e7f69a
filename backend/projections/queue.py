"""Whom do I follow up today: what is owed first, then a plan of limited size, lane by lane, best first?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.projections.base import NO_LAST_DAY, Customer, Row, Table
from backend.retention.agenda import LANES, Lane
from backend.store import Tx
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
    SELECT customer, lane, rank, rule FROM live_agenda
    WHERE holder = ? AND last >= ? AND first <= ? AND (every = 0 OR (? - first) % every < lasting)
"""
STARTS = """
    SELECT customer, rule, first, every FROM live_agenda
    WHERE holder = ? AND last >= ? AND first <= ?
"""


_STORED = {rule: (int(lane), rule.value) for rule, lane in LANES.items()}


class Queue:
    table = TABLE

    def rows(self, customer: Customer) -> Iterable[Row]:
        key, holder = customer.key, customer.holder.bytes
        for window in customer.agenda.open:
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
    found: dict[bytes, Due] = {}
    on = day.toordinal()
    for key, lane, rank, rule in tx.execute(DUE_ON, (holder.bytes, on, on, on)):
        known = found.get(bytes(key))
        if known is None or (lane, -rank) < (known.lane, -known.rank):
            found[bytes(key)] = Due(UUID(bytes=bytes(key)), Lane(lane), rank, Rule(rule))
    return sorted(found.values(), key=lambda one: (one.lane, -one.rank, one.customer))


def plan(tx: Tx, holder: UUID, day: date, *, cards: int, standing_in_for: Sequence[UUID] = ()) -> Plan:
    """The plan of one person's day: `cards` is what is left of its size. A stand-in gets only what others owe."""
    everybody = due(tx, holder, day)
    owed = [one for one in everybody if one.lane is Lane.PROMISED]
    for absent in standing_in_for:
        owed += [one for one in due(tx, absent, day) if one.lane is Lane.PROMISED]
    owed.sort(key=lambda one: (-one.rank, one.customer))
    others = everybody[sum(one.lane is Lane.PROMISED for one in everybody) :]
    waiting: dict[Lane, int] = {}
    for one in others[max(cards, 0) :]:
        waiting[one.lane] = waiting.get(one.lane, 0) + 1
    return Plan(tuple(owed), tuple(others[: max(cards, 0)]), waiting)


def starts(tx: Tx, holder: UUID, first: date, last: date) -> list[tuple[UUID, Rule, date]]:
    """Who becomes due in the days after `first` up to `last`: customer, rule and that day. For the week ahead."""
    found = []
    for key, rule, begins, every in tx.execute(STARTS, (holder.bytes, first.toordinal(), last.toordinal())):
        start = begins
        if every and begins < first.toordinal():
            start = begins + -(-(first.toordinal() - begins) // every) * every
        if first.toordinal() < start <= last.toordinal():
            found.append((UUID(bytes=bytes(key)), Rule(rule), date.fromordinal(start)))
    return found
