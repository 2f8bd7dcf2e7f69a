"""Who works here? For the admin, who manages people and sees no customers: only how many somebody looks after."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from backend.projections import directory, people
from backend.projections.people import Person, Team
from backend.web import codes, htmx
from backend.web.forms import Form, Words, load, sent
from backend.web.ids import new_id
from backend.web.saving import save
from backend.web.session import Visit, visit
from backend.web.staff import RolesForm, check_known_team, choices, employed, go_on, known, successors
from events.team import FormTeam, InvitePerson, check_address

blueprint = Blueprint("people", __name__)
MOST_COUNTED = 10_000
"""Customers of one person: beyond that, nobody needs the exact number."""


class Invitation(RolesForm):
    name = Words(required=True)
    email = Words(required=True)


class NewTeam(Form):
    name = Words(required=True)


@blueprint.get("/people")
def index() -> Response:
    here = visit()
    with here.read() as tx:
        teams = people.teams(tx)
        held = {one.id: directory.held(tx, one.id, MOST_COUNTED) for one in here.everybody}
    if htmx.wants_json():
        told = [_told(one, held[one.id]) for one in here.everybody]
        return jsonify(people=told, teams=[{"id": str(team.id), "name": team.name} for team in teams])
    page = render_template(
        "people/index.html", everybody=here.everybody, teams=_names(teams), held=held, said=request.args.get("said")
    )
    return make_response(page)


@blueprint.get("/people/new")
def new() -> Response:
    with visit().read() as tx:
        teams = people.teams(tx)
    return make_response(render_template("people/new.html", teams=choices(teams)))


@blueprint.post("/people")
def create() -> Response:
    here, given = visit(), sent()
    form = load(Invitation(), given)
    name, email, base = form["name"] or "", form["email"] or "", form["fact_id"] or new_id(here.now)
    # Derived, so that an id sent from outside never names the stream of somebody else.
    person = uuid5(base, "person")
    check_address(email, [one.email or "" for one in here.everybody if not one.left and one.id != person])
    check_known_team(here, form["team"])
    asked = InvitePerson(name=name, email=email, roles=form["roles"], team=form["team"])
    save(here, person, (asked,), given, {**form, "fact_id": base})
    return _link(here, person, name, email)


@blueprint.get("/people/<uuid:person>")
def show(person: UUID) -> Response:
    here = visit()
    one = known(here, person)
    with here.read() as tx:
        held, teams = directory.held(tx, person, MOST_COUNTED), people.teams(tx)
    if htmx.wants_json():
        return jsonify(_told(one, held))
    page = render_template(
        "people/show.html",
        person=one,
        held=held,
        teams=choices(teams),
        team=_names(teams).get(one.team) if one.team else None,
        successors=successors(here, one, teams),
        own=one.id == here.person.id,
        said=request.args.get("said"),
        moved=request.args.get("moved", type=int),
        of=request.args.get("of", type=int),
    )
    return make_response(page)


@blueprint.post("/people/<uuid:person>/invitation")
def invite(person: UUID) -> Response:
    """A new link, for who lost the first one or forgot the password; an earlier link ends."""
    here = visit()
    one = employed(here, person)
    load(Form(), sent())
    return _link(here, one.id, one.name or "", one.email or "")


@blueprint.post("/teams")
def form_team() -> Response:
    here, given = visit(), sent()
    form = load(NewTeam(), given)
    base = form["fact_id"] or new_id(here.now)
    team = uuid5(base, "team")
    save(here, team, (FormTeam(name=form["name"] or ""),), given, {**form, "fact_id": base})
    return go_on(url_for("people.index", said="team"), id=str(team))


def _link(here: Visit, person: UUID, name: str, email: str) -> Response:
    """The one time that the link is shown: nobody can read it back."""
    token = here.store.sign_in.invite(person, email, here.now)
    link = url_for("invitations.show", token=token, _external=True)
    if htmx.wants_json():
        response = jsonify(id=str(person), link=link)
        response.status_code = 201
        return response
    page = render_template(
        "people/link.html",
        name=name,
        link=link,
        code=codes.picture(link),
        elsewhere=codes.opens_elsewhere(link),
        person=person,
        fragment=htmx.asked(),
    )
    return make_response(page)


def _names(teams: list[Team]) -> dict[UUID, str]:
    return {team.id: team.name for team in teams}


def _told(one: Person, held: int) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "name": one.name,
        "email": one.email,
        "roles": [role.value for role in one.roles],
        "team": str(one.team) if one.team else None,
        "joined": one.joined,
        "left": one.left,
        "customers": held,
    }
