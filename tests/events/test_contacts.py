"""Which contact attempts can be logged, and which cannot be?"""

from __future__ import annotations

from datetime import date

import pytest

from events.contacts import CONTACTS, ContactAttempted, LogContactAttempt
from events.values import OUTCOMES, Channel, Outcome, Rule
from tests.events.given import TOO_LONG, UNKEEPABLE, given, noted

NEXT = date(2026, 3, 30)
IMPOSSIBLE = [(channel, outcome) for channel in Channel for outcome in Outcome if outcome not in OUTCOMES[channel]]
UNREACHED = [outcome for outcome in Outcome if not outcome.reached]


@pytest.mark.parametrize("channel", Channel)
def test_each_outcome_of_a_channel_is_logged(channel: Channel) -> None:
    for outcome in OUTCOMES[channel]:
        given().when(LogContactAttempt(channel=channel, outcome=outcome)).then(
            ContactAttempted(channel=channel, outcome=outcome)
        )


def test_an_attempt_is_logged_with_all_that_was_said() -> None:
    given().when(
        LogContactAttempt(
            channel=Channel.CALL,
            outcome=Outcome.SPOKE,
            inbound=True,
            next_on=NEXT,
            chosen=True,
            rule=Rule.GONE_QUIET,
            note=" wants the blue one ",
        )
    ).then(
        ContactAttempted(
            channel=Channel.CALL,
            outcome=Outcome.SPOKE,
            inbound=True,
            next_on=NEXT,
            chosen=True,
            rule=Rule.GONE_QUIET,
            note="wants the blue one",
        )
    )


@pytest.mark.parametrize(("channel", "outcome"), IMPOSSIBLE)
def test_an_outcome_that_a_channel_cannot_have_is_refused(channel: Channel, outcome: Outcome) -> None:
    given().when(lambda: LogContactAttempt(channel=channel, outcome=outcome)).refused(
        f"A contact by {channel} cannot end with"
    )


@pytest.mark.parametrize("outcome", UNREACHED)
def test_who_was_in_touch_with_us_was_reached(outcome: Outcome) -> None:
    channel = next(channel for channel in Channel if outcome in OUTCOMES[channel])
    given().when(lambda: LogContactAttempt(channel=channel, outcome=outcome, inbound=True)).refused("was in touch")


def test_a_rest_has_no_next_date() -> None:
    given().when(LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SAID_NO, rest=True)).then(
        ContactAttempted(channel=Channel.CALL, outcome=Outcome.SAID_NO, rest=True)
    )
    given().when(
        lambda: LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SAID_NO, rest=True, next_on=NEXT)
    ).refused("not both")


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_next_date_is_a_day_that_a_shop_can_mean(day: date) -> None:
    given().when(lambda: LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, next_on=day)).refused(
        "between 1900 and 2099"
    )


@pytest.mark.parametrize(("text", "words"), [(text, "cannot be kept") for text in UNKEEPABLE] + [(TOO_LONG, "4,000")])
def test_a_note_that_cannot_be_kept_is_refused(text: str, words: str) -> None:
    given().when(lambda: LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, note=text)).refused(words)


def test_an_attempt_asks_for_no_past() -> None:
    assert CONTACTS.fold(noted([ContactAttempted(channel=Channel.CALL, outcome=Outcome.SPOKE)])) is None
