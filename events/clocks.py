"""Clocks: what did a phone say that it was, where its clock was wrong?"""

from __future__ import annotations

from datetime import datetime

from events.kernel import Command, Decider, Fact, Noted, command, fact


@fact("clock_corrected")
class ClockCorrected(Fact):
    """What was noted with this one happened when that phone said `phone_at`; theirs is the time that counts."""

    phone_at: datetime


@command
class CorrectClock(Command):
    phone_at: datetime


def decide(_: None, asked: CorrectClock) -> list[ClockCorrected]:
    return [ClockCorrected(phone_at=asked.phone_at)]


def evolve(_: None, noted: Noted) -> None:
    """It changes nothing."""


CLOCKS = Decider[None, CorrectClock, ClockCorrected](
    start=None,
    commands=(CorrectClock,),
    facts=(ClockCorrected,),
    decide=decide,
    evolve=evolve,
    reports=frozenset({CorrectClock}),
)
