"""What does a complaint, an action or a loss bring onto the queue, until when, and what does it hold back?"""

from __future__ import annotations

from uuid import UUID

import pytest

from backend.retention.agenda import HoldKind
from backend.retention.rules import complaint_by
from backend.retention.voices import ActedOn, Voiced
from events.customers import CustomerAssigned
from events.feedback import ComplaintAssigned, ComplaintResolved, FeedbackNoted, ThemesGiven
from events.lifecycle import CustomerLost, LossReasonGiven
from events.rulebook import Rulebook
from events.telling import CustomerTold, FeedbackActedOn
from events.values import FeedbackKind, LossReason, Outcome, Rule
from tests.retention.story import (
    CALENDAR,
    RULES,
    SOMEBODY,
    Told,
    bought,
    complained,
    contact,
    day,
    days_of,
    known,
    nth,
    reasons,
    registered,
    undo,
    why_not,
)

ACTION, BEN = UUID(int=0xAC7), UUID(int=0xBE)
LEFT = (10, CustomerLost())


def acted_on(on: int, *said: int, from_day: int | None = None) -> Told:
    told_from = day(on if from_day is None else from_day)
    return on, FeedbackActedOn(action=ACTION, reasons=tuple(map(nth, said)), on=told_from)


def idea(on: int, *themes: str) -> Told:
    return on, FeedbackNoted(kind=FeedbackKind.SUGGESTION, themes=themes)


def test_a_complaint_is_its_noters_until_the_next_working_day_unless_somebody_says_otherwise() -> None:
    friday = known(registered(), complained(4)).complaints[nth(2)]
    assert (friday.owner, complaint_by(friday, RULES, CALENDAR)) == (SOMEBODY, day(7))
    given = (5, ComplaintAssigned(complaint=nth(2), owner=ACTION, by=day(9)))
    assigned = known(registered(), complained(4), given).complaints[nth(2)]
    assert (assigned.owner, complaint_by(assigned, RULES, CALENDAR)) == (ACTION, day(9))
    for within, by in ((0, 4), (3, 9)):
        assert complaint_by(friday, Rulebook(complaint_within=within), CALENDAR) == day(by)
    assert known(registered(), complained(4), (5, ComplaintResolved(complaint=nth(2))), given).complaints == {}


def test_who_was_not_told_how_it_ended_is_told_by_a_contact_for_it_or_by_hand() -> None:
    ended = [registered(), complained(1), (2, ComplaintResolved(complaint=nth(2), told=False))]
    assert reasons(*ended, on=2) == [Rule.TELL_ENDED]
    for missed in (contact(3, rule=Rule.TELL_ENDED, outcome=Outcome.NO_ANSWER), contact(3)):
        assert Rule.TELL_ENDED in reasons(*ended, missed, on=60)
    for told in (
        contact(3, rule=Rule.TELL_ENDED),
        contact(3, rule=Rule.TELL_ENDED, outcome=Outcome.SENT),
        (3, CustomerTold(of=nth(3))),
    ):
        assert days_of(Rule.TELL_ENDED, *ended, told) == []
        assert Rule.TELL_ENDED in reasons(*ended, told, undo(4, 4), on=60)
    assert days_of(Rule.TELL_ENDED, *ended[:2], (2, ComplaintResolved(complaint=nth(2)))) == []
    assert days_of(Rule.TELL_ENDED, *ended, (3, ComplaintResolved(complaint=nth(2)))) == [], "somebody else did"


def test_who_said_what_an_action_put_right_is_told_from_its_day_on() -> None:
    told = [registered(), idea(1), acted_on(5, 2, from_day=8)]
    assert days_of(Rule.TELL_FIXED, *told, until=12) == [8, 9, 10, 11]
    assert days_of(Rule.TELL_FIXED, *told, contact(7, rule=Rule.TELL_FIXED), until=12) == [8, 9, 10, 11]
    answered = [*told, contact(9, rule=Rule.TELL_FIXED)]
    assert days_of(Rule.TELL_FIXED, *answered, until=12) == []
    assert known(*answered).acted_on == {nth(3): ActedOn(ACTION, day(5), day(9))}
    assert known(*told).acted_on == {nth(3): ActedOn(ACTION, day(5))}


def test_who_asked_for_no_more_contact_is_not_told_what_was_put_right_but_how_their_complaint_ended() -> None:
    closed = [registered(), idea(1), complained(1), (2, CustomerLost(door_open=False))]
    told = [*closed, acted_on(5, 2), (5, ComplaintResolved(complaint=nth(3), told=False))]
    assert reasons(*told, on=5) == [Rule.TELL_ENDED]
    assert why_not(Rule.TELL_FIXED, *told, on=5) == {HoldKind.DOOR_CLOSED}


def test_what_was_said_is_open_until_it_is_ended_answered_or_they_are_back() -> None:
    said = [registered(), complained(1), idea(1, "Delivery"), (2, CustomerLost(themes=("Price",)))]
    kinds = {fact: (one.kind.value, one.themes) for fact, one in known(*said).voiced.items()}
    assert kinds == {
        nth(2): ("complaint", []),
        nth(3): ("suggestion", ["Delivery"]),
        nth(4): ("leaving", ["Price"]),
    }
    assert nth(2) not in known(*said, (3, ComplaintResolved(complaint=nth(2)))).voiced
    assert set(known(*said, acted_on(3, 2, 3)).voiced) == {nth(4)}
    assert set(known(*said, bought(5)).voiced) == {nth(2), nth(3)}
    assert known(registered(), (1, FeedbackNoted(kind=FeedbackKind.PRAISE))).voiced == {}


