"""Which next date stands on each outcome's button?"""

from __future__ import annotations

import pytest

from backend.retention.next_date import next_date
from events.follow_ups import FollowUpPutOff, NextDateSet
from events.values import Outcome
from tests.retention.story import CALENDAR, RULES, contact, day, known

AFTER = {
    Outcome.SPOKE: 28,
    Outcome.MET: 28,
    Outcome.ANSWERED: 28,
    Outcome.ORDERED: 14,
    Outcome.NO_ANSWER: 1,
    Outcome.WRONG_NUMBER: 1,
    Outcome.VOICEMAIL: 3,
    Outcome.SENT: 7,
    Outcome.NOT_IN: 7,
    Outcome.SAID_NO: 60,
}


@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_has_a_next_date_on_a_working_day(outcome: Outcome) -> None:
    for today in range(14):
        found = next_date(outcome, day(today), RULES, CALENDAR)
        assert found == CALENDAR.on_or_after(day(today + AFTER[outcome]))
        assert CALENDAR.works(found)


def test_no_answer_on_friday_is_tried_again_on_monday() -> None:
    assert next_date(Outcome.NO_ANSWER, day(4), RULES, CALENDAR) == day(7)


def test_a_day_that_a_person_chose_stays_on_the_button_while_it_is_ahead() -> None:
    said = known((0, NextDateSet(next_on=day(50)))).next_date
    assert next_date(Outcome.SPOKE, day(3), RULES, CALENDAR, said) == day(50)
    assert next_date(Outcome.SPOKE, day(50), RULES, CALENDAR, said) == day(78)
    for told in ((0, FollowUpPutOff(until=day(50))), contact(0, next_on=50), (0, NextDateSet(next_on=None))):
        assert next_date(Outcome.SPOKE, day(3), RULES, CALENDAR, known(told).next_date) == day(31)
