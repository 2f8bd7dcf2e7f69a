"""When does each rule ask for a contact, and until when? One test or more a line of the design's table."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from math import log
from typing import Any
from uuid import UUID

import pytest

from backend.retention.agenda import COURTESY, LANES, OWED, SELLING, Lane
from backend.retention.days import Calendar
from backend.retention.follow_ups import agenda, follow_ups
from backend.retention.rhythm import UNTIL_FITTED
from backend.retention.shadow import PER_TURN
from backend.retention.silence import rank_of
from events.enquiries import EnquiryReceived
from events.feedback import ComplaintResolved, FeedbackNoted
from events.follow_ups import FollowUpPutOff, NextDateSet, PromiseMade
from events.lifecycle import CustomerLost
from events.stated import HistoryStated
from events.values import FeedbackKind, Outcome, Rule
from tests.retention.story import (
    CALENDAR,
    RULES,
    Told,
    agenda_of,
    bought,
    complained,
    contact,
    day,
    days_of,
    known,
    nth,
    reasons,
    registered,
)

MONTHLY = [bought(0), bought(28), bought(56), bought(84)]
"""Bought on four Mondays; the silence is due 29 days after the last, on a Tuesday."""
LAST = 84


def spans(found: list[int]) -> list[tuple[int, int]]:
    """The first and last day of each unbroken run."""
    starts = [one for one in found if one - 1 not in found]
    ends = [one for one in found if one + 1 not in found]
    return list(zip(starts, ends, strict=True))


def test_every_rule_has_a_lane_and_a_kind() -> None:
    assert set(LANES) == set(Rule)
    assert set(Rule) == OWED | COURTESY | SELLING
    assert not OWED & COURTESY
    assert not SELLING & (OWED | COURTESY)


@pytest.mark.parametrize(
    ("told", "rule", "first"),
    [
        ((0, PromiseMade(on=day(5))), Rule.PROMISE, 5),
        ((0, NextDateSet(next_on=day(5))), Rule.CALL_BACK, 5),
        (complained(3), Rule.COMPLAINT, 3),
        ((3, FeedbackNoted(kind=FeedbackKind.LEAVING)), Rule.LEAVING, 3),
        ((3, EnquiryReceived()), Rule.ENQUIRY, 3),
    ],
)
def test_what_is_owed_is_due_on_its_day_until_it_is_done(told: Told, rule: Rule, first: int) -> None:
    """Also on a Saturday: the day is the customer's own."""
    assert days_of(rule, told) == list(range(first, 400))


def test_what_is_owed_goes_by_age_before_all_else() -> None:
    told = [*MONTHLY, complained(LAST + 31), (LAST + 30, PromiseMade(on=day(LAST + 30)))]
    told = [*told, (LAST + 32, EnquiryReceived())]
    assert reasons(*told, on=LAST + 35) == [Rule.PROMISE, Rule.COMPLAINT, Rule.ENQUIRY]
    solved = [*told, (LAST + 33, ComplaintResolved(complaint=nth(5)))]
    assert reasons(*solved, on=LAST + 35) == [Rule.PROMISE, Rule.ENQUIRY, Rule.GONE_QUIET]


def test_one_customer_has_one_card_with_all_reasons() -> None:
    told = [*MONTHLY, complained(LAST + 3), complained(LAST + 4)]
    assert reasons(*told, on=LAST + 7) == [Rule.COMPLAINT, Rule.COMPLAINT]
    made = agenda_of(known(*told))
    assert [window.item for window in made.on(day(LAST + 7))] == [nth(5), nth(6)]


def test_gone_quiet_begins_past_three_quarters_of_the_shrunk_gap() -> None:
    told = [bought(0), bought(42), bought(84)]
    due = round(0.75 * (UNTIL_FITTED.alpha + 12) / (UNTIL_FITTED.r + 2) * 7)
    assert due == 38
    assert spans(days_of(Rule.GONE_QUIET, *told)) == [(84 + 38, 84 + 84)]


def test_gone_quiet_waits_four_weeks_at_least_and_stays_as_long() -> None:
    daily = [bought(number) for number in range(20)]
    assert spans(days_of(Rule.GONE_QUIET, *daily)) == [(19 + 30, 19 + 84)]
    yearly = [bought(0), bought(364), bought(728)]
    found = days_of(Rule.GONE_QUIET, *yearly, until=1_400)
    due = agenda_of(known(*yearly)).windows[-3].numbers["due_after"]
    assert due > 84
    assert max(found) == 728 + due + 28


