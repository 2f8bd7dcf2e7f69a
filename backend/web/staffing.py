"""What changes for somebody who works here: roles, team, leaving, and who takes over their customers?"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, url_for

from backend.projections import directory, people
from backend.store import Tx
from backend.web.forms import Form, Id, load, sent
from backend.web.saving import save
from backend.web.session import visit
from backend.web.staff import RolesForm, check_known_team, go_on, hand_over, known, successors
from events.kernel import Recorded
from events.team import GiveRoles, Leave, check_admins, check_colleague
from events.values import Role

blueprint = Blueprint("staffing", __name__, url_prefix="/people/<uuid:person>")


class Successor(Form):
    to = Id(required=True)


@blueprint.post("/roles")
def roles(person: UUID) -> Response:
    """Whoever goes to another team takes their customers along."""
    here, given = visit(), sent()
    known(here, person)
    form = load(RolesForm(), given)
    check_known_team(here, form["team"])
    save(here, person, (GiveRoles(roles=form["roles"], team=form["team"]),), given, form, also=_check_managed)
    if form["team"] and Role.SALESPERSON in form["roles"]:
        with here.read() as tx:
            held = directory.entries(tx, directory.of_holder(tx, person))
        elsewhere = [customer for customer, entry in held.items() if entry.team != form["team"]]
        hand_over(here, elsewhere, person, form["team"], given, form)
    return go_on(url_for("people.show", person=person, said="roles"))


@blueprint.post("/leave")
def leave(person: UUID) -> Response:
    here, given = visit(), sent()
    known(here, person)
    form = load(Form(), given)
    save(here, person, (Leave(),), given, form, also=_check_managed)
    here.store.sign_in.shut_out(person, here.now)
    return go_on(url_for("people.show", person=person, said="left"))


@blueprint.post("/customers")
def succeed(person: UUID) -> Response:
    """Hand all customers of one person to another person or to a team's pool. The admin sees how many, not whom."""
    here, given = visit(), sent()
    one = known(here, person)
    form = load(Successor(), given)
    with here.read() as tx:
        teams = people.teams(tx)
        customers = directory.of_holder(tx, person)
    check_colleague(form["to"], {UUID(to) for to, _, _ in successors(here, one, teams)})
    owner = next((other for other in here.everybody if other.id == form["to"]), None)
    team = owner.team if owner and owner.team else form["to"]
    moved = hand_over(here, customers, owner.id if owner else None, team, given, form)
    to = url_for("people.show", person=person, said="moved", moved=moved.customers, of=moved.of)
    return go_on(to, moved=moved.customers, of=moved.of)


def _check_managed(tx: Tx, _: Sequence[Recorded]) -> None:
    """Looks at everybody as they are after the change, in its transaction: two admins cannot remove each other."""
    check_admins(sum(one.has(Role.ADMIN) and one.joined for one in people.people(tx)))
