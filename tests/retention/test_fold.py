"""What is known of a customer after these facts, told in this order?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from backend.retention.changes import CHANGES
from backend.retention.fold import can_carry_on, fold
from events.consent import ConsentGiven, ConsentWithdrawn
from events.contacts import ContactAttempted
from events.customers import ContactDetailsCorrected, CustomerAssigned, PreferredChannelStated
from events.enquiries import EnquiryReceived
from events.feedback import ComplaintResolved, FeedbackNoted
from events.follow_ups import (
    EnquiryAnswered,
    FollowUpPutOff,
    NextDateSet,
    PromiseKept,
    PromiseMade,
    PromiseMoved,
    ReasonSettled,
)
from events.kernel import REGISTER, SYSTEM, Fact
from events.lifecycle import CustomerGoneForGood, CustomerLost, LossReasonGiven
from events.notes import NoteAdded, NoteCorrected
from events.purchases import PurchaseCorrected, PurchaseRecognised, PurchaseRefunded, PurchaseVoided
from events.stated import HistoryStated
from events.values import Channel, FeedbackKind, GoneReason, LossReason, Outcome, Rule
from tests.retention.story import (
    SOMEBODY,
    Told,
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

ELSEWHERE = {
    "firm_founded", "demo_data_made", "log_exported", "log_loaded", "contact_basis_stated", "rulebook_adopted",
    "rhythm_fitted", "sweep_plan_adopted", "imports_salted", "import_started", "import_finished", "import_undone",
    "team_formed", "person_invited", "person_joined", "roles_given", "person_left", "absence_noted", "plan_size_set",
    "relationship_plan_written", "relationship_plan_retired", "value_item_kept", "value_item_retired", "themes_kept",
    "action_begun", "feedback_gathered", "feedback_taken_out", "action_moved", "action_done", "action_dropped",
    "action_reopened",
    "power_hour_planned", "power_hour_paused", "power_hour_resumed", "power_hour_ended", "power_hour_shared",
}  # fmt: skip
"""Stored names of facts that no customer's stream holds."""


def test_every_fact_of_a_customer_says_what_it_changes() -> None:
    assert {shape.body for shape in REGISTER.values() if shape.name not in ELSEWHERE} == set(CHANGES)


def test_nothing_is_known_of_nobody() -> None:
    assert known().facts == 0
    assert known().days == []


def test_purchases_of_one_day_are_one_purchase_day() -> None:
    profile = known(bought(3, 100), bought(0, 50), bought(3, 20))
    assert [(one.day, one.amount, one.fact) for one in profile.days] == [
        (day(0).toordinal(), 50, nth(2)),
        (day(3).toordinal(), 120, nth(3)),
    ]
    assert (profile.orders, profile.total, profile.repeats) == (3, 170, 1)
    assert profile.span_weeks == pytest.approx(3 / 7)


def test_a_late_fact_takes_its_place_among_what_happened() -> None:
    late = known(contact(5, next_on=33), contact(2, Outcome.NO_ANSWER, 3))
    assert late.next_date is not None
    assert late.next_date.on == day(33)
    assert late.last_attempt is not None
    assert late.last_attempt.on == day(5)


def test_a_correction_changes_the_purchase_and_the_last_one_counts() -> None:
    first = PurchaseCorrected(of=nth(1), amount=70, on=day(1))
    second = PurchaseCorrected(of=nth(1), amount=90, on=day(2))
    assert known(bought(0, 50), (3, first)).total == 70
    assert known(bought(0, 50), (3, first), (4, second)).total == 90
    undone = known(bought(0, 50), (3, first), (4, second), undo(5, 3))
    assert [(one.day, one.amount) for one in undone.days] == [(day(1).toordinal(), 70)]
    assert known(bought(0, 50), (3, first), undo(5, 1)).days == []


def back(on: int, amount: int, number: int | None = None) -> Told:
    return on, PurchaseRefunded(of=None if number is None else nth(number), amount=amount, on=day(on))


def amounts(*told: Told) -> tuple[int, list[int], int]:
    """Total, the amount of each purchase day, and how many orders."""
    profile = known(*told)
    return profile.total, [one.amount for one in profile.days], profile.orders


