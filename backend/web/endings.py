"""How may a contact end, and when is the next one after each end? What stands on the buttons of an outcome sheet."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.retention.fold import carry_on
from backend.retention.follow_ups import agenda
from backend.retention.next_date import next_date
from backend.web import item
from backend.web.cards import Card
from backend.web.nobody import is_for_nobody
from backend.web.session import Visit
from events.contacts import ContactAttempted
from events.kernel import Recorded
from events.values import Channel, Outcome

_WRITTEN = (Outcome.SENT, Outcome.ANSWERED, Outcome.ORDERED, Outcome.SAID_NO, Outcome.WRONG_NUMBER)
ORDER: dict[Channel, tuple[Outcome, ...]] = {
    Channel.CALL: (
        Outcome.SPOKE,
        Outcome.ORDERED,
        Outcome.NO_ANSWER,
        Outcome.VOICEMAIL,
        Outcome.SAID_NO,
        Outcome.WRONG_NUMBER,
    ),
    Channel.TEXT: _WRITTEN,
    Channel.EMAIL: _WRITTEN,
    Channel.LETTER: _WRITTEN,
    Channel.VISIT: (Outcome.MET, Outcome.ORDERED, Outcome.NOT_IN, Outcome.SAID_NO),
    Channel.VIDEO: (Outcome.MET, Outcome.ORDERED, Outcome.NO_ANSWER, Outcome.SAID_NO, Outcome.WRONG_NUMBER),
}
"""The buttons of each channel, the most usual first."""
REACHED: dict[Channel, Outcome] = {
    Channel.CALL: Outcome.SPOKE,
    Channel.TEXT: Outcome.ANSWERED,
    Channel.EMAIL: Outcome.ANSWERED,
    Channel.LETTER: Outcome.ANSWERED,
    Channel.VISIT: Outcome.MET,
    Channel.VIDEO: Outcome.MET,
}
"""What it is when the customer was in touch with us."""


@dataclass(frozen=True, slots=True)
class Ending:
    """`next_on` is the day on which the queue brings this customer back after that tap; None for never by itself.

    `known`: not on a sheet for nobody in particular, of whom no day can be told.
    """

    outcome: Outcome
    next_on: date | None
    known: bool = True


def endings(visit: Visit, card: Card, channel: Channel) -> list[Ending]:
    return [ending(visit, card, channel, outcome) for outcome in ORDER[channel]]


def ending(visit: Visit, card: Card, channel: Channel, outcome: Outcome) -> Ending:
    if is_for_nobody():
        return Ending(outcome, None, known=False)
    return Ending(outcome, _queued_after(visit, card, channel, outcome))


def default_next(visit: Visit, card: Card, outcome: Outcome, day: date) -> date:
    """The next date that is saved with an outcome on `day` when nobody picks one.

    What comes late is not told what others said meanwhile: it reads the same in whichever order it all comes, and a
    date that a person chose stays by itself while it is ahead.
    """
    noted = item.current()
    said = None if noted and noted.late else card.next_date
    profile = card.customer.profile
    rulebook = visit.setting.rulebook.of(profile.tags, profile.worth)
    return next_date(outcome, day, rulebook, visit.setting.calendar, said)


def _queued_after(visit: Visit, card: Card, channel: Channel, outcome: Outcome) -> date | None:
    """What the queue function says once this was noted, so that the button promises what will be."""
    setting, profile = visit.setting, deepcopy(card.customer.profile)
    body = ContactAttempted(
        channel=channel,
        outcome=outcome,
        next_on=default_next(visit, card, outcome, visit.today),
        rule=card.top.rule if card.top else None,
    )
    carry_on(profile, [_imagined(visit, card.id, body)], setting.zone)
    return agenda(profile, setting.rulebook, setting.rhythm, setting.calendar).next_on(visit.today)


def _imagined(visit: Visit, customer: UUID, body: ContactAttempted) -> Recorded:
    return Recorded(
        fact_id=UUID(int=0),
        stream=customer,
        occurred_at=visit.now,
        noted_by=visit.person.id,
        body=body,
        position=0,
        version=0,
        recorded_at=visit.now,
    )
