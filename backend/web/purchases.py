"""What was bought, when and for how much; and what was it really, when that was wrong?"""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

from flask import Blueprint, Response

from backend.retention.days import start_of
from backend.web import sheets
from backend.web.cards import card
from backend.web.errors import not_here
from backend.web.forms import Amount, Day, Form, Words, load, sent
from backend.web.saved import keep
from backend.web.saving import seen
from backend.web.session import Visit, visit
from events.kernel import Refused
from events.purchases import CorrectPurchase, PurchaseRecorded, RecordPurchase

blueprint = Blueprint("purchases", __name__, url_prefix="/customers/<uuid:customer>/purchases")


class PurchaseForm(Form):
    """`on` is today unless it is said. `order_id` makes it happen once where no `fact_id` does."""

    amount = Amount(required=True)
    on = Day(load_default=None)
    order_id = Words(load_default=None)


class CorrectionForm(Form):
    amount = Amount(required=True)
    on = Day(load_default=None)


@blueprint.get("/new")
def new(customer: UUID) -> Response:
    here = visit()
    return sheets.show("purchases/new.html", card=card(here, customer), today=here.today, of=None, amount="")


@blueprint.post("")
def create(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(PurchaseForm(), given)
    on = _past(here, form["on"] or here.today)
    if form["order_id"] and form["fact_id"] is None:
        form["fact_id"] = uuid5(customer, form["order_id"])
    if form["occurred_at"] is None and on < here.today:
        form["occurred_at"] = start_of(on, here.setting.zone)
    command = RecordPurchase(amount=form["amount"], on=on, order_id=form["order_id"])
    return keep(here, customer, (command,), given, form)


@blueprint.get("/<uuid:purchase>/correction/new")
def correct(customer: UUID, purchase: UUID) -> Response:
    here, shown = visit(), card(visit(), customer)
    noted = here.store.find(purchase)
    if noted is None or noted.stream != customer or not isinstance(noted.body, PurchaseRecorded):
        raise not_here()
    major, minor = divmod(noted.body.amount, 100)
    amount = f"{major}.{minor:02}"
    return sheets.show("purchases/new.html", card=shown, today=noted.body.on, of=purchase, amount=amount)


@blueprint.post("/<uuid:purchase>/correction")
def create_correction(customer: UUID, purchase: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(CorrectionForm(), given)
    command = CorrectPurchase(of=purchase, amount=form["amount"], on=_past(here, form["on"] or here.today))
    return keep(here, customer, (command,), given, form)


def _past(here: Visit, on: date) -> date:
    """Raises Refused for a day to come, and for one before computers: nothing is noted as happening then."""
    if on > here.today:
        raise Refused("That day is still to come. Choose the day of the purchase.")
    return on
