"""What withholds a card, until when, and what comes back when it is over?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from backend.retention.agenda import HoldKind
from backend.retention.profile import Profile
from events.consent import ConsentGiven, ConsentWithdrawn
from events.enquiries import EnquiryReceived
from events.feedback import ComplaintResolved, FeedbackNoted
from events.follow_ups import FollowUpPutOff, NextDateSet, PromiseMade, ReasonSettled
from events.lifecycle import CustomerGoneForGood, CustomerLost
from events.rulebook import Rulebook
from events.values import Channel, FeedbackKind, GoneReason, Outcome, Rule
from tests.retention.story import (
    RULES,
    Told,
    agenda_of,
    bought,
    complained,
    contact,
    day,
    days_of,
    folded,
    in_one_moment,
    known,
    nth,
    reasons,
    registered,
    story,
    undo,
    why_not,
)

QUIET = [bought(0), bought(28), bought(56), bought(84)]
"""Gone quiet from day 112 to day 168, and in the shadow portfolio after it."""
DUE, ENDS = 112, 168


def test_who_is_gone_for_good_is_on_no_queue() -> None:
    told = [*QUIET, complained(100), (101, PromiseMade(on=day(120))), (DUE, CustomerGoneForGood(why=GoneReason.DIED))]
    assert agenda_of(known(*told)).open == ()
    assert agenda_of(known(*told)).next_on(day(DUE)) is None
    assert why_not(Rule.GONE_QUIET, *told, on=120) >= {HoldKind.GONE}
    assert why_not(Rule.PROMISE, *told, on=120) == {HoldKind.GONE}
    assert reasons(*told, undo(121, 7), on=121) == [Rule.COMPLAINT, Rule.PROMISE]


def test_who_is_lost_is_left_to_the_shadow_portfolio_and_to_what_is_owed() -> None:
    told = [*QUIET, (DUE, CustomerLost()), (DUE, PromiseMade(on=day(120)))]
    assert reasons(*told, on=120) == [Rule.PROMISE]
    assert why_not(Rule.GONE_QUIET, *told, on=120) == {HoldKind.LOST, HoldKind.NO_PRESSURE}


def test_who_left_and_asked_for_no_more_contact_is_left_in_peace_but_for_what_is_owed() -> None:
    told = [*QUIET, (DUE, PromiseMade(on=day(120))), (DUE, CustomerLost(door_open=False))]
    assert agenda_of(known(*told)).next_on(day(121)) == day(121)
    assert reasons(*told, on=DUE + 60) == [Rule.PROMISE]
    assert why_not(Rule.SHADOW, *told, on=DUE + 62) == {HoldKind.DOOR_CLOSED}
    assert agenda_of(known(*QUIET, (DUE, CustomerLost(door_open=False)))).next_on(day(DUE)) is None


def test_a_rest_holds_all_that_is_not_owed() -> None:
    told = [*QUIET, complained(DUE), (DUE + 1, FollowUpPutOff(until=None))]
    assert reasons(*told, on=DUE + 2) == [Rule.COMPLAINT]
    rested = [*QUIET, (DUE + 1, NextDateSet(next_on=None))]
    assert agenda_of(known(*rested)).next_on(day(DUE + 2)) is None
    assert why_not(Rule.GONE_QUIET, *rested, on=DUE + 2) == {HoldKind.REST}


def test_a_purchase_ends_a_rest() -> None:
    told = [bought(0), (5, FollowUpPutOff(until=None)), bought(56, 50_000)]
    assert days_of(Rule.THANK_YOU, *told) == [57, 58]
    assert days_of(Rule.SECOND_PURCHASE, *told) == list(range(86, 147))


def test_until_the_next_date_nothing_of_before_comes_back() -> None:
    told = [*QUIET, contact(DUE, Outcome.SENT, DUE + 7)]
    assert [number for number in range(DUE, DUE + 8) if reasons(*told, on=number)] == [DUE + 7]
    assert reasons(*told, on=DUE + 7) == [Rule.GONE_QUIET, Rule.NEXT_STEP]
    assert why_not(Rule.GONE_QUIET, *told, on=DUE + 3) == {HoldKind.NEXT_DATE}


def test_what_is_put_off_to_a_weekend_comes_back_on_monday() -> None:
    told = [*QUIET, (DUE, FollowUpPutOff(until=day(DUE + 5)))]
    assert min(number for number in range(DUE, DUE + 30) if reasons(*told, on=number)) == DUE + 7
    assert why_not(Rule.GONE_QUIET, *told, on=DUE + 6) == {HoldKind.PUT_OFF}


def test_a_promise_with_no_answer_comes_back_on_the_next_date() -> None:
    told = [(0, PromiseMade(on=day(7))), contact(7, Outcome.NO_ANSWER, 8)]
    assert min(days_of(Rule.PROMISE, *told)) == 8
    assert why_not(Rule.PROMISE, *told, on=7) == {HoldKind.NEXT_DATE, HoldKind.WORKED}


def test_a_promise_for_a_later_day_is_withheld_by_no_earlier_word() -> None:
    put_off = (1, FollowUpPutOff(until=day(30)))
    assert min(days_of(Rule.PROMISE, (0, PromiseMade(on=day(7))), put_off)) == 7
    assert min(days_of(Rule.PROMISE, put_off, (2, PromiseMade(on=day(7))))) == 7
    assert min(days_of(Rule.PROMISE, put_off, (1, PromiseMade(on=day(1))))) == 1


def test_not_now_puts_off_an_old_promise_too() -> None:
    assert min(days_of(Rule.PROMISE, (0, PromiseMade(on=day(0))), (1, FollowUpPutOff(until=day(8))))) == 8


@pytest.mark.parametrize("said", [complained(3), (3, EnquiryReceived()), (3, PromiseMade(on=day(3)))])
def test_what_came_after_the_word_is_not_withheld_by_it(said: Told) -> None:
    assert reasons(contact(3, Outcome.NO_ANSWER, 10), said, on=3) != []
    assert reasons((1, FollowUpPutOff(until=None)), said, on=3) != []


def test_a_complaint_saved_with_the_visit_is_not_withheld_by_its_next_date() -> None:
    visit = contact(3, Outcome.MET, 31, chosen=True)
    assert [w.rule for w in agenda_of(folded(in_one_moment(story(visit, complained(3))))).on(day(3))] == [
        Rule.COMPLAINT
    ]


def test_a_talk_does_not_hide_an_open_complaint_for_a_month() -> None:
    assert reasons(complained(0), contact(1, next_on=29), on=2) == [Rule.COMPLAINT]
    assert reasons(complained(0), contact(1, Outcome.NO_ANSWER, 2), on=1) == []
    assert reasons(complained(0), contact(1, Outcome.NO_ANSWER, 2), on=2) == [Rule.COMPLAINT]


def test_what_was_owed_before_an_attempt_comes_back_on_the_next_working_day() -> None:
    told = [complained(0), contact(4, next_on=32)]
    assert [number for number in range(4, 9) if reasons(*told, on=number)] == [7, 8]
    assert why_not(Rule.COMPLAINT, *told, on=4) == {HoldKind.WORKED}
    rang = [(0, NextDateSet(next_on=day(90))), complained(1), contact(2, inbound=True)]
    assert reasons(*rang, on=2) == []
    assert reasons(*rang, on=3) == [Rule.COMPLAINT]


def test_call_back_later_today_is_still_today() -> None:
    told = [contact(1, Outcome.NO_ANSWER, 2), (1, NextDateSet(next_on=day(1), of=nth(1)))]
    assert reasons(*told, on=1) == [Rule.CALL_BACK]
    assert reasons(contact(1, Outcome.SPOKE, 1, chosen=True), on=1) == [Rule.CALL_BACK]
    old = [(0, NextDateSet(next_on=day(1))), contact(1, Outcome.NO_ANSWER)]
    assert reasons(*old, on=1) == []
    assert reasons(*old, on=2) == [Rule.CALL_BACK]


def test_a_chosen_date_lets_even_a_complaint_wait() -> None:
    told = [complained(0), contact(1, next_on=8, chosen=True)]
    assert reasons(*told, on=7) == []
    assert reasons(*told, on=8) == [Rule.COMPLAINT, Rule.CALL_BACK]


def test_a_call_back_with_no_answer_stays_owed() -> None:
    told = [(0, NextDateSet(next_on=day(7))), contact(7, Outcome.NO_ANSWER, 8)]
    assert reasons(*told, on=7) == []
    assert reasons(*told, on=8) == [Rule.CALL_BACK]
    capped = [*told, contact(8, Outcome.NO_ANSWER, 9), contact(9, Outcome.NO_ANSWER, 10)]
    assert reasons(*capped, on=10) == [Rule.CALL_BACK]


def test_a_no_is_left_alone_for_sixty_days() -> None:
    told = [*QUIET, contact(DUE, Outcome.SAID_NO, DUE + 60)]
    assert min(number for number in range(DUE, 400) if reasons(*told, on=number)) == DUE + 60
    assert Rule.GONE_QUIET not in reasons(*told, on=DUE + 60)


def test_an_open_complaint_withholds_selling_and_courtesy() -> None:
    told = [*QUIET, complained(DUE)]
    assert reasons(*told, on=DUE + 1) == [Rule.COMPLAINT]
    assert why_not(Rule.GONE_QUIET, *told, on=DUE + 1) == {HoldKind.COMPLAINT_OPEN}
    assert reasons(*told, (DUE + 1, ComplaintResolved(complaint=nth(5))), on=DUE + 2) == [Rule.GONE_QUIET]
    leaving = (DUE, FeedbackNoted(kind=FeedbackKind.LEAVING))
    assert reasons(*QUIET, leaving, on=DUE + 1) == [Rule.LEAVING]


def test_an_order_rests_selling_for_two_weeks_but_not_courtesy() -> None:
    told = [bought(0), contact(1, Outcome.ORDERED), (2, FollowUpPutOff(until=day(3)))]
    assert min(days_of(Rule.NEXT_STEP, *told)) == 15
    assert why_not(Rule.NEXT_STEP, *told, on=10) == {HoldKind.ORDERED}
    assert days_of(Rule.PLEASED, *told) == list(range(7, 14))


def test_a_real_contact_restarts_the_clock() -> None:
    told = [*QUIET, contact(DUE - 5)]
    assert min(days_of(Rule.GONE_QUIET, *told)) == DUE - 5 + 14
    assert why_not(Rule.GONE_QUIET, *told, on=DUE) == {HoldKind.IN_TOUCH}
    assert min(days_of(Rule.GONE_QUIET, *QUIET, contact(DUE - 5, Outcome.NO_ANSWER))) == DUE


def test_one_talk_ends_one_silence() -> None:
    told = [*QUIET, contact(DUE + 3)]
    assert days_of(Rule.GONE_QUIET, *told) == []
    assert why_not(Rule.GONE_QUIET, *told, on=ENDS) == {HoldKind.ANSWERED}
    anew = [*told, bought(DUE + 10)]
    assert days_of(Rule.GONE_QUIET, *anew) != []
    assert days_of(Rule.SECOND_PURCHASE, bought(0), contact(35)) == []


def test_a_weekend_call_before_the_first_working_day_answers_the_silence_too() -> None:
    told = [bought(3), contact(33)]
    assert days_of(Rule.SECOND_PURCHASE, *told) == []


def test_pleased_is_answered_by_a_talk_or_by_feedback() -> None:
    assert days_of(Rule.PLEASED, bought(0), contact(8)) == []
    assert days_of(Rule.PLEASED, bought(0), (2, FeedbackNoted(kind=FeedbackKind.PRAISE))) == []
    assert days_of(Rule.PLEASED, bought(0), contact(2)) == list(range(7, 14))
    assert days_of(Rule.PLEASED, (-3, FeedbackNoted(kind=FeedbackKind.PRAISE)), bought(0)) == list(range(7, 14))


def test_thanks_are_given_once_also_in_writing() -> None:
    assert days_of(Rule.THANK_YOU, bought(0), contact(1, Outcome.SENT)) == []
    assert days_of(Rule.THANK_YOU, bought(0), contact(0)) == [1, 2]
    assert days_of(Rule.THANK_YOU, bought(0), contact(1, Outcome.NO_ANSWER)) == [1, 2]


TRIED = [contact(DUE + number, Outcome.NO_ANSWER) for number in (0, 1, 4)]


def test_three_attempts_in_two_weeks_are_enough() -> None:
    told = [*QUIET, *TRIED]
    assert min(days_of(Rule.GONE_QUIET, *told)) == DUE + 14
    assert why_not(Rule.GONE_QUIET, *told, on=DUE + 13) == {HoldKind.CAPPED}
    capped = next(hold for hold in agenda_of(known(*told)).holds if hold.kind is HoldKind.CAPPED)
    assert capped.numbers == {"attempts": 3, "within": 14}
    assert capped.because == (nth(5), nth(6), nth(7))


def test_a_month_has_room_for_so_many_attempts() -> None:
    """Day 0 is the second of March."""
    weekly = [contact(number, Outcome.VOICEMAIL) for number in (0, 7, 14)]
    told = [bought(-40), bought(-30), bought(-20), *weekly]
    assert HoldKind.CAPPED not in why_not(Rule.GONE_QUIET, *told, on=22)
    capped = [*told, contact(21, Outcome.VOICEMAIL)]
    hold = next(one for one in agenda_of(known(*capped)).holds if one.kind is HoldKind.CAPPED)
    assert hold.numbers == {"attempts": 4, "month": 3}
    assert hold.until == date(2026, 3, 31)
    assert why_not(Rule.GONE_QUIET, *capped, on=22) == {HoldKind.CAPPED}
    assert why_not(Rule.GONE_QUIET, *capped, on=30) == set()
    without = agenda_of(known(*capped), replace(RULES, contacts_a_month=0))
    assert not [one for one in without.holds if one.kind is HoldKind.CAPPED]


def test_december_ends_with_the_year() -> None:
    twelfth = (date(2026, 12, 7) - day(0)).days
    tries = [contact(twelfth + number, Outcome.VOICEMAIL) for number in (0, 7, 14, 21)]
    hold = next(one for one in agenda_of(known(*tries)).holds if one.kind is HoldKind.CAPPED)
    assert hold.until == date(2026, 12, 31)


def test_a_control_group_is_drawn_by_lot_for_each_silence_and_the_same_at_every_look() -> None:
    some = replace(RULES, control_percent=20)
    people = [replace(known(registered(-1), *QUIET), registration=UUID(int=1_000 + number)) for number in range(500)]
    held = [_held_back(profile, some) for profile in people]
    assert 70 <= sum(held) <= 130, "about a fifth"
    assert held == [_held_back(profile, some) for profile in people]
    more = [_held_back(profile, replace(some, control_percent=40)) for profile in people]
    assert all(after for before, after in zip(held, more, strict=True) if before)
    assert not any(_held_back(profile, RULES) for profile in people)
    anew = [
        replace(profile, days=[*profile.days, replace(profile.days[-1], day=profile.days[-1].day + 7)])
        for profile in people
    ]
    assert held != [_held_back(profile, some) for profile in anew], "a purchase draws anew"


def test_who_is_held_back_waits_out_the_silence_and_nothing_else_is_withheld() -> None:
    half = replace(RULES, control_percent=50)
    people = [replace(known(registered(-1), *QUIET), registration=UUID(int=number)) for number in range(1, 30)]
    held = next(agenda_of(profile, half) for profile in people if _held_back(profile, half))
    assert [window.rule for window in held.on(day(DUE))] == []
    assert {window.rule for window, _ in held.withheld(day(DUE))} == {Rule.GONE_QUIET}
    assert next(window.first for window in held.open if window.rule is Rule.SHADOW) > day(ENDS)


def _held_back(profile: Profile, rulebook: Rulebook) -> bool:
    return HoldKind.HELD_BACK in {one.kind for one in agenda_of(profile, rulebook).holds}


def test_fewer_slower_inbound_or_courteous_attempts_are_no_cap() -> None:
    two, slow = TRIED[:2], contact(DUE + 14, Outcome.NO_ANSWER)
    thanks = contact(DUE + 4, Outcome.VOICEMAIL, rule=Rule.THANK_YOU)
    for told in (two, [*two, slow], [*two, thanks], []):
        assert DUE + 5 in days_of(Rule.GONE_QUIET, *QUIET, *told)
    assert HoldKind.CAPPED not in why_not(Rule.GONE_QUIET, *QUIET, *two, contact(DUE + 4, inbound=True), on=DUE + 5)


def test_the_cap_never_withholds_what_is_owed_or_courteous() -> None:
    told = [*QUIET, *TRIED, (DUE + 5, PromiseMade(on=day(DUE + 8))), bought(DUE + 7, 90_000)]
    assert reasons(*told, on=DUE + 8) == [Rule.PROMISE, Rule.THANK_YOU]


def test_no_cap_at_all_is_a_choice() -> None:
    rulebook = replace(RULES, attempts_at_most=0)
    assert DUE + 5 in days_of(Rule.GONE_QUIET, *QUIET, *TRIED, rulebook=rulebook)


def refused(*channels: Channel) -> list[Told]:
    return [(90, ConsentWithdrawn(channel=channel)) for channel in channels]


def test_who_refused_every_way_is_asked_for_nothing() -> None:
    told = [registered(0), *QUIET, *refused(Channel.CALL, Channel.TEXT), complained(91)]
    assert reasons(*told, on=DUE) == [Rule.COMPLAINT]
    assert HoldKind.NO_CONSENT in why_not(Rule.GONE_QUIET, *told, on=DUE)
    assert agenda_of(known(*told[:-1])).next_on(day(DUE)) is None


def test_one_way_that_was_not_refused_is_enough() -> None:
    assert reasons(registered(0), *QUIET, *refused(Channel.CALL), on=DUE) == [Rule.GONE_QUIET]
    agreed = (91, ConsentGiven(channel=Channel.TEXT))
    assert reasons(registered(0), *QUIET, *refused(Channel.CALL, Channel.TEXT), agreed, on=DUE) == [Rule.GONE_QUIET]
    with_place = registered(0, has_place=True)
    assert reasons(with_place, *QUIET, *refused(Channel.CALL, Channel.TEXT), on=DUE) == [Rule.GONE_QUIET]
    assert reasons(*QUIET, *refused(Channel.EMAIL), on=DUE) == [Rule.GONE_QUIET]


def settled(on: int, *rules: Rule) -> Told:
    return on, ReasonSettled(rules=rules)


def test_a_settled_silence_stays_settled_over_all_its_bands() -> None:
    told = [*QUIET, settled(DUE, Rule.GONE_QUIET)]
    assert len([window for window in agenda_of(known(*told)).windows if window.rule is Rule.GONE_QUIET]) > 1
    assert days_of(Rule.GONE_QUIET, *told) == []
    assert why_not(Rule.GONE_QUIET, *told, on=ENDS) == {HoldKind.SETTLED}
    assert days_of(Rule.GONE_QUIET, *told, bought(DUE)) != []


def test_what_was_settled_before_it_began_is_not_settled() -> None:
    assert min(days_of(Rule.GONE_QUIET, *QUIET, settled(DUE - 1, Rule.GONE_QUIET))) == DUE


def test_what_comes_back_is_settled_for_its_turn() -> None:
    told = [bought(0), settled(122, Rule.SHADOW)]
    assert min(days_of(Rule.SHADOW, *told)) == 183
    assert why_not(Rule.SHADOW, *told, on=123) == {HoldKind.SETTLED}
    assert why_not(Rule.SHADOW, *told, on=184) == set()
    between = [bought(0), settled(150, Rule.SHADOW)]
    assert 183 in days_of(Rule.SHADOW, *between)


def test_a_settled_turn_and_a_later_next_date_both_count() -> None:
    told = [bought(0), settled(122, Rule.SHADOW), (122, FollowUpPutOff(until=day(186)))]
    assert days_of(Rule.SHADOW, *told, until=240) == [186, 187, 188, 189]


def test_a_hold_that_ends_within_a_turn_leaves_the_rest_of_it_and_all_later_ones() -> None:
    told = [bought(0), (121, FollowUpPutOff(until=day(123)))]
    assert days_of(Rule.SHADOW, *told, until=200) == [123, 124, 125, 126, *range(183, 190)]
    exactly = [bought(0), (121, FollowUpPutOff(until=day(183)))]
    assert days_of(Rule.SHADOW, *exactly, until=200) == list(range(183, 190))
    beyond = [bought(0), (121, FollowUpPutOff(until=day(130)))]
    assert days_of(Rule.SHADOW, *beyond, until=200) == list(range(183, 190))


def test_a_returning_window_that_ends_is_not_brought_back_after_its_end() -> None:
    loyal = [bought(28 * number) for number in range(8)]
    told = [*loyal, (360, FollowUpPutOff(until=day(373)))]
    assert [number for number in days_of(Rule.NOT_SEEN, *told, until=900) if number > 200] == [373, 374, 375, 376]
    late = [*loyal, (360, FollowUpPutOff(until=day(380)))]
    assert [number for number in days_of(Rule.NOT_SEEN, *late, until=900) if number > 200] == []
    seen = [window for window in agenda_of(known(*late)).open if window.rule is Rule.NOT_SEEN]
    assert all(window.starts(day(377)) is None for window in seen)


def test_two_promises_are_withheld_one_by_one() -> None:
    told = [(0, PromiseMade(on=day(1))), (0, PromiseMade(on=day(20))), (1, FollowUpPutOff(until=day(25)))]
    made = agenda_of(known(*told))
    assert [window.item for window in made.on(day(20))] == [nth(2)]
    assert [window.item for window, _ in made.withheld(day(20))] == [nth(1)]


def test_nothing_is_withheld_where_nothing_is_due() -> None:
    assert agenda_of(known(bought(0), complained(1))).withheld(day(1) - timedelta(days=30)) == ()
