"""What does somebody see and settle about themselves: days, devices, the size of a day's plan?"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from backend.projections import imports, people
from backend.projections.people import Absence
from backend.store import Session
from backend.web import htmx
from backend.web.forms import Form, Whole, load, sent
from backend.web.keeping import Standing, keeping_for
from backend.web.saving import save
from backend.web.session import Visit, visit
from backend.web.staff import choices, colleagues, go_on, note_absence, session_told
from backend.web.tally import Tally, tally
from events.team import SetPlanSize
from events.values import Role

blueprint = Blueprint("me", __name__, url_prefix="/me")
IMPORTS_SHOWN = 1


class PlanSize(Form):
    cards = Whole(required=True)


@blueprint.get("")
def show() -> Response:
    here = visit()
    if htmx.wants_json():
        return jsonify(_told(here))
    return make_response(render_template("me/show.html", said=request.args.get("said"), **_seen(here)))


@blueprint.post("/plan-size")
def size() -> Response:
    here, given = visit(), sent()
    form = load(PlanSize(), given)
    save(here, here.person.id, (SetPlanSize(cards=form["cards"]),), given, form)
    return go_on(url_for("me.show", said="plan"), cards=form["cards"])


@blueprint.post("/absences")
def away() -> Response:
    here = visit()
    note_absence(here, here.person, sent())
    return go_on(url_for("me.show", said="absence"))


@blueprint.post("/sessions/<session>/end")
def end(session: str) -> Response:
    """End one of one's own sessions; an id of another person's ends nothing."""
    here = visit()
    load(Form(), sent())
    here.store.sign_in.end_device(here.person.id, session, here.now)
    return go_on(url_for("me.show", said="ended"))


@blueprint.post("/sessions/end")
def end_others() -> Response:
    here = visit()
    load(Form(), sent())
    for one in here.store.sign_in.sessions_of(here.person.id, here.now):
        if one.id != here.session.id:
            here.store.sign_in.end_device(here.person.id, one.id, here.now)
    return go_on(url_for("me.show", said="ended"))


def _seen(here: Visit) -> dict[str, Any]:
    with here.read() as tx:
        teams = {team.id: team.name for team in people.teams(tx)}
        brought = imports.latest(tx, here.person.team, IMPORTS_SHOWN) if here.has(Role.MANAGER) else []
        put_off = tally(here, tx)
    return {
        "person": here.person,
        "team": teams.get(here.person.team) if here.person.team else None,
        "plan_cards": here.person.cards or here.setting.rulebook.plan_cards,
        "absences": [one for one in here.person.absences if one.last_day >= here.today],
        "colleagues": choices(colleagues(here, here.person)) if here.has(Role.SALESPERSON) else [],
        "sessions": here.store.sign_in.sessions_of(here.person.id, here.now),
        "own_session": here.session.id,
        "brought": brought,
        "may_read_library": here.has(Role.SALESPERSON, Role.MANAGER),
        "may_import": here.has(Role.MANAGER),
        "basis": here.setting.basis,
        "may_state_basis": here.has(Role.MANAGER),
        "kept": keeping_for(here),
        "tally": put_off,
        "sweep": here.setting.sweep,
        "name_of": here.name_of,
        "today": here.today,
        "made": here.setting.demo,
    }


def _told(here: Visit) -> dict[str, Any]:
    seen = _seen(here)
    return {
        "id": str(here.person.id),
        "name": here.person.name,
        "email": here.person.email,
        "roles": [role.value for role in here.person.roles],
        "team": seen["team"],
        "plan_cards": seen["plan_cards"],
        "absences": [_absence_told(one) for one in seen["absences"]],
        "sessions": [_session_told(here, one) for one in seen["sessions"]],
        "backups": _kept_told(seen["kept"]),
        "put_offs": _tally_told(seen["tally"]),
    }


def _tally_told(tally: Tally) -> list[dict[str, Any]]:
    return [
        {"from": week.monday.isoformat(), "total": week.total, "by": {why or "": many for why, many in week.by.items()}}
        for week in tally.weeks
    ]


def _kept_told(kept: Standing | None) -> dict[str, Any] | None:
    if kept is None:
        return None
    last = kept.last.isoformat() if kept.last else None
    return {"last": last, "old": kept.old, "failure": kept.failure, "disk_free_percent": kept.disk_free}


def _absence_told(one: Absence) -> dict[str, Any]:
    return {"first_day": one.first_day.isoformat(), "last_day": one.last_day.isoformat(), "stand_in": str(one.stand_in)}


def _session_told(here: Visit, one: Session) -> dict[str, Any]:
    return {**session_told(one), "this": one.id == here.session.id}
