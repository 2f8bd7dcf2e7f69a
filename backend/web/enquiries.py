"""What did a customer ask us, were they answered, and what did we offer?"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from backend.web import sheets
from backend.web.cards import card
from backend.web.forms import Choice, Form, Words, load, sent
from backend.web.saved import keep
from backend.web.saving import seen
from backend.web.session import visit
from events.enquiries import MakeOffer, ReceiveEnquiry
from events.follow_ups import AnswerEnquiry
from events.values import EnquirySource

blueprint = Blueprint("enquiries", __name__, url_prefix="/customers/<uuid:customer>/enquiries")


class EnquiryForm(Form):
    text = Words(load_default=None)
    source = Choice(EnquirySource, load_default=None)


class OfferForm(Form):
    text = Words(load_default=None)


@blueprint.get("/new")
def new(customer: UUID) -> Response:
    return sheets.show("enquiries/new.html", card=card(visit(), customer))


@blueprint.post("")
def create(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(EnquiryForm(), given)
    return keep(here, customer, (ReceiveEnquiry(text=form["text"], source=form["source"]),), given, form)


@blueprint.post("/<uuid:enquiry>/answer")
def create_answer(customer: UUID, enquiry: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    return keep(here, customer, (AnswerEnquiry(enquiry=enquiry),), given, load(Form(), given))


@blueprint.post("/offers")
def create_offer(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(OfferForm(), given)
    return keep(here, customer, (MakeOffer(text=form["text"]),), given, form)
