"""Whom do I follow up today? The plan by lanes, how far it has come, and what could wait."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for

from backend.web import describing, htmx
from backend.web.arriving import founded
from backend.web.keeping import held_back, warnings
from backend.web.plans import today_of
from backend.web.rooms import rooms
from backend.web.session import Visit, load_visit, visit

blueprint = Blueprint("queue", __name__)


@blueprint.get("/")
def home() -> Response:
    """The first room of whoever asks; before there is a firm, where its beginning is to be found."""
    here = load_visit()
    if here is None and founded() is None:
        return make_response(render_template("set_up/wait.html"))
    return make_response(redirect(rooms(here)[0].path if here else url_for("sign_in.new"), 303))


@blueprint.get("/queue")
def index() -> Response:
    here = visit()
    today = today_of(here, here.person)
    if htmx.wants_json():
        return jsonify(describing.plan(today))
    claimed, of = (request.args.get(name, type=int) for name in ("claimed", "of"))
    page = render_template(
        "queue/index.html",
        today=today,
        claimed=claimed,
        of=of,
        left="left" in request.args,
        warnings=warnings(here),
        held=held_back(here),
    )
    return make_response(page)


def redraw(here: Visit, _: Mapping[str, str]) -> str:
    return render_template("queue/_redrawn.html", today=today_of(here, here.person))
