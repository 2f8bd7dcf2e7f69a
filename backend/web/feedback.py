"""What did the customer say of us, and how did a complaint end?"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, request

from backend.web import sheets
from backend.web.cards import card
from backend.web.forms import Choice, Flag, Form, Query, Words, load, sent
from backend.web.saved import keep
from backend.web.saving import seen
from backend.web.session import visit
from events.feedback import NoteFeedback, ResolveComplaint
from events.values import FeedbackKind

blueprint = Blueprint("feedback", __name__, url_prefix="/customers/<uuid:customer>")


class Ask(Query):
    kind = Choice(FeedbackKind, load_default=FeedbackKind.PRAISE)


class FeedbackForm(Form):
    kind = Choice(FeedbackKind, required=True)
    about_price = Flag()
    text = Words(load_default=None)


class ResolutionForm(Form):
    text = Words(load_default=None)


@blueprint.get("/feedback/new")
def new(customer: UUID) -> Response:
    query = load(Ask(), request.args)
    return sheets.show("feedback/new.html", card=card(visit(), customer), kind=query["kind"].value)


@blueprint.post("/feedback")
def create(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(FeedbackForm(), given)
    command = NoteFeedback(kind=form["kind"], about_price=form["about_price"], text=form["text"])
    return keep(here, customer, (command,), given, form)


@blueprint.get("/complaints/<uuid:complaint>/resolution/new")
def resolve(customer: UUID, complaint: UUID) -> Response:
    shown = card(visit(), customer)
    words = shown.customer.details.words.get(complaint, "")
    return sheets.show("feedback/resolve.html", card=shown, complaint=complaint, words=words)


@blueprint.post("/complaints/<uuid:complaint>/resolution")
def create_resolution(customer: UUID, complaint: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(ResolutionForm(), given)
    return keep(here, customer, (ResolveComplaint(complaint=complaint, text=form["text"]),), given, form)
