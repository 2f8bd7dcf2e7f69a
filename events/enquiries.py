"""Enquiries: what did somebody ask us, who waits for an answer, and what did we offer?"""

from __future__ import annotations

from typing import assert_never

from events.kernel import Command, Decider, Fact, Noted, command, fact, personal
from events.values import EnquirySource, valid_text


@fact("enquiry_received")
class EnquiryReceived(Fact):
    """`source` None: nobody said where they came from."""

    text: str | None = personal()
    source: EnquirySource | None = None


@fact("offer_made")
class OfferMade(Fact):
    """They know what it would be, and what it would cost; whoever asked is answered by it."""

    text: str | None = personal()


@command
class ReceiveEnquiry(Command):
    text: str | None = None
    source: EnquirySource | None = None

    def __post_init__(self) -> None:
        valid_text(self.text)


@command
class MakeOffer(Command):
    text: str | None = None

    def __post_init__(self) -> None:
        valid_text(self.text)


EnquiryFact = EnquiryReceived | OfferMade
EnquiryCommand = ReceiveEnquiry | MakeOffer


def decide(past: None, asked: EnquiryCommand) -> list[EnquiryFact]:
    match asked:
        case ReceiveEnquiry(text=text, source=source):
            return [EnquiryReceived(text=valid_text(text), source=source)]
        case MakeOffer(text=text):
            return [OfferMade(text=valid_text(text))]
        case _:
            assert_never(asked)


def evolve(past: None, noted: Noted) -> None:
    return None


ENQUIRIES = Decider[None, EnquiryCommand, EnquiryFact](
    start=None,
    commands=(ReceiveEnquiry, MakeOffer),
    facts=(EnquiryReceived, OfferMade),
    decide=decide,
    evolve=evolve,
    reports=frozenset({ReceiveEnquiry, MakeOffer}),
)
