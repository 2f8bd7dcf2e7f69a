"""How much of a power hour is left, over pauses, midnight and a change of the clocks?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from backend.retention.power_hour import PowerHour, power_hour
from events.kernel import Fact, Recorded
from events.power_hours import PowerHourEnded, PowerHourPaused, PowerHourPlanned, PowerHourResumed, PowerHourShared

HOUR, ALICE = UUID(int=0x40), UUID(int=0xA)
BEGUN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLANNED = PowerHourPlanned(cards=10, minutes=60)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def told(*facts: tuple[float, Fact], begun: datetime = BEGUN) -> PowerHour:
    """Facts with the minutes after which they happened."""
    found = power_hour(
        [
            Recorded(
                fact_id=UUID(int=number),
                stream=HOUR,
                occurred_at=begun + minutes(after),
                noted_by=ALICE,
                body=body,
                position=number,
                version=number,
                recorded_at=begun + minutes(after),
            )
            for number, (after, body) in enumerate(facts, 1)
        ]
    )
    assert found
    return found


def left(hour: PowerHour, after: float) -> float:
    return hour.left(hour.begun_at + minutes(after)) / minutes(1)


def test_its_time_passes_and_is_over() -> None:
    hour = told((0, PLANNED))
    assert [left(hour, after) for after in (0, 12.5, 59, 60, 500)] == [60, 47.5, 1, 0, 0]
    assert not hour.over(BEGUN + minutes(59))
    assert hour.over(BEGUN + minutes(60))


def test_no_time_passes_in_a_pause() -> None:
    hour = told((0, PLANNED), (10, PowerHourPaused()), (40, PowerHourResumed()), (50, PowerHourPaused()))
    assert [left(hour, after) for after in (5, 10, 30, 40, 45, 55, 300)] == [55, 50, 50, 50, 45, 40, 40]
    assert hour.paused_since == BEGUN + minutes(50)


def test_facts_may_come_in_any_order() -> None:
    hour = told((0, PLANNED), (40, PowerHourResumed()), (10, PowerHourPaused()))
    assert left(hour, 40) == 50
    assert hour.paused_since is None


def test_whoever_forgot_a_pause_has_no_hour_running_the_next_day() -> None:
    hour = told((0, PLANNED), (10, PowerHourPaused()))
    assert not hour.over(BEGUN + timedelta(hours=12))
    assert hour.over(BEGUN + timedelta(hours=13))


def test_it_ends_by_hand() -> None:
    hour = told((0, PLANNED), (20, PowerHourEnded()), (30, PowerHourShared()))
    assert hour.over(BEGUN + minutes(20))
    assert hour.worked(BEGUN + minutes(90)) == minutes(20)
    assert hour.shared


def test_who_goes_on_after_an_end_goes_on() -> None:
    for paused in ([], [(20, PowerHourPaused())]):
        hour = told((0, PLANNED), *paused, (20, PowerHourEnded()), (30, PowerHourResumed()))
        assert (hour.ended_at, left(hour, 40)) == (None, 30)


def test_whoever_ended_it_by_a_slip_goes_on_with_the_time_that_was_left() -> None:
    ended = told((0, PLANNED), (20, PowerHourEnded()))
    assert ended.may_go_on(BEGUN + minutes(25))
    assert not ended.may_go_on(BEGUN + timedelta(hours=13))
    assert not told((0, PLANNED), (60, PowerHourEnded())).may_go_on(BEGUN + minutes(61))
    hour = told((0, PLANNED), (20, PowerHourEnded()), (30, PowerHourResumed()))
    assert (hour.over(BEGUN + minutes(31)), hour.may_go_on(BEGUN + minutes(31))) == (False, False)
    assert left(hour, 31) == 39
    paused = told((0, PLANNED), (10, PowerHourPaused()), (20, PowerHourEnded()), (30, PowerHourResumed()))
    assert left(paused, 31) == 49


@pytest.mark.parametrize(
    "begun",
    [
        datetime(2026, 3, 2, 23, 40, tzinfo=UTC),
        datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    ],
)
def test_midnight_and_a_change_of_the_clocks_take_and_give_nothing(begun: datetime) -> None:
    assert left(told((0, PLANNED), begun=begun), 45) == 15


def test_nothing_is_an_hour_without_its_plan() -> None:
    assert power_hour([]) is None
