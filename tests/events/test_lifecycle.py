"""How is a customer marked lost, and gone for good?"""

from __future__ import annotations

from functools import partial

import pytest

from events.lifecycle import (
    CustomerGoneForGood,
    CustomerLost,
    GiveLossReason,
    LossReasonGiven,
    MarkGoneForGood,
    MarkLost,
)
from events.values import GoneReason, LossReason
from tests.events.given import TOO_LONG, UNKEEPABLE, given


def test_a_customer_is_marked_lost_with_the_reason_now_or_later() -> None:
    given().when(MarkLost(reason=LossReason.PRICE, door_open=False, text=" cheaper next door ")).then(
        CustomerLost(reason=LossReason.PRICE, door_open=False, text="cheaper next door")
    )
    given().when(MarkLost()).then(CustomerLost())
    given(CustomerLost()).when(GiveLossReason(reason=LossReason.SERVICE, text=" ")).then(
        LossReasonGiven(reason=LossReason.SERVICE)
    )


def test_who_is_not_lost_has_no_reason() -> None:
    given(CustomerGoneForGood(why=GoneReason.MOVED_AWAY)).when(GiveLossReason(reason=LossReason.PRICE)).refused(
        "not marked lost"
    )


@pytest.mark.parametrize("why", GoneReason)
def test_a_customer_is_gone_for_good(why: GoneReason) -> None:
    given().when(MarkGoneForGood(why=why)).then(CustomerGoneForGood(why=why))


def test_words_that_cannot_be_kept_are_refused() -> None:
    for text in [*UNKEEPABLE, TOO_LONG]:
        given().when(partial(MarkLost, text=text)).refused("This text")
        given(CustomerLost()).when(partial(GiveLossReason, reason=LossReason.OTHER, text=text)).refused("This text")
