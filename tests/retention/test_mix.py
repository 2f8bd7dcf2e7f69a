"""Is it known what a customer got of late, and when it was only selling?"""

from __future__ import annotations

from uuid import UUID

import pytest

from backend.retention.mix import mix, only_sold
from backend.retention.profile import Profile
from events.contacts import ContactAttempted
from events.purchases import PurchaseRecorded
from events.referrals import ReferralReceived
from events.rulebook import Rulebook
from events.values import Channel, Outcome, Rule, Touch
from tests.retention.story import Told, bought, contact, day, days_of, known, nth, reasons, registered, undo

TIP = UUID(int=0x71)
FRIEND = UUID(int=0xF1)


def sold(on: int) -> Told:
    return contact(on, rule=Rule.GONE_QUIET)


def helped(on: int) -> Told:
    return contact(on, Outcome.SENT, item=TIP, touch=Touch.VALUE)


def counts(profile: Profile, on: int) -> dict[Touch, int]:
    return dict(mix(profile, day(on)))


@pytest.mark.parametrize(
    ("told", "touch"),
    [
        (contact(1, rule=Rule.GONE_QUIET), Touch.SALES),
        (contact(1, rule=Rule.SECOND_PURCHASE), Touch.SALES),
        (contact(1, rule=Rule.THANK_YOU), Touch.THANKS),
        (contact(1, rule=Rule.REFERRAL_THANKS), Touch.THANKS),
        (contact(1, rule=Rule.PLEASED), Touch.SERVICE),
        (contact(1, rule=Rule.SHADOW), Touch.SERVICE),
        (contact(1), Touch.SERVICE),
        (contact(1, rule=Rule.GONE_QUIET, inbound=True), Touch.SERVICE),
        (contact(1, Outcome.SENT, rule=Rule.GONE_QUIET, touch=Touch.VALUE), Touch.VALUE),
        (contact(1, Outcome.SENT, touch=Touch.OFFER), Touch.OFFER),
    ],
)
def test_what_a_contact_was_follows_from_its_word_or_its_card(told: Told, touch: Touch) -> None:
    assert counts(known(registered(), told), 1) == {touch: 1}


def test_what_reached_nobody_counts_for_nothing() -> None:
    profile = known(registered(), contact(1, Outcome.NO_ANSWER, rule=Rule.GONE_QUIET))
    assert counts(profile, 1) == {}
    assert not profile.last_touches


def test_it_looks_back_twelve_months_and_keeps_no_more() -> None:
    profile = known(registered(), sold(0), helped(40), *(sold(400 + on) for on in range(200)))
    assert len(profile.touches) <= 12
    assert counts(known(registered(), sold(0), helped(40)), 41) == {Touch.VALUE: 1, Touch.SALES: 1}
    assert counts(known(registered(), sold(0), helped(40)), 380) == {Touch.VALUE: 1}
    assert counts(known(registered(), sold(0), helped(40)), 800) == {}


def test_three_in_a_row_that_sold_are_said_and_one_that_helped_ends_it() -> None:
    assert not only_sold(known(registered(), sold(1), sold(2)))
    assert only_sold(known(registered(), helped(0), sold(1), sold(2), sold(3)))
    assert not only_sold(known(registered(), sold(1), sold(2), sold(3), helped(4)))


@pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.WRONG_NUMBER])
def test_what_did_not_reach_them_may_still_be_sent(outcome: Outcome) -> None:
    assert not known(registered(), contact(1, outcome, item=TIP, touch=Touch.VALUE)).sent_items


def test_who_is_in_touch_much_later_is_so_about_something_else() -> None:
    for on, answered in ((31, True), (32, False)):
        (sent,) = known(registered(), helped(1), contact(on, inbound=True)).sent_items
        assert (sent.answered is not None) == answered


def test_an_item_is_kept_once_with_how_often_it_was_sent() -> None:
    (sent,) = known(registered(), helped(1), helped(5)).sent_items
    assert (sent.item, sent.on, sent.fact, sent.times) == (TIP, day(1), nth(2), 2)
    assert not known(registered(), helped(1), undo(2, 2)).sent_items


@pytest.mark.parametrize(
    ("reply", "answered"),
    [
        (contact(3, Outcome.ANSWERED), True),
        (contact(3, Outcome.ORDERED, channel=Channel.EMAIL), True),
        (contact(3, inbound=True), True),
        (contact(3), False),
        (contact(3, Outcome.SENT), False),
    ],
)
def test_who_writes_back_answered_the_last_item(reply: Told, answered: bool) -> None:
    (sent,) = known(registered(), helped(1), reply, contact(9, inbound=True)).sent_items[:1]
    assert (sent.answered == nth(3)) is answered
    assert sent.answered


def test_who_brought_somebody_is_thanked_the_next_day_also_without_a_purchase() -> None:
    brought: Told = (0, ReferralReceived(customer=FRIEND))
    assert days_of(Rule.REFERRAL_THANKS, registered(), brought) == [1, 2]
    assert days_of(Rule.REFERRAL_THANKS, registered(), brought, rulebook=Rulebook(thank_for=0)) == []
    assert days_of(Rule.REFERRAL_THANKS, registered(), brought, undo(0, 2)) == []
    both = reasons(registered(), bought(0), brought, on=1)
    assert both == [Rule.REFERRAL_THANKS, Rule.THANK_YOU]


def test_thanks_wait_for_no_date_of_a_button_and_come_once() -> None:
    brought: Told = (0, ReferralReceived(customer=FRIEND))
    told = registered(), contact(0, next_on=30), brought
    assert days_of(Rule.REFERRAL_THANKS, *told) == [1, 2]
    assert days_of(Rule.REFERRAL_THANKS, *told, contact(1, Outcome.SENT)) == []
    assert days_of(Rule.REFERRAL_THANKS, *told, contact(1, Outcome.NO_ANSWER), until=10) == [1, 2]


def test_a_contact_with_an_item_is_as_any_other_for_everything_else() -> None:
    purchase = PurchaseRecorded(amount=100, on=day(0))
    with_item = ContactAttempted(channel=Channel.EMAIL, outcome=Outcome.SENT, item=TIP, touch=Touch.THANKS)
    assert days_of(Rule.THANK_YOU, registered(), (0, purchase), (1, with_item)) == []
