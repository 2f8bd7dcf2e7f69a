"""How does somebody get in and out?"""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request
from marshmallow import fields

from backend.web import htmx
from backend.web.arriving import arrive, founded, works_here
from backend.web.errors import answer
from backend.web.forms import Back, Fields, Query, load, sent
from backend.web.house import house
from backend.web.session import cookie_name, forget_cookie, load_visit

blueprint = Blueprint("sign_in", __name__)


class Credentials(Fields):
    email = fields.String(required=True)
    password = fields.String(required=True)
    next = Back(load_default="")


class Next(Query):
    next = Back(load_default="")


@blueprint.get("/session/new")
def new() -> Response:
    to = load(Next(), request.args)["next"]
    if load_visit():
        return make_response(redirect(to or "/", 303))
    if founded() is None:
        return make_response(redirect("/", 303))
    return _page(to)


@blueprint.post("/session")
def create() -> Response:
    """303 for everybody, other programs too: the cookie is the answer."""
    form = load(Credentials(), sent())
    here = house()
    address = request.remote_addr or ""
    found = here.store.sign_in.check_password(form["email"], form["password"], address, here.clock())
    person = works_here(found) if found else None
    if person is None:
        return _wrong(form["email"], form["next"])
    return arrive(person, form["next"] or "/")


@blueprint.post("/session/end")
def end() -> Response:
    """Signed out on this device, also when the session had ended before."""
    house().store.sign_in.end_session(request.cookies.get(cookie_name(), ""))
    response = forget_cookie(make_response(redirect("/session/new", 303)))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _wrong(email: str, to: str) -> Response:
    if htmx.wants_json() or request.is_json:
        return answer(401, which="wrong_password")
    response = _page(to, email=email, wrong=True)
    response.status_code = 401
    return response


def _page(to: str, *, email: str = "", wrong: bool = False) -> Response:
    return make_response(render_template("sign_in/new.html", next=to, email=email, wrong=wrong))
