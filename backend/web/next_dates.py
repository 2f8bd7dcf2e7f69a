"""When is the next contact to be? Another date after a save, and "not now", which puts a customer off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request

from backend.web import sheets
from backend.web.cards import card
from backend.web.days import AFTER, LONGEST, REST, DayOrRest, chips, days_ahead, picked, to_come
from backend.web.forms import Choice, Day, Form, Id, Query, load, sent
from backend.web.hours_now import not_anothers
from backend.web.saved import keep
from backend.web.saving import seen
from backend.web.session import Visit, visit
from events.follow_ups import PutOff, SetNextDate
from events.values import PutOffReason

blueprint = Blueprint("next_dates", __name__, url_prefix="/customers/<uuid:customer>")
USUAL = {
    PutOffReason.NO_TIME: "tomorrow",
    PutOffReason.NOT_USEFUL_NOW: "month",
    PutOffReason.AFRAID_TO_BOTHER: "week",
    PutOffReason.WRONG_PERSON: "week",
    PutOffReason.THEY_ASKED: "month",
}
"""Until when one tap on a reason puts off."""


class Ask(Query):
    of = Id(load_default=None)
    hour = Id(load_default=None)


class NextDateForm(Form):
    """`of`: the fact that the date belongs to."""

    next_on = DayOrRest(required=True)
    of = Id(load_default=None)


class PutOffForm(Form):
    """The day of a chip or of the date field; the usual one of the reason where neither is given."""

    until = DayOrRest()
    day = Day(load_default=None)
    why = Choice(PutOffReason, load_default=None)
    hour = Id(load_default=None)


@blueprint.get("/next-dates/new")
def new(customer: UUID) -> Response:
    here, query = visit(), load(Ask(), request.args)
    shown = card(here, customer)
    return sheets.show(
        "next_dates/new.html",
        card=shown,
        of=query["of"] or "",
        days=chips(here, ("tomorrow", "week", "fortnight", "month", REST), shown.next_on),
        last=here.today + LONGEST,
    )


@blueprint.post("/next-dates")
def create(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(NextDateForm(), given)
    day = form["next_on"]
    command = SetNextDate(next_on=to_come(day, here.today) if day else None, of=form["of"])
    return keep(here, customer, (command,), given, form)


@blueprint.get("/put-offs/new")
def put_off(customer: UUID) -> Response:
    here, query = visit(), load(Ask(), request.args)
    return sheets.show(
        "next_dates/put_off.html",
        hour=query["hour"] or "",
        card=card(here, customer),
        usual={why.value: name for why, name in USUAL.items()},
        days=chips(here, ("tomorrow", "week", "fortnight", "month", REST)),
        last=here.today + LONGEST,
    )


@blueprint.post("/put-offs")
def create_put_off(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(PutOffForm(), given)
    day = _until(here, form)
    until, hour = to_come(day, here.today) if day else None, not_anothers(here, form["hour"])
    command = PutOff(until=until, why=form["why"], hour=hour)
    return keep(here, customer, (command,), given, form)


def _until(here: Visit, form: Mapping[str, Any]) -> date | None:
    """None for a rest. Raises Invalid where neither a day nor a reason is given."""
    if form["why"] and "until" not in form and form["day"] is None:
        return days_ahead(here, AFTER[USUAL[form["why"]]])
    return picked(form, "until")
