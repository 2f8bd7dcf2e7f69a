"""Until when is an enquiry to be answered, in the firm's working hours, and what does its clock say?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from backend.retention.answering import Hours, answer_by, answer_clock
from backend.retention.days import Calendar
from events.rulebook import Rulebook

LONDON = ZoneInfo("Europe/London")
OPEN = Hours(9, 17, Calendar(), LONDON)
ALL_DAY = Hours(0, 24, Calendar(tuple(range(7))), LONDON)
RULES = Rulebook(answer_within_hours=4)
HOUR = timedelta(hours=1)


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """A moment of 2026 in London, where 2 March is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


def by(asked: datetime, hours: Hours = OPEN) -> datetime:
    found = answer_by(asked, RULES, hours)
    assert found is not None
    return found


def test_the_promise_counts_working_hours_alone() -> None:
    assert by(at(2, 9, 30)) == at(2, 13, 30)
    assert by(at(2, 15)) == at(3, 11)
    assert by(at(2, 7)) == at(2, 13)
    assert by(at(2, 13)) == at(2, 17)
    assert by(at(2, 18)) == at(3, 13)
    assert by(at(6, 15)) == at(9, 11), "over the weekend"
    assert by(at(7, 12)) == at(9, 13), "asked on a Saturday"


def test_more_hours_than_a_day_has_go_over_several() -> None:
    assert answer_by(at(5, 9), Rulebook(answer_within_hours=17), OPEN) == at(9, 10)


def test_where_nothing_is_promised_nothing_is_late() -> None:
    none = Rulebook(answer_within_hours=0)
    assert answer_by(at(2, 9), none, OPEN) is None
    assert answer_clock(at(2, 9), at(9, 9), none, OPEN) is None


def test_the_clock_tells_what_is_left_and_since_when_it_is_late() -> None:
    soon = answer_clock(at(2, 15), at(2, 16), RULES, OPEN)
    assert soon
    assert (soon.by, soon.left, soon.late) == (at(3, 11), 3 * HOUR, False)
    on_time = answer_clock(at(2, 9), at(2, 13), RULES, OPEN)
    assert on_time
    assert (on_time.left, on_time.late) == (timedelta(), False)
    late = answer_clock(at(2, 9), at(3, 10), RULES, OPEN)
    assert late
    assert (late.by, late.left, late.late) == (at(2, 13), -5 * HOUR, True)
    kept = answer_clock(at(2, 9), None, RULES, OPEN)
    assert kept
    assert (kept.left, kept.late) == (None, False)


def test_what_is_answered_after_closing_is_late_too() -> None:
    late = answer_clock(at(2, 13), at(2, 17, 1), RULES, OPEN)
    assert late
    assert late.late


def test_a_clock_change_makes_a_night_shorter_or_longer_and_no_promise() -> None:
    saturday, sunday = at(28, 23), at(29, 4)
    assert by(saturday, ALL_DAY) == sunday, "01:00 was 02:00: four real hours"
    assert by(saturday, ALL_DAY).astimezone(UTC) - saturday.astimezone(UTC) == 4 * HOUR
    assert by(at(24, 23, month=10), ALL_DAY) == at(25, 2, month=10)
    assert by(at(27, 16)) == at(30, 12), "Friday to Monday over the change"


def test_where_a_firm_is_decides_its_day() -> None:
    tokyo = Hours(9, 17, Calendar(), ZoneInfo("Asia/Tokyo"))
    assert by(datetime(2026, 3, 1, 23, tzinfo=UTC), tokyo) == datetime(2026, 3, 2, 4, tzinfo=UTC)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    st.integers(0, 22),
    st.integers(1, 24),
    st.integers(1, 60),
    st.sets(st.integers(0, 6), min_size=1),
)
def test_so_much_working_time_lies_between(
    asked: datetime, opens: int, closes: int, within: int, days: set[int]
) -> None:
    hours = Hours(opens, max(closes, opens + 1), Calendar(tuple(sorted(days))), LONDON)
    moment = asked.replace(tzinfo=UTC)
    found = hours.after(moment, within * HOUR)
    assert found > moment
    assert hours.between(moment, found) == within * HOUR
    assert hours.after(moment + timedelta(minutes=1), within * HOUR) >= found
