"""How is an action begun, filled with what customers said, moved, done or dropped?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from flask import Blueprint, Response, make_response, render_template, request, url_for
from marshmallow import fields

from backend.projections import actions, profiles, voiced
from backend.projections.actions import RUNNING, Action
from backend.web.actions import may_change, seen
from backend.web.errors import Invalid, not_here
from backend.web.forms import Day, Form, Id, Query, Words, load, sent
from backend.web.gathering import Said, gather, tell
from backend.web.ids import new_id
from backend.web.saving import save
from backend.web.saving import seen as seen_customer
from backend.web.session import Visit, visit
from backend.web.staff import go_on, own_team, people_of_team
from events.actions import BeginAction, DropAction, FinishAction, MoveAction
from events.kernel import Refused
from events.values import Role

blueprint = Blueprint("acting", __name__, url_prefix="/actions")
USUAL_TIME = timedelta(days=14)


class Whose(Query):
    """All that a team's customers said of a theme, or one thing that one customer said."""

    theme = fields.String(load_default="")
    customer = Id(load_default=None)
    of = Id(load_default=None)


class GatherForm(Form):
    theme = Words(load_default=None)
    customer = Id(load_default=None)
    of = Id(load_default=None)


class BeginForm(GatherForm):
    what = Words(load_default=None)
    owner = Id(load_default=None)
    by = Day(required=True)


class MoveForm(Form):
    owner = Id(required=True)
    by = Day(required=True)


class EndForm(Form):
    text = Words(load_default=None)


@blueprint.get("/new")
def new() -> Response:
    here, asked = visit(), load(Whose(), request.args)
    page = render_template(
        "actions/new.html",
        theme=asked["theme"],
        customer=asked["customer"] or "",
        of=asked["of"] or "",
        people=[(str(one.id), one.name or "") for one in people_of_team(here)],
        owner=str(here.person.id),
        by=here.setting.calendar.on_or_after(here.today + USUAL_TIME),
    )
    return make_response(page)


@blueprint.post("")
def create() -> Response:
    """Begin it, and gather what was said. The same form again goes on."""
    here, given = visit(), sent()
    form = load(BeginForm(), given)
    said = _said(here, form)
    fact_id = form["fact_id"] or new_id(here.now)
    action = uuid5(fact_id, "action")
    owner, by = _who(here, {**form, "owner": form["owner"] or here.person.id})
    asked = BeginAction(what=form["what"] or "", owner=owner, by=by, team=own_team(here), theme=form["theme"] or "")
    save(here, action, (asked,), given, {**form, "fact_id": fact_id})
    with here.read() as tx:
        begun = actions.action(tx, action)
    many = gather(here, begun, said) if begun and said else 0
    mine = begun is not None and may_change(here, begun)
    back = url_for("actions.show", action=action, said="begun") if mine else url_for("actions.index")
    return go_on(back, id=str(action), gathered=many)


@blueprint.post("/<uuid:action>/gathering")
def add(action: UUID) -> Response:
    """Let it answer what was said since as well."""
    here, given = visit(), sent()
    one, form = _changed(here, action), load(GatherForm(), given)
    if one.state != RUNNING:
        raise Refused("This action is over already. Begin another one.")
    many = gather(here, one, _said(here, {**form, "theme": form["theme"] or one.theme}))
    return go_on(url_for("actions.show", action=action, said="gathered"), id=str(action), gathered=many)


@blueprint.post("/<uuid:action>/date")
def move(action: UUID) -> Response:
    here, given = visit(), sent()
    _changed(here, action)
    form = load(MoveForm(), given)
    owner, by = _who(here, form)
    save(here, action, (MoveAction(owner=owner, by=by),), given, form)
    return go_on(url_for("actions.show", action=action, said="moved"), id=str(action))


@blueprint.post("/<uuid:action>/ending")
def finish(action: UUID) -> Response:
    """Done: everybody whose words it answers is to be told."""
    here, given = visit(), sent()
    _changed(here, action)
    form = load(EndForm(), given)
    save(here, action, (FinishAction(text=form["text"] or ""),), given, form)
    return _told(here, action)


@blueprint.post("/<uuid:action>/telling")
def go_on_telling(action: UUID) -> Response:
    """Note it with those whom an interruption left out."""
    here = visit()
    load(Form(), sent())
    if _changed(here, action).state != actions.DONE:
        raise Refused("Say first what was done.")
    return _told(here, action)


@blueprint.post("/<uuid:action>/dropping")
def drop(action: UUID) -> Response:
    here, given = visit(), sent()
    _changed(here, action)
    form = load(EndForm(), given)
    save(here, action, (DropAction(text=form["text"] or ""),), given, form)
    return go_on(url_for("actions.show", action=action, said="dropped"), id=str(action))


def _told(here: Visit, action: UUID) -> Response:
    told = tell(here, _changed(here, action))
    return go_on(url_for("actions.show", action=action, said="done"), id=str(action), to_tell=told)


def _changed(here: Visit, action: UUID) -> Action:
    """An action that this person may change; one that they may only see is 404 here."""
    with here.read() as tx:
        one = seen(here, tx, action)
    if not may_change(here, one):
        raise not_here()
    return one


def _who(here: Visit, form: Mapping[str, Any]) -> tuple[UUID, Any]:
    if form["by"] is None:
        raise Invalid({"by": "Choose by when it is to be done."})
    if form["owner"] not in {one.id for one in people_of_team(here)}:
        raise Invalid({"owner": "Choose somebody of your team to see to it."})
    return form["owner"], form["by"]


def _said(here: Visit, form: Mapping[str, Any]) -> list[Said]:
    """What an action is to answer: one thing of one customer, else all that is open in the theme, for a manager."""
    customer, reason = form["customer"], form["of"]
    with here.read() as tx:
        if customer is None:
            theme = form["theme"] if here.has(Role.MANAGER) else None
            return voiced.all_in_theme(tx, own_team(here), theme) if theme else []
        seen_customer(here, customer)
        stored = profiles.load(tx, [customer]).get(customer)
    if stored is None or reason not in stored[0].voiced:
        raise Refused("That is put right already, or nobody said it.")
    return [(customer, reason)]
