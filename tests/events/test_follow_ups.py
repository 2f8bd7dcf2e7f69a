"""How are promises made, moved and kept, enquiries answered, cards put off and reasons settled?"""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from events.enquiries import EnquiryReceived
from events.follow_ups import (
    SETTLED_BY_HAND,
    AnswerEnquiry,
    EnquiryAnswered,
    FollowUpPutOff,
    KeepPromise,
    MakePromise,
    MovePromise,
    NextDateSet,
    PromiseKept,
    PromiseMade,
    PromiseMoved,
    PutOff,
    ReasonSettled,
    SetNextDate,
    SettleReason,
)
from events.values import PutOffReason, Rule
from tests.events.given import FIRST, TOO_LONG, UNKEEPABLE, given, nth

MARCH = date(2027, 3, 1)
PROMISE = PromiseMade(on=MARCH)


def test_a_promise_is_made_moved_and_kept() -> None:
    given().when(MakePromise(on=MARCH, note=" call in March ")).then(PromiseMade(on=MARCH, note="call in March"))
    given(PROMISE).when(MovePromise(promise=FIRST, on=date(2027, 4, 1))).then(
        PromiseMoved(promise=FIRST, on=date(2027, 4, 1))
    )
    given(PROMISE, PromiseMoved(promise=FIRST, on=date(2027, 4, 1))).when(KeepPromise(promise=FIRST)).then(
        PromiseKept(promise=FIRST)
    )


def test_a_promise_is_kept_once_and_not_moved_any_more() -> None:
    kept = given(PROMISE, PromiseKept(promise=FIRST))
    kept.when(KeepPromise(promise=FIRST)).nothing()
    kept.when(MovePromise(promise=FIRST, on=MARCH)).refused("kept already")


def test_a_promise_of_somebody_else_is_neither_moved_nor_kept() -> None:
    given(PROMISE).when(MovePromise(promise=nth(2), on=MARCH)).refused("not on this customer's record")
    given(EnquiryReceived()).when(KeepPromise(promise=FIRST)).refused("not on this customer's record")


def test_an_enquiry_is_answered_by_whoever_is_in_touch() -> None:
    given(EnquiryReceived()).when(AnswerEnquiry(enquiry=FIRST)).then(EnquiryAnswered(enquiry=FIRST))
    answered = EnquiryAnswered(enquiry=FIRST)
    given(EnquiryReceived(), answered).when(AnswerEnquiry(enquiry=FIRST)).then(answered)
    given(PROMISE).when(AnswerEnquiry(enquiry=FIRST)).refused("not on this customer's record")


@pytest.mark.parametrize("day", [MARCH, None])
def test_a_next_date_or_a_rest_is_set_and_a_card_put_off(day: date | None) -> None:
    given().when(SetNextDate(next_on=day, of=nth(9))).then(NextDateSet(next_on=day, of=nth(9)))
    given().when(PutOff(until=day, why=PutOffReason.AFRAID_TO_BOTHER)).then(
        FollowUpPutOff(until=day, why=PutOffReason.AFRAID_TO_BOTHER)
    )


@pytest.mark.parametrize("day", [date.min, date.max])
def test_every_day_is_one_that_a_shop_can_mean(day: date) -> None:
    for asked in (
        lambda: MakePromise(on=day),
        lambda: MovePromise(promise=FIRST, on=day),
        lambda: SetNextDate(next_on=day),
        lambda: PutOff(until=day),
    ):
        given(PROMISE).when(asked).refused("between 1900 and 2099")


def test_reasons_are_settled_by_hand() -> None:
    rules = tuple(sorted(SETTLED_BY_HAND))
    given().when(SettleReason(rules=rules)).then(ReasonSettled(rules=rules))


@pytest.mark.parametrize("rule", sorted(set(Rule) - SETTLED_BY_HAND))
def test_what_is_owed_is_not_settled_but_ended(rule: Rule) -> None:
    given().when(lambda: SettleReason(rules=(Rule.SHADOW, rule))).refused("is ended by itself")


def test_nothing_is_no_reason() -> None:
    given().when(lambda: SettleReason(rules=())).refused("Choose what is settled")


def test_words_that_cannot_be_kept_are_refused() -> None:
    for text in [*UNKEEPABLE, TOO_LONG]:
        given().when(partial(MakePromise, on=MARCH, note=text)).refused("This text")
