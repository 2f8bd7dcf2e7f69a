"""Consent: by which channel may we be in touch, since when, and in which words was it said?"""

from __future__ import annotations

from typing import assert_never

from events.kernel import Command, Decider, Fact, Noted, command, fact
from events.values import Channel, valid_name, valid_text


@fact("consent_given")
class ConsentGiven(Fact):
    channel: Channel
    source: str = ""
    wording: str = ""


@fact("consent_withdrawn")
class ConsentWithdrawn(Fact):
    channel: Channel
    source: str = ""


@command
class GiveConsent(Command):
    """`source` says how it was given, `wording` what was asked: both without personal data."""

    channel: Channel
    source: str = ""
    wording: str = ""

    def __post_init__(self) -> None:
        valid_name(self.source)
        valid_text(self.wording)


@command
class WithdrawConsent(Command):
    channel: Channel
    source: str = ""

    def __post_init__(self) -> None:
        valid_name(self.source)


ConsentFact = ConsentGiven | ConsentWithdrawn
ConsentCommand = GiveConsent | WithdrawConsent


def decide(past: None, asked: ConsentCommand) -> list[ConsentFact]:
    match asked:
        case GiveConsent(channel=channel, source=source, wording=wording):
            return [ConsentGiven(channel=channel, source=source, wording=wording)]
        case WithdrawConsent(channel=channel, source=source):
            return [ConsentWithdrawn(channel=channel, source=source)]
        case _:
            assert_never(asked)


def evolve(past: None, noted: Noted) -> None:
    return None


CONSENT = Decider[None, ConsentCommand, ConsentFact](
    start=None,
    commands=(GiveConsent, WithdrawConsent),
    facts=(ConsentGiven, ConsentWithdrawn),
    decide=decide,
    evolve=evolve,
    reports=frozenset({GiveConsent, WithdrawConsent}),
)
