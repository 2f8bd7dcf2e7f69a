"""When is a purchase recorded, corrected or refused?"""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from events.notes import NoteAdded
from events.purchases import CorrectPurchase, PurchaseCorrected, PurchaseRecorded, RecordPurchase, record
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
