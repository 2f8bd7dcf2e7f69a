"""How many quiet customers does the firm try a day, and until when will that take? For managers, to decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from backend.projections import people
from backend.retention.shares import End
from backend.store import Tx
from backend.web import htmx
from backend.web.forms import Form, Whole, load, sent
from backend.web.saving import save
from backend.web.session import Visit, visit
from backend.web.staff import go_on, own_team
from backend.web.sweeping import Ahead, Quiet, effect, quiet, sweeping, who_sells
from events.firm import FIRM
from events.sweep import MOST_A_DAY, USUAL_A_DAY, AdoptSweepPlan, SweepPlanAdopted

blueprint = Blueprint("sweep", __name__, url_prefix="/sweep")
OFFERED = (10, USUAL_A_DAY, 40)


class PlanForm(Form):
    a_day = Whole(required=True)


@dataclass(frozen=True, slots=True)
class Choice:
    """What so many a day would mean."""

    a_day: int
    end: End
    on: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """`team` tells how far each salesperson of the manager's own team is; None: they hold nobody quiet."""

    found: Quiet
    plan: SweepPlanAdopted | None
    choices: tuple[Choice, ...]
    team: tuple[tuple[str | None, Ahead | None], ...]
    pooled: int


@blueprint.get("")
def show() -> Response:
    here = visit()
    with here.read() as tx:
        shown = _shown(here, tx)
    if htmx.wants_json():
        return jsonify(_told(shown))
    page = render_template("sweep/show.html", shown=shown, usual=USUAL_A_DAY, most=MOST_A_DAY, said=_said())
    return make_response(page)


@blueprint.post("")
def adopt() -> Response:
    """So many a day from today on; 0 ends it."""
    here, given = visit(), sent()
    form = load(PlanForm(), given)
    save(here, FIRM, (AdoptSweepPlan(a_day=form["a_day"], since=here.today),), given, form)
    said = "adopted" if form["a_day"] else "stopped"
    return go_on(url_for("sweep.show", said=said), a_day=form["a_day"])


def _said() -> str:
    return request.args.get("said", "")


def _shown(here: Visit, tx: Tx) -> Shown:
    found = quiet(here, tx, [team.id for team in people.teams(tx)])
    plan, own = here.setting.sweep, own_team(here)
    now = sweeping(here, tx)
    offered = sorted({*OFFERED, plan.a_day}) if plan else OFFERED
    team = [one for one in who_sells(here) if one.team == own]
    return Shown(
        found=found,
        plan=plan,
        choices=tuple(
            Choice(a_day, effect(here, found, a_day), plan is not None and plan.a_day == a_day) for a_day in offered
        ),
        team=tuple((one.name, now.ahead(tx, one.id)) for one in team) if now else (),
        pooled=found.pooled.get(own, 0),
    )


def _told(shown: Shown) -> dict[str, Any]:
    plan = shown.plan
    return {
        "quiet": shown.found.total,
        "with_owner": sum(shown.found.owned.values()),
        "in_pools": sum(shown.found.pooled.values()),
        "plan": {"a_day": plan.a_day, "since": plan.since.isoformat()} if plan else None,
        "choices": [{"a_day": one.a_day, **_end(one.end)} for one in shown.choices],
        "team": [
            {"name": name, "left": ahead.left, "a_day": round(ahead.a_day, 1), **_end(ahead.end)}
            for name, ahead in shown.team
            if ahead
        ],
    }


def _end(end: End) -> dict[str, Any]:
    return {"working_days": end.days, "until": end.on and end.on.isoformat()}
