"""Which card is next in my power hour, and what came of it? Whoever worked it sees it all, a manager what is shared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from backend.projections import attempts, power_hours
from backend.retention.methods import methods, perseverance
from backend.retention.power_hour import PowerHour
from backend.web import htmx
from backend.web.errors import not_here
from backend.web.forms import Form, Query, Several, Whole, Words, load, sent
from backend.web.hour_cards import hour_view
from backend.web.hour_days import streak
from backend.web.hour_replay import replayed
from backend.web.hours_now import hour_of, running
from backend.web.ids import new_id
from backend.web.look_backs import LookBack, look_back
from backend.web.plans import today_of
from backend.web.saving import answer, save
from backend.web.session import Visit, visit
from events.kernel import Command
from events.power_hours import EndPowerHour, PausePowerHour, PlanPowerHour, ResumePowerHour, SharePowerHour
from events.values import Channel, Role

blueprint = Blueprint("power_hours", __name__)
SHOWN, COUNTED = 50, 400
"""Hours in the list, and those of which the days in a row are counted."""
LISTED = timedelta(days=400)
USUAL_CARDS = 10


class WholeOrNot(Whole):
    """An empty field is nothing said."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return None if value in ("", None) else super()._deserialize(value, attr, data, **kwargs)


class PlanForm(Form):
    """`own`: minutes of one's own, in place of the usual ones."""

    cards = Whole(required=True)
    minutes = WholeOrNot(load_default=None)
    own = WholeOrNot(load_default=None)
    ways = Several(Channel, load_default=())
    goal = Words(load_default=None)


class Which(Query):
    moment = Whole(load_default=1)


@blueprint.get("/hour")
def new() -> Response:
    here = visit()
    with here.read() as tx:
        known = running(here, tx)
    today = today_of(here, here.person)
    due, waiting = today.left, today.could_wait
    page = render_template(
        "hours/new.html",
        hour=new_id(here.now),
        running=[(one, one.begun_at.astimezone(here.setting.zone)) for one in known],
        due=due,
        waiting=waiting,
        pooled=today.pooled if here.has(Role.SALESPERSON) else 0,
        usual=min(USUAL_CARDS, due or waiting) or USUAL_CARDS,
        channels=list(Channel),
    )
    return make_response(page)


@blueprint.get("/hours")
def index() -> Response:
    """One's own hours, and what has worked: nobody else sees this page."""
    here = visit()
    with here.read() as tx:
        hours = power_hours.of_person(tx, here.person.id, here.now - LISTED, COUNTED)
        tried = attempts.of_person(tx, here.person.id)
    page = render_template(
        "hours/index.html",
        hours=hours[:SHOWN],
        streak=streak(here, hours),
        perseverance=perseverance(tried),
        methods=methods(tried, here.setting.zone),
    )
    return make_response(page)


@blueprint.get("/hours/<uuid:hour>")
def show(hour: UUID) -> Response:
    here = visit()
    found = _readable(here, hour)
    view = hour_view(here, found) if found.person == here.person.id else None
    if view is None:
        with here.read() as tx:
            told = look_back(here, tx, found)
        if htmx.wants_json():
            return jsonify(_told(told))
        return make_response(render_template("hours/look_back.html", back=told, **_whose(here, found)))
    return make_response(render_template("hours/show.html", view=view))


@blueprint.get("/hours/<uuid:hour>/replay")
def replay(hour: UUID) -> Response:
    """One moment of it, the first one unless it is said."""
    here, nth = visit(), load(Which(), request.args)["moment"]
    found = _readable(here, hour)
    with here.read() as tx:
        shown = replayed(here, tx, found, nth)
    return make_response(render_template("hours/replay.html", shown=shown, **_whose(here, found)))


def redraw(here: Visit, values: Mapping[str, Any]) -> str:
    found = _own(here, values["hour"])
    view = hour_view(here, found)
    if view is not None:
        return render_template("hours/_redrawn.html", view=view)
    with here.read() as tx:
        told = look_back(here, tx, found)
    return render_template("hours/_redrawn.html", view=None, back=told, **_whose(here, found))


@blueprint.post("/hours/<uuid:hour>/plan")
def create(hour: UUID) -> Response:
    here, given = visit(), sent()
    form = load(PlanForm(), given)
    if here.store.stream(hour):
        _own(here, hour)  # Nobody writes a plan on a stream that is a customer's, or a colleague's hour.
    command = PlanPowerHour(
        cards=form["cards"],
        minutes=(form["minutes"] or 0) if form["own"] is None else form["own"],
        ways=form["ways"],
        goal=form["goal"],
    )
    return _keep(here, hour, command, given, form)


@blueprint.post("/hours/<uuid:hour>/pauses")
def pause(hour: UUID) -> Response:
    return _note(hour, PausePowerHour())


@blueprint.post("/hours/<uuid:hour>/resumptions")
def resume(hour: UUID) -> Response:
    return _note(hour, ResumePowerHour())


@blueprint.post("/hours/<uuid:hour>/end")
def end(hour: UUID) -> Response:
    return _note(hour, EndPowerHour())


@blueprint.post("/hours/<uuid:hour>/sharing")
def share(hour: UUID) -> Response:
    return _note(hour, SharePowerHour())


def _note(hour: UUID, command: Command) -> Response:
    here, given = visit(), sent()
    form = load(Form(), given)
    _own(here, hour)
    return _keep(here, hour, command, given, form)


def _keep(here: Visit, hour: UUID, command: Command, given: Mapping[str, Any], form: Mapping[str, Any]) -> Response:
    appended = save(here, hour, (command,), given, form)
    back = url_for("power_hours.show", hour=hour)
    if htmx.asked() and isinstance(command, PlanPowerHour):
        return htmx.go(back)
    return answer(here, appended, bar="", back=back)


def _own(here: Visit, hour: UUID) -> PowerHour:
    """404 for an hour that is somebody else's, as for one that is not there."""
    with here.read() as tx:
        found = hour_of(here, tx, hour)
    if found is None or found.person != here.person.id:
        raise not_here()
    return found


def _readable(here: Visit, hour: UUID) -> PowerHour:
    with here.read() as tx:
        found = hour_of(here, tx, hour)
    whose = next((one for one in here.everybody if found and one.id == found.person), None)
    if found is None or whose is None:
        raise not_here()
    theirs = here.has(Role.MANAGER) and whose.team is not None and whose.team == here.person.team
    if whose.id != here.person.id and not (found.shared and theirs):
        raise not_here()
    return found


def _whose(here: Visit, hour: PowerHour) -> dict[str, Any]:
    return {
        "own": hour.person == here.person.id,
        "name": here.name_of(hour.person),
        "begun": hour.begun_at.astimezone(here.setting.zone),
    }


def _told(back: LookBack) -> dict[str, Any]:
    return {
        "id": str(back.hour.id),
        "planned": {"cards": back.hour.cards, "minutes": back.hour.minutes, "goal": back.hour.goal},
        "minutes": back.minutes,
        "worked": back.worked,
        "reached": back.reached,
        "unanswered": back.unanswered,
        "yes": back.yes,
        "no": back.no,
        "skipped": back.skipped,
        "next_dates": back.dates,
        "bought_since": back.bought,
        "steps": [
            {
                "at": one.at.isoformat(),
                "customer": str(one.step.customer),
                "outcome": one.step.attempt and one.step.attempt.outcome,
                "skipped": one.step.why if one.step.attempt is None else None,
                "bought_since": one.bought,
            }
            for one in back.steps
        ],
    }
