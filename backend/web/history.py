"""What happened with a customer? Every fact as a sentence, newest first, page by page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from marshmallow import ValidationError, fields

from backend.projections import history
from backend.projections.history import Kind, Page
from backend.retention.days import end_of
from backend.store import moment
from backend.web import htmx
from backend.web.cards import Card, card
from backend.web.forms import Choice, load
from backend.web.past import Days
from backend.web.session import Visit, visit
from backend.web.telling import Teller, as_json, place_of, teller_of

blueprint = Blueprint("history", __name__)
END = 2**62
"""Later than any position of the log."""


class Place(fields.String):
    """Where a page begins: microseconds and position of the fact above it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        match = re.fullmatch(r"(-?\d{1,16})-(\d{1,18})", text, re.ASCII)
        if match is None:
            raise ValidationError("This page of the history cannot be found. Start at the newest.")
        return moment(int(match[1])), int(match[2])


class Asked(Days):
    kind = Choice(Kind, load_default=None)
    before = Place(load_default=None)


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of the history. `before` and `older` are what addresses say of this page and of the next; "" for none."""

    card: Card
    page: Page
    teller: Teller
    asked: dict[str, Any]
    before: str

    @property
    def older(self) -> str:
        return place_of(*self.page.older) if self.page.older else ""


@blueprint.get("/customers/<uuid:customer>/history")
def index(customer: UUID) -> Response:
    shown = _shown(visit(), customer, request.args)
    if htmx.wants_json():
        facts = [as_json(told, shown.teller) for told in shown.page.facts]
        return jsonify(customer=str(customer), facts=facts, older=shown.older or None)
    return make_response(render_template("history/index.html", shown=shown))


def redraw(here: Visit, values: Mapping[str, Any]) -> str:
    """The same page of the history again, after something was undone or put right on it."""
    return render_template("history/_redrawn.html", shown=_shown(here, values["customer"], htmx.current_query()))


def _shown(here: Visit, customer: UUID, args: Mapping[str, str]) -> Shown:
    asked, found = load(Asked(), args), card(here, customer)
    before, known_on = asked["before"], None
    if asked["known_on"]:
        known_on = end_of(asked["known_on"], here.setting.zone)
    elif asked["true_on"] and before is None:
        before = (end_of(asked["true_on"], here.setting.zone), END)
    with here.read() as tx:
        page = history.page(here.store, tx, customer, before=before, kind=asked["kind"], known_on=known_on)
        teller = teller_of(here, tx, forgotten=found.name is None, claim=found.customer.profile.claim)
    return Shown(found, page, teller, asked, args.get("before", ""))
