"""When is a purchase recorded, corrected, given back, voided or refused?"""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from events.kernel import Command
from events.notes import NoteAdded
from events.purchases import (
    CorrectPurchase,
    PurchaseCorrected,
    PurchaseRecognised,
    PurchaseRecorded,
    PurchaseRefunded,
    PurchaseVoided,
    RecordPurchase,
    RefundPurchase,
    VoidPurchase,
    recognise,
    record,
    refund,
    void,
)
from events.values import Money
from tests.events.given import DAY, FIRST, TOO_LONG, UNKEEPABLE, given, nth

BOUGHT = PurchaseRecorded(amount=4500, on=DAY)


def test_a_purchase_is_recorded() -> None:
    given().when(RecordPurchase(amount=Money(4500), on=DAY, quantity=2, order_id=" A-17 ")).then(
        PurchaseRecorded(amount=4500, on=DAY, quantity=2, order_id="A-17")
    )


def test_a_gift_and_an_empty_order_number_are_recorded_too() -> None:
    given().when(RecordPurchase(amount=Money(0), on=DAY, quantity=0, order_id="")).then(
        PurchaseRecorded(amount=0, on=DAY, quantity=0)
    )


def test_an_import_makes_the_same_fact() -> None:
    asked = RecordPurchase(amount=Money(4500), on=DAY)
    given().when(asked).then(record(asked))


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_purchase_falls_on_a_day_that_a_shop_can_mean(day: date) -> None:
    given().when(lambda: RecordPurchase(amount=Money(1), on=day)).refused("between 1900 and 2099")
    given(BOUGHT).when(lambda: CorrectPurchase(of=FIRST, amount=Money(1), on=day)).refused("between 1900 and 2099")


@pytest.mark.parametrize("quantity", [-1, 1_000_001, 10**400])
def test_a_quantity_beyond_measure_is_refused(quantity: int) -> None:
    given().when(lambda: RecordPurchase(amount=Money(1), on=DAY, quantity=quantity)).refused("quantity")


def test_an_order_number_that_cannot_be_kept_is_refused() -> None:
    for text in UNKEEPABLE:
        given().when(partial(RecordPurchase, amount=Money(1), on=DAY, order_id=text)).refused("be kept")
    given().when(lambda: RecordPurchase(amount=Money(1), on=DAY, order_id=TOO_LONG)).refused("200 characters")


def test_a_purchase_is_corrected() -> None:
    given(BOUGHT).when(CorrectPurchase(of=FIRST, amount=Money(5400), on=date(2026, 3, 1))).then(
        PurchaseCorrected(of=FIRST, amount=5400, on=date(2026, 3, 1))
    )


def test_what_is_no_purchase_of_this_customer_is_not_corrected() -> None:
    given(BOUGHT, NoteAdded(text="hello")).when(CorrectPurchase(of=nth(2), amount=Money(1), on=DAY)).refused(
        "not on this customer's record"
    )


def test_what_is_given_back_is_kept_with_its_purchase_or_alone() -> None:
    given(BOUGHT).when(RefundPurchase(of=FIRST, amount=Money(500), on=DAY)).then(
        PurchaseRefunded(of=FIRST, amount=500, on=DAY)
    )
    given().when(RefundPurchase(of=None, amount=Money(500), on=DAY)).then(PurchaseRefunded(of=None, amount=500, on=DAY))


def test_nothing_is_no_refund() -> None:
    given(BOUGHT).when(lambda: RefundPurchase(of=FIRST, amount=Money(0), on=DAY)).refused("more than nothing")


def test_no_more_is_given_back_than_was_paid() -> None:
    all_of_it = RefundPurchase(of=FIRST, amount=Money(4500), on=DAY)
    given(BOUGHT).when(all_of_it).then(PurchaseRefunded(of=FIRST, amount=4500, on=DAY))
    given(BOUGHT, PurchaseRefunded(of=FIRST, amount=1, on=DAY)).when(all_of_it).refused("more than was paid")
    given(BOUGHT, PurchaseCorrected(of=FIRST, amount=4400, on=DAY)).when(all_of_it).refused("more than was paid")


def test_an_order_is_voided_once_and_is_then_neither_corrected_nor_given_back() -> None:
    voided = PurchaseVoided(of=FIRST, on=DAY)
    given(BOUGHT).when(VoidPurchase(of=FIRST, on=DAY)).then(voided)
    given(BOUGHT, voided).when(VoidPurchase(of=FIRST, on=DAY)).nothing()
    given(BOUGHT, voided).when(RefundPurchase(of=FIRST, amount=Money(1), on=DAY)).refused("did not come about")
    given(BOUGHT, voided).when(CorrectPurchase(of=FIRST, amount=Money(1), on=DAY)).refused("did not come about")


@pytest.mark.parametrize("asked", [RefundPurchase(of=nth(2), amount=Money(1), on=DAY), VoidPurchase(of=nth(2), on=DAY)])
def test_what_is_no_purchase_is_neither_given_back_nor_voided(asked: Command) -> None:
    given(BOUGHT, NoteAdded(text="hello")).when(asked).refused("not on this customer's record")


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_refund_and_a_void_fall_on_a_day_that_a_shop_can_mean(day: date) -> None:
    given(BOUGHT).when(lambda: RefundPurchase(of=FIRST, amount=Money(1), on=day)).refused("between 1900 and 2099")
    given(BOUGHT).when(lambda: VoidPurchase(of=FIRST, on=day)).refused("between 1900 and 2099")


def test_what_is_said_of_a_recognised_row_is_said_of_the_purchase() -> None:
    """The second fact is the row that an import brought: the same sale as the first."""
    same, row = recognise(FIRST, " till ", "A-17"), nth(2)
    assert same == PurchaseRecognised(of=FIRST, source="till", order_id="A-17")
    given(BOUGHT, same).when(RefundPurchase(of=row, amount=Money(4501), on=DAY)).refused("more than was paid")
    given(BOUGHT, same, PurchaseRefunded(of=row, amount=4500, on=DAY)).when(
        RefundPurchase(of=FIRST, amount=Money(1), on=DAY)
    ).refused("more than was paid")
    given(BOUGHT, same, PurchaseCorrected(of=row, amount=100, on=DAY)).when(
        RefundPurchase(of=FIRST, amount=Money(101), on=DAY)
    ).refused("more than was paid")
    given(BOUGHT, same, PurchaseVoided(of=row, on=DAY)).when(VoidPurchase(of=FIRST, on=DAY)).nothing()


def test_an_import_makes_the_same_refund_and_void() -> None:
    asked, order = RefundPurchase(of=FIRST, amount=Money(5), on=DAY), VoidPurchase(of=FIRST, on=DAY)
    given(BOUGHT).when(asked, order).then(refund(asked), void(order))