def test_silences_within_their_shelf_life_go_before_older_ones() -> None:
    yearly = [bought(0), bought(100), bought(200)]
    windows = [window for window in agenda_of(known(*yearly)).windows if window.rule is Rule.GONE_QUIET]
    fresh = [window for window in windows if window.first < day(200 + 84)]
    old = [window for window in windows if window.first >= day(200 + 84)]
    assert fresh
    assert old
    assert min(window.rank for window in fresh) > max(window.rank for window in old)
    assert [window.rank for window in fresh] == sorted(window.rank for window in fresh)


def test_among_equal_silences_the_larger_spender_goes_first() -> None:
    small = agenda_of(known(bought(0, 1_000), bought(28, 1_000), bought(56, 1_000))).on(day(100))
    large = agenda_of(known(bought(0, 9_000), bought(28, 9_000), bought(56, 9_000))).on(day(100))
    assert small[0].rule is large[0].rule is Rule.GONE_QUIET
    assert large[0].rank > small[0].rank


def test_gone_quiet_says_what_it_looked_at() -> None:
    window = agenda_of(known(*MONTHLY)).on(day(LAST + 30))[0]
    assert window.numbers == {
        "purchases": 4, "since": day(LAST).toordinal(), "gap": 28, "due_after": 28, "total": 20_000, "a_week": 1_538,
        "spent": 7_339, "active": window.numbers["active"], "young": window.numbers["young"], "fresh": 1,
    }  # fmt: skip
    assert window.because == (nth(4),)


@pytest.mark.parametrize("told", [[bought(0)], [bought(-9), bought(0)]])
def test_a_second_purchase_is_asked_for_from_day_30_to_day_90(told: list[Told]) -> None:
    assert spans(days_of(Rule.SECOND_PURCHASE, *told)) == [(30, 90)]
    assert days_of(Rule.GONE_QUIET, *told) == []


def test_a_computed_day_moves_to_the_next_working_day() -> None:
    assert min(days_of(Rule.SECOND_PURCHASE, bought(3))) == 35
    assert min(days_of(Rule.SECOND_PURCHASE, bought(4))) == 35
    assert min(days_of(Rule.NEXT_STEP, contact(0, Outcome.NO_ANSWER, 5))) == 7


def test_pleased_is_asked_a_week_after_a_purchase() -> None:
    assert spans(days_of(Rule.PLEASED, bought(0))) == [(7, 13)]
    assert spans(days_of(Rule.PLEASED, bought(5))) == [(14, 20)]


def test_pleased_is_asked_once_in_ninety_days() -> None:
    assert spans(days_of(Rule.PLEASED, bought(0), bought(70))) == [(7, 13)]
    assert spans(days_of(Rule.PLEASED, bought(0), bought(70), bought(91))) == [(98, 104)]
    assert spans(days_of(Rule.PLEASED, bought(0), bought(91), bought(105))) == [(98, 104)]


def test_thanks_go_out_the_day_after_a_first_or_a_large_purchase() -> None:
    assert days_of(Rule.THANK_YOU, bought(0)) == [1, 2]
    assert days_of(Rule.THANK_YOU, bought(4)) == [7, 8]
    assert days_of(Rule.THANK_YOU, bought(0, 100), bought(7, 199)) == []
    assert days_of(Rule.THANK_YOU, bought(0, 100), bought(7, 200)) == [8, 9]
    assert days_of(Rule.THANK_YOU, bought(0, 0), bought(7, 200)) == []


def test_a_next_step_waits_two_weeks_for_its_turn() -> None:
    assert spans(days_of(Rule.NEXT_STEP, contact(0, next_on=28))) == [(28, 42)]
    assert spans(days_of(Rule.NEXT_STEP, (0, FollowUpPutOff(until=day(7))))) == [(7, 21)]


def test_who_buys_often_and_was_never_met_is_to_be_seen_each_half_year() -> None:
    loyal = [bought(28 * number) for number in range(8)]
    assert spans(days_of(Rule.NOT_SEEN, *loyal, until=600)) == [(182, 195), (364, 376)]
    assert days_of(Rule.NOT_SEEN, *loyal[:2], until=600) == []


