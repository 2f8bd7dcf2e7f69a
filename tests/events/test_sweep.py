"""When does a sweep plan begin, change and end?"""

from __future__ import annotations

from datetime import date

import pytest

from events.sweep import AdoptSweepPlan, SweepPlanAdopted
from tests.events.given import DAY, given

LATER = date(2026, 4, 6)
BEGUN = SweepPlanAdopted(a_day=20, since=DAY)
ENDED = SweepPlanAdopted(a_day=0, since=LATER)


def test_a_plan_begins_on_its_day() -> None:
    given().when(AdoptSweepPlan(a_day=20, since=DAY)).then(BEGUN)


def test_another_number_goes_on_from_where_the_plan_began() -> None:
    given(BEGUN).when(AdoptSweepPlan(a_day=40, since=LATER)).then(SweepPlanAdopted(a_day=40, since=DAY))


def test_the_same_again_changes_nothing() -> None:
    given(BEGUN).when(AdoptSweepPlan(a_day=20, since=LATER)).nothing()
    given().when(AdoptSweepPlan(a_day=0, since=DAY)).nothing()
    given(BEGUN, ENDED).when(AdoptSweepPlan(a_day=0, since=LATER)).nothing()


def test_a_plan_ends_and_begins_anew() -> None:
    given(BEGUN).when(AdoptSweepPlan(a_day=0, since=LATER)).then(ENDED)
    given(BEGUN, ENDED).when(AdoptSweepPlan(a_day=20, since=LATER)).then(SweepPlanAdopted(a_day=20, since=LATER))


@pytest.mark.parametrize("a_day", [-1, 1_001, 10**9])
def test_a_number_that_nobody_can_try_is_refused(a_day: int) -> None:
    given().when(lambda: AdoptSweepPlan(a_day=a_day, since=DAY)).refused("between 1 and 1,000")


def test_a_plan_begins_on_a_day_that_a_shop_can_mean() -> None:
    given().when(lambda: AdoptSweepPlan(a_day=20, since=date.min)).refused("between 1900 and 2099")
