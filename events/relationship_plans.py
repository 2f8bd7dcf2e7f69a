"""Relationship plans: which steps follow each other over the months? Written by managers, for any customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import assert_never
from uuid import UUID

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact
from events.values import valid_text

LONGEST_WORDS = 60
MOST_STEPS = 12
LAST_AFTER = 730
"""Two years of days: whoever is that far has another plan by then."""


class StepKind(StrEnum):
    CARD = "card"
    CALL = "call"
    MESSAGE = "message"
    ARTICLE = "article"
    INVITE = "invite"
    VISIT = "visit"


@dataclass(frozen=True, kw_only=True)
class PlanStep:
    """`after_days`: so many days after the plan began with a customer."""

    name: str
    after_days: int
    kind: StepKind


AFTER_A_FIRST_SALE = "After a first sale"
READY_MADE = (
    PlanStep(name="Thank-you card", after_days=2, kind=StepKind.CARD),
    PlanStep(name="Call", after_days=7, kind=StepKind.CALL),
    PlanStep(name="Useful article", after_days=30, kind=StepKind.ARTICLE),
    PlanStep(name="Invite", after_days=90, kind=StepKind.INVITE),
)
"""What is offered to a firm that has written none."""


@fact("relationship_plan_written")
class RelationshipPlanWritten(Fact):
    """On the firm's stream. The same plan written again is its next version: it changes nobody's running plan."""

    plan: UUID
    name: str
    steps: tuple[PlanStep, ...]


@fact("relationship_plan_retired")
class RelationshipPlanRetired(Fact):
    """It is started with nobody any more; with whom it runs, it runs on."""

    plan: UUID


@command
class WriteRelationshipPlan(Command):
    plan: UUID
    name: str
    steps: tuple[PlanStep, ...]

    def __post_init__(self) -> None:
        if not valid_words(self.name):
            raise Refused("Give the plan a name, such as “After a first sale”.")
        check_steps(self.steps)


@command
class RetireRelationshipPlan(Command):
    plan: UUID


def valid_words(text: str) -> str | None:
    """The name of a plan or a step: one line. Raises Refused for what is too long or cannot be kept."""
    kept = " ".join((valid_text(text) or "").split())
    if len(kept) > LONGEST_WORDS:
        raise Refused(f"A name is one line of up to {LONGEST_WORDS} characters. Make it shorter.")
    return kept or None


def check_steps(steps: Sequence[PlanStep]) -> None:
    """Raises Refused for steps that nobody could follow one after the other."""
    if not steps:
        raise Refused("A plan has at least one step: what is done, and after how many days.")
    if len(steps) > MOST_STEPS:
        raise Refused(f"A plan has up to {MOST_STEPS} steps. Write a second one for the rest.")
    if not all(valid_words(step.name) for step in steps):
        raise Refused("Give each step a name, such as “Thank-you card”.")
    if not all(0 <= step.after_days <= LAST_AFTER for step in steps):
        raise Refused(f"A step comes between 0 and {LAST_AFTER} days after the plan began.")
    for one, following in pairwise(steps):
        if one.after_days == following.after_days:
            raise Refused(f"Two steps are on day {one.after_days}. Give each a day of its own.")
        if one.after_days > following.after_days:
            raise Refused(f"Day {following.after_days} stands after day {one.after_days}. Put the earlier step first.")


@dataclass(frozen=True, kw_only=True)
class WrittenPlan:
    """A plan of the firm as it was written last."""

    plan: UUID
    name: str
    steps: tuple[PlanStep, ...]
    retired: bool = False


WrittenFact = RelationshipPlanWritten | RelationshipPlanRetired
WrittenCommand = WriteRelationshipPlan | RetireRelationshipPlan
WrittenPlans = tuple[WrittenPlan, ...]
"""In the order in which they were first written."""


def decide(past: WrittenPlans, asked: WrittenCommand) -> list[WrittenFact]:
    known = next((one for one in past if one.plan == asked.plan), None)
    match asked:
        case WriteRelationshipPlan(plan=plan, name=name):
            steps = tuple(replace(step, name=valid_words(step.name) or "") for step in asked.steps)
            made = WrittenPlan(plan=plan, name=valid_words(name) or "", steps=steps)
            _check_name(made, past)
            return [] if made == known else [RelationshipPlanWritten(plan=plan, name=made.name, steps=steps)]
        case RetireRelationshipPlan(plan=plan):
            if known is None:
                raise Refused("There is no such plan to retire.")
            return [] if known.retired else [RelationshipPlanRetired(plan=plan)]
        case _:
            assert_never(asked)


def _check_name(made: WrittenPlan, past: WrittenPlans) -> None:
    others = {one.name.casefold() for one in past if one.plan != made.plan and not one.retired}
    if made.name.casefold() in others:
        raise Refused("Another plan has this name. Give this one a name of its own.")


def evolve(past: WrittenPlans, noted: Noted) -> WrittenPlans:
    match noted.body:
        case RelationshipPlanWritten(plan=plan, name=name, steps=steps):
            made = WrittenPlan(plan=plan, name=name, steps=steps)
            if plan in {one.plan for one in past}:
                return tuple(made if one.plan == plan else one for one in past)
            return (*past, made)
        case RelationshipPlanRetired(plan=plan):
            return tuple(replace(one, retired=True) if one.plan == plan else one for one in past)
        case _:
            return past


RELATIONSHIP_PLANS = Decider[WrittenPlans, WrittenCommand, WrittenFact](
    start=(),
    commands=(WriteRelationshipPlan, RetireRelationshipPlan),
    facts=(RelationshipPlanWritten, RelationshipPlanRetired),
    decide=decide,
    evolve=evolve,
)
