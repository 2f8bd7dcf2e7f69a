"""Whom do I follow up today: what is owed first, then a plan of limited size, lane by lane, best first?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.projections import sweep
from backend.projections.base import NO_LAST_DAY, Customer, Row, Table
from backend.retention.agenda import LANES, Lane
from backend.store import Tx, uuid_of
from events.values import Rule

TABLE = Table(
    "live_agenda",
    {
        "customer": "BYTEA NOT NULL",
        "holder": "BYTEA NOT NULL",
        "untried": "INTEGER NOT NULL",
        "last": "INTEGER NOT NULL",
        "first": "INTEGER NOT NULL",
        "lane": "INTEGER NOT NULL",
        "rank": "BIGINT NOT NULL",
        "rule": "TEXT NOT NULL",
        "every": "INTEGER NOT NULL",
        "lasting": "INTEGER NOT NULL",
    },
    indexes=("holder, untried, last, first, lane, rank, every, lasting, customer, rule", "customer"),
)
DUE_ON = """
    SELECT lane, -rank, customer, rule FROM live_agenda
    WHERE holder = ? AND untried = ? AND last >= ? AND first <= ? AND (every = 0 OR (? - first) % every < lasting)
"""
STARTS = """
    SELECT customer, rule, first, every FROM live_agenda
    WHERE holder = ? AND untried = ? AND last >= ? AND first <= ?
"""
RUNNING = """
    SELECT customer, rule, lane, rank, first, every, lasting FROM live_agenda
    WHERE holder = ? AND untried = ? AND last >= ? AND first <= ?
"""

_Ranked = tuple[int, int, bytes, str]
"""Lane, rank turned round, customer and rule: in the order of urgency."""
_STORED = {rule: (int(lane), rule.value) for rule, lane in LANES.items()}


class Queue:
    """`untried` are the turns of the shadow portfolio of whom nobody has tried: none while a sweep plan is in force."""

    table = TABLE

    def rows(self, customer: Customer) -> Iterable[Row]:
        key, holder = customer.key, customer.holder.bytes
        untried = customer.by_rules.untried is not None
        for window in customer.by_rules.open if customer.profile.registered else ():
            swept = int(untried and window.rule is Rule.SHADOW)
            last = NO_LAST_DAY if window.last is None else window.last.toordinal()
            lane, rule = _STORED[window.rule]
            yield (
                key,
                holder,
                swept,
                last,
                window.first.toordinal(),
                lane,
                window.rank,
                rule,
                window.every,
                window.lasting,
            )


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


def due(tx: Tx, holder: UUID, day: date, *, sweeping: bool = False) -> list[Due]:
    """Everybody of one holder who is due on `day` beside the sweep, the most urgent first; one entry a customer.

    `sweeping`: a sweep plan is in force.
    """
    return [_due(row) for row in _ranked(tx, holder, day, sweeping=sweeping)]


def plan(
    tx: Tx,
    holder: UUID,
    day: date,
    *,
    cards: int,
    standing_in_for: Sequence[UUID] = (),
    places: int | None = None,
) -> Plan:
    """The plan of one person's day: `cards` is what is left of its size. A stand-in gets only what others owe.

    `places`: so many of the sweep, as far as the other lanes leave room; None while no sweep plan is in force.
    """
    owed, others = _listed(tx, holder, day, cards, places)
    for absent in standing_in_for:
        owed += [row for row in _ranked(tx, absent, day, sweeping=True) if row[0] == Lane.PROMISED]
    waiting = Counter(row[0] for row in others[max(cards, 0) :] if row[0] != Lane.SWEEP)
    return Plan(
        tuple(map(_due, sorted(owed))),
        tuple(map(_due, others[: max(cards, 0)])),
        {Lane(lane): count for lane, count in waiting.items()},
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a customer stands among all of one holder who are due: `nth` of `many` in the lane.

    So many are `ahead` on the plan, beside what is owed; None for what is owed itself, which is always on it.
    """

    lane: Lane
    nth: int
    many: int
    ahead: int | None


def place(tx: Tx, holder: UUID, day: date, customer: UUID, *, cards: int, places: int | None = None) -> Place | None:
    """Their place in the same list that `plan` cuts; None for who is not on it."""
    owed, others = _listed(tx, holder, day, cards, places)
    mine = next((row for row in (*owed, *others) if row[2] == customer.bytes), None)
    if mine is None:
        return None
    lane = [row for row in (*owed, *others) if row[0] == mine[0]]
    ahead = None if mine[0] == Lane.PROMISED else others.index(mine)
    return Place(Lane(mine[0]), lane.index(mine) + 1, len(lane), ahead)


def _listed(tx: Tx, holder: UUID, day: date, cards: int, places: int | None) -> tuple[list[_Ranked], list[_Ranked]]:
    """What is owed, and everybody else who is due with the share of the sweep."""
    everybody = _ranked(tx, holder, day, sweeping=places is not None)
    owed = [row for row in everybody if row[0] == Lane.PROMISED]
    others = everybody[len(owed) :]
    if places:
        others = _with_sweep(tx, holder, day, others, min(places, cards), {row[2] for row in everybody})
    return owed, others


def _with_sweep(
    tx: Tx, holder: UUID, day: date, others: list[_Ranked], places: int, shown: Container[bytes]
) -> list[_Ranked]:
    """The other lanes, with the next of the sweep in theirs; who stands in another one anyhow has that card alone."""
    found: list[_Ranked] = []
    limit = places
    while len(found) < places:
        rows = sweep.best(tx, holder, limit, day)
        found = [(int(Lane.SWEEP), -rank, who.bytes, Rule.SWEEP.value) for who, rank in rows if who.bytes not in shown]
        if len(rows) < limit:
            break
        limit *= 2
    return sorted(others + found[: max(places, 0)])


def _ranked(tx: Tx, holder: UUID, day: date, *, sweeping: bool) -> list[_Ranked]:
    """The most urgent row of each customer, the most urgent first. Most of a long list is only counted."""
    on = day.toordinal()
    rows = [*tx.execute(DUE_ON, (holder.bytes, 0, on, on, on))]
    if not sweeping:
        rows += tx.execute(DUE_ON, (holder.bytes, 1, on, on, on))
    first: dict[bytes, _Ranked] = {}
    for row in sorted(rows):
        first.setdefault(row[2], row)
    return list(first.values())


def _due(row: _Ranked) -> Due:
    lane, urgency, customer, rule = row
    return Due(uuid_of(customer), Lane(lane), -urgency, Rule(rule))


def starts(tx: Tx, holder: UUID, first: date, last: date, *, sweeping: bool = False) -> list[tuple[UUID, Rule, date]]:
    """Who becomes due in the days after `first` up to `last`: customer, rule and that day. For the week ahead."""
    rows = [*tx.execute(STARTS, (holder.bytes, 0, first.toordinal(), last.toordinal()))]
    if not sweeping:
        rows += tx.execute(STARTS, (holder.bytes, 1, first.toordinal(), last.toordinal()))
    found = []
    for key, rule, begins, every in rows:
        start = begins
        if every and begins < first.toordinal():
            start = begins + -(-(first.toordinal() - begins) // every) * every
        if first.toordinal() < start <= last.toordinal():
            found.append((uuid_of(key), Rule(rule), date.fromordinal(start)))
    return found
