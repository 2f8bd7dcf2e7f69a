"""Enquiries: what did somebody ask us, and who waits for an answer?"""

from __future__ import annotations

from events.kernel import Command, Decider, Fact, Noted, command, fact, personal
from events.values import valid_text


@fact("enquiry_received")
class EnquiryReceived(Fact):
    text: str | None = personal()


@command
class ReceiveEnquiry(Command):
    text: str | None = None

    def __post_init__(self) -> None:
        valid_text(self.text)


def decide(past: None, asked: ReceiveEnquiry) -> list[EnquiryReceived]:
    return [EnquiryReceived(text=valid_text(asked.text))]


def evolve(past: None, noted: Noted) -> None:
    return None


ENQUIRIES = Decider[None, ReceiveEnquiry, EnquiryReceived](
    start=None,
    commands=(ReceiveEnquiry,),
    facts=(EnquiryReceived,),
    decide=decide,
    evolve=evolve,
    reports=frozenset({ReceiveEnquiry}),
)
