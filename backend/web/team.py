"""How is my team doing today, and who is away?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from backend.projections import directory, people
from backend.projections.people import Person
from backend.projections.queue import Plan, due
from backend.web import describing, htmx
from backend.web.forms import Form, load, sent
from backend.web.hour_days import of_week
from backend.web.keeping import held_back, warnings
from backend.web.plans import plan_of, today_of
from backend.web.session import Visit, visit
from backend.web.staff import choices, colleagues, go_on, member, note_absence, own_team, sellers, session_told
from backend.web.sweeping import sweeping

blueprint = Blueprint("team", __name__, url_prefix="/team")
MOST_COUNTED = 10_000
"""Customers in a pool: beyond that, nobody needs the exact number."""


@blueprint.get("")
def index() -> Response:
    here, own = visit(), own_team(visit())
    with here.read() as tx:
        sweep = sweeping(here, tx)
        plans = [(one, *plan_of(here, tx, one, sweep)) for one in sellers(here.everybody, own)]
        name = next((team.name for team in people.teams(tx) if team.id == own), "")
        pooled, pool_due = (
            directory.held(tx, own, MOST_COUNTED),
            len(due(tx, own, here.today, sweeping=sweep is not None)),
        )
        hours = of_week(here, tx, sellers(here.everybody, own))
    if htmx.wants_json():
        return jsonify(team=name, people=[_numbers(here, *plan) for plan in plans], pool=pooled)
    page = render_template(
        "team/index.html",
        name=name,
        plans=plans,
        pooled=pooled,
        pool_due=pool_due,
        hours=hours,
        today=here.today,
        name_of=here.name_of,
        warnings=warnings(here),
        held=held_back(here),
        sweep=sweep and sweep.plan,
    )
    return make_response(page)


@blueprint.get("/<uuid:person>/queue")
def queue(person: UUID) -> Response:
    """Today as this person sees it, to read."""
    here = visit()
    one = member(here, person)
    today = today_of(here, one)
    if htmx.wants_json():
        return jsonify(describing.plan(today))
    page = render_template(
        "team/queue.html",
        person=one,
        today=today,
        absences=[absence for absence in one.absences if absence.last_day >= here.today],
        colleagues=choices(colleagues(here, one)),
        name_of=here.name_of,
        said=request.args.get("said"),
    )
    return make_response(page)


@blueprint.get("/<uuid:person>/devices")
def devices(person: UUID) -> Response:
    """Where this person is signed in: a lost phone is signed out here by whoever hears of it first."""
    here = visit()
    one = member(here, person)
    sessions = here.store.sign_in.sessions_of(one.id, here.now)
    if htmx.wants_json():
        return jsonify(sessions=[session_told(session) for session in sessions])
    said = request.args.get("said")
    return make_response(render_template("team/devices.html", person=one, sessions=sessions, said=said))


@blueprint.post("/<uuid:person>/sessions/<session>/end")
def end(person: UUID, session: str) -> Response:
    """End one session of this person; an id of another person's ends nothing."""
    here = visit()
    one = member(here, person)
    load(Form(), sent())
    here.store.sign_in.end_device(one.id, session, here.now)
    return go_on(url_for("team.devices", person=one.id, said="ended"))


@blueprint.post("/<uuid:person>/absences")
def away(person: UUID) -> Response:
    here = visit()
    note_absence(here, member(here, person), sent())
    return go_on(url_for("team.queue", person=person, said="absence"))


def _numbers(here: Visit, one: Person, done: int, plan: Plan) -> dict[str, Any]:
    away = one.away(here.today)
    return {
        "id": str(one.id),
        "name": one.name,
        "done": done,
        "owed": len(plan.owed),
        "planned": len(plan.planned),
        "waiting": sum(plan.waiting.values()),
        "away_until": away.last_day.isoformat() if away else None,
    }