def test_who_was_met_is_to_be_seen_half_a_year_later_while_they_buy() -> None:
    loyal = [bought(28 * number) for number in range(8)]
    assert spans(days_of(Rule.NOT_SEEN, *loyal, contact(100, Outcome.MET), until=600)) == [(280, 293)]
    assert days_of(Rule.NOT_SEEN, *loyal, contact(300, Outcome.MET), until=900) == []


def stated(on: int, last: int | None = None, total: int | None = None, orders: int | None = None) -> Told:
    return on, HistoryStated(last_order=None if last is None else day(last), total=total, orders=orders)


def test_who_only_has_a_stated_past_is_looked_after_from_its_last_order_on_by_worth() -> None:
    told = (registered(0), stated(0, last=0, total=124_000))
    assert min(days_of(Rule.SHADOW, *told)) == 121
    assert min(days_of(Rule.SHADOW, *told, contact(100))) == 161
    (window,) = agenda_of(known(*told)).on(day(121))
    assert window.because == (nth(2),)
    assert window.rank % PER_TURN == rank_of(log(1 + 1_240))
    assert dict(window.numbers) == {"since": day(0).toordinal(), "total": 124_000, "stated": 1, "lost": 0}
    long_ago = (registered(0), stated(0, last=-700))
    assert 0 <= min(days_of(Rule.SHADOW, *long_ago)) < 63
    assert min(days_of(Rule.SHADOW, registered(0), stated(0, total=5), until=130)) == 63


def test_who_bought_before_encore_is_not_thanked_for_a_first_purchase() -> None:
    assert days_of(Rule.THANK_YOU, bought(0)) != []
    assert days_of(Rule.THANK_YOU, stated(0, total=90_000), bought(0, 5_000)) == []
    assert days_of(Rule.THANK_YOU, stated(0, total=90_000, orders=30), bought(0, 5_000)) == []
    assert days_of(Rule.THANK_YOU, stated(0, total=90_000, orders=30), bought(0, 6_000)) != []


def test_the_shadow_portfolio_follows_the_silence_every_sixty_days() -> None:
    """From the last purchase where nobody was in touch: after 120 days, the first turn past day 90."""
    assert spans(days_of(Rule.SHADOW, bought(0))) == [(120, 126), (183, 189), (246, 252), (309, 315), (372, 378)]
    assert min(days_of(Rule.SHADOW, bought(0), contact(100))) == 161


def test_each_has_a_few_days_of_their_own_so_that_one_december_does_not_come_at_once() -> None:
    """Somebody's place is the rest of their registration's id, here 1, by the days to spread over."""
    assert spans(days_of(Rule.SHADOW, registered(0), bought(0)))[0] == (121, 127)
    ids = [UUID(int=number * 7919) for number in range(300)]
    profile = known(registered(0), bought(0))
    firsts = Counter(
        window.first
        for registration in ids
        for window in agenda_of(replace(profile, registration=registration)).windows
        if window.rule is Rule.SHADOW
    )
    assert len(firsts) == 11, "the working days of the 15 on which a turn may begin"
    assert max(firsts.values()) <= 3 * len(ids) / 15
    together = replace(RULES, shadow_spread=0)
    assert spans(days_of(Rule.SHADOW, registered(0), bought(0), rulebook=together))[0] == (120, 126)


def test_whoever_waits_longest_goes_first_in_the_shadow_portfolio_so_that_nobody_is_dropped() -> None:
    def rank(*told: Told) -> int:
        return next(window.rank for window in agenda_of(known(*told)).windows if window.rule is Rule.SHADOW)

    poor, rich = (bought(0, 100), bought(0, 10**11))
    assert rank(poor) < rank(rich)
    assert rank(poor) > rank(rich, contact(150, Outcome.NO_ANSWER)), "a turn of waiting goes before any worth"
    assert rank(poor, contact(151)) < rank(rich, contact(150)), "in the same turn by worth"


def test_who_never_bought_is_looked_after_too() -> None:
    assert spans(days_of(Rule.SHADOW, registered(0), until=130)) == [(63, 69), (126, 129)]


