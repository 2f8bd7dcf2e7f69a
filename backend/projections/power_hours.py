"""Which power hours did somebody work, on which days, and what came of all of theirs? Totals for a team, too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.projections.base import Row, Table
from backend.retention.power_hour import power_hour
from backend.store import Tx, micros, moment, select_in, uuid_of
from events.kernel import Recorded
from events.values import Outcome

TABLE = Table(
    "live_power_hours",
    {
        "hour": "BYTEA NOT NULL",
        "person": "BYTEA NOT NULL",
        "at": "BIGINT NOT NULL",
        "cards": "INTEGER NOT NULL",
        "shared": "INTEGER NOT NULL",
    },
    indexes=("person, at, hour, cards, shared",),
    key="hour",
)
OF_PERSON = """
    SELECT hour, at, cards, shared FROM live_power_hours WHERE person = ? AND at >= ? ORDER BY at DESC LIMIT ?
"""
OF_PEOPLE = """
    SELECT person, hour, at, cards, shared FROM live_power_hours WHERE person IN (*) AND at >= {}
"""
OUTCOMES = """
    SELECT hour, outcome, COUNT(fact) FROM live_attempts
    WHERE hour IN (*) AND hour IS NOT NULL
    AND person = (SELECT h.person FROM live_power_hours AS h WHERE h.hour = live_attempts.hour)
    AND NOT EXISTS (SELECT 1 FROM live_amendments AS a WHERE a.of = live_attempts.fact AND a.undoes <> 0)
    GROUP BY hour, outcome
"""
"""Nobody adds to another one's hour."""


@dataclass(frozen=True, slots=True)
class Worked:
    """A power hour in a list: when it began, how many cards were planned, and how its contact attempts ended."""

    hour: UUID
    at: datetime
    cards: int
    shared: bool
    outcomes: dict[Outcome, int]

    @property
    def tried(self) -> int:
        return sum(self.outcomes.values())

    @property
    def reached(self) -> int:
        return sum(many for outcome, many in self.outcomes.items() if outcome.reached)

    @property
    def yes(self) -> int:
        return self.outcomes.get(Outcome.ORDERED, 0)

    @property
    def no(self) -> int:
        return self.outcomes.get(Outcome.SAID_NO, 0)


def power_hour_rows(facts: Sequence[Recorded]) -> Iterable[Row]:
    """Of one whole stream."""
    hour = power_hour(facts)
    if hour is not None:
        yield hour.id.bytes, hour.person.bytes, micros(hour.begun_at), hour.cards, int(hour.shared)


def replace_stream(tx: Tx, facts: Sequence[Recorded]) -> None:
    TABLE.replace(tx, [facts[0].stream.bytes], list(power_hour_rows(facts)))


def of_person(tx: Tx, person: UUID, since: datetime, limit: int) -> list[Worked]:
    """Somebody's power hours since a moment, the last one first."""
    return _worked(tx, tx.execute(OF_PERSON, (person.bytes, micros(since), limit)).fetchall())


def of_people(tx: Tx, people: Iterable[UUID], since: datetime) -> dict[UUID, list[Worked]]:
    """The same of several, in two statements; who had none is left out."""
    rows = sorted(
        select_in(tx, OF_PEOPLE.format(micros(since)), [one.bytes for one in people]), key=lambda row: -row[2]
    )
    found: dict[UUID, list[Worked]] = {}
    for row, one in zip(rows, _worked(tx, [row[1:] for row in rows]), strict=True):
        found.setdefault(uuid_of(row[0]), []).append(one)
    return found


def _worked(tx: Tx, rows: Sequence[Any]) -> list[Worked]:
    """With how the contact attempts of each ended."""
    ended: dict[UUID, dict[Outcome, int]] = {}
    for hour, outcome, many in select_in(tx, OUTCOMES, [row[0] for row in rows]):
        ended.setdefault(uuid_of(hour), {})[Outcome(outcome)] = int(many)
    return [
        Worked(uuid_of(hour), moment(at), cards, bool(shared), ended.get(uuid_of(hour), {}))
        for hour, at, cards, shared in rows
    ]
