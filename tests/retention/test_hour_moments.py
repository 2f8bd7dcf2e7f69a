"""What came after what in a power hour, how far was it then, and does a later undo leave the replay as it was?"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from backend.retention.hour_moments import Ending, Step, moments
from backend.retention.power_hour import Pause, PowerHour
from events.power_hours import PowerHourEnded, PowerHourPaused, PowerHourResumed
from tests.retention.test_power_hour import BEGUN, PLANNED, minutes, told

TOM, ROSA = UUID(int=1), UUID(int=2)
LATER = BEGUN + timedelta(days=3)


def step(customer: UUID, after: float, undone: float | None = None) -> Step:
    undone_at = None if undone is None else BEGUN + minutes(undone)
    return Step(UUID(int=10_000 + int(after)), customer, BEGUN + minutes(after), undone_at=undone_at)


def story(hour: PowerHour, *steps: Step, now: datetime = LATER) -> list[tuple[float, object, int, float]]:
    """After how many minutes, what, with how many cards done and minutes left."""
    return [
        ((one.at - BEGUN) / minutes(1), one.what, one.done, one.left / minutes(1)) for one in moments(hour, steps, now)
    ]


def test_the_plan_then_card_after_card_then_the_end() -> None:
    tom, rosa = step(TOM, 3), step(ROSA, 10)
    assert story(told((0, PLANNED), (12, PowerHourEnded())), tom, rosa) == [
        (0, None, 0, 60),
        (0, tom, 0, 60),
        (3, rosa, 1, 57),
        (12, Ending.BY_HAND, 2, 48),
    ]


def test_a_card_after_a_pause_came_up_when_the_hour_went_on() -> None:
    hour, rosa = told((0, PLANNED), (5, PowerHourPaused()), (25, PowerHourResumed())), step(ROSA, 30)
    pause = Pause(BEGUN + minutes(5), BEGUN + minutes(25))
    assert story(hour, step(TOM, 3), rosa)[2:] == [
        (5, pause, 1, 55),
        (25, rosa, 1, 55),
        (80, Ending.TIME_OVER, 2, 0),
    ]


def test_what_was_undone_is_still_told_and_counts_until_then() -> None:
    mistaken, rosa, again = step(TOM, 3, undone=4), step(ROSA, 6), step(TOM, 9)
    assert story(told((0, PLANNED)), mistaken, rosa, again)[1:4] == [
        (0, mistaken, 0, 60),
        (4, rosa, 0, 56),
        (6, again, 1, 54),
    ]
    much_later = step(TOM, 3, undone=9_000)
    assert [done for _, _, done, _ in story(told((0, PLANNED)), much_later, rosa)] == [0, 0, 1, 2]


def test_the_last_card_may_be_finished_after_the_time() -> None:
    assert story(told((0, PLANNED)), step(TOM, 66))[-1] == (66, Ending.TIME_OVER, 1, 0)


def test_a_pause_from_which_nobody_came_back_is_how_it_ended() -> None:
    hour = told((0, PLANNED), (10, PowerHourPaused()))
    assert story(hour)[1:] == [
        (10, Pause(BEGUN + minutes(10)), 0, 50),
        (730, Ending.NOT_RESUMED, 0, 50),
    ]


def test_an_hour_that_runs_has_no_end_yet() -> None:
    assert [what for _, what, _, _ in story(told((0, PLANNED)), now=BEGUN + minutes(20))] == [None]


def test_what_was_noted_as_of_the_day_before_stands_at_the_beginning() -> None:
    yesterday, rosa = step(TOM, -1_440), step(ROSA, 4)
    assert story(told((0, PLANNED)), rosa, yesterday)[1:3] == [(0, yesterday, 0, 60), (0, rosa, 1, 60)]


def test_two_cards_in_the_same_moment_are_told_one_after_the_other() -> None:
    tom, rosa = step(TOM, 3), step(ROSA, 3)
    assert story(told((0, PLANNED)), tom, rosa)[1:3] == [(0, tom, 0, 60), (3, rosa, 1, 57)]


def test_what_another_phone_noted_after_the_end_is_told_after_it() -> None:
    hour, tom, rosa = told((0, PLANNED), (20, PowerHourEnded())), step(TOM, 3), step(ROSA, 30)
    assert [what for _, what, _, _ in story(hour, tom, rosa)] == [None, tom, Ending.BY_HAND, rosa]
