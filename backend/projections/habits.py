"""Who of a team changed their habit in a week, who came back, and who was asked and has not answered yet?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from backend.projections.base import Customer, Row, Table, day_or_none, ordinal
from backend.retention.days import WEEK
from backend.retention.habits import HabitChange
from backend.store import Tx, uuid_of
from events.values import HabitAnswer

TABLE = Table(
    "live_habits",
    {
        "customer": "BYTEA NOT NULL",
        "team": "BYTEA NOT NULL",
        "week": "INTEGER NOT NULL",
        "worth": "BIGINT NOT NULL",
        "what": "TEXT NOT NULL",
        "began": "INTEGER NOT NULL",
        "asked": "INTEGER",
        "answer": "TEXT",
        "waits": "INTEGER NOT NULL",
    },
    indexes=(
        "team, week, worth DESC, customer, what, began, asked, answer",
        "team, asked, customer, worth, what, began WHERE waits = 1",
        "customer",
    ),
)
"""`week` is its Monday. `waits`: the change is on, and they were asked and have not answered."""
IN_WEEK = """
    SELECT customer, worth, what, began, asked, answer FROM live_habits WHERE team = ? AND week = ? AND began <= ?
    ORDER BY worth DESC, customer LIMIT ?
"""
COUNTED = """
    SELECT COUNT(*), COALESCE(SUM(CASE WHEN answer IS NULL AND what <> 'back' THEN 1 ELSE 0 END), 0) FROM (
        SELECT what, answer FROM live_habits WHERE team = ? AND week = ? AND began <= ? LIMIT ?
    ) AS held
"""
WAITING = """
    SELECT customer, worth, what, began, asked, NULL FROM live_habits
    WHERE team = ? AND waits = 1 AND began <= ? ORDER BY asked, customer LIMIT ?
"""


class What(StrEnum):
    """What somebody did: the kinds of a change, and that one is over."""

    SLOWER = "slower"
    SMALLER = "smaller"
    STOPPED = "stopped"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Changed:
    """A line of the list; `worth` in minor units, `on` the day on which it began, or they came back."""

    customer: UUID
    what: What
    on: date
    worth: int
    asked: date | None
    answer: HabitAnswer | None


class Habits:
    """A change of the future stands here already: its week will come, unless they buy."""

    table = TABLE

    def rows(self, customer: Customer) -> Iterable[Row]:
        profile = customer.profile
        if not profile.registered or profile.team is None:
            return
        left = min((word.on.toordinal() for word in (profile.lost, profile.gone) if word), default=None)
        for change in customer.by_rules.changes:
            if left is None or change.on <= left:
                yield _row(customer, change.kind.value, change.on, change, waits=left is None and change.over is None)
            if change.over is not None and change.came_back:
                yield _row(customer, What.BACK.value, change.over, change, waits=False)


def _row(customer: Customer, what: str, day: int, change: HabitChange, *, waits: bool) -> Row:
    team = customer.profile.team
    assert team is not None
    asked = ordinal(change.asked.on) if change.asked else None
    answer = change.answer.answer.value if change.answer else None
    waits = waits and answer is None and asked is not None
    monday = day - (day - 1) % WEEK
    return customer.key, team.bytes, monday, customer.profile.worth, what, day, asked, answer, int(waits)


def in_week(tx: Tx, team: UUID, monday: date, until: date, limit: int) -> list[Changed]:
    """Who changed in the week from `monday` on, up to a day, best worth first."""
    return [_changed(row) for row in tx.execute(IN_WEEK, (*_week(team, monday, until), limit))]


def counted(tx: Tx, team: UUID, monday: date, until: date, at_most: int) -> tuple[int, int]:
    """How many changed in that week, and how many of those have not said why; both up to `at_most`."""
    every, unanswered = tx.execute(COUNTED, (*_week(team, monday, until), at_most)).fetchone()
    return int(every), int(unanswered)


def _week(team: UUID, monday: date, until: date) -> tuple[bytes, int, int]:
    return team.bytes, monday.toordinal(), until.toordinal()


def waiting(tx: Tx, team: UUID, day: date, limit: int) -> list[Changed]:
    """Who buys differently on a day, was asked and has not answered, the longest first."""
    return [_changed(row) for row in tx.execute(WAITING, (team.bytes, day.toordinal(), limit))]


def _changed(row: Any) -> Changed:
    customer, worth, what, began, asked, answer = row
    return Changed(
        customer=uuid_of(customer),
        what=What(what),
        on=date.fromordinal(began),
        worth=worth,
        asked=day_or_none(asked),
        answer=HabitAnswer(answer) if answer else None,
    )
