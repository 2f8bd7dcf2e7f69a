"""Which silences are of the control group, and does calling help?"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from backend.retention.rhythm import UNTIL_FITTED
from backend.retention.trials import FOLLOWED, Group, Trial, effect, trials
from tests.retention.story import RULES, Told, bought, day, known, registered

MONTHLY = [bought(0), bought(28), bought(56), bought(84)]
"""Due on day 111."""
SINCE = day(0).toordinal()


def of(*told: Told, since: int = SINCE, percent: int = 50) -> list[Trial]:
    return list(trials(known(registered(-1), *told), replace(RULES, control_percent=percent), UNTIL_FITTED, since))


def test_each_silence_that_became_due_counts_once_with_what_came_of_it() -> None:
    late = of(*MONTHLY, bought(200, 700), bought(220, 300), bought(300, 10_000))
    assert [(one.due - SINCE, one.back, one.amount) for one in late][:2] == [(111, False, 0), (256, True, 10_000)]
    soon = of(*MONTHLY, bought(130, 700), bought(140, 300))
    assert [(one.due - SINCE, one.back, one.amount) for one in soon][:1] == [(111, True, 1_000)]


def test_who_bought_in_time_was_never_silent() -> None:
    assert [one.due - SINCE for one in of(*MONTHLY)] == [111]
    assert of(*MONTHLY[:2]) == []
    assert of(*MONTHLY, since=SINCE + 114) == []


def test_what_is_bought_twelve_weeks_later_is_no_answer_to_a_call() -> None:
    assert of(*MONTHLY, bought(111 + FOLLOWED - 1))[0].back
    assert not of(*MONTHLY, bought(111 + FOLLOWED))[0].back


def test_about_so_many_of_a_hundred_are_held_back() -> None:
    profile, rules = known(registered(-1), *MONTHLY), replace(RULES, control_percent=10)
    people = [replace(profile, registration=UUID(int=number)) for number in range(1_000)]
    held = [one.held for person in people for one in trials(person, rules, UNTIL_FITTED, SINCE)]
    assert len(held) == 1_000
    assert 70 <= sum(held) <= 130


def test_an_effect_is_told_with_how_sure_it_is() -> None:
    """Agresti and Caffo's own way: one more of each kind in each group."""
    nothing = effect(Group(1_000, 300, 0), Group(1_000, 300, 0))
    assert nothing.low < nothing.more == 0 < nothing.high
    helped = effect(Group(2_000, 700, 0), Group(200, 40, 0))
    assert helped.more == pytest.approx(100 * (701 / 2_002 - 41 / 202))
    assert 0 < helped.low < helped.more < helped.high
    few = effect(Group(20, 7, 0), Group(2, 0, 0))
    assert few.low < 0 < few.high
    assert Group(0, 0, 0).each == 0.0
    assert Group(4, 1, 1_000).each == 250.0
