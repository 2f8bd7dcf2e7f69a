"""What did customers say that nobody has put right yet: by theme, with the worth that is at stake?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.projections.base import Customer, Row, Table
from backend.store import Tx, uuid_of

TABLE = Table(
    "live_voiced",
    {
        "customer": "BYTEA NOT NULL",
        "team": "BYTEA",
        "theme": "TEXT NOT NULL",
        "reason": "BYTEA NOT NULL",
        "kind": "TEXT NOT NULL",
        "said_on": "INTEGER NOT NULL",
        "worth": "BIGINT NOT NULL",
        "once": "INTEGER NOT NULL",
    },
    indexes=("team, theme, once, worth DESC, customer, reason", "customer"),
)
THEMES = """
    SELECT theme, COUNT(*), SUM(worth) FROM live_voiced WHERE team = ? AND once = 1 GROUP BY theme
"""
IN_THEME = """
    SELECT customer, reason, kind, said_on, worth FROM live_voiced WHERE team = ? AND theme = ? AND once = 1
    ORDER BY worth DESC, customer, reason LIMIT ?
"""
ALL_IN_THEME = "SELECT customer, reason FROM live_voiced WHERE team = ? AND theme = ?"


@dataclass(frozen=True, slots=True)
class OpenTheme:
    """`name` "" of what nobody has sorted yet; `worth` is that so far of all customers who speak of it, minor units."""

    name: str
    customers: int
    worth: int


@dataclass(frozen=True, slots=True)
class Said:
    customer: UUID
    reason: UUID
    kind: str
    on: date
    worth: int


class VoicedReasons:
    """A row for each theme of each thing that was said; `once` 1 for the first of a customer in a theme."""

    table = TABLE

    def rows(self, customer: Customer) -> Iterable[Row]:
        profile, counted = customer.profile, set[str]()
        if not profile.registered or profile.gone:
            return
        team = profile.team and profile.team.bytes
        for reason, said in profile.voiced.items():
            for theme in said.themes or [""]:
                once = int(theme not in counted)
                counted.add(theme)
                on, worth = said.on.toordinal(), max(profile.worth, 0)
                yield (customer.key, team, theme, reason.bytes, said.kind.value, on, worth, once)


def themes(tx: Tx, team: UUID) -> list[OpenTheme]:
    """Most worth at stake first."""
    found = [OpenTheme(name, int(count), int(worth)) for name, count, worth in tx.execute(THEMES, (team.bytes,))]
    return sorted(found, key=lambda one: (-one.worth, -one.customers, one.name))


def in_theme(tx: Tx, team: UUID, theme: str, limit: int) -> list[Said]:
    """Who speaks of it, best worth first."""
    return [
        Said(uuid_of(customer), uuid_of(reason), kind, date.fromordinal(on), worth)
        for customer, reason, kind, on, worth in tx.execute(IN_THEME, (team.bytes, theme, limit))
    ]


def all_in_theme(tx: Tx, team: UUID, theme: str) -> list[tuple[UUID, UUID]]:
    """Every customer with what they said of it."""
    rows = tx.execute(ALL_IN_THEME, (team.bytes, theme))
    return [(uuid_of(customer), uuid_of(reason)) for customer, reason in rows]
