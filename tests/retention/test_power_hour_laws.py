"""Which laws does a power hour keep, whichever of somebody's phones notes what, and in whichever order that comes?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.retention.power_hour import PowerHour, power_hour
from events.kernel import Recorded
from events.power_hours import (
    POWER_HOURS,
    EndPowerHour,
    PausePowerHour,
    PlanPowerHour,
    PowerHourCommand,
    ResumePowerHour,
    SharePowerHour,
)

HOUR, ALICE = UUID(int=0x40), UUID(int=0xA)
BEGUN = datetime(2026, 3, 28, 22, 50, tzinfo=UTC)
Noted = tuple[int, PowerHourCommand]
"""A command with the minute at which it was noted, by a phone that may be a little slow."""

later: st.SearchStrategy[PowerHourCommand] = st.sampled_from(
    (PausePowerHour(), PausePowerHour(), ResumePowerHour(), EndPowerHour(), SharePowerHour())
)
plans = st.builds(PlanPowerHour, cards=st.just(10), minutes=st.integers(1, 240))
many = settings(max_examples=200, deadline=None)


@st.composite
def tapped(draw: st.DrawFn) -> list[Noted]:
    """What was noted on some phones after the plan, no two things in one minute."""
    minutes = draw(st.lists(st.integers(-4, 300), unique=True, max_size=9))
    return [(minute, draw(later)) for minute in minutes]


def arrived(plan: PlanPowerHour, noted: Sequence[Noted]) -> PowerHour:
    """The hour when these come in in this order, each decided on what was there."""
    facts: list[Recorded] = []
    for minute, command in [(0, plan), *noted]:
        past = POWER_HOURS.fold(facts)
        for body in POWER_HOURS.decide(past, command):
            number, at = len(facts) + 1, BEGUN + timedelta(minutes=minute)
            facts.append(
                Recorded(
                    fact_id=UUID(int=number),
                    stream=HOUR,
                    occurred_at=at,
                    noted_by=ALICE,
                    body=body,
                    position=number,
                    version=number,
                    recorded_at=BEGUN + timedelta(days=1),
                )
            )
    found = power_hour(facts)
    assert found
    return found


@many
@given(plans, tapped(), st.data())
def test_the_order_of_arrival_does_not_matter(plan: PlanPowerHour, noted: list[Noted], data: st.DataObject) -> None:
    assert arrived(plan, data.draw(st.permutations(noted))) == arrived(plan, noted)


@many
@given(plans, tapped(), st.data())
def test_twice_is_once(plan: PlanPowerHour, noted: list[Noted], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(noted), max_size=4)) if noted else []
    assert arrived(plan, [*noted, *again]) == arrived(plan, noted)


@many
@given(plans, tapped())
def test_its_pauses_follow_one_another_within_it(plan: PlanPowerHour, noted: list[Noted]) -> None:
    hour = arrived(plan, noted)
    assert hour.begun_at == BEGUN
    ends = [moment for one in hour.pauses for moment in (one.since, one.until) if moment]
    assert all(one <= other for one, other in pairwise([BEGUN, *ends]))
    assert all(one.until for one in hour.pauses[:-1]), "nobody pauses what is paused"
    assert hour.ended_at is None or all(moment <= hour.ended_at for moment in ends)


@many
@given(plans, tapped())
def test_its_time_only_passes_and_is_never_more_than_was_planned(plan: PlanPowerHour, noted: list[Noted]) -> None:
    hour = arrived(plan, noted)
    moments = [BEGUN + timedelta(minutes=minute) for minute in range(0, 360, 7)]
    for one, other in pairwise(moments):
        assert timedelta() <= hour.worked(one) <= hour.worked(other) <= timedelta(minutes=plan.minutes)
        assert hour.left(other) == timedelta(minutes=plan.minutes) - hour.worked(other)
        assert hour.over(other) or not hour.over(one), "what is over stays over"
