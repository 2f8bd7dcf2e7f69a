"""Started plans: which relationship plan runs with a customer since when, and which of its steps are done?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact
from events.relationship_plans import PlanStep, check_steps
from events.values import valid_day


class PlanStopReason(StrEnum):
    NOT_WANTED = "not_wanted"
    NOT_FITTING = "not_fitting"
    OTHERWISE = "otherwise"


@fact("relationship_plan_started")
class RelationshipPlanStarted(Fact):
    """With the steps of that day: the agenda needs nothing else. Ends one that was running."""

    plan: UUID
    name: str
    steps: tuple[PlanStep, ...]
    on: date


@fact("plan_step_done")
class PlanStepDone(Fact):
    """`of` is the start of the plan, `step` counts from 0."""

    of: UUID
    step: int


@fact("relationship_plan_stopped")
class RelationshipPlanStopped(Fact):
    """By a person. That a purchase or an enquiry ends a plan follows from those, and is no fact of its own."""

    of: UUID
    why: PlanStopReason


@command
class StartRelationshipPlan(Command):
    plan: UUID
    name: str
    steps: tuple[PlanStep, ...]
    on: date

    def __post_init__(self) -> None:
        valid_day(self.on)
        check_steps(self.steps)


@command
class NotePlanStep(Command):
    of: UUID
    step: int


@command
class StopRelationshipPlan(Command):
    of: UUID
    why: PlanStopReason


PlanFact = RelationshipPlanStarted | PlanStepDone | RelationshipPlanStopped
PlanCommand = StartRelationshipPlan | NotePlanStep | StopRelationshipPlan


@dataclass(frozen=True, kw_only=True)
class StartedPlans:
    """Of one customer: each start with the number of its steps, which steps were noted done, and what was stopped."""

    started: frozenset[tuple[UUID, int]] = frozenset()
    done: frozenset[tuple[UUID, int]] = frozenset()
    stopped: frozenset[UUID] = frozenset()

    def steps_of(self, of: UUID) -> int:
        """Raises Refused for a plan that was never started here."""
        found = dict(self.started).get(of)
        if found is None:
            raise Refused("That plan is not on this customer's record.")
        return found


def decide(past: StartedPlans, asked: PlanCommand) -> list[PlanFact]:
    match asked:
        case StartRelationshipPlan(plan=plan, name=name, steps=steps, on=on):
            return [RelationshipPlanStarted(plan=plan, name=name, steps=steps, on=on)]
        case NotePlanStep(of=of, step=step):
            if not 0 <= step < past.steps_of(of):
                raise Refused("That step is not in this plan.")
            return [] if (of, step) in past.done else [PlanStepDone(of=of, step=step)]
        case StopRelationshipPlan(of=of, why=why):
            past.steps_of(of)
            return [] if of in past.stopped else [RelationshipPlanStopped(of=of, why=why)]
        case _:
            assert_never(asked)


def evolve(past: StartedPlans, noted: Noted) -> StartedPlans:
    match noted.body:
        case RelationshipPlanStarted(steps=steps):
            return replace(past, started=past.started | {(noted.fact_id, len(steps))})
        case PlanStepDone(of=of, step=step):
            return replace(past, done=past.done | {(of, step)})
        case RelationshipPlanStopped(of=of):
            return replace(past, stopped=past.stopped | {of})
        case _:
            return past


STARTED_PLANS = Decider[StartedPlans, PlanCommand, PlanFact](
    start=StartedPlans(),
    commands=(StartRelationshipPlan, NotePlanStep, StopRelationshipPlan),
    facts=(RelationshipPlanStarted, PlanStepDone, RelationshipPlanStopped),
    decide=decide,
    evolve=evolve,
    reports=frozenset({StartRelationshipPlan}),
)
