"""Did a customer leave, why, and is the door open? Or are they gone for good?"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from backend.web import sheets
from backend.web.cards import card
from backend.web.forms import Choice, Flag, Form, Themes, Words, load, sent
from backend.web.gathering import let_go
from backend.web.saved import keep
from backend.web.saving import seen
from backend.web.session import visit
from events.lifecycle import GiveLossReason, MarkGoneForGood, MarkLost
from events.values import GoneReason, LossReason

blueprint = Blueprint("lifecycle", __name__, url_prefix="/customers/<uuid:customer>")


class LossForm(Form):
    """`closed`: they asked for no more contact. The reason may come later."""

    reason = Choice(LossReason, load_default=None)
    closed = Flag()
    text = Words(load_default=None)
    competitor = Words(load_default=None)
    themes = Themes()


class ReasonForm(Form):
    reason = Choice(LossReason, required=True)
    text = Words(load_default=None)
    competitor = Words(load_default=None)
    themes = Themes()


class GoneForm(Form):
    why = Choice(GoneReason, required=True)


@blueprint.get("/loss/new")
def new_loss(customer: UUID) -> Response:
    here = visit()
    return sheets.show("customers/loss.html", card=card(here, customer), themes=here.setting.themes)


@blueprint.post("/loss")
def create_loss(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(LossForm(), given)
    said = {name: form[name] for name in ("reason", "text", "competitor", "themes")}
    return keep(here, customer, (MarkLost(door_open=not form["closed"], **said),), given, form)


@blueprint.get("/loss-reason/new")
def new_reason(customer: UUID) -> Response:
    here = visit()
    return sheets.show("customers/loss_reason.html", card=card(here, customer), themes=here.setting.themes)


@blueprint.post("/loss-reason")
def create_reason(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(ReasonForm(), given)
    said = {name: form[name] for name in ("reason", "text", "competitor", "themes")}
    return keep(here, customer, (GiveLossReason(**said),), given, form, also=let_go(here, customer))


@blueprint.get("/gone/new")
def new_gone(customer: UUID) -> Response:
    return sheets.show("customers/gone.html", card=card(visit(), customer))


@blueprint.post("/gone")
def create_gone(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(GoneForm(), given)
    return keep(here, customer, (MarkGoneForGood(why=form["why"]),), given, form)
