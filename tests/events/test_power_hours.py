"""When does a power hour begin, pause, go on and end, and which plan is none?"""

from __future__ import annotations

import pytest

from events.clocks import ClockCorrected
from events.power_hours import (
    EndPowerHour,
    PausePowerHour,
    PlanPowerHour,
    PowerHourEnded,
    PowerHourPaused,
    PowerHourPlanned,
    PowerHourResumed,
    PowerHourShared,
    ResumePowerHour,
    SharePowerHour,
)
from events.values import Channel
from tests.events.given import START, given

PLAN = PlanPowerHour(cards=10, minutes=45, ways=(Channel.CALL,), goal=" Three orders ")
PLANNED = PowerHourPlanned(cards=10, minutes=45, ways=(Channel.CALL,), goal="Three orders")
AFTER = (PausePowerHour(), ResumePowerHour(), EndPowerHour(), SharePowerHour())


def test_the_plan_begins_it() -> None:
    given().when(PLAN).then(PLANNED)


def test_an_hour_begins_once() -> None:
    given(PLANNED).when(PLAN).refused("begun already")


@pytest.mark.parametrize("asked", AFTER)
def test_without_a_plan_there_is_no_hour(asked: PausePowerHour) -> None:
    given().when(asked).refused("no such power hour")


def test_it_is_paused_and_goes_on() -> None:
    given(PLANNED).when(PausePowerHour()).then(PowerHourPaused())
    given(PLANNED, PowerHourPaused()).when(ResumePowerHour()).then(PowerHourResumed())


def test_what_one_phone_noted_is_kept_whatever_another_one_noted() -> None:
    """It may have happened before, and come later: the fold says what counts."""
    given(PLANNED, PowerHourPaused()).when(PausePowerHour()).then(PowerHourPaused())
    given(PLANNED).when(ResumePowerHour()).then(PowerHourResumed())
    given(PLANNED, PowerHourEnded()).when(*AFTER[:3]).then(PowerHourPaused(), PowerHourResumed(), PowerHourEnded())
    given(PLANNED, PowerHourShared()).when(SharePowerHour()).nothing()


def test_what_a_wrong_clock_said_changes_nothing() -> None:
    given(PLANNED, ClockCorrected(phone_at=START)).when(PausePowerHour()).then(PowerHourPaused())


def test_it_ends_by_hand_also_while_it_is_paused_and_is_shared_after() -> None:
    given(PLANNED, PowerHourPaused()).when(EndPowerHour()).then(PowerHourEnded())
    given(PLANNED, PowerHourEnded()).when(SharePowerHour()).then(PowerHourShared())


@pytest.mark.parametrize("cards", [-1, 0, 101, 500, 10**9])
def test_a_plan_that_nobody_works_in_an_hour_is_refused(cards: int) -> None:
    given().when(lambda: PlanPowerHour(cards=cards, minutes=60)).refused("between 1 and 100 cards")


@pytest.mark.parametrize("minutes", [-1, 0, 241])
def test_a_time_that_is_no_hour_is_refused(minutes: int) -> None:
    given().when(lambda: PlanPowerHour(cards=10, minutes=minutes)).refused("between 1 and 240 minutes")


def test_a_goal_is_one_line() -> None:
    given().when(lambda: PlanPowerHour(cards=10, minutes=60, goal="x" * 201)).refused("up to 200 characters")
