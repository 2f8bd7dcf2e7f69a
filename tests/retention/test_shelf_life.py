"""Does the time for which a silence is fresh follow the trade's own rhythm?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.retention.agenda import Window
from backend.retention.follow_ups import agenda
from backend.retention.quiet import FRESH
from backend.retention.rhythm import UNTIL_FITTED, Rhythm
from backend.retention.shelf_life import fresh_days, shelf_life_of
from events.rulebook import Rulebook
from events.values import Rule
from tests.retention.story import CALENDAR, RULES, bought, day, known

WEEKLY = Rhythm(r=1.4, alpha=1.33, a=0.013, b=13.6)


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        (WEEKLY, 56),
        (replace(WEEKLY, alpha=0.3), 42),  # every day or two: six weeks at least
        (replace(WEEKLY, alpha=2.8), 112),  # every two weeks
        (UNTIL_FITTED, 665),
    ],
)
def test_it_is_eight_usual_gaps_in_whole_weeks(rhythm: Rhythm, days: int) -> None:
    assert shelf_life_of(rhythm) == days


def test_the_rulebook_says_how_long_at_most_and_alone_until_it_is_fitted() -> None:
    assert fresh_days(RULES, WEEKLY) == 84
    assert fresh_days(RULES, replace(WEEKLY, shelf_life=56)) == 56
    assert fresh_days(RULES, replace(WEEKLY, shelf_life=112)) == 84
    assert fresh_days(Rulebook(quiet_shelf_life=30), replace(WEEKLY, shelf_life=56)) == 30


def quiet(rhythm: Rhythm, rulebook: Rulebook = RULES) -> list[Window]:
    """The windows of a weekly buyer whose last purchase was on day 70, a Monday."""
    profile = known(*(bought(7 * week) for week in range(11)))
    return [one for one in agenda(profile, rulebook, rhythm, CALENDAR).windows if one.rule is Rule.GONE_QUIET]


def test_a_silence_ripens_by_fortnights_and_ends_with_its_shelf_life() -> None:
    short, ripe, full = quiet(replace(WEEKLY, shelf_life=56))
    assert [one.first for one in (short, ripe, full)] == [day(70 + 28), day(70 + 35), day(70 + 49)]
    assert full.last == day(70 + 56)
    assert full.rank > ripe.rank > short.rank


def test_the_last_fortnight_of_a_long_shelf_life_has_a_rank_of_its_own() -> None:
    assert [(one.first - day(70)).days for one in quiet(UNTIL_FITTED)] == [28, 35, 49, 71]


def test_past_its_shelf_life_a_silence_comes_after_every_fresh_one() -> None:
    rulebook = Rulebook(quiet_shortest_stay=56)
    *fresh, old = quiet(replace(WEEKLY, shelf_life=56), rulebook)
    assert old.first == day(70 + 57)
    assert all(one.rank > FRESH / 2 > old.rank for one in fresh)
