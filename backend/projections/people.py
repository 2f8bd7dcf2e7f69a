"""Who works here, in which roles and teams, who is away, and who stands in?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from uuid import UUID

import msgspec

from backend.projections.base import Row, Scope, Table, encode
from backend.store import Tx
from events.kernel import Recorded
from events.team import AbsenceNoted, PersonInvited, PersonJoined, PersonLeft, PlanSizeSet, RolesGiven, TeamFormed
from events.values import Role

TABLE = Table(
    "live_people", {"stream": "BYTEA NOT NULL", "kind": "TEXT NOT NULL", "state": "BYTEA NOT NULL"}, key="stream"
)
READ = "SELECT state FROM live_people WHERE stream = ? AND kind = ?"
READ_ALL = "SELECT state FROM live_people WHERE kind = ?"
DELETE = "DELETE FROM live_people WHERE stream = ?"


@dataclass(frozen=True, slots=True)
class Absence:
    first_day: date
    last_day: date
    stand_in: UUID

    def covers(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Person:
    """`cards` None: the rulebook's plan size. `left` people keep their name on what they noted."""

    id: UUID
    name: str | None = None
    email: str | None = None
    roles: tuple[Role, ...] = ()
    team: UUID | None = None
    joined: bool = False
    left: bool = False
    cards: int | None = None
    absences: tuple[Absence, ...] = ()

    def has(self, role: Role) -> bool:
        return role in self.roles and not self.left

    def away(self, day: date) -> Absence | None:
        return next((absence for absence in reversed(self.absences) if absence.covers(day)), None)


@dataclass(frozen=True, slots=True)
class Team:
    id: UUID
    name: str


_people = msgspec.msgpack.Decoder(Person)
_teams = msgspec.msgpack.Decoder(Team)


def fold_stream(facts: Sequence[Recorded]) -> Person | Team | None:
    """A person's or a team's state from their stream; None for any other stream."""
    stream = facts[0].stream
    if isinstance(facts[0].body, TeamFormed):
        return Team(stream, facts[0].body.name)
    person = Person(stream)
    for noted in facts:
        person = _evolve(person, noted)
    return person


def _evolve(person: Person, noted: Recorded) -> Person:
    match noted.body:
        case PersonInvited() as body:
            return replace(person, name=body.name, email=body.email, roles=body.roles, team=body.team)
        case RolesGiven(roles=roles, team=team):
            return replace(person, roles=roles, team=team)
        case PersonJoined():
            return replace(person, joined=True)
        case PersonLeft():
            return replace(person, left=True)
        case PlanSizeSet(cards=cards):
            return replace(person, cards=cards)
        case AbsenceNoted(first_day=first_day, last_day=last_day, stand_in=stand_in):
            return replace(person, absences=(*person.absences, Absence(first_day, last_day, stand_in)))
        case _:
            return person


def replace_stream(tx: Tx, facts: Sequence[Recorded]) -> None:
    """Fold one person's or team's whole stream anew: it is short."""
    tx.execute(DELETE, (facts[0].stream.bytes,))
    tx.insert(TABLE.name, TABLE.names, list(people_rows(facts)))


def people_rows(facts: Sequence[Recorded]) -> Iterable[Row]:
    state = fold_stream(facts)
    yield (facts[0].stream.bytes, "team" if isinstance(state, Team) else "person", encode(state))


def person(tx: Tx, who: UUID) -> Person | None:
    row = tx.execute(READ, (who.bytes, "person")).fetchone()
    return _people.decode(row[0]) if row else None


def people(tx: Tx) -> list[Person]:
    """Everybody who works or worked here, by name."""
    return list(_by_name(tuple(row[0] for row in tx.execute(READ_ALL, ("person",)))))


@lru_cache(maxsize=4)
def _by_name(stored: tuple[bytes, ...]) -> tuple[Person, ...]:
    """Kept, for every request asks who everybody is and they hardly ever change."""
    return tuple(sorted(map(_people.decode, stored), key=lambda one: (one.name or "", one.id)))


def teams(tx: Tx) -> list[Team]:
    found = [_teams.decode(row[0]) for row in tx.execute(READ_ALL, ("team",))]
    return sorted(found, key=lambda one: (one.name, one.id))


def standing_in_for(everybody: Iterable[Person], who: UUID, day: date) -> list[UUID]:
    """For whom this person stands in on `day`."""
    return [one.id for one in everybody if not one.left and (absence := one.away(day)) and absence.stand_in == who]


def scope_of(who: Person, everybody: Iterable[Person], day: date) -> Scope:
    """Whose customers a person may see: their own and their team's pool, those they stand in for, a manager's team.

    An admin sees no customers; roles add up.
    """
    holders: list[UUID] = []
    if who.has(Role.SALESPERSON):
        holders += [who.id, *standing_in_for(everybody, who.id, day)]
        holders += [who.team] if who.team else []
    return Scope(tuple(holders), who.team if who.has(Role.MANAGER) else None)
