"""Which relationship plans may a firm write, and what becomes of one that is written again or retired?"""

from __future__ import annotations

from uuid import UUID

import pytest

from events.relationship_plans import (
    AFTER_A_FIRST_SALE,
    MOST_STEPS,
    READY_MADE,
    PlanStep,
    RelationshipPlanRetired,
    RelationshipPlanWritten,
    RetireRelationshipPlan,
    StepKind,
    WriteRelationshipPlan,
)
from tests.events.given import NAMES, UNKEEPABLE, given

PLAN, OTHER = UUID(int=7), UUID(int=8)


def step(after_days: int, name: str = "Call", kind: StepKind = StepKind.CALL) -> PlanStep:
    return PlanStep(name=name, after_days=after_days, kind=kind)


def write(*steps: PlanStep, name: str = "After a fair", plan: UUID = PLAN) -> WriteRelationshipPlan:
    return WriteRelationshipPlan(plan=plan, name=name, steps=steps)


def written(*steps: PlanStep, name: str = "After a fair", plan: UUID = PLAN) -> RelationshipPlanWritten:
    return RelationshipPlanWritten(plan=plan, name=name, steps=steps)


WRITTEN = written(step(2), step(9))


def test_the_one_that_is_offered_may_be_written_as_it_is() -> None:
    ready = WriteRelationshipPlan(plan=PLAN, name=AFTER_A_FIRST_SALE, steps=READY_MADE)
    given().when(ready).then(RelationshipPlanWritten(plan=PLAN, name=AFTER_A_FIRST_SALE, steps=READY_MADE))
    assert [(one.kind, one.after_days) for one in READY_MADE] == [
        (StepKind.CARD, 2),
        (StepKind.CALL, 7),
        (StepKind.ARTICLE, 30),
        (StepKind.INVITE, 90),
    ]


@pytest.mark.parametrize("name", [*NAMES, "javascript:alert(1)", "<script>"])
def test_names_are_words_and_nothing_else(name: str) -> None:
    given().when(write(step(1, name), name=name)).then(written(step(1, name), name=name))


def test_names_are_one_line() -> None:
    given().when(write(step(1, " A\nlong  call "), name="After\ta fair\n")).then(written(step(1, "A long call")))


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((), "at least one step"),
        ((step(9), step(2)), "Put the earlier step first"),
        ((step(2), step(2)), "Two steps are on day 2"),
        ((step(-1),), "between 0 and 730 days"),
        ((step(731),), "between 0 and 730 days"),
        ((step(1, ""),), "Give each step a name"),
        ((step(1, " \n "),), "Give each step a name"),
        ((step(1, "x" * 61),), "up to 60 characters"),
        (tuple(step(after) for after in range(MOST_STEPS + 1)), "up to 12 steps"),
    ],
)
def test_steps_that_nobody_could_follow_are_refused(steps: tuple[PlanStep, ...], words: str) -> None:
    given().when(lambda: write(*steps)).refused(words)


@pytest.mark.parametrize("after_days", [0, 500, 730])
def test_a_step_may_come_at_once_or_after_two_years(after_days: int) -> None:
    given().when(write(step(after_days))).then(written(step(after_days)))


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_plan_has_a_name(name: str) -> None:
    given().when(lambda: write(step(1), name=name)).refused("name")


@pytest.mark.parametrize("text", UNKEEPABLE)
def test_what_cannot_be_kept_is_refused(text: str) -> None:
    given().when(lambda: write(step(1), name=text)).refused("cannot be kept")
    given().when(lambda: write(step(1, text))).refused("cannot be kept")


def test_written_again_it_is_the_next_version() -> None:
    given(WRITTEN).when(write(step(3), name="After the fair")).then(written(step(3), name="After the fair"))


def test_the_version_that_was_written_last_is_the_one_in_use() -> None:
    later = written(step(3), name="After the fair")
    given(WRITTEN, later).when(write(step(3), name="After the fair")).nothing()
    given(WRITTEN, later).when(write(step(1), plan=OTHER)).then(written(step(1), plan=OTHER))


def test_the_same_again_changes_nothing() -> None:
    given(WRITTEN).when(write(step(2), step(9))).nothing()


def test_two_plans_in_use_have_two_names() -> None:
    given(WRITTEN).when(write(step(1), name="AFTER a fair", plan=OTHER)).refused("Another plan has this name")
    retired = RelationshipPlanRetired(plan=PLAN)
    given(WRITTEN, retired).when(write(step(1), plan=OTHER)).then(written(step(1), plan=OTHER))


def test_a_plan_is_retired_once_and_may_be_used_again() -> None:
    retired = RelationshipPlanRetired(plan=PLAN)
    given(WRITTEN).when(RetireRelationshipPlan(plan=PLAN)).then(retired)
    given(WRITTEN, retired).when(RetireRelationshipPlan(plan=PLAN)).nothing()
    given(WRITTEN, retired).when(write(step(2), step(9))).then(WRITTEN)


def test_what_was_never_written_is_not_retired() -> None:
    given(WRITTEN).when(RetireRelationshipPlan(plan=OTHER)).refused("no such plan")
