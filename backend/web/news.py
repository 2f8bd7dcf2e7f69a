"""What is a customer to be told: how a complaint ended, or what was put right? Words for it, and one tap."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from backend.web import sheets
from backend.web.cards import card
from backend.web.errors import not_here
from backend.web.forms import Form, load, sent
from backend.web.nobody import WORDS, is_for_nobody
from backend.web.saved import keep
from backend.web.saving import seen
from backend.web.session import visit
from events.telling import TellCustomer

blueprint = Blueprint("news", __name__, url_prefix="/customers/<uuid:customer>/news/<uuid:of>/telling")


@blueprint.get("/new")
def new(customer: UUID, of: UUID) -> Response:
    shown = card(visit(), customer)
    if is_for_nobody():
        return sheets.show("news/new.html", card=shown, of=of, fixed=None, words=WORDS)
    news = shown.customer.profile.news.get(of)
    if news is None:
        raise not_here()
    words = shown.customer.details.words.get(of, "")
    return sheets.show("news/new.html", card=shown, of=of, fixed=news.action is not None, words=words)


@blueprint.post("")
def create(customer: UUID, of: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(Form(), given)
    return keep(here, customer, (TellCustomer(of=of),), given, form)
