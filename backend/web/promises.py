"""What did we promise, for which day, and was it kept? Made, moved and kept."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from backend.web import sheets
from backend.web.cards import Card, card
from backend.web.days import LONGEST, DayAhead, chips, picked, to_come
from backend.web.errors import Invalid
from backend.web.forms import Day, Form, Words, load, moment_in_time, sent
from backend.web.saved import keep
from backend.web.saving import seen
from backend.web.session import Visit, visit
from events.follow_ups import KeepPromise, MakePromise, MovePromise

blueprint = Blueprint("promises", __name__, url_prefix="/customers/<uuid:customer>/promises")
DAYS = ("tomorrow", "week", "fortnight", "month")


class PromiseForm(Form):
    """`on`: the day of a chip; `day`: that of the date field beside them."""

    on = DayAhead()
    day = Day(load_default=None)
    note = Words(load_default=None)


class MoveForm(Form):
    on = DayAhead(required=True)


@blueprint.get("/new")
def new(customer: UUID) -> Response:
    return _sheet(visit(), "promises/new.html", customer)


@blueprint.post("")
def create(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(PromiseForm(), given)
    made_on = here.setting.today(moment_in_time(form["occurred_at"], here.now))
    day = picked(form, "on")
    if day is None:
        raise Invalid({"on": "Choose a date."})
    return keep(here, customer, (MakePromise(on=to_come(day, made_on), note=form["note"]),), given, form)


@blueprint.get("/<uuid:promise>/new-date")
def move(customer: UUID, promise: UUID) -> Response:
    return _sheet(visit(), "promises/new_date.html", customer, promise=promise)


@blueprint.post("/<uuid:promise>/new-date")
def create_new_date(customer: UUID, promise: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(MoveForm(), given)
    if form["on"] is None:
        raise Invalid({"on": "Choose a date."})
    command = MovePromise(promise=promise, on=to_come(form["on"], here.today))
    return keep(here, customer, (command,), given, form)


@blueprint.post("/<uuid:promise>/keeping")
def create_keeping(customer: UUID, promise: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    return keep(here, customer, (KeepPromise(promise=promise),), given, load(Form(), given))


def _sheet(here: Visit, template: str, customer: UUID, **shown: object) -> Response:
    known: Card = card(here, customer)
    return sheets.show(template, card=known, days=chips(here, DAYS), last=here.today + LONGEST, **shown)
