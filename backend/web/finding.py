"""Whom does somebody find in the list, by a part of what is known, and who is already on it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from backend.projections import directory, search, sweep
from backend.projections.base import Scope
from backend.projections.directory import Entry
from backend.projections.folding import DIGITS_THAT_TELL, NATIONAL_DIGITS, backwards, folded
from backend.store import Tx
from backend.web.session import Visit
from events.values import Role

PAGE = 50
LATELY = 5
MOST_DOUBLES = 5
WHOLE_NUMBER = 7
"""Digits, from which on a number is one that somebody has in full."""
MOST_POOLED = 1_000
FIELDS = ("name", "phone", "email", "place", "enquiry")
"""Of the form of a new customer."""


class Show(StrEnum):
    """Which part of the list."""

    ALL = "all"
    UNSEEN = "unseen"
    POOL = "pool"


@dataclass(frozen=True, slots=True)
class Found:
    """`lately`: whom this person worked last. `after`: where the next page begins. `more`: these are not all.

    `pooled`: how many of the pool nobody has tried, counted up to `MOST_POOLED`; counted where the pool is shown.
    """

    entries: list[Entry]
    lately: list[Entry]
    after: UUID | None
    more: bool
    pooled: int = 0


def listed(visit: Visit, show: Show, after: UUID | None) -> Found:
    scope = _pool(visit) if show is Show.POOL else visit.scope
    with visit.read() as tx:
        if show is Show.UNSEEN:
            found, lately = directory.longest_unseen(tx, scope, PAGE + 1), []
        else:
            behind = directory.entry(tx, after, visit.scope) if after else None
            found = directory.by_name(tx, scope, PAGE + 1, (behind.sort_name, behind.customer) if behind else None)
            first_page = show is Show.ALL and behind is None
            lately = directory.lately(tx, scope, visit.person.id, LATELY) if first_page else []
        pooled = sweep.left(tx, visit.person.team, MOST_POOLED) if show is Show.POOL and visit.person.team else 0
    more = len(found) > PAGE
    shown = found[:PAGE]
    return Found(shown, lately, shown[-1].customer if more and show is not Show.UNSEEN else None, more, pooled)


def sought(visit: Visit, query: str) -> Found:
    """Their own customers first, and of those whom they were in touch with last."""
    with visit.read() as tx:
        found = _matching(visit, tx, query, visit.scope)
    found.sort(
        key=lambda one: (
            one.owner != visit.person.id,
            -(one.touched_on or date.min).toordinal(),
            one.sort_name,
            one.customer,
        )
    )
    return Found(found[:PAGE], [], None, len(found) > PAGE)


def doubles(visit: Visit, name: str, phone: str | None, email: str | None) -> list[Entry]:
    """Who is on the list already, as far as this person may see: of the same name, number or address."""
    digits = backwards(phone or "")[:NATIONAL_DIGITS]
    with visit.read() as tx:
        found = directory.named(tx, visit.scope, " ".join(name.split()), MOST_DOUBLES)
        if len(digits) >= DIGITS_THAT_TELL:
            found += _of_number(visit, tx, digits, phone or "", visit.scope)
        if email:
            found += [
                one for one in _matching(visit, tx, email, visit.scope) if folded(one.email or "") == folded(email)
            ]
    return list({one.customer: one for one in found}.values())[:MOST_DOUBLES]


def of_a_colleague(visit: Visit, phone: str | None) -> Entry | None:
    """Whom a colleague of the own team looks after under this whole number; a part of one, and a name, tell nobody."""
    digits, team = backwards(phone or "")[:NATIONAL_DIGITS], visit.person.team
    if len(digits) < WHOLE_NUMBER or team is None:
        return None
    sellers = {one.id for one in visit.everybody if one.has(Role.SALESPERSON)}
    with visit.read() as tx:
        found = _of_number(visit, tx, digits, phone or "", Scope((), team))
    return next((one for one in found if one.owner in sellers and one.standing != "gone"), None)


def known_as(query: str) -> dict[str, str]:
    """What was searched in vain, in the field of a new customer that it most likely is."""
    field = "name"
    if "@" in query:
        field = "email"
    elif len(backwards(query)) >= DIGITS_THAT_TELL and not any(letter.isalpha() for letter in query):
        field = "phone"
    return {**dict.fromkeys(FIELDS, ""), field: query}


def _of_number(visit: Visit, tx: Tx, digits: str, phone: str, scope: Scope) -> list[Entry]:
    return [one for one in _matching(visit, tx, phone, scope) if backwards(one.phone or "").startswith(digits)]


def _matching(visit: Visit, tx: Tx, query: str, scope: Scope) -> list[Entry]:
    found: list[UUID] = []
    for team in _teams(visit):
        found += search.matches(tx, team, scope, query, PAGE + 1)
    entries = directory.entries(tx, found)
    return [entries[customer] for customer in found if customer in entries]


def _teams(visit: Visit) -> set[UUID]:
    """Their own team, and those of whom they stand in for."""
    held = {visit.person.id, *visit.scope.holders}
    return {one.team for one in visit.everybody if one.id in held and one.team is not None}


def _pool(visit: Visit) -> Scope:
    return Scope((visit.person.team,) if visit.person.team else ())
