"""With which customers of the team does a plan begin: how many are they, and what does that add to their days?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for
from marshmallow import validate

from backend.projections import plan_runs
from backend.web import htmx
from backend.web.forms import Amount, Filled, Form, Query, Whole, Words, load, sent
from backend.web.ids import new_id
from backend.web.plan_segments import Added, Found, Whom, added_by, begin, found
from backend.web.session import visit
from backend.web.staff import go_on, own_team
from backend.web.written_plans import plan_in_use
from events.kernel import Refused
from events.values import valid_tag

blueprint = Blueprint("plan_starts", __name__, url_prefix="/relationship-plans/<uuid:plan>/starts")
USUAL_A_DAY = 20
MOST_A_DAY = 1_000
MOST_SILENT = 36_500
"""Days: a hundred years."""


def _days() -> Filled:
    told = f"Days of silence lie between 0 and {MOST_SILENT:,}."
    return Filled(Whole(validate=validate.Range(0, MOST_SILENT, error=told)))


class Meant:
    """Whom a plan is for, and with how many of them it begins each working day. What is left empty says nothing."""

    tag = Words(load_default=None)
    worth_from = Filled(Amount())
    worth_below = Filled(Amount())
    silent_from = _days()
    silent_until = _days()
    a_day = Whole(
        load_default=USUAL_A_DAY,
        validate=validate.Range(1, MOST_A_DAY, error=f"Begin with between 1 and {MOST_A_DAY:,} a working day."),
    )


MEANT = ("tag", "worth_from", "worth_below", "silent_from", "silent_until")


class Ask(Meant, Query):
    pass


class StartForm(Meant, Form):
    pass


@blueprint.get("/new")
def new(plan: UUID) -> Response:
    """With how many it would begin, and what that adds; nothing begins yet."""
    here = visit()
    one, asked = plan_in_use(here, plan), load(Ask(), request.args)
    with here.read() as tx:
        meant = found(here, tx, own_team(here), plan, _whom(asked))
    added = added_by(here, one, len(meant.fresh), asked["a_day"])
    if htmx.wants_json():
        return jsonify(_meant_told(meant, added))
    page = render_template(
        "relationship_plans/start.html",
        plan=one,
        found=meant,
        added=added,
        asked={name: request.args.get(name, "") for name in MEANT},
        a_day=asked["a_day"],
        today=here.today,
    )
    return make_response(page)


@blueprint.post("")
def create(plan: UUID) -> Response:
    """Begin it with all that are meant by now. The same form again goes on, and begins with nobody twice."""
    here, given = visit(), sent()
    one, form = plan_in_use(here, plan), load(StartForm(), given)
    base = form["fact_id"] or new_id(here.now)
    with here.read() as tx:
        meant = found(here, tx, own_team(here), plan, _whom(form), base)
        known = plan_runs.starts(tx, meant.fresh)
    begun = meant.begun + begin(here, one, meant.fresh, base, form["a_day"], known)
    of = meant.begun + len(meant.fresh)
    return go_on(url_for("relationship_plans.show", plan=plan, said="begun", begun=begun, of=of), begun=begun, of=of)


def _whom(asked: Mapping[str, Any]) -> Whom:
    low, high = (asked[name] and asked[name].minor for name in ("worth_from", "worth_below"))
    if low is not None and high is not None and high <= low:
        raise Refused("Nobody is worth that: “below” has to be more than “from”.")
    least, most = asked["silent_from"], asked["silent_until"]
    if least is not None and most is not None and most < least:
        raise Refused("Nobody is silent for so long: “at most” has to be as much as “at least”, or more.")
    return Whom(valid_tag(asked["tag"]), low, high, least, most)


def _meant_told(meant: Found, added: Added) -> dict[str, Any]:
    return {
        "customers": len(meant.fresh),
        "have_a_plan": meant.busy,
        "had_this_one": meant.had,
        "cards_a_day": added.a_day,
        "most": added.most,
        "most_on": added.most_on and added.most_on.isoformat(),
        "last_begins": added.last_begins.isoformat(),
    }