def test_what_is_given_back_makes_a_purchase_smaller_and_leaves_its_day() -> None:
    assert amounts(bought(0, 50), bought(3, 20), back(5, 30, 1)) == (40, [20, 20], 2)
    assert amounts(bought(0, 50), back(5, 30, 1), back(6, 15, 1)) == (5, [5], 1)
    assert amounts(bought(0, 50), back(5, 80, 1)) == (0, [0], 1)
    assert amounts(bought(0, 50), back(5, 30, 1), undo(6, 2)) == (50, [50], 1)
    assert amounts(bought(0, 50), back(5, 30, 1), undo(6, 1)) == (0, [], 0)
    assert amounts(back(5, 30, 2), bought(0, 50)) == (20, [20], 1)
    assert amounts(bought(0, 50), (1, PurchaseCorrected(of=nth(1), amount=90, on=day(1))), back(5, 30, 1))[0] == 60


def test_what_is_given_back_of_nothing_in_particular_makes_the_total_smaller() -> None:
    assert amounts(bought(0, 50), back(5, 30)) == (20, [50], 1)
    assert amounts(bought(0, 50), back(5, 30), undo(6, 2)) == (50, [50], 1)
    assert [(one.day, one.amount) for one in known(back(5, 30)).given_back] == [(day(5).toordinal(), 30)]


def test_what_is_given_back_of_a_purchase_that_is_not_there_waits_for_it() -> None:
    waiting = known(back(5, 30, 9))
    assert (waiting.total, waiting.awaited) == (0, [nth(9)])
    late = replace(story((0, NoteAdded()), bought(5, 50))[1], fact_id=nth(9))
    assert not can_carry_on(waiting, [late])
    assert folded([*story(back(5, 30, 9)), late]).total == 20


def test_an_order_that_did_not_come_about_counts_for_nothing() -> None:
    voided = (3, PurchaseVoided(of=nth(1), on=day(3)))
    assert amounts(bought(0, 50), voided, back(5, 30, 1)) == (0, [], 0)
    assert known(bought(0, 50), voided).voided == {nth(1): nth(2)}
    assert amounts(bought(0, 50), voided, undo(4, 2)) == (50, [50], 1)
    assert amounts((3, PurchaseVoided(of=nth(2), on=day(3))), bought(0, 50)) == (0, [], 0)


def test_a_recognised_row_changes_nothing_and_what_is_said_of_it_is_said_of_the_purchase() -> None:
    same = (1, PurchaseRecognised(of=nth(1), source="till"))
    assert amounts(bought(0, 50), same) == (50, [50], 1)
    assert amounts(bought(0, 50), same, back(5, 30, 2)) == (20, [20], 1)
    assert amounts(bought(0, 50), same, (3, PurchaseCorrected(of=nth(2), amount=70, on=day(0))))[0] == 70
    assert amounts(bought(0, 50), same, (3, PurchaseVoided(of=nth(2), on=day(3)))) == (0, [], 0)
    assert amounts(bought(0, 50), same, back(5, 30, 2), undo(6, 2)) == (50, [50], 1)


def test_the_latest_stated_history_counts_and_is_no_purchase() -> None:
    first, second = HistoryStated(last_order=day(-300), total=900), HistoryStated(total=500, orders=3)
    profile = known((0, first), (1, second))
    assert profile.stated is not None
    assert (profile.stated.last_order, profile.stated.total, profile.stated.orders) == (None, 500, 3)
    assert (profile.days, profile.orders, profile.total, profile.worth) == ([], 0, 0, 500)
    assert known((0, first), (1, second), undo(2, 2)).worth == 900
    assert known((0, second), bought(0, 700)).worth == 700


def test_whoever_is_taken_off_the_list_is_known_and_may_come_back() -> None:
    off = known(registered(), bought(1, 50), undo(2, 1))
    assert (off.registered, off.total, off.facts) == (False, 50, 3)
    back_again = known(registered(), bought(1, 50), undo(2, 1), registered(3))
    assert (back_again.registered, back_again.registered_on) == (True, day(3))


