"""What does this customer need, and what of it is met?"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from backend.web import sheets
from backend.web.cards import card
from backend.web.forms import Form, Words, load, sent
from backend.web.saved import keep
from backend.web.saving import seen
from backend.web.session import visit
from events.needs import MeetNeed, NoteNeed

blueprint = Blueprint("needs", __name__, url_prefix="/customers/<uuid:customer>/needs")


class NeedForm(Form):
    text = Words(load_default=None)


@blueprint.get("/new")
def new(customer: UUID) -> Response:
    return sheets.show("needs/new.html", card=card(visit(), customer))


@blueprint.post("")
def create(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(NeedForm(), given)
    return keep(here, customer, (NoteNeed(text=form["text"] or ""),), given, form)


@blueprint.post("/<uuid:need>/met")
def create_met(customer: UUID, need: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    return keep(here, customer, (MeetNeed(need=need),), given, load(Form(), given))
