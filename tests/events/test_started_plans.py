"""When may a plan be started with a customer, a step of it be noted, and when is it stopped?"""

from __future__ import annotations

from uuid import UUID

import pytest

from events.relationship_plans import AFTER_A_FIRST_SALE, READY_MADE
from events.started_plans import (
    NotePlanStep,
    PlanStepDone,
    PlanStopReason,
    RelationshipPlanStarted,
    RelationshipPlanStopped,
    StartRelationshipPlan,
    StopRelationshipPlan,
)
from tests.events.given import DAY, FIRST, given, nth

PLAN = UUID(int=7)
STARTED = RelationshipPlanStarted(plan=PLAN, name=AFTER_A_FIRST_SALE, steps=READY_MADE, on=DAY)
START = StartRelationshipPlan(plan=PLAN, name=AFTER_A_FIRST_SALE, steps=READY_MADE, on=DAY)
STOP = StopRelationshipPlan(of=FIRST, why=PlanStopReason.NOT_FITTING)
STOPPED = RelationshipPlanStopped(of=FIRST, why=PlanStopReason.NOT_FITTING)


def test_a_plan_is_started_with_its_steps_of_that_day() -> None:
    given().when(START).then(STARTED)


def test_starting_another_needs_no_stop_before_it() -> None:
    given(STARTED).when(START).then(STARTED)


def test_a_plan_without_steps_is_not_started() -> None:
    given().when(lambda: StartRelationshipPlan(plan=PLAN, name="Empty", steps=(), on=DAY)).refused("at least one step")


def test_a_step_is_noted_done_once() -> None:
    given(STARTED).when(NotePlanStep(of=FIRST, step=3)).then(PlanStepDone(of=FIRST, step=3))
    given(STARTED, PlanStepDone(of=FIRST, step=3)).when(NotePlanStep(of=FIRST, step=3)).nothing()


@pytest.mark.parametrize("step", [-1, 4, 10**9])
def test_a_step_that_is_not_there_is_refused(step: int) -> None:
    given(STARTED).when(NotePlanStep(of=FIRST, step=step)).refused("not in this plan")


def test_what_was_never_started_has_no_steps_and_no_end() -> None:
    given(STARTED).when(NotePlanStep(of=nth(9), step=0)).refused("not on this customer's record")
    given().when(STOP).refused("not on this customer's record")


def test_a_plan_is_stopped_once() -> None:
    given(STARTED).when(STOP).then(STOPPED)
    given(STARTED, STOPPED).when(STOP).nothing()