def test_undoing_may_come_before_what_it_undoes() -> None:
    facts = story(undo(0, 2), bought(1))
    assert folded(facts).days == []
    assert folded(facts).voided == {nth(2): nth(1)}


def test_what_was_noted_onto_an_undone_fact_goes_with_it() -> None:
    profile = known(contact(0, next_on=28), (0, NextDateSet(next_on=day(7), of=nth(1))), undo(0, 1))
    assert profile.next_date is None
    assert profile.last_attempt is None


def test_undoing_a_next_date_brings_back_the_one_before() -> None:
    profile = known(contact(0, next_on=28), (0, NextDateSet(next_on=day(7), of=nth(1))), undo(0, 2))
    assert profile.next_date is not None
    assert profile.next_date.on == day(28)


def test_a_wrong_number_stays_wrong_until_it_is_corrected_or_somebody_answers() -> None:
    wrong = contact(0, Outcome.WRONG_NUMBER)
    assert known(registered(), wrong).wrong_phone
    assert not known(registered(), wrong, (1, ContactDetailsCorrected(phone="1", has_phone=True))).wrong_phone
    assert not known(registered(), wrong, contact(1, Outcome.SPOKE)).wrong_phone
    assert known(registered(), wrong, contact(1, Outcome.NO_ANSWER)).wrong_phone
    assert known(registered(), wrong, contact(1, Outcome.SPOKE, inbound=True)).wrong_phone
    assert known(registered(), wrong, (1, ContactDetailsCorrected(name="Anna"))).wrong_phone
    assert not known(registered(), wrong, undo(1, 2)).wrong_phone


def test_a_wrong_address_is_told_by_the_channel() -> None:
    returned = known(registered(), contact(0, Outcome.WRONG_NUMBER, channel=Channel.LETTER))
    assert (returned.wrong_phone, returned.wrong_email, returned.wrong_place) == (False, False, True)
    bounced = known(registered(), contact(0, Outcome.WRONG_NUMBER, channel=Channel.EMAIL))
    assert (bounced.wrong_phone, bounced.wrong_email, bounced.wrong_place) == (False, True, False)
    profile = known(contact(0, Outcome.WRONG_NUMBER, channel=Channel.VIDEO))
    assert (profile.wrong_phone, profile.wrong_email, profile.wrong_place) == (False, False, False)
    corrected = ContactDetailsCorrected(email="", has_email=False, place="Leeds", has_place=True)
    profile = known(
        registered(has_email=True), contact(0, Outcome.WRONG_NUMBER, channel=Channel.LETTER), (1, corrected)
    )
    assert (profile.has_phone, profile.has_email, profile.has_place, profile.wrong_place) == (True, False, True, False)


@pytest.mark.parametrize(("on", "kept"), [(4, False), (5, True), (6, True)])
def test_a_promise_is_kept_by_a_contact_on_or_after_its_day(on: int, kept: bool) -> None:
    assert (known((0, PromiseMade(on=day(5))), contact(on)).promises == {}) is kept


@pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.SENT, Outcome.NOT_IN])
def test_a_promise_is_not_kept_by_trying(outcome: Outcome) -> None:
    assert nth(1) in known((0, PromiseMade(on=day(5))), contact(6, outcome)).promises


def test_a_promise_is_moved_and_kept_by_word() -> None:
    made, moved = (0, PromiseMade(on=day(5))), (1, PromiseMoved(promise=nth(1), on=day(9)))
    assert known(made, moved).promises[nth(1)].on == day(9)
    assert nth(1) in known(made, moved, contact(6)).promises
    assert known(made, (1, PromiseKept(promise=nth(1)))).promises == {}
    assert known(made, undo(1, 1), moved).promises == {}


@pytest.mark.parametrize("outcome", [Outcome.SPOKE, Outcome.ANSWERED, Outcome.SENT, Outcome.SAID_NO])
def test_an_enquiry_is_answered_by_being_in_touch_or_writing(outcome: Outcome) -> None:
    assert known((0, EnquiryReceived()), contact(1, outcome)).enquiries == {}