def test_who_is_lost_comes_back_sixty_days_later() -> None:
    told = [*MONTHLY, (LAST + 30, CustomerLost())]
    assert min(days_of(Rule.SHADOW, *told)) == LAST + 91
    assert days_of(Rule.GONE_QUIET, *told) == []
    assert reasons(*told, on=LAST + 92) == [Rule.GRASS_CHECK, Rule.SHADOW]
    assert agenda_of(known(*told)).on(day(LAST + 92))[1].numbers["lost"] == 1


def test_every_turn_begins_on_a_working_day() -> None:
    for start in range(7):
        for window in agenda_of(known(bought(start), bought(start + 1), bought(start + 200))).windows:
            if window.every:
                assert all(CALENDAR.works(window.first + timedelta(days=k * window.every)) for k in range(5))


def test_lanes_come_in_the_order_of_the_design() -> None:
    assert [lane.name for lane in sorted(Lane)] == [
        "PROMISED", "QUIET", "CHANGED", "SECOND", "PLEASED", "THANKS", "PLAN", "SWEEP", "SHADOW",
    ]  # fmt: skip
    told = [bought(0), (1, FollowUpPutOff(until=day(7)))]
    assert reasons(*told, on=9) == [Rule.PLEASED, Rule.NEXT_STEP]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"second_until": 20}, Rule.SECOND_PURCHASE),
        ({"pleased_for": 0}, Rule.PLEASED),
        ({"thank_for": 0}, Rule.THANK_YOU),
        ({"not_seen_for": 0}, Rule.NOT_SEEN),
        ({"quiet_shelf_life": 0, "quiet_shortest_stay": 0}, Rule.GONE_QUIET),
    ],
)
def test_a_rule_of_no_days_is_switched_off(changes: dict[str, Any], rule: Rule) -> None:
    rulebook = replace(RULES, **changes)
    told = [bought(5)] if rule is Rule.SECOND_PURCHASE else [bought(0), bought(28), bought(64)]
    assert days_of(rule, *told, rulebook=rulebook) == []
    assert rule not in {window.rule for window in agenda_of(known(*told), rulebook).windows}


def test_another_rulebook_gives_another_queue() -> None:
    eager = replace(RULES, second_after=10)
    assert min(days_of(Rule.SECOND_PURCHASE, bought(0), rulebook=eager)) == 10


def test_the_queue_of_a_day_is_the_agenda_on_that_day() -> None:
    profile = known(*MONTHLY)
    for number in range(0, 400, 7):
        due = follow_ups(profile, RULES, UNTIL_FITTED, CALENDAR, day(number))
        assert due == agenda_of(profile).on(day(number))


def test_a_shop_open_on_saturdays_works_on_saturdays() -> None:
    saturdays = Calendar((1, 2, 3, 4, 5))
    due = follow_ups(known(bought(3)), RULES, UNTIL_FITTED, saturdays, day(33))
    assert [window.rule for window in due] == [Rule.SECOND_PURCHASE]


def in_trade(half: int, most: int, **rules: Any) -> list[tuple[int, int]]:
    """When a second purchase is asked for, where customers wait so long for it."""
    rhythm = replace(UNTIL_FITTED, comes_back=(half, most))
    made = agenda(known(bought(0)), replace(RULES, **rules), rhythm, CALENDAR)
    found = [window for window in made.windows if window.rule is Rule.SECOND_PURCHASE]
    return [((one.first - day(0)).days, (one.last - day(0)).days) for one in found if one.last]


def test_the_second_purchase_is_due_by_how_long_customers_here_wait_for_it() -> None:
    assert in_trade(44, 122) == [(44, 122)]
    assert in_trade(44, 122, second_by_waiting=0) == in_trade(0, 0, second_by_waiting=0) == [(30, 90)]


def test_it_is_asked_for_neither_at_once_nor_after_years_nor_for_a_day_only() -> None:
    assert in_trade(3, 5) == [(14, 42)]
    assert in_trade(900, 1_500) == [(365, 1_500)]


def test_the_numbers_say_whose_days_they_are() -> None:
    (window,) = [one for one in agenda_of(known(bought(0))).windows if one.rule is Rule.SECOND_PURCHASE]
    assert [window.numbers[name] for name in ("due_after", "until_after", "by_waiting")] == [30, 90, 0]
