"""Who brought this customer, and whom did we send to them?"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request

from backend.projections import directory
from backend.projections.directory import Entry
from backend.web import htmx, sheets
from backend.web.bringers import thank
from backend.web.cards import card
from backend.web.errors import Invalid
from backend.web.finding import sought
from backend.web.forms import Form, Id, Query, Words, load, sent
from backend.web.saved import keep
from backend.web.saving import seen
from backend.web.session import Visit, visit
from events.referrals import GiveReferral, NoteReferral

blueprint = Blueprint("referrals", __name__, url_prefix="/customers/<uuid:customer>")
LATELY = 5
FOUND = 20
"""As many as one looks through; more letters find fewer."""


class Search(Query):
    q = Words(load_default=None)


class ReferrerForm(Form):
    """`by`: the customer who brought this one."""

    by = Id(required=True)


class GivenForm(Form):
    text = Words(load_default=None)


@blueprint.get("/referrer/new")
def new(customer: UUID) -> Response:
    here, query = visit(), load(Search(), request.args)["q"]
    shown = card(here, customer)
    found = [one for one in _found(here, query) if one.customer != customer][:FOUND]
    if query is not None and htmx.asked():
        return make_response(render_template("referrals/_found.html", card=shown, found=found, query=query))
    return sheets.show("referrals/referrer.html", card=shown, found=found, query=query or "")


@blueprint.post("/referrer")
def create(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(ReferrerForm(), given)
    if form["by"] is None:
        raise Invalid({"by": "Choose the customer who brought them."})
    seen(here, form["by"])
    commands = (NoteReferral(by=form["by"]),)
    return keep(here, customer, commands, given, form, also=thank(here, customer))


@blueprint.get("/referrals/new")
def new_given(customer: UUID) -> Response:
    return sheets.show("referrals/given.html", card=card(visit(), customer))


@blueprint.post("/referrals")
def create_given(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(GivenForm(), given)
    return keep(here, customer, (GiveReferral(text=form["text"]),), given, form)


def _found(here: Visit, query: str | None) -> list[Entry]:
    """Whom this person worked last, until somebody is searched for."""
    if query is not None:
        return sought(here, query).entries
    with here.read() as tx:
        return directory.lately(tx, here.scope, here.person.id, LATELY + 1)