def test_an_enquiry_is_not_answered_by_trying() -> None:
    assert nth(1) in known((0, EnquiryReceived()), contact(1, Outcome.NO_ANSWER)).enquiries
    assert known((0, EnquiryReceived()), (1, EnquiryAnswered(enquiry=nth(1)))).enquiries == {}


def test_an_enquiry_after_a_talk_waits_for_its_own_answer() -> None:
    assert nth(2) in known(contact(1), (1, EnquiryReceived())).enquiries


def test_a_complaint_is_open_until_it_is_resolved() -> None:
    assert nth(1) in known(complained(0), contact(1)).complaints
    assert known(complained(0), (1, ComplaintResolved(complaint=nth(1)))).complaints == {}
    reopened = known(complained(0), (1, ComplaintResolved(complaint=nth(1))), undo(2, 2))
    assert nth(1) in reopened.complaints
    assert known((0, FeedbackNoted(kind=FeedbackKind.PRAISE))).complaints == {}


def test_the_wish_to_leave_ends_with_the_loss() -> None:
    leaving = (0, FeedbackNoted(kind=FeedbackKind.LEAVING))
    profile = known(leaving, complained(0), (1, CustomerLost()))
    assert set(profile.complaints) == {nth(2)}


def test_a_purchase_after_a_loss_wins_the_customer_back() -> None:
    lost = (1, CustomerLost(reason=LossReason.PRICE))
    assert known(bought(0), lost).lost is not None
    assert known(bought(0), lost, bought(1)).lost is not None
    back = known(bought(0), lost, bought(2))
    assert (back.lost, back.won_back) == (None, [nth(3)])
    assert known(bought(0), lost, bought(2), undo(3, 3)).lost is not None


def test_the_reason_of_a_loss_may_come_later() -> None:
    profile = known((0, CustomerLost()), (9, LossReasonGiven(reason=LossReason.SERVICE)))
    assert profile.lost is not None
    assert profile.lost.reason is LossReason.SERVICE
    assert known((0, LossReasonGiven(reason=LossReason.SERVICE))).lost is None


@pytest.mark.parametrize(
    "said",
    [contact(1, next_on=29), (1, FollowUpPutOff(until=day(29))), (1, FollowUpPutOff(until=None)),
     contact(1, Outcome.SAID_NO, rest=True), (1, NextDateSet(next_on=None))],
)  # fmt: skip
def test_a_purchase_ends_a_rest_and_what_no_person_chose(said: Told) -> None:
    assert known(said).next_date is not None
    assert known(said, bought(1)).next_date is not None
    assert known(said, bought(2)).next_date is None


@pytest.mark.parametrize("said", [contact(1, next_on=29, chosen=True), (1, NextDateSet(next_on=day(29)))])
def test_a_purchase_leaves_the_day_that_a_person_chose(said: Told) -> None:
    assert known(said, bought(2)).next_date is not None


def next_on(*told: Told) -> tuple[int, bool] | None:
    said = known(*told).next_date
    return None if said is None or said.on is None else ((said.on - day(0)).days, said.chosen)


def test_the_date_on_a_button_is_saved() -> None:
    assert next_on(contact(0, next_on=28)) == (28, False)
    assert next_on(contact(0, next_on=28), contact(3, next_on=31)) == (31, False)
    assert next_on(contact(0, next_on=28), contact(3)) is None
    assert next_on(contact(0, next_on=28), contact(3, Outcome.NO_ANSWER)) == (28, False)


def test_call_me_in_march_beats_what_a_button_says() -> None:
    chosen = contact(0, next_on=100, chosen=True)
    assert next_on(chosen, contact(3, next_on=31)) == (100, True)
    assert next_on(chosen, contact(3)) == (100, True)
    assert next_on(chosen, contact(3, Outcome.NO_ANSWER, 4)) == (100, True)
    assert next_on(chosen, contact(3, next_on=50, chosen=True)) == (50, True)
    assert next_on(chosen, contact(3, rest=True)) is None
    assert next_on(chosen, contact(100, next_on=128)) == (128, False)


