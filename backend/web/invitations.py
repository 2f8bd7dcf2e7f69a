"""How does somebody who was invited get in for the first time?"""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request
from marshmallow import fields

from backend.projections.people import Person
from backend.web import htmx
from backend.web.arriving import arrive, founded, works_here
from backend.web.errors import UsedLink
from backend.web.forms import Fields, load, sent
from backend.web.house import house
from events.kernel import Refused

blueprint = Blueprint("invitations", __name__, url_prefix="/invitations")


class Chosen(Fields):
    password = fields.String(required=True)


@blueprint.get("/<token>")
def show(token: str) -> Response:
    return _page(_invited(token))


@blueprint.post("/<token>")
def create(token: str) -> Response:
    """Set the password, which ends every earlier session, and go in. A refused password leaves the link as it was."""
    person = _invited(token)
    here = house()
    form = load(Chosen(), sent())
    try:
        here.store.sign_in.accept_invitation(token, form["password"], here.clock(), _known_of(person))
    except Refused as refused:
        if htmx.wants_json() or request.is_json:
            raise
        response = _page(person, problem=str(refused))
        response.status_code = 422
        return response
    return arrive(person, "/")


def _known_of(person: Person) -> list[str]:
    """What others would try first as this person's password."""
    here = founded()
    return [text for text in (person.name, person.email, here and here.name) if text]


def _invited(token: str) -> Person:
    """Whom this link is for; 404 for one that was used, is too old or never was."""
    here = house()
    found = here.store.sign_in.invited(token, here.clock())
    person = works_here(found) if found else None
    if person is None:
        raise UsedLink
    return person


def _page(person: Person, problem: str = "") -> Response:
    return make_response(render_template("invitations/show.html", person=person, problem=problem))
