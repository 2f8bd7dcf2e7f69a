"""Who is meant by an e-mail address or by the name of a team?"""

from __future__ import annotations

from backend.projections import people
from backend.projections.people import Person, Team
from backend.store import Store


def person_by_email(store: Store, email: str) -> Person | None:
    """Who works here under this address."""
    wanted = email.strip().lower()
    with store.database.read() as tx:
        found = people.people(tx)
    return next((one for one in found if not one.left and (one.email or "").lower() == wanted), None)


def team_by_name(store: Store, name: str) -> Team | None:
    wanted = name.strip().lower()
    return next((one for one in teams(store) if one.name.lower() == wanted), None)


def teams(store: Store) -> list[Team]:
    with store.database.read() as tx:
        return people.teams(tx)
