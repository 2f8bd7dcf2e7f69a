"""Which relationship plans does the firm have, and how do they go?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from backend.projections import plan_runs
from backend.projections.plan_runs import Counts
from backend.store import Tx
from backend.web import htmx
from backend.web.forms import Form, load, sent
from backend.web.saving import save
from backend.web.session import Visit, visit
from backend.web.staff import go_on, own_team
from backend.web.written_plans import known_plan
from events.firm import FIRM
from events.relationship_plans import AFTER_A_FIRST_SALE, READY_MADE, RetireRelationshipPlan, WrittenPlan

blueprint = Blueprint("relationship_plans", __name__, url_prefix="/relationship-plans")


@blueprint.get("")
def index() -> Response:
    here = visit()
    with here.read() as tx:
        plans = [(one, _counts(here, tx, one)) for one in here.setting.relationship_plans]
    if htmx.wants_json():
        return jsonify(plans=[_told(one, counts) for one, counts in plans])
    offered = AFTER_A_FIRST_SALE not in {one.name for one, _ in plans}
    page = render_template("relationship_plans/index.html", plans=plans, offered=offered, ready=READY_MADE)
    return make_response(page)


@blueprint.get("/<uuid:plan>")
def show(plan: UUID) -> Response:
    here = visit()
    one = known_plan(here, plan)
    with here.read() as tx:
        counts = _counts(here, tx, one)
    if htmx.wants_json():
        return jsonify(_told(one, counts))
    said = {name: request.args.get(name, type=int) for name in ("begun", "of")}
    page = render_template(
        "relationship_plans/show.html", plan=one, counts=counts, said=request.args.get("said", ""), **said
    )
    return make_response(page)


@blueprint.post("/<uuid:plan>/retirement")
def retire(plan: UUID) -> Response:
    here, given = visit(), sent()
    known_plan(here, plan)
    save(here, FIRM, (RetireRelationshipPlan(plan=plan),), given, load(Form(), given))
    return go_on(url_for("relationship_plans.show", plan=plan, said="retired"), plan=str(plan))


def _counts(here: Visit, tx: Tx, plan: WrittenPlan) -> Counts:
    return plan_runs.counts(tx, own_team(here), plan.plan, here.today)


def _told(plan: WrittenPlan, counts: Counts) -> dict[str, Any]:
    return {
        "id": str(plan.plan),
        "name": plan.name,
        "retired": plan.retired,
        "steps": [{"name": one.name, "after_days": one.after_days, "kind": one.kind} for one in plan.steps],
        "running": counts.running,
        "behind": counts.behind,
        "bought": counts.bought,
        "brought": counts.brought,
        "over": counts.over,
    }
