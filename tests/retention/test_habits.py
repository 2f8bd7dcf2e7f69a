"""Who buys differently, since when, and whom does that make us ask? A customer alone, and against the base."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from itertools import accumulate, pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.retention.agenda import HoldKind, Window
from backend.retention.fold import fold
from backend.retention.follow_ups import agenda
from backend.retention.habits import HabitChange, HabitKind, habit_changes
from backend.retention.profile import Profile, PurchaseDay
from backend.retention.pulse import STEADY, Pulse, Weeks
from backend.retention.rhythm import UNTIL_FITTED
from events.habits import HabitChangeAnswered
from events.rulebook import Rulebook
from events.values import HabitAnswer, Outcome, Rule
from tests.retention.story import (
    CALENDAR,
    MONDAY,
    RULES,
    Told,
    agenda_of,
    bought,
    complained,
    contact,
    day,
    days_of,
    in_one_moment,
    known,
    nth,
    reasons,
    registered,
    story,
    undo,
    why_not,
)

FORTNIGHTLY = [bought(on, 4_000) for on in range(0, 141, 14)]
"""Eleven purchase days, the last on day 140; they stop on day 184."""
LAST, STOPS = 140, 184
SMALLER = [*FORTNIGHTLY, *(bought(on, 1_000) for on in range(154, 211, 14))]
SLOWER = [*FORTNIGHTLY, bought(190, 4_000), bought(230, 4_000)]
ONE_RULE = replace(RULES, quiet_from_purchase_days=100)
"""Without gone quiet, so that the rule is seen alone."""


def pulse_of(base: list[list[PurchaseDay]]) -> Pulse:
    weeks = Weeks()
    for days in base:
        weeks.add(days)
    return weeks.pulse()


def changes(*told: Told, pulse: Pulse = STEADY, rulebook: Rulebook = RULES) -> tuple[HabitChange, ...]:
    return habit_changes(known(*told), rulebook, pulse)


def on_days(*told: Told, rulebook: Rulebook = RULES) -> list[tuple[str, int, int | None]]:
    """Each change with the days on which it began and was over."""
    start = MONDAY.toordinal()
    return [
        (one.kind.value, one.on - start, one.over and one.over - start) for one in changes(*told, rulebook=rulebook)
    ]


def answered(on: int, answer: HabitAnswer = HabitAnswer.OTHER) -> Told:
    return on, HabitChangeAnswered(answer=answer)


def test_who_buys_as_ever_has_changed_nothing_until_they_stop() -> None:
    assert on_days(*FORTNIGHTLY) == [("stopped", STOPS, None)]
    assert agenda_of(known(*FORTNIGHTLY)).change(day(STOPS - 1)) is None
    stopped = agenda_of(known(*FORTNIGHTLY)).change(day(STOPS))
    assert stopped is not None
    assert (stopped.gap, stopped.month, stopped.gap_now, stopped.month_now) == (14, 8_571, 0, 0)


def test_fewer_purchases_make_no_habit() -> None:
    few = FORTNIGHTLY[:6]
    assert on_days(*few[:5]) == []
    assert on_days(*few) == [("stopped", 114, None)]
    assert on_days(*few, rulebook=replace(RULES, habit_from_purchase_days=7)) == []


def test_who_buys_for_less_is_told_by_spend() -> None:
    (change,) = changes(*SMALLER)
    assert change.kind is HabitKind.SMALLER
    assert (change.gap, change.gap_now, change.month, change.month_now) == (14, 14, 6_857, 2_143)
    assert set(change.because) == {nth(number) for number in (13, 14, 15, 16)}


def test_who_stopped_and_bought_again_buys_more_rarely() -> None:
    (change,) = changes(*SLOWER)
    assert (change.kind, change.on) == (HabitKind.SLOWER, MONDAY.toordinal() + STOPS)
    assert (change.gap, change.gap_now) == (14, 45)
    assert change.usual_until == MONDAY.toordinal() + LAST


def test_who_buys_as_before_has_come_back_and_may_change_again() -> None:
    back = [*SLOWER, *(bought(on, 4_000) for on in range(244, 315, 14))]
    (first, second) = on_days(*back)
    assert first[0] == "slower"
    assert first[2] is not None
    assert changes(*back)[0].came_back
    assert second[:1] == ("stopped",)


def test_what_lasts_becomes_the_habit() -> None:
    rarely = [*FORTNIGHTLY, *(bought(on, 4_000) for on in range(190, 600, 50))]
    first, then = changes(*rarely)
    assert (first.settled, first.came_back) == (True, False)
    assert (then.kind, then.gap) == (HabitKind.STOPPED, 50)


@pytest.mark.parametrize(
    "rulebook",
    [replace(RULES, habit_from_purchase_days=0), replace(RULES, habit_slower_percent=0, habit_below_percent=0)],
)
def test_nothing_is_looked_for_where_the_rulebook_says_so(rulebook: Rulebook) -> None:
    assert changes(*SLOWER, rulebook=rulebook) == changes(*SMALLER, rulebook=rulebook) == ()


def test_only_one_of_both_may_be_looked_for() -> None:
    assert [one.kind for one in changes(*SMALLER, rulebook=replace(RULES, habit_below_percent=0))] == [
        HabitKind.STOPPED
    ]
    assert changes(*FORTNIGHTLY, rulebook=replace(RULES, habit_slower_percent=0)) == ()


def test_free_samples_are_visits_like_others() -> None:
    assert on_days(*(bought(on, 0) for on in range(0, 141, 14))) == [("stopped", STOPS, None)]


def test_the_card_asks_for_three_weeks_in_its_own_lane_after_gone_quiet() -> None:
    assert days_of(Rule.HABIT_CHANGED, *FORTNIGHTLY) == list(range(STOPS, STOPS + 21))
    assert reasons(*FORTNIGHTLY, on=STOPS)[:2] == [Rule.GONE_QUIET, Rule.HABIT_CHANGED]
    assert days_of(Rule.HABIT_CHANGED, *FORTNIGHTLY, rulebook=replace(RULES, habit_for=0)) == []


def test_the_card_has_its_numbers_and_facts() -> None:
    (window,) = [one for one in agenda_of(known(*SMALLER)).windows if one.rule is Rule.HABIT_CHANGED]
    assert window.numbers["month"] == 6_857
    assert window.numbers["month_now"] == 2_143
    assert window.numbers["smaller"] == 1
    assert window.because == (nth(13), nth(14), nth(15), nth(16))


def test_one_question_for_each_change() -> None:
    asked = [*SLOWER[:-1], contact(191)]
    assert days_of(Rule.HABIT_CHANGED, *asked, rulebook=ONE_RULE) == []
    again = [*asked, bought(230, 4_000)]
    assert days_of(Rule.HABIT_CHANGED, *again, rulebook=ONE_RULE) == []
    assert HoldKind.ANSWERED in why_not(Rule.HABIT_CHANGED, *again, on=STOPS + 1)


def test_who_was_called_in_that_silence_is_not_asked_in_it_again() -> None:
    called = [*FORTNIGHTLY, contact(LAST + 20)]
    assert days_of(Rule.HABIT_CHANGED, *called) == []
    assert changes(*called)[0].asked is not None
    before = [*FORTNIGHTLY, contact(LAST + 5)]
    assert changes(*before)[0].asked is None
    assert days_of(Rule.HABIT_CHANGED, *before) == list(range(STOPS, STOPS + 21))


def test_no_answer_is_no_talk() -> None:
    told = [*FORTNIGHTLY, contact(STOPS, outcome=Outcome.NO_ANSWER)]
    assert changes(*told)[0].asked is None


def test_asked_and_not_answered_stays_so_until_they_say() -> None:
    asked = [*FORTNIGHTLY, contact(STOPS)]
    (change,) = changes(*asked)
    assert change.asked is not None
    assert (change.asked.on, change.answer) == (day(STOPS), None)
    (change,) = changes(*asked, answered(STOPS + 9, HabitAnswer.PRICE))
    assert change.answer is not None
    assert (change.answer.answer, change.answer.on) == (HabitAnswer.PRICE, day(STOPS + 9))


def test_an_answer_settles_the_silence_too() -> None:
    told = [*FORTNIGHTLY, answered(STOPS + 1)]
    assert {Rule.GONE_QUIET, Rule.HABIT_CHANGED}.isdisjoint(reasons(*told, on=STOPS + 2))
    assert reasons(*FORTNIGHTLY, on=STOPS + 2)[:2] == [Rule.GONE_QUIET, Rule.HABIT_CHANGED]
    assert reasons(*told, undo(STOPS + 1, 12), on=STOPS + 2)[:2] == [Rule.GONE_QUIET, Rule.HABIT_CHANGED]


def test_an_answer_counts_until_the_next_change() -> None:
    back = [bought(on, 4_000) for on in range(244, 315, 14)]
    told = [*FORTNIGHTLY, answered(STOPS), *SLOWER[-2:], *back]
    first, second = changes(*told)
    assert first.answer is not None
    assert second.answer is None
    assert days_of(Rule.HABIT_CHANGED, *told, until=500)


def test_the_season_is_asked_about_again_after_a_year() -> None:
    told = [*FORTNIGHTLY, answered(STOPS, HabitAnswer.SEASONAL)]
    found = days_of(Rule.HABIT_CHANGED, *told, until=700)
    assert found[0] == CALENDAR.on_or_after(day(STOPS + 365)).toordinal() - MONDAY.toordinal()
    assert len(found) == 21
    assert days_of(Rule.HABIT_CHANGED, *FORTNIGHTLY, answered(STOPS), until=700) == []


def test_who_is_left_alone_at_random_is_not_asked_what_changed_either() -> None:
    half = replace(RULES, control_percent=50)
    people = [replace(known(registered(-1), *FORTNIGHTLY), registration=UUID(int=number)) for number in range(1, 30)]
    agendas = [agenda_of(profile, half) for profile in people]
    asked = [{Rule.GONE_QUIET, Rule.HABIT_CHANGED} <= {one.rule for one in made.on(day(STOPS))} for made in agendas]
    alone = [HoldKind.HELD_BACK in {one.kind for one in made.holds} for made in agendas]
    assert asked == [not one for one in alone]
    assert 5 < sum(alone) < 25
    left = [made.on(day(STOPS)) for made, held in zip(agendas, alone, strict=True) if held]
    assert not any(one.rule is Rule.HABIT_CHANGED for windows in left for one in windows)


def test_an_open_complaint_withholds_the_question() -> None:
    assert Rule.HABIT_CHANGED not in reasons(*FORTNIGHTLY, complained(STOPS), on=STOPS + 1)
    assert HoldKind.COMPLAINT_OPEN in why_not(Rule.HABIT_CHANGED, *FORTNIGHTLY, complained(STOPS), on=STOPS + 1)


def garden(number: int) -> list[PurchaseDay]:
    """Every ten days from spring on, every forty in autumn and winter."""
    days, on = [], number % 10
    while on < 560:
        days.append(PurchaseDay(MONDAY.toordinal() + on, 3_000 + 100 * (number % 7), nth(on)))
        on += 10 if on % 365 < 200 else 40
    return days


def test_a_season_alarms_about_nobody_and_who_falls_alone_is_seen() -> None:
    autumn = MONDAY.toordinal() + 290
    trade = [[bought for bought in garden(number) if bought.day <= autumn] for number in range(60)]
    pulse = pulse_of(trade)

    def fallen(days: list[PurchaseDay], pulse: Pulse) -> bool:
        found = habit_changes(Profile(days=days), RULES, pulse)
        return any(one.on <= autumn and one.over is None for one in found)

    assert all(fallen(days, STEADY) for days in trade)
    assert not any(fallen(days, pulse) for days in trade)
    assert fallen([bought for bought in trade[0] if bought.day < MONDAY.toordinal() + 150], pulse)


def test_a_boom_accuses_nobody() -> None:
    boom = Pulse(MONDAY.toordinal(), (100, 180, 250))
    assert boom.share(MONDAY.toordinal() + 20) == 1
    assert changes(*FORTNIGHTLY, pulse=boom) == changes(*FORTNIGHTLY)


def test_the_last_known_pulse_goes_on() -> None:
    falling = Pulse(MONDAY.toordinal(), (100, 60))
    start = MONDAY.toordinal()
    assert [falling.share(start + on) for on in (-3, 0, 7, 400)] == [1, 1, 0.6, 0.6]
    assert list(falling.spans(start + 3)) == [
        (start + 3, start + 7, 1),
        (start + 7, start + 14, 0.6),
        (start + 14, None, 0.6),
    ]
    assert changes(*FORTNIGHTLY, pulse=falling)[0].on > changes(*FORTNIGHTLY)[0].on


def test_a_steady_trade_has_a_steady_pulse_and_a_small_one_none() -> None:
    start = MONDAY.toordinal()
    steady = [
        [PurchaseDay(start + number % 14 + on, 5_000, nth(on)) for on in range(0, 350, 14)] for number in range(40)
    ]
    assert all(90 <= percent <= 110 for percent in pulse_of(steady).percents[8:])
    assert set(pulse_of(steady[:10]).percents) == {100}
    assert pulse_of([]) == pulse_of([[PurchaseDay(on, 0, nth(on)) for on in range(6)]]) == STEADY
    assert pulse_of([[PurchaseDay(start + on, 500, nth(on)) for on in range(6)]]).percents == ()


def test_ten_years_of_a_pulse_are_kept() -> None:
    start = MONDAY.toordinal()
    long = [[PurchaseDay(start + on, 500, nth(on)) for on in range(0, 5_000, 70)] for _ in range(30)]
    pulse = pulse_of(long)
    assert len(pulse.percents) == 520
    assert pulse.start == start + (710 - 520) * 7


GAPS = st.lists(st.tuples(st.integers(1, 90), st.integers(0, 20_000)), max_size=30)
PULSES = st.builds(Pulse, st.just(MONDAY.toordinal()), st.lists(st.integers(0, 300), max_size=80).map(tuple))


def told_of(gaps: list[tuple[int, int]]) -> list[Told]:
    days = accumulate(gap for gap, _ in gaps)
    return [registered(), *(bought(on, amount) for on, (_, amount) in zip(days, gaps, strict=True))]


@settings(max_examples=80, deadline=None)
@given(GAPS, PULSES)
def test_a_later_purchase_never_moves_an_earlier_change(gaps: list[tuple[int, int]], pulse: Pulse) -> None:
    """So that an answer stays with the change that it was given to."""
    whole = habit_changes(known(*told_of(gaps)), RULES, pulse)
    for end in range(len(gaps)):
        until = MONDAY.toordinal() + sum(gap for gap, _ in gaps[: end + 1])
        before = habit_changes(known(*told_of(gaps[:end])), RULES, pulse)
        assert [one.on for one in before if one.on < until] == [one.on for one in whole if one.on < until][
            : len(before)
        ]


@settings(max_examples=60, deadline=None)
@given(GAPS, PULSES)
def test_changes_follow_each_other_and_only_the_last_may_be_on(gaps: list[tuple[int, int]], pulse: Pulse) -> None:
    found = habit_changes(known(*told_of(gaps)), RULES, pulse)
    for one, following in pairwise(found):
        assert one.over is not None
        assert one.on <= one.over <= following.usual_until < following.on
    for one in found:
        assert one.usual_until <= one.on
        assert one.because


@settings(max_examples=30, deadline=None)
@given(GAPS, PULSES)
def test_the_window_is_the_last_change_and_knows_no_day(gaps: list[tuple[int, int]], pulse: Pulse) -> None:
    profile = fold(in_one_moment(story(*told_of(gaps))), UTC)
    made = agenda(profile, RULES, replace(UNTIL_FITTED, pulse=pulse), CALENDAR)
    asks: list[Window] = [window for window in made.windows if window.rule is Rule.HABIT_CHANGED]
    on = [change.on for change in made.changes if change.over is None]
    assert [window.opens.toordinal() for window in asks] == on


def test_ten_thousand_purchases_are_walked_through() -> None:
    many = [(1, 500)] * 10_000
    found = habit_changes(known(*told_of(many)), RULES, STEADY)
    assert [one.kind for one in found] == [HabitKind.STOPPED]
