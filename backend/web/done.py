"""How else is a card done with? In another way, settled already, not now, or gone for good."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from backend.web import sheets
from backend.web.cards import ASKING_WHY, card
from backend.web.forms import Form, Several, load, sent
from backend.web.nobody import is_for_nobody
from backend.web.saved import keep
from backend.web.saving import seen
from backend.web.session import visit
from events.follow_ups import SETTLED_BY_HAND, SettleReason
from events.values import Rule

blueprint = Blueprint("done", __name__, url_prefix="/customers/<uuid:customer>")


class SettleForm(Form):
    rules = Several(Rule, required=True)


@blueprint.get("/done/new")
def new(customer: UUID) -> Response:
    shown = card(visit(), customer)
    due = [reason.rule for reason in shown.reasons]
    settled = [rule for rule in (Rule if is_for_nobody() else due) if rule in SETTLED_BY_HAND]
    asking = [rule for rule in settled if rule in ASKING_WHY]
    owed = [reason for reason in shown.reasons if reason.rule not in SETTLED_BY_HAND]
    return sheets.show(
        "done/new.html",
        card=shown,
        settled=settled,
        asking=asking,
        owed=owed,
        pleased=Rule.PLEASED in settled,
        further=sheets.further,
    )


@blueprint.post("/settlements")
def create(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(SettleForm(), given)
    return keep(here, customer, (SettleReason(rules=form["rules"]),), given, form)
