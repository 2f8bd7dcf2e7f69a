"""How does a firm of one's own begin? One form behind a link that works once; nothing else is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request

from backend.founding.begin import Beginning, begin
from backend.founding.choices import countries, currencies, guess, zones
from backend.web import htmx
from backend.web.arriving import arrive, founded, works_here
from backend.web.errors import Invalid, answer
from backend.web.firm_form import WEEKDAYS, FirmForm
from backend.web.forms import load, sent
from backend.web.house import house
from backend.web.ids import new_id
from events.firm import FoundFirm
from events.kernel import Refused

blueprint = Blueprint("set_up", __name__, url_prefix="/set-up")
USUAL_DAYS = ["0", "1", "2", "3", "4"]


@blueprint.get("/<token>")
def new(token: str) -> Response:
    return _closed(token) or _page(_usual())


@blueprint.post("/<token>")
def create(token: str) -> Response:
    """Found the firm, all of it or nothing, and go in as its first person. A refused form leaves the link as it was."""
    closed = _closed(token)
    if closed:
        return closed
    given = sent()
    try:
        form, hashed = _read(given)
    except Invalid as invalid:
        if htmx.wants_json() or request.is_json:
            raise
        return _page(_typed(given), invalid.fields)
    person = _begun(token, form, hashed)
    return arrive(person, house().first_page) if person else _closed(token) or answer(409, which="set_up_already")


def _closed(token: str) -> Response | None:
    """What somebody reads whose link opens nothing; None where it does."""
    here = house()
    if founded():
        return answer(404, which="set_up_already")
    return None if here.store.set_up.opens(token, here.clock()) else answer(404, which="old_set_up")


def _read(given: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The checked fields and the password as it is kept. Raises Invalid with all that is wrong at once."""
    problems: dict[str, str] = {}
    form: dict[str, Any] = {}
    hashed = ""
    try:
        form = load(FirmForm(), given)
    except Invalid as invalid:
        problems = invalid.fields
    if "password" not in problems:
        known = [text for name in ("firm", "name", "email") if isinstance(text := given.get(name), str)]
        try:
            hashed = house().store.sign_in.hashed(given["password"], known)
        except Refused as refused:
            problems["password"] = str(refused)
    if problems:
        raise Invalid(problems)
    return form, hashed


def _begun(token: str, form: Mapping[str, Any], hashed: str) -> Any:
    """The first person; None when somebody else was quicker."""
    here = house()
    now = here.clock()
    firm = FoundFirm(
        name=form["firm"],
        currency=form["currency"],
        time_zone=form["time_zone"],
        working_days=form["working_days"],
        country_code=countries()[form["country"]].code,
    )

    def come_in(person: UUID) -> None:
        here.store.set_up.use_up(token, now)
        here.store.sign_in.keep_password(person, form["email"], hashed)

    beginning = Beginning(firm=firm, name=form["name"], email=form["email"])
    try:
        person = begin(here.store, beginning, views=here.views, new_id=lambda: new_id(now), now=now, also=come_in)
    except Refused:
        return None
    return works_here(person)


def _usual() -> dict[str, Any]:
    """What the form begins with: what this browser says of its language tells a country."""
    likely = guess(request.accept_languages.best or "")
    return {
        "country": likely.region,
        "currency": likely.currency,
        "time_zone": likely.time_zone,
        "working_days": USUAL_DAYS,
    }


def _typed(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, to be shown again; the password is not."""
    days = given.get("working_days", [])
    typed = {name: value for name, value in given.items() if isinstance(value, str) and name != "password"}
    return {**typed, "working_days": days if isinstance(days, list) else [days]}


def _page(typed: Mapping[str, Any], problems: Mapping[str, str] | None = None) -> Response:
    page = render_template(
        "set_up/new.html",
        typed=typed,
        problems=problems or {},
        others=[told for name, told in (problems or {}).items() if name not in FirmForm().fields],
        currencies=currencies(),
        countries=countries(),
        zones=zones(),
        weekdays=WEEKDAYS,
    )
    response = make_response(page)
    response.status_code = 422 if problems else 200
    return response
