"""How is an action begun, filled with what customers said, moved, done, dropped, or opened again?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from flask import Blueprint, Response, make_response, render_template, request, url_for

from backend.projections import actions, profiles, voiced
from backend.projections.actions import RUNNING, Action
from backend.projections.voiced import About
from backend.web.actions import may_change, seen
from backend.web.errors import Invalid, not_here
from backend.web.forms import Choice, Day, Form, Id, Query, Words, load, sent
from backend.web.gathering import Gathered, Said, gather, take_out, tell, untell
from backend.web.ids import new_id
from backend.web.saving import save
from backend.web.saving import seen as seen_customer
from backend.web.session import Visit, visit
from backend.web.staff import go_on, own_team, people_of_team
from events.actions import MOST_GATHERED, BeginAction, DropAction, FinishAction, MoveAction, ReopenAction
from events.kernel import Refused
from events.values import LossReason, Role, valid_day, valid_theme

blueprint = Blueprint("acting", __name__, url_prefix="/actions")
USUAL_TIME = timedelta(days=14)


class Whose(Query):
    """All that a team's customers said of a theme, why they left, or one thing that one customer said."""

    theme = Words(load_default=None)
    reason = Choice(LossReason, load_default=None)
    customer = Id(load_default=None)
    of = Id(load_default=None)


class GatherForm(Form):
    theme = Words(load_default=None)
    reason = Choice(LossReason, load_default=None)
    customer = Id(load_default=None)
    of = Id(load_default=None)


class TakeOutForm(Form):
    customer = Id(required=True)


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
        theme=valid_theme(asked["theme"]) if asked["theme"] else "",
        reason=asked["reason"],
        customer=asked["customer"] or "",
        of=asked["of"] or "",
        people=[(str(one.id), one.name or "") for one in people_of_team(here)],
        owner=str(here.person.id),
        today=here.today,
        by=here.setting.calendar.on_or_after(here.today + USUAL_TIME),
    )
    return make_response(page)


@blueprint.post("")
def create() -> Response:
    """Begin it, and gather what was said. The same form again goes on."""
    here, given = visit(), sent()
    form = load(BeginForm(), given)
    fact_id = form["fact_id"] or new_id(here.now)
    action = uuid5(fact_id, "action")
    said = _still_said(here, action, form)
    owner, by = _who(here, {**form, "owner": form["owner"] or here.person.id})
    # What is begun for one voice answers that voice, whatever it is about.
    about = {} if form["customer"] else {"theme": form["theme"] or "", "reason": form["reason"]}
    asked = BeginAction(what=form["what"] or "", owner=owner, by=by, team=own_team(here), **about)
    save(here, action, (asked,), given, {**form, "fact_id": fact_id})
    came = gather(here, action, said, fact_id)
    with here.read() as tx:
        begun = actions.action(tx, action)
    mine = begun is not None and may_change(here, begun)
    words = "begun" if came is Gathered.WHOLE else came
    back = url_for("actions.show", action=action, said=words) if mine else url_for("actions.index")
    return go_on(back, id=str(action), gathered=begun.customers if begun else 0)


@blueprint.post("/<uuid:action>/gathering")
def add(action: UUID) -> Response:
    """Let it answer what was said since as well."""
    here, given = visit(), sent()
    one, form = _changed(here, action), load(GatherForm(), given)
    _running(one)
    said = _said(here, {**form, "theme": form["theme"] or one.theme, "reason": form["reason"] or one.reason})
    came = gather(here, action, said, form["fact_id"] or new_id(here.now))
    with here.read() as tx:
        now = actions.action(tx, action) or one
    words = "gathered" if came is Gathered.WHOLE else came
    return go_on(url_for("actions.show", action=action, said=words), id=str(action), gathered=now.customers)


@blueprint.post("/<uuid:action>/leaving-out")
def leave_out(action: UUID) -> Response:
    """Let it answer nothing of one customer any more: for whoever sees to it, or looks after the customer."""
    here, given = visit(), sent()
    form = load(TakeOutForm(), given)
    if form["customer"] is None:
        raise Invalid({"customer": "Choose whose words it does not answer."})
    seen_customer(here, form["customer"])
    with here.read() as tx:
        one = actions.action(tx, action)
    if one is None or not (may_change(here, one) or one.team == own_team(here)):
        raise not_here()
    _running(one)
    take_out(here, one, form["customer"], form["fact_id"] or new_id(here.now))
    with here.read() as tx:
        now = actions.action(tx, action) or one
    mine = may_change(here, one)
    back = url_for("actions.show", action=action, said="taken_out") if mine else f"/customers/{form['customer']}"
    return go_on(back, id=str(action), gathered=now.customers)


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


@blueprint.post("/<uuid:action>/reopening")
def reopen(action: UUID) -> Response:
    """It is not done, or not dropped, after all: nobody is told of it until it is."""
    here, given = visit(), sent()
    one, form = _changed(here, action), load(Form(), given)
    if one.state == actions.DONE and not untell(here, one):
        return go_on(url_for("actions.show", action=action, said="others"), id=str(action), reopened=False)
    save(here, action, (ReopenAction(),), given, form)
    return go_on(url_for("actions.show", action=action, said="reopened"), id=str(action), reopened=True)


def _told(here: Visit, action: UUID) -> Response:
    told = tell(here, _changed(here, action))
    return go_on(url_for("actions.show", action=action, said="done"), id=str(action), to_tell=told)


def _running(action: Action) -> None:
    if action.state != RUNNING:
        raise Refused("This action is over already. Open it again, or begin another one.")


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
    if valid_day(form["by"]) < here.today:
        raise Invalid({"by": "Choose a day from today on."})
    if form["owner"] not in {one.id for one in people_of_team(here)}:
        raise Invalid({"owner": "Choose somebody of your team to see to it."})
    return form["owner"], form["by"]


def _still_said(here: Visit, action: UUID, form: Mapping[str, Any]) -> Said:
    """What it is to answer; nothing more where the same form comes again once that is over, or put right."""
    with here.read() as tx:
        begun = actions.action(tx, action)
    if begun is None:
        return _said(here, form)
    try:
        return _said(here, form) if begun.state == RUNNING else {}
    except Refused:
        return {}


def _said(here: Visit, form: Mapping[str, Any]) -> Said:
    """What an action is to answer: one thing of one customer, else all that is open about it, for a manager."""
    customer, fact = form["customer"], form["of"]
    with here.read() as tx:
        if customer is None:
            about = About(form["theme"] or "", form["reason"])
            wanted = here.has(Role.MANAGER) and (about.theme or about.why)
            return voiced.everything(tx, own_team(here), about, MOST_GATHERED + 1) if wanted else {}
        seen_customer(here, customer)
        stored = profiles.load(tx, [customer]).get(customer)
    if stored is None or fact not in stored[0].voiced:
        raise Refused("That is put right already, or nobody said it.")
    return {customer: [fact]}
