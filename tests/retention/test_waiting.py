"""Are the waiting times those of customers who come back, and not of the quick ones alone?"""

from __future__ import annotations

import pytest

from backend.retention.waiting import Waiting, waiting_times
from tests.retention.cdnow import REFERENCE, UNTIL, purchases


def test_where_everybody_came_back_they_are_plain_quantiles() -> None:
    assert waiting_times((days, True) for days in range(1, 401)) == Waiting(quarter=100, half=200, three_quarters=300)


def test_who_never_comes_back_does_not_count() -> None:
    back = [(days, True) for days in range(1, 201)]
    found, plain = waiting_times([*back, *[(1_000, False)] * 5_000]), waiting_times(back * 5)
    assert found
    assert plain
    assert found == Waiting(quarter=50, half=100, three_quarters=150)


def test_of_new_customers_the_slow_ones_are_still_to_come() -> None:
    """Each comes back after 10 or after 100 days, as many so as so; most of them were new 50 days ago."""
    old = [(10, True), (100, True)] * 200
    new = [(10, True), (50, False)] * 800
    found = waiting_times([*old, *new])
    assert found
    assert found.three_quarters == 100
    back = sorted(days for days, came_back in [*old, *new] if came_back)
    assert back[len(back) * 3 // 4] == 10, "of those who are back already most were quick"


@pytest.mark.parametrize("base", [[], [(0, True)] * 99, [(400, False)] * 5_000])
def test_too_few_say_nothing(base: list[tuple[int, bool]]) -> None:
    assert waiting_times(base) is None


def test_the_real_purchases() -> None:
    days = [sorted(day for day in bought if day <= UNTIL) for bought in purchases().values()]
    rows = [((of[1] - of[0]).days, True) if len(of) > 1 else ((UNTIL - of[0]).days, False) for of in days]
    found = waiting_times(rows)
    assert found == Waiting(quarter=14, half=44, three_quarters=122)
    assert len(back := sorted(days for days, came_back in rows if came_back)) == REFERENCE["cdnow"]["repeaters"]
    assert back[len(back) // 2] == 40, "of those who are back already; the slow ones are still to come"
