"""When is an enquiry received?"""

from __future__ import annotations

from functools import partial

from events.enquiries import ENQUIRIES, EnquiryReceived, MakeOffer, OfferMade, ReceiveEnquiry
from events.values import EnquirySource
from tests.events.given import NAMES, TOO_LONG, UNKEEPABLE, given, noted


def test_an_enquiry_is_received_with_or_without_words() -> None:
    given().when(ReceiveEnquiry()).then(EnquiryReceived())
    given().when(ReceiveEnquiry(text=" ")).then(EnquiryReceived())
    for words in NAMES:
        given().when(ReceiveEnquiry(text=f" {words} ")).then(EnquiryReceived(text=words))


def test_words_that_cannot_be_kept_are_refused() -> None:
    for text in UNKEEPABLE:
        given().when(partial(ReceiveEnquiry, text=text)).refused("cannot be kept")
    given().when(lambda: ReceiveEnquiry(text=TOO_LONG)).refused("too long")


def test_two_enquiries_are_two() -> None:
    given(EnquiryReceived()).when(ReceiveEnquiry()).then(EnquiryReceived())
    assert ENQUIRIES.fold(noted([EnquiryReceived()])) is None


def test_an_enquiry_comes_from_somewhere_where_somebody_said_so() -> None:
    for source in EnquirySource:
        given().when(ReceiveEnquiry(source=source)).then(EnquiryReceived(source=source))


def test_an_offer_is_made_with_or_without_words() -> None:
    given().when(MakeOffer()).then(OfferMade())
    given().when(MakeOffer(text=" ten for 90 ")).then(OfferMade(text="ten for 90"))
    given().when(lambda: MakeOffer(text=TOO_LONG)).refused("too long")
