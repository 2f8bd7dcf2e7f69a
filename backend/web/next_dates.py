"""When is the next contact to be? Another date after a save, and "not now", which puts a customer off."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, request

from backend.web import sheets
from backend.web.cards import card
from backend.web.days import LONGEST, REST, DayOrRest, chips, picked, to_come
from backend.web.forms import Choice, Day, Form, Id, Query, load, sent
from backend.web.saved import keep
from backend.web.saving import seen
from backend.web.session import visit
from events.follow_ups import PutOff, SetNextDate
from events.values import PutOffReason

blueprint = Blueprint("next_dates", __name__, url_prefix="/customers/<uuid:customer>")


class Ask(Query):
    of = Id(load_default=None)


class NextDateForm(Form):
    """`of`: the fact that the date belongs to."""

    next_on = DayOrRest(required=True)
    of = Id(load_default=None)


class PutOffForm(Form):
    """The day of a chip or of the date field."""

    until = DayOrRest()
    day = Day(load_default=None)
    why = Choice(PutOffReason, load_default=None)


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
    here = visit()
    return sheets.show(
        "next_dates/put_off.html",
        card=card(here, customer),
        days=chips(here, ("tomorrow", "week", "month", REST)),
        last=here.today + LONGEST,
    )


@blueprint.post("/put-offs")
def create_put_off(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(PutOffForm(), given)
    day = picked(form, "until")
    command = PutOff(until=to_come(day, here.today) if day else None, why=form["why"])
    return keep(here, customer, (command,), given, form)
