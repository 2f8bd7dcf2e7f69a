"""Who has a place in the sweep, from which day on, and is nobody lost by it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.retention.agenda import Agenda, HoldKind
from backend.retention.follow_ups import agenda, follow_ups
from backend.retention.rhythm import UNTIL_FITTED
from backend.retention.silence import rank_of
from backend.retention.sweep import was_untried
from events.enquiries import EnquiryReceived
from events.feedback import ComplaintResolved
from events.follow_ups import FollowUpPutOff, NextDateSet, ReasonSettled
from events.kernel import SYSTEM, Recorded
from events.lifecycle import CustomerGoneForGood, CustomerLost
from events.stated import HistoryStated
from events.values import GoneReason, Outcome, Rule
from tests.retention.stories import LONG, stories
from tests.retention.story import (
    CALENDAR,
    RULES,
    Told,
    agenda_of,
    bought,
    complained,
    contact,
    day,
    folded,
    known,
    nth,
    registered,
    story,
    undo,
)
from tests.retention.test_laws import many

SINCE = 7
IMPORTED = registered(-800, source="till")
ONCE, TWICE = bought(-800), bought(-700)


def swept(*told: Told, since: int = SINCE) -> Agenda:
    return agenda(known(*told), RULES, UNTIL_FITTED, CALENDAR, day(since))


def first_day(*told: Told, since: int = SINCE) -> int | None:
    """The day of the window of the sweep, as it is left open; None where there is none."""
    found = [window for window in swept(*told, since=since).open if window.rule is Rule.SWEEP]
    assert len(found) <= 1
    assert all(window.last is None for window in found)
    return (found[0].first - day(0)).days if found else None


def rules_on(made: Agenda, on: date) -> list[Rule]:
    return [window.rule for window in made.on(on)]


def test_who_is_long_quiet_is_in_the_sweep_from_its_first_day_and_out_of_the_shadow() -> None:
    made = swept(IMPORTED, ONCE, TWICE)
    assert first_day(IMPORTED, ONCE, TWICE) == SINCE
    assert [window.rule for window in made.on(day(SINCE))] == [Rule.SWEEP]
    assert not [on for on in range(SINCE, 400) if Rule.SHADOW in {window.rule for window in made.on(day(on))}]
    (window,) = made.on(day(300))
    assert (window.rank, window.because) == (rank_of(log(1 + 100)), (nth(3),))
    assert dict(window.numbers) == {"since": day(-700).toordinal(), "total": 10_000, "stated": 0}


def test_until_its_first_day_the_shadow_portfolio_goes_on() -> None:
    plain, made = agenda_of(known(IMPORTED, ONCE)), swept(IMPORTED, ONCE, since=70)
    assert [rules_on(made, day(on)) for on in range(70)] == [rules_on(plain, day(on)) for on in range(70)]


def test_the_first_day_is_a_working_one() -> None:
    assert first_day(IMPORTED, ONCE, since=5) == 7


def test_who_is_not_quiet_yet_comes_when_their_silence_ends() -> None:
    assert first_day(registered(0, source="till"), bought(0)) == 91
    assert first_day(registered(0, source="till"), (0, HistoryStated(last_order=day(0)))) == 91


def test_who_never_bought_comes_at_once_when_imported_and_later_when_a_person_noted_them() -> None:
    assert first_day(registered(0, source="till")) == SINCE
    assert first_day(registered(0)) == 60
    assert swept(registered(0)).on(day(70))[0].because == (nth(1),)
    assert first_day(registered(0), (0, HistoryStated(last_order=day(-700)))) == SINCE


TRIED: list[Told] = [
    contact(-1, Outcome.NO_ANSWER),
    contact(-1, Outcome.SPOKE, inbound=True),
    (-1, NextDateSet(next_on=day(40))),
    (-1, FollowUpPutOff(until=None)),
    (-1, ReasonSettled(rules=(Rule.SWEEP,))),
    (-1, CustomerLost()),
    (-1, CustomerGoneForGood(why=GoneReason.CLOSED)),
]


@pytest.mark.parametrize("work", TRIED)
def test_whatever_a_person_does_ends_it_and_the_ordinary_rules_follow(work: Told) -> None:
    assert first_day(IMPORTED, ONCE, work) is None
    assert swept(IMPORTED, ONCE, work).open == agenda_of(known(IMPORTED, ONCE, work)).open
    assert first_day(IMPORTED, ONCE, work, undo(0, 3)) == SINCE


def test_a_purchase_ends_it_until_the_new_silence_is_over() -> None:
    assert first_day(IMPORTED, ONCE, bought(0)) == 91


def test_a_contact_that_an_import_tells_of_is_no_try_of_ours() -> None:
    told = story(IMPORTED, ONCE, contact(-10, Outcome.SPOKE))
    brought = [*told[:2], replace(told[2], noted_by=SYSTEM)]
    made = agenda(folded(brought), RULES, UNTIL_FITTED, CALENDAR, day(SINCE))
    assert [window.first for window in made.open if window.rule is Rule.SWEEP] == [day(50)]


def test_an_open_complaint_withholds_it() -> None:
    made = swept(IMPORTED, ONCE, complained(-1))
    withheld = {hold.kind for window, holds in made.withheld(day(20)) if window.rule is Rule.SWEEP for hold in holds}
    assert withheld == {HoldKind.COMPLAINT_OPEN}
    assert first_day(IMPORTED, ONCE, complained(-1)) is None
    assert first_day(IMPORTED, ONCE, (-1, EnquiryReceived())) == SINCE
    assert first_day(IMPORTED, ONCE, complained(-2), (-1, ComplaintResolved(complaint=nth(3)))) is None


def test_the_queue_function_takes_the_plan() -> None:
    profile = known(IMPORTED, ONCE)
    assert [one.rule for one in follow_ups(profile, RULES, UNTIL_FITTED, CALENDAR, day(9), day(SINCE))] == [Rule.SWEEP]


def test_a_first_try_counts_for_the_day_when_they_were_in_the_sweep() -> None:
    def counts(*told: Told) -> bool:
        return was_untried(known(*told), RULES, UNTIL_FITTED, CALENDAR)

    assert counts(IMPORTED, ONCE, contact(0, Outcome.NO_ANSWER))
    assert counts(IMPORTED, ONCE, contact(0, Outcome.ORDERED), bought(0))
    assert not counts(IMPORTED, ONCE)
    assert not counts(IMPORTED, bought(-30), contact(0, Outcome.NO_ANSWER))
    assert not counts(IMPORTED, ONCE, contact(0, Outcome.NO_ANSWER), contact(1, Outcome.NO_ANSWER))
    assert not counts(IMPORTED, ONCE, (-1, EnquiryReceived()), contact(0, Outcome.SPOKE))


DAYS = [day(number) for number in range(LONG + 1, LONG + 500, 3)]


@many
@given(stories(), st.integers(0, LONG + 200))
def test_with_a_plan_nobody_is_lost(facts: list[Recorded], since: int) -> None:
    """Everybody still has a next date or a place in the sweep, or there is a word of why not."""
    profile = folded(facts)
    made = agenda(profile, RULES, UNTIL_FITTED, CALENDAR, day(since))
    if made.next_on(day(LONG)) is None:
        assert {hold.kind for hold in made.holds} & {HoldKind.GONE, HoldKind.REST, HoldKind.NO_CONSENT}


@many
@given(stories(), st.integers(0, LONG + 200))
def test_a_plan_only_puts_the_sweep_in_place_of_the_shadow(facts: list[Recorded], since: int) -> None:
    profile = folded(facts)
    plain, made = agenda_of(profile), agenda(profile, RULES, UNTIL_FITTED, CALENDAR, day(since))
    begins = CALENDAR.on_or_after(day(since))
    for on in DAYS:
        both = [[one for one in found.on(on) if one.rule not in (Rule.SHADOW, Rule.SWEEP)] for found in (plain, made)]
        assert both[0] == both[1]
        rules = {one.rule for one in made.on(on)}
        assert not rules >= {Rule.SHADOW, Rule.SWEEP}
        if on < begins or made.untried is None:
            assert rules_on(made, on) == rules_on(plain, on)
        else:
            assert (Rule.SWEEP in rules) == (made.place is not None and made.place.first <= on)


@pytest.mark.parametrize("on", [date(2026, 3, 2), date(2026, 3, 7)])
def test_what_is_worked_later_changes_no_earlier_day(on: date) -> None:
    """The fold of a past day holds only the facts of then: a try of a later day is not among them."""
    told = (IMPORTED, ONCE, contact(30, Outcome.NO_ANSWER))
    then = folded([one for one in story(*told) if one.occurred_at.date() <= on])
    assert agenda(then, RULES, UNTIL_FITTED, CALENDAR, day(-30)).on(on)[0].rule is Rule.SWEEP
