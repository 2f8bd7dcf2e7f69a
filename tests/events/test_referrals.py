"""How is it noted who brought a customer, and whom we sent to them?"""

from __future__ import annotations

from functools import partial

from events.customers import CustomerRegistered
from events.referrals import (
    CustomerReferred,
    GiveReferral,
    NoteReferral,
    ReceiveReferral,
    ReferralGiven,
    ReferralReceived,
)
from tests.events.given import CUSTOMER, TOO_LONG, UNKEEPABLE, given, nth

ANN, BEN = nth(0xA), nth(0xB)
LISTED = CustomerRegistered(name="Tom")


def test_one_customer_brings_another_and_what_is_said_later_replaces_it() -> None:
    given(LISTED).when(NoteReferral(by=ANN)).then(CustomerReferred(by=ANN))
    given(LISTED, CustomerReferred(by=ANN)).when(NoteReferral(by=BEN)).then(CustomerReferred(by=BEN))
    given(LISTED, CustomerReferred(by=ANN)).when(NoteReferral(by=ANN)).nothing()
    given(LISTED, CustomerReferred(by=ANN), CustomerReferred(by=BEN)).when(NoteReferral(by=ANN)).then(
        CustomerReferred(by=ANN)
    )


def test_nobody_brings_themselves() -> None:
    given(LISTED).when(NoteReferral(by=CUSTOMER)).refused("Nobody brings themselves")


def test_whom_we_sent_to_a_customer_is_noted_each_time() -> None:
    given(LISTED).when(GiveReferral(text=" the bakery ")).then(ReferralGiven(text="the bakery"))
    given(LISTED, ReferralGiven()).when(GiveReferral(text=" ")).then(ReferralGiven())
    for text in [*UNKEEPABLE, TOO_LONG]:
        given(LISTED).when(partial(GiveReferral, text=text)).refused("This text")


def test_who_brings_somebody_is_kept_once_for_each() -> None:
    friend, other = nth(0xF1), nth(0xF2)
    given().when(ReceiveReferral(customer=friend)).then(ReferralReceived(customer=friend))
    given(ReferralReceived(customer=friend)).when(ReceiveReferral(customer=friend)).nothing()
    given(ReferralReceived(customer=friend)).when(ReceiveReferral(customer=other)).then(
        ReferralReceived(customer=other)
    )
