"""May we call? Why the firm is in touch with customers whom nobody asked one by one, stated once and changed here."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for
from marshmallow import fields

from backend.web import htmx
from backend.web.forms import Back, Choice, Form, Query, Words, load, sent
from backend.web.saving import save
from backend.web.session import Visit, visit
from backend.web.staff import go_on
from events.contact_basis import ContactBasis, StateContactBasis
from events.firm import FIRM

blueprint = Blueprint("contact_basis", __name__, url_prefix="/contact-basis")


class BasisForm(Form):
    basis = Choice(ContactBasis, required=True, error_messages={"required": "Choose why we may call."})
    source = fields.String(load_default="")
    wording = Words(load_default=None)


class Came(Query):
    """From which page somebody comes who goes on there, such as the result of an import."""

    back = Back(load_default="")


@blueprint.get("")
def show() -> Response:
    here, back = visit(), load(Came(), request.args)["back"]
    if htmx.wants_json():
        return jsonify(told(here))
    basis = here.setting.basis
    by = here.name_of(basis.by) if basis else None
    return make_response(render_template("contact_basis/show.html", basis=basis, by=by, to=back))


@blueprint.post("")
def create() -> Response:
    here, given = visit(), sent()
    form = load(BasisForm(), given)
    asked = StateContactBasis(basis=form["basis"], source=form["source"], wording=form["wording"] or "")
    save(here, FIRM, (asked,), given, form)
    return go_on(form["back"] or url_for("me.show", said="basis"), basis=form["basis"].value)


def told(here: Visit) -> dict[str, Any]:
    """What is in force, as another program reads it; `basis` null: nothing is stated yet."""
    basis = here.setting.basis
    if basis is None:
        return {"basis": None}
    stated = basis.stated
    at, by = basis.at.isoformat(), here.name_of(basis.by)
    return {"basis": stated.basis.value, "source": stated.source, "wording": stated.wording, "at": at, "by": by}