def test_a_missed_call_back_stays_one() -> None:
    chosen = contact(0, next_on=5, chosen=True)
    assert next_on(chosen, contact(5, Outcome.NO_ANSWER, 6)) == (6, True)
    assert next_on(chosen, contact(5, Outcome.NO_ANSWER, 6), contact(6, Outcome.VOICEMAIL, 9)) == (9, True)
    assert next_on(chosen, contact(5, Outcome.NO_ANSWER, 6), contact(6, next_on=34)) == (34, False)
    assert next_on(chosen, contact(6)) is None


def test_attempts_and_replies_are_counted_by_channel() -> None:
    profile = known(
        contact(0, Outcome.NO_ANSWER), contact(1, Outcome.SENT), contact(2, Outcome.ANSWERED), contact(3, inbound=True)
    )
    assert profile.tries == {Channel.CALL: 1, Channel.EMAIL: 2}
    assert profile.replies == {Channel.EMAIL: 1, Channel.CALL: 1}


def test_attempts_are_kept_one_by_one_for_sixty_days() -> None:
    profile = known(contact(0, Outcome.NO_ANSWER), contact(1, Outcome.NO_ANSWER), contact(61, Outcome.NO_ANSWER))
    assert [one.fact for one in profile.recent] == [nth(2), nth(3)]


def test_what_was_last_is_known_by_kind() -> None:
    profile = known(contact(0, Outcome.MET), contact(1), contact(2, Outcome.SENT), contact(3, Outcome.NO_ANSWER))
    found = (profile.last_in_person, profile.last_reached, profile.last_touch, profile.last_attempt)
    assert [one.fact if one else None for one in found] == [nth(1), nth(2), nth(3), nth(4)]
    video = known(contact(0, channel=Channel.VIDEO))
    assert video.last_in_person is not None
    assert known(contact(0, Outcome.ORDERED)).ordered is not None


def test_owner_preference_consent_and_the_end_are_kept() -> None:
    team, owner = UUID(int=7), UUID(int=8)
    profile = known(
        registered(owner=SOMEBODY, team=team),
        (2, CustomerAssigned(owner=owner, team=team)),
        (3, PreferredChannelStated(channel=Channel.TEXT)),
        (4, ConsentGiven(channel=Channel.EMAIL)),
        (5, ConsentWithdrawn(channel=Channel.EMAIL)),
        (6, ReasonSettled(rules=(Rule.SHADOW, Rule.NOT_SEEN))),
        (7, CustomerGoneForGood(why=GoneReason.CLOSED)),
        (8, NoteAdded(text="x")),
        (9, NoteCorrected(of=nth(8), text="y")),
    )
    assert (profile.registered_on, profile.owner, profile.team, profile.owner_since) == (day(0), owner, team, day(2))
    assert profile.preferred is Channel.TEXT
    assert not profile.consent[Channel.EMAIL].given
    assert set(profile.settled) == {Rule.SHADOW, Rule.NOT_SEEN}
    assert profile.gone is not None
    assert (profile.facts, profile.last_position) == (9, 9)


WORK: list[Fact] = [
    ContactAttempted(channel=Channel.CALL, outcome=Outcome.NO_ANSWER),
    FollowUpPutOff(until=None),
    ReasonSettled(rules=(Rule.SHADOW,)),
    ComplaintResolved(complaint=nth(9)),
    PromiseKept(promise=nth(9)),
    EnquiryAnswered(enquiry=nth(9)),
    PromiseMoved(promise=nth(9), on=day(3)),
]


@pytest.mark.parametrize("body", WORK)
def test_a_card_is_worked_by_a_person_only(body: Fact) -> None:
    assert (known((4, body)).worked_on, known((4, body)).worked_by) == (day(4), SOMEBODY)
    assert folded([replace(noted, noted_by=SYSTEM) for noted in story((4, body))]).worked_on is None
    assert known((4, body), undo(4, 1)).worked_on is None


def test_a_day_is_the_firms_own() -> None:
    late_evening = replace(story(contact(0))[0], occurred_at=datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
    auckland, new_york = ZoneInfo("Pacific/Auckland"), ZoneInfo("America/New_York")
    for zone, on in ((UTC, day(0)), (auckland, day(1)), (new_york, day(0))):
        attempt = fold([late_evening], zone).last_attempt
        assert attempt is not None
        assert attempt.on == on
