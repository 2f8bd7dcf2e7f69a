"""Is the sweep shared evenly, and is it over when it says?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.retention.days import Calendar
from backend.retention.shares import LONGEST, NEVER, days_needed, end, share, with_pools
from tests.retention.story import CALENDAR, MONDAY, day
from tests.retention.test_laws import many

ANN, BEN, CARA = (UUID(int=number) for number in (1, 2, 3))
ALL = (ANN, BEN, CARA)


@given(st.integers(0, 200), st.integers(1, 12), st.integers(0, 400))
def test_every_day_the_whole_number_is_shared_out_and_over_the_days_evenly(a_day: int, people: int, turn: int) -> None:
    holding = [UUID(int=number) for number in range(people)]
    assert sum(share(a_day, holding, who, turn) for who in holding) == a_day
    over = [sum(share(a_day, holding, who, turn + on) for on in range(people)) for who in holding]
    assert over == [a_day] * people


def test_who_holds_none_has_no_share() -> None:
    assert share(20, (ANN, BEN), CARA, 0) == 0
    assert share(20, (), CARA, 0) == 0


def test_500_at_20_a_day_are_5_weeks_whoever_holds_them() -> None:
    for left in ([500], [250, 250], [300, 100, 100], [499, 1]):
        found = end(days_needed(left, 20, 20), MONDAY, CALENDAR)
        assert (found.days, found.weeks, found.on) == (25, 5, day(32))


def test_one_person_cannot_do_more_than_a_days_cards() -> None:
    assert days_needed([400], 40, 20) == 20
    assert days_needed([200, 200], 40, 20) == 10
    assert days_needed([], 20, 20) == 0
    assert days_needed([1], 0, 20) == float("inf")


def test_beyond_a_year_nobody_says_a_day() -> None:
    assert end(LONGEST + 1, MONDAY, CALENDAR) == NEVER
    assert end(LONGEST, MONDAY, CALENDAR).days == LONGEST
    assert end(float("inf"), MONDAY, CALENDAR) == NEVER


def test_the_last_day_is_a_working_one_and_today_is_the_first() -> None:
    assert end(0.2, MONDAY, CALENDAR).on == MONDAY
    assert end(1, day(5), CALENDAR).on == day(7)
    assert end(6, MONDAY, Calendar((0, 1, 2, 3, 4, 5))).weeks == 1
    assert end(1, day(9), CALENDAR).week == day(7)
    assert NEVER.week is None


def test_a_pool_counts_for_those_who_sell_in_its_team() -> None:
    north, south = UUID(int=8), UUID(int=9)
    held = {ANN: 10, north: 5, south: 4}
    assert sorted(with_pools(held, {north: [ANN, BEN], south: [CARA]})) == [2, 4, 13]
    assert with_pools({north: 5}, {north: []}) == []


@many
@given(st.lists(st.integers(0, 120), min_size=1, max_size=6), st.integers(1, 45), st.lists(st.booleans(), max_size=30))
def test_working_through_it_ends_in_the_stated_time_and_skipped_days_pile_nothing_up(
    held: list[int], a_day: int, skipped: list[bool]
) -> None:
    """Day by day as Today gives it out. Each person's own last day may be short: so many days more at most."""
    left = {UUID(int=number): number_of for number, number_of in enumerate(held, 1) if number_of}
    stated, people = days_needed(list(left.values()), a_day, 20), len(left)
    worked = on = 0
    while left:
        holding = tuple(sorted(left))
        if not (on < len(skipped) and skipped[on]):
            worked += 1
            for who in holding:
                today = min(share(a_day, holding, who, on), 20)
                left[who] -= min(today, left[who])
            assert sum(min(share(a_day, holding, who, on), 20) for who in holding) <= a_day
        left = {who: number for who, number in left.items() if number}
        on += 1
    assert stated - 1 <= worked <= stated + 2 * people + 1


@pytest.mark.parametrize("days", [(0, 1, 2, 3, 4), (5,), (0, 2, 4, 6), tuple(range(7))])
def test_working_days_are_counted_as_they_come(days: tuple[int, ...]) -> None:
    calendar = Calendar(days)
    for start in range(7):
        for length in range(30):
            between = [day(start + on) for on in range(length)]
            first = day(start)
            assert calendar.working_days_between(first, first + timedelta(days=length)) == sum(
                calendar.works(one) for one in between
            )
        for number in range(1, 12):
            assert calendar.nth_working_day(first, number) == calendar.next_working_days(first, number)[-1]
    assert calendar.working_days_between(day(3), day(0)) == 0