def test_what_it_is_about_is_as_somebody_said_last() -> None:
    sorted_out = known(registered(), idea(1, "Price"), (2, ThemesGiven(of=nth(2), themes=("Delivery", "Range"))))
    assert sorted_out.voiced == {nth(2): Voiced(FeedbackKind.SUGGESTION, day(1), ["Delivery", "Range"])}
    why = (11, LossReasonGiven(reason=LossReason.QUALITY, themes=("Quality",)))
    assert known(registered(), LEFT, why).voiced[nth(2)].themes == ["Quality"]


def test_why_they_left_may_be_said_later_and_anew_once_that_is_answered() -> None:
    left = (10, CustomerLost(reason=LossReason.PRICE))
    assert known(registered(), left).voiced[nth(2)].why is LossReason.PRICE
    later = (15, LossReasonGiven(reason=LossReason.SERVICE))
    said = known(registered(), LEFT, (11, ThemesGiven(of=nth(2), themes=("Delivery",))), later).voiced
    assert said == {nth(2): Voiced(FeedbackKind.LEAVING, day(10), ["Delivery"], LossReason.SERVICE, nth(4))}
    answered = [registered(), LEFT, acted_on(12, 2), later]
    assert known(*answered).voiced == {
        nth(4): Voiced(FeedbackKind.LEAVING, day(15), [], LossReason.SERVICE, nth(4)),
    }
    assert known(*answered, undo(16, 4)).voiced == {}
    assert known(*answered, bought(16)).voiced == {}
    assert known(registered(), later).voiced == {}


def test_complaints_go_with_the_customer_to_whoever_looks_after_them_now() -> None:
    handed_over = (5, CustomerAssigned(owner=ACTION, team=ACTION))
    told = [registered(owner=SOMEBODY), complained(1)]
    assert known(*told, handed_over).complaints[nth(2)].owner == ACTION
    elses = (2, ComplaintAssigned(complaint=nth(2), owner=BEN, by=day(9)))
    assert known(*told, elses, handed_over).complaints[nth(2)].owner == BEN
    pool = (5, CustomerAssigned(owner=None, team=ACTION))
    assert known(*told, pool).complaints[nth(2)].owner is None


def test_nothing_is_sold_before_they_know_how_it_ended() -> None:
    sold = [registered(), bought(0), bought(14), bought(28), complained(60)]
    ended = (61, ComplaintResolved(complaint=nth(5), text="x", told=False))
    assert why_not(Rule.GONE_QUIET, *sold, on=61) == {HoldKind.COMPLAINT_OPEN}
    assert why_not(Rule.GONE_QUIET, *sold, ended, on=62) == {HoldKind.NOT_TOLD}
    assert reasons(*sold, ended, on=62) == [Rule.TELL_ENDED]
    told = (62, CustomerTold(of=nth(6)))
    assert Rule.GONE_QUIET in reasons(*sold, ended, told, on=63)
    fixed = [*sold[:4], idea(60), acted_on(61, 5)]
    assert reasons(*fixed, on=62)[:2] == [Rule.TELL_FIXED, Rule.GONE_QUIET]


@pytest.mark.parametrize("reason", [None, *LossReason])
def test_the_grass_is_checked_where_they_went_elsewhere_or_nobody_knows_why(reason: LossReason | None) -> None:
    days = days_of(Rule.GRASS_CHECK, registered(), (10, CustomerLost(reason=reason)))
    assert (days[:1] + days[-1:] if days else []) == ([70, 130] if reason in (None, LossReason.COMPETITOR) else [])


def test_the_grass_is_checked_once_for_each_loss() -> None:
    for done in (contact(75), contact(75, outcome=Outcome.SENT)):
        assert days_of(Rule.GRASS_CHECK, registered(), LEFT, done) == []
    assert days_of(Rule.GRASS_CHECK, registered(), LEFT, contact(69))[0] == 83
    assert days_of(Rule.GRASS_CHECK, registered(), LEFT, contact(75, outcome=Outcome.NO_ANSWER))[-1] == 130
    again = [registered(), LEFT, contact(75), bought(80), (100, CustomerLost())]
    assert days_of(Rule.GRASS_CHECK, *again)[0] == 161
    assert days_of(Rule.GRASS_CHECK, registered(), LEFT, bought(60)) == []


def test_its_days_and_the_time_without_pressure_are_the_rulebooks() -> None:
    for never in (Rulebook(grass_check_until=0), Rulebook(grass_check_from=121)):
        assert days_of(Rule.GRASS_CHECK, registered(), LEFT, rulebook=never) == []
    patient = Rulebook(no_pressure_weeks=15)
    assert days_of(Rule.GRASS_CHECK, registered(), LEFT, rulebook=patient)[0] == 10 + 15 * 7
    assert days_of(Rule.SHADOW, registered(), LEFT, rulebook=patient)[0] >= 10 + 15 * 7
    assert why_not(Rule.PLEASED, registered(), bought(9), LEFT, on=17) == {HoldKind.LOST, HoldKind.NO_PRESSURE}
