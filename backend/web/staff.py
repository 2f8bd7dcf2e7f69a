"""Who can stand in for whom, how do customers change hands, and where does one go on after that?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from flask import Response, jsonify, make_response, redirect

from backend.projections import people
from backend.projections.directory import Entry
from backend.projections.people import Person, Team
from backend.store import Busy, Conflict, Session
from backend.web import htmx
from backend.web.errors import not_here
from backend.web.forms import Day, Form, Id, Several, load
from backend.web.ids import new_id
from backend.web.saving import save
from backend.web.session import Visit
from events.customers import AssignCustomer
from events.team import NoteAbsence, check_colleague, check_team
from events.values import Role


class AbsenceForm(Form):
    first_day = Day(required=True)
    last_day = Day(required=True)
    stand_in = Id(required=True)


class RolesForm(Form):
    roles = Several(Role, required=True, error_messages={"required": "Choose at least one role."})
    team = Id(load_default=None)


@dataclass(frozen=True, slots=True)
class Moved:
    """How many of how many customers changed hands: fewer when many others were writing at once."""

    customers: int
    of: int


def sellers(everybody: Iterable[Person], team: UUID | None) -> list[Person]:
    """The salespeople of a team, by name."""
    return [one for one in everybody if one.team == team and one.has(Role.SALESPERSON)]


def colleagues(visit: Visit, person: Person) -> list[Person]:
    """Who can stand in for this person."""
    return [one for one in sellers(visit.everybody, person.team) if one.id != person.id]


def known(visit: Visit, person: UUID) -> Person:
    """Somebody who works or worked here; 404 for nobody."""
    found = next((one for one in visit.everybody if one.id == person), None)
    if found is None:
        raise not_here()
    return found


def employed(visit: Visit, person: UUID) -> Person:
    """Somebody who works here; 404 for nobody, and for who left."""
    found = known(visit, person)
    if found.left:
        raise not_here()
    return found


def own_team(visit: Visit) -> UUID:
    """A manager's own team: this role is never given without one."""
    return visit.person.team or UUID(int=0)


def people_of_team(visit: Visit) -> list[Person]:
    """Who of one's own team could look after what customers said."""
    selling = (Role.SALESPERSON, Role.MANAGER)
    return [one for one in visit.everybody if one.team == own_team(visit) and any(map(one.has, selling))]


def who_sees(visit: Visit, entry: Entry) -> list[Person]:
    """Who can look after what one customer complained of: nobody else may see it."""
    return [one for one in visit.everybody if not one.left and (one.id == visit.person.id or _sees(one, entry))]


def _sees(person: Person, entry: Entry) -> bool:
    if person.has(Role.MANAGER) and person.team == entry.team:
        return True
    return person.id == entry.owner or (not entry.owner and person.has(Role.SALESPERSON) and person.team == entry.team)


def member(visit: Visit, person: UUID) -> Person:
    """A salesperson of this manager's team; 404 for anybody else."""
    found = next((one for one in sellers(visit.everybody, own_team(visit)) if one.id == person), None)
    if found is None:
        raise not_here()
    return found


def successors(visit: Visit, person: Person, teams: Iterable[Team]) -> list[tuple[str, str | None, str]]:
    """Who may take over this person's customers: id, name and team of each other salesperson; a pool has no name."""
    pools = {team.id: team.name for team in teams}
    sellers = [
        one for one in visit.everybody if one.has(Role.SALESPERSON) and one.team in pools and one.id != person.id
    ]
    named = [(str(one.id), one.name or "", pools[one.team]) for one in sellers if one.team]
    return [*named, *((str(team), None, name) for team, name in pools.items())]


def check_known_team(visit: Visit, team: UUID | None) -> None:
    with visit.read() as tx:
        check_team(team, {one.id for one in people.teams(tx)})


def choices(several: Iterable[Person | Team]) -> list[tuple[str, str]]:
    """People or teams as a select shows them."""
    return [(str(one.id), one.name or "") for one in several]


def note_absence(visit: Visit, person: Person, given: Mapping[str, Any]) -> None:
    form = load(AbsenceForm(), given)
    check_colleague(form["stand_in"], {one.id for one in colleagues(visit, person)})
    asked = NoteAbsence(first_day=form["first_day"], last_day=form["last_day"], stand_in=form["stand_in"])
    save(visit, person.id, (asked,), given, form)


def hand_over(
    visit: Visit,
    customers: Sequence[UUID],
    owner: UUID | None,
    team: UUID,
    given: Mapping[str, Any],
    form: Mapping[str, Any],
) -> Moved:
    """Give each customer to an owner or, with None, to the team's pool. Each one whole; the same form again goes on."""
    base = form.get("fact_id") or new_id(visit.now)
    asked = AssignCustomer(owner=owner, team=team)
    for done, customer in enumerate(customers):
        try:
            save(visit, customer, (asked,), given, {"fact_id": uuid5(base, str(customer))})
        except (Busy, Conflict):
            if not done:
                raise
            return Moved(done, len(customers))
    return Moved(len(customers), len(customers))


def session_told(one: Session) -> dict[str, Any]:
    return {"id": one.id, "device": one.device, "last_seen": one.last_seen.isoformat()}


def go_on(to: str, **told: Any) -> Response:
    """What follows a change of people: JSON 201, or the page `to`, where the change is to be seen."""
    if htmx.wants_json():
        response = jsonify(told)
        response.status_code = 201
        return response
    if htmx.asked():
        return htmx.go(to)
    return make_response(redirect(to, 303))
