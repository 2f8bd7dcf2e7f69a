"""When is the next contact, if nobody says otherwise? The date written on each outcome's button."""

from __future__ import annotations

from datetime import date, timedelta
from typing import assert_never

from backend.retention.days import Calendar
from backend.retention.profile import NextDate
from events.rulebook import Rulebook
from events.values import Outcome


def next_date(
    outcome: Outcome, day: date, rulebook: Rulebook, calendar: Calendar, said: NextDate | None = None
) -> date:
    """The next date after an outcome on `day`, a working day; what a person chose before (`said`) stays while ahead."""
    if said is not None and said.on is not None and said.ahead(day):
        return said.on
    return calendar.on_or_after(day + timedelta(days=_after(outcome, rulebook)))


def _after(outcome: Outcome, rulebook: Rulebook) -> int:
    match outcome:
        case Outcome.SPOKE | Outcome.MET | Outcome.ANSWERED:
            return rulebook.next_after_spoke
        case Outcome.ORDERED:
            return rulebook.rest_after_order
        case Outcome.NO_ANSWER | Outcome.WRONG_NUMBER:
            return rulebook.next_after_no_answer
        case Outcome.VOICEMAIL:
            return rulebook.next_after_voicemail
        case Outcome.SENT:
            return rulebook.next_after_sent
        case Outcome.NOT_IN:
            return rulebook.next_after_not_in
        case Outcome.SAID_NO:
            return rulebook.rest_after_no
        case _:
            assert_never(outcome)
