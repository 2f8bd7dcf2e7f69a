"""Why does this customer buy differently? The sheet that asks, with one tap for each answer."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from backend.web import sheets
from backend.web.cards import card
from backend.web.forms import Choice, Form, Words, load, sent
from backend.web.saved import keep
from backend.web.saving import seen
from backend.web.session import visit
from events.habits import AnswerHabitChange
from events.values import HabitAnswer

blueprint = Blueprint("habits", __name__, url_prefix="/customers/<uuid:customer>/habit-answers")


class AnswerForm(Form):
    answer = Choice(HabitAnswer, required=True)
    text = Words(load_default=None)


@blueprint.get("/new")
def new(customer: UUID) -> Response:
    return sheets.show("habits/new.html", card=card(visit(), customer))


@blueprint.post("")
def create(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(AnswerForm(), given)
    return keep(here, customer, (AnswerHabitChange(answer=form["answer"], text=form["text"]),), given, form)
