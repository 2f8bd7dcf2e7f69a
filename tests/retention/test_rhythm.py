"""Do the rhythm's formulas agree with the published values, with each other, and with the bands of the queue?"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.retention.days import WEEK
from backend.retention.follow_ups import agenda
from backend.retention.quiet import at_risk
from backend.retention.rhythm import (
    BANDS,
    UNTIL_FITTED,
    Rhythm,
    active,
    band,
    falls_to,
    own_gap,
    shrunk_gap,
)
from backend.retention.silence import silence_of
from events.values import Rule
from tests.retention.story import CALENDAR, MONDAY, RULES, agenda_of, bought, known

PUBLISHED = Rhythm(r=0.525, alpha=6.183, a=0.891, b=1.614)
"""MBG/NBD on the CDNOW sample, as in BTYDplus."""
weeks = st.floats(0, 500)
repeats = st.integers(0, 200)


def test_the_numbers_used_until_fitted_are_the_published_ones() -> None:
    for name in ("r", "alpha", "a", "b"):
        assert getattr(UNTIL_FITTED, name) == pytest.approx(getattr(PUBLISHED, name), abs=0.002)


@pytest.mark.parametrize(("x", "p"), [(0, 0.64), (2, 0.80), (7, 0.91)])
def test_right_after_a_purchase_the_more_bought_the_more_active(x: int, p: float) -> None:
    assert active(UNTIL_FITTED, x, 30, 30) == pytest.approx(p, abs=0.006)


def test_silence_makes_less_active() -> None:
    found = [active(UNTIL_FITTED, 7, 29, 29 + silent) for silent in range(60)]
    assert all(later < earlier for earlier, later in pairwise(found))


def test_the_shrunk_gap_lies_between_the_bases_and_the_own() -> None:
    base = UNTIL_FITTED.alpha / UNTIL_FITTED.r * 7
    assert shrunk_gap(UNTIL_FITTED, 0, 0) == pytest.approx(base)
    assert shrunk_gap(UNTIL_FITTED, 3, 12) == pytest.approx((6.183 + 12) / 3.5248 * 7)
    assert 28 < shrunk_gap(UNTIL_FITTED, 10, 40) < base
    assert shrunk_gap(UNTIL_FITTED, 200, 800) == pytest.approx(28, rel=0.02)


@given(repeats, weeks, st.sampled_from(BANDS))
def test_the_crossing_into_a_band_is_where_the_chance_has_fallen_to_it(x: int, t_x: float, p: float) -> None:
    assert active(UNTIL_FITTED, x, t_x, falls_to(UNTIL_FITTED, x, t_x, p)) == pytest.approx(p, abs=1e-9)


@given(repeats, weeks, st.floats(0, 200))
def test_a_band_ends_on_the_day_on_which_the_chance_falls_out_of_it(x: int, t_x: float, silent: float) -> None:
    found = band(UNTIL_FITTED, x, t_x, t_x + silent)
    if found.until is None:
        assert active(UNTIL_FITTED, x, t_x, t_x + silent) <= BANDS[-1] + 1e-9
    else:
        assert found.until >= t_x + silent - 1e-9
        assert band(UNTIL_FITTED, x, t_x, found.until + 1e-3).place > found.place
        assert band(UNTIL_FITTED, x, t_x, (t_x + silent + found.until) / 2).place == found.place


def test_the_own_gap_is_the_median_from_two_gaps_on() -> None:
    assert own_gap([]) is None
    assert own_gap([1, 30]) is None
    assert own_gap([1, 11, 31]) == 15
    assert own_gap([1, 11, 31, 131]) == 20


@given(st.lists(st.integers(0, 700), min_size=3, max_size=12, unique=True), st.integers(0, 500_000))
def test_a_rank_is_constant_in_its_window_and_that_of_its_middle_day(days: list[int], amount: int) -> None:
    profile = known(*(bought(on, amount) for on in sorted(days)))
    silence = silence_of(profile, RULES, UNTIL_FITTED)
    assert silence is not None
    windows = [window for window in agenda_of(profile).windows if window.rule is Rule.GONE_QUIET]
    covered = [one for window in windows for one in range(window.first.toordinal(), _last(window.last) + 1)]
    assert covered == list(range(covered[0], silence.ends + 1)), "no day twice and none left out"
    spend = profile.total / max(profile.span_weeks + 1, 4)
    for window in windows:
        start, end = window.first.toordinal(), _last(window.last)
        p = active(UNTIL_FITTED, profile.repeats, profile.span_weeks, ((start + end) / 2 - silence.first) / WEEK)
        silent = start - silence.last.day
        steps = 0 if silent >= 49 else 1 if silent >= 35 else 2
        risk = at_risk(spend, p, steps=steps, fresh=silent <= RULES.quiet_shelf_life)
        assert window.rank == risk.rank
        assert risk.numbers.items() <= window.numbers.items()


def _last(day: date | None) -> int:
    assert day is not None
    return day.toordinal()


def test_another_rhythm_makes_another_day() -> None:
    slow = Rhythm(r=0.5, alpha=20.0, a=0.9, b=1.6)
    profile = known(bought(0), bought(28), bought(56))
    first = min(window.first for window in agenda_of(profile).windows if window.rule is Rule.GONE_QUIET)
    later = agenda(profile, RULES, slow, CALENDAR)
    assert first > MONDAY
    assert min(window.first for window in later.windows if window.rule is Rule.GONE_QUIET) > first


@pytest.mark.parametrize("rhythm", [UNTIL_FITTED, Rhythm(r=1e-3, alpha=1e4, a=1e-3, b=1e3)])
@pytest.mark.parametrize("x", [0, 10_000])
def test_no_number_of_purchases_is_too_large(rhythm: Rhythm, x: int) -> None:
    assert 0 <= active(rhythm, x, 1_400, 50_000) <= 1
    assert falls_to(rhythm, x, 1_400, 0.2) > 0
