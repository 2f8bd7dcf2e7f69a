"""How is a relationship plan written, step by step, and written again?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from uuid import UUID, uuid5

from flask import Blueprint, Response, make_response, render_template, request, url_for
from marshmallow import ValidationError, fields

from backend.web.errors import Invalid
from backend.web.forms import Form, Words, load, sent
from backend.web.ids import new_id
from backend.web.saving import save
from backend.web.session import visit
from backend.web.staff import go_on
from backend.web.written_plans import known_plan
from events.firm import FIRM
from events.relationship_plans import (
    AFTER_A_FIRST_SALE,
    LAST_AFTER,
    LONGEST_WORDS,
    MOST_STEPS,
    READY_MADE,
    PlanStep,
    StepKind,
    WriteRelationshipPlan,
)
from events.values import valid_text

blueprint = Blueprint("plan_writing", __name__, url_prefix="/relationship-plans")
FEWEST_ROWS = 4


class Each(fields.Raw):
    """What stands in the fields of one name, in their order."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        read = super()._deserialize(value, attr, data, **kwargs)
        several = read if isinstance(read, list) else [read]
        if not all(isinstance(one, str | int) for one in several):
            raise ValidationError("Write words and numbers.")
        return [valid_text(str(one)) or "" for one in several]


class PlanForm(Form):
    """The steps in rows: the n-th name, days and kind belong together; a row without name and days is none."""

    name = Words(required=True)
    step = Each(load_default=[])
    days = Each(load_default=[])
    kind = Each(load_default=[])


@dataclass(frozen=True, slots=True)
class Row:
    """A step as it stands in the form."""

    name: str = ""
    days: str = ""
    kind: str = StepKind.CALL.value


@blueprint.get("/new")
def new() -> Response:
    ready = "ready" in request.args
    rows = _rows(READY_MADE if ready else ())
    return make_response(_form("", rows, url_for("plan_writing.create"), AFTER_A_FIRST_SALE if ready else ""))


@blueprint.post("")
def create() -> Response:
    here, given = visit(), sent()
    form = load(PlanForm(), given)
    fact_id = form["fact_id"] or new_id(here.now)
    plan = uuid5(fact_id, "plan")
    save(here, FIRM, (_written(plan, form),), given, {**form, "fact_id": fact_id})
    return go_on(url_for("relationship_plans.show", plan=plan, said="written"), plan=str(plan))


@blueprint.get("/<uuid:plan>/edit")
def edit(plan: UUID) -> Response:
    one = known_plan(visit(), plan)
    action = url_for("plan_writing.rewrite", plan=plan)
    return make_response(_form(one.name, _rows(one.steps), action, one.name))


@blueprint.post("/<uuid:plan>")
def rewrite(plan: UUID) -> Response:
    """The next version; with whom an older one runs, that one runs on. A retired plan is in use again."""
    here, given = visit(), sent()
    known_plan(here, plan)
    form = load(PlanForm(), given)
    save(here, FIRM, (_written(plan, form),), given, form)
    return go_on(url_for("relationship_plans.show", plan=plan, said="written"), plan=str(plan))


def _form(name: str, rows: list[Row], action: str, typed: str) -> str:
    return render_template(
        "relationship_plans/edit.html",
        name=name,
        typed=typed,
        rows=rows,
        shown=max(sum(bool(row.name) for row in rows) + 1, FEWEST_ROWS),
        action=action,
        longest=LONGEST_WORDS,
        last_after=LAST_AFTER,
    )


def _rows(steps: Sequence[PlanStep]) -> list[Row]:
    filled = [Row(step.name, str(step.after_days), step.kind.value) for step in steps]
    return filled + [Row()] * (MOST_STEPS - len(filled))


def _written(plan: UUID, form: Mapping[str, Any]) -> WriteRelationshipPlan:
    """Raises Invalid and Refused."""
    rows = zip_longest(form["step"], form["days"], form["kind"], fillvalue="")
    steps = tuple(_step(*row) for row in rows if row[0] or row[1])
    return WriteRelationshipPlan(plan=plan, name=form["name"] or "", steps=steps)


def _step(name: str, days: str, kind: str) -> PlanStep:
    if not (days.isascii() and days.isdecimal() and len(days) < 6):
        raise Invalid({"days": f"Say after how many days “{name[:LONGEST_WORDS]}” comes: a whole number, such as 7."})
    if kind not in set(StepKind):
        raise Invalid({"kind": f"Choose what “{name[:LONGEST_WORDS]}” is: {', '.join(StepKind)}."})
    return PlanStep(name=name, after_days=int(days), kind=StepKind(kind))
