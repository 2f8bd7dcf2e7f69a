"""Which day is it where the firm is, when does it begin and end, and which day is the next working one?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.retention.days import Calendar, end_of, local_day, start_of

ZONES = ["UTC", "Europe/London", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland", "Australia/Lord_Howe"]
MICROSECOND = timedelta(microseconds=1)


@given(st.dates(date(1901, 1, 1), date(2098, 12, 31)), st.sampled_from(ZONES))
def test_a_day_is_all_moments_from_its_start_to_its_end(day: date, name: str) -> None:
    zone = ZoneInfo(name)
    start, end = start_of(day, zone), end_of(day, zone)
    assert local_day(start, zone) == local_day(end, zone) == day
    assert local_day(start - MICROSECOND, zone) == day - timedelta(days=1)
    assert local_day(end + MICROSECOND, zone) == day + timedelta(days=1)
    assert start.tzinfo is end.tzinfo is UTC


@pytest.mark.parametrize(
    ("name", "day", "hours"),
    [
        ("Europe/London", date(2026, 3, 29), 23),
        ("Europe/London", date(2026, 10, 25), 25),
        ("America/New_York", date(2026, 3, 8), 23),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Asia/Kathmandu", date(2026, 3, 29), 24),
    ],
)
def test_a_day_on_which_the_clocks_change_is_one_day(name: str, day: date, hours: float) -> None:
    zone = ZoneInfo(name)
    assert end_of(day, zone) - start_of(day, zone) + MICROSECOND == timedelta(hours=hours)


def test_the_hour_that_comes_twice_belongs_to_its_day() -> None:
    london = ZoneInfo("Europe/London")
    for minute in (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)):
        assert local_day(minute, london) == date(2026, 10, 25)
    assert local_day(datetime(2026, 10, 24, 23, 30, tzinfo=UTC), london) == date(2026, 10, 25)


working_weeks = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))


@given(working_weeks, st.dates(date(1900, 1, 1), date(2099, 1, 1)))
def test_the_next_working_day_is_the_first_that_is_one(week: tuple[int, ...], day: date) -> None:
    calendar = Calendar(week)
    found = calendar.on_or_after(day)
    assert calendar.works(found)
    between = [day + timedelta(days=number) for number in range((found - day).days)]
    assert not any(calendar.works(one) for one in between)
    assert calendar.working(day.toordinal()) == found.toordinal()


def test_working_days_ahead_are_counted_from_the_day_itself() -> None:
    friday = date(2026, 3, 6)
    assert Calendar().next_working_days(friday, 3) == [friday, date(2026, 3, 9), date(2026, 3, 10)]
    assert Calendar((5,)).next_working_days(friday, 2) == [date(2026, 3, 7), date(2026, 3, 14)]
    assert Calendar().next_working_days(friday, 0) == []
