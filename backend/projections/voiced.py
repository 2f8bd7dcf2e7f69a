"""What did customers say that nobody has put right yet: by theme or why they left, with the worth at stake?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.projections.base import Customer, Row, Table
from backend.retention.voices import Voiced
from backend.store import Tx, uuid_of
from events.values import LossReason

THEME, REASON = "theme", "reason"
"""What a row is about: a theme, or why they left."""
TABLE = Table(
    "live_voiced",
    {
        "customer": "BYTEA NOT NULL",
        "team": "BYTEA",
        "about": "TEXT NOT NULL",
        "name": "TEXT NOT NULL",
        "said": "BYTEA NOT NULL",
        "kind": "TEXT NOT NULL",
        "said_on": "INTEGER NOT NULL",
        "worth": "BIGINT NOT NULL",
        "once": "INTEGER NOT NULL",
    },
    indexes=("team, about, name, once, worth DESC, customer, said", "customer"),
)
OPEN = """
    SELECT name, COUNT(*), SUM(worth) FROM live_voiced WHERE team = ? AND about = ? AND once = 1 GROUP BY name
"""
SPEAKING = """
    SELECT customer, said, kind, said_on, worth FROM live_voiced
    WHERE team = ? AND about = ? AND name = ? AND once = 1 ORDER BY worth DESC, customer, said LIMIT ?
"""
FURTHER = "SELECT customer, said FROM live_voiced WHERE team = ? AND about = ? AND name = ? AND once = 0"


@dataclass(frozen=True, slots=True)
class About:
    """A theme, "" for what nobody has sorted yet; or the reason `why` people left."""

    theme: str = ""
    why: LossReason | None = None

    @property
    def key(self) -> tuple[str, str]:
        return (REASON, self.why.value) if self.why else (THEME, self.theme)


@dataclass(frozen=True, slots=True)
class Open:
    """`worth` is that so far of all customers who speak of it, in minor units."""

    about: About
    customers: int
    worth: int


@dataclass(frozen=True, slots=True)
class Said:
    """`fact`: by which they said it."""

    customer: UUID
    fact: UUID
    kind: str
    on: date
    worth: int


class VoicedReasons:
    """A row for each theme of each thing that was said, and one for why they left; what is neither is not sorted yet.

    `once` 1 for the first of a customer about the same.
    """

    table = TABLE

    def rows(self, customer: Customer) -> Iterable[Row]:
        profile, counted = customer.profile, set[tuple[str, str]]()
        if not profile.registered or profile.gone:
            return
        team = profile.team and profile.team.bytes
        for fact, said in profile.voiced.items():
            for about, name in _keys(said):
                once = int((about, name) not in counted)
                counted.add((about, name))
                on, worth = said.on.toordinal(), max(profile.worth, 0)
                yield (customer.key, team, about, name, fact.bytes, said.kind.value, on, worth, once)


def _keys(said: Voiced) -> list[tuple[str, str]]:
    named = [About(theme) for theme in said.themes]
    return [one.key for one in ([*named, About(why=said.why)] if said.why else named or [About()])]


def themes(tx: Tx, team: UUID) -> list[Open]:
    """Most worth at stake first."""
    found = tx.execute(OPEN, (team.bytes, THEME))
    return _by_worth(Open(About(name), int(count), int(worth)) for name, count, worth in found)


def reasons(tx: Tx, team: UUID) -> list[Open]:
    """Why they left, most worth first."""
    found = tx.execute(OPEN, (team.bytes, REASON))
    return _by_worth(Open(About(why=LossReason(name)), int(count), int(worth)) for name, count, worth in found)


def _by_worth(found: Iterable[Open]) -> list[Open]:
    return sorted(found, key=lambda one: (-one.worth, -one.customers, one.about.key))


def speaking(tx: Tx, team: UUID, about: About, limit: int) -> list[Said]:
    """Who speaks of it, best worth first."""
    return [
        Said(uuid_of(customer), uuid_of(said), kind, date.fromordinal(on), worth)
        for customer, said, kind, on, worth in tx.execute(SPEAKING, (team.bytes, *about.key, limit))
    ]


def everything(tx: Tx, team: UUID, about: About, at_most: int) -> dict[UUID, list[UUID]]:
    """Of so many customers who speak of it, best worth first, all that they said of it."""
    found = {one.customer: [one.fact] for one in speaking(tx, team, about, at_most)}
    for customer, said in tx.execute(FURTHER, (team.bytes, *about.key)):
        if (known := found.get(uuid_of(customer))) is not None:
            known.append(uuid_of(said))
    return found
