"""Which relationship plan runs with this customer: begun, a step done, stopped?"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from backend.web.cards import card
from backend.web.forms import Choice, Form, Id, Whole, load, moment_in_time, sent
from backend.web.saved import keep
from backend.web.saving import seen
from backend.web.session import visit
from backend.web.written_plans import plan_in_use
from events.kernel import Refused
from events.started_plans import NotePlanStep, PlanStopReason, StartRelationshipPlan, StopRelationshipPlan

blueprint = Blueprint("customer_plans", __name__, url_prefix="/customers/<uuid:customer>/plans")


class StartForm(Form):
    plan = Id(required=True)


class StepForm(Form):
    """`step` counts from 0."""

    step = Whole(required=True)


class StopForm(Form):
    why = Choice(PlanStopReason, required=True)


@blueprint.post("")
def create(customer: UUID) -> Response:
    """From the day of noting on; with the steps that the plan has by now."""
    here, given = visit(), sent()
    seen(here, customer)
    form = load(StartForm(), given)
    profile = card(here, customer).customer.profile
    if profile.gone or profile.lost:
        raise Refused("They are lost or gone for good: no plan is started with them.")
    plan = plan_in_use(here, form["plan"])
    on = here.setting.today(moment_in_time(form["occurred_at"], here.now))
    command = StartRelationshipPlan(plan=plan.plan, name=plan.name, steps=plan.steps, on=on)
    return keep(here, customer, (command,), given, form)


@blueprint.post("/<uuid:start>/steps")
def create_step(customer: UUID, start: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(StepForm(), given)
    return keep(here, customer, (NotePlanStep(of=start, step=form["step"]),), given, form)


@blueprint.post("/<uuid:start>/stop")
def create_stop(customer: UUID, start: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(StopForm(), given)
    return keep(here, customer, (StopRelationshipPlan(of=start, why=form["why"]),), given, form)
