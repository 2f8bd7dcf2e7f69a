"""By which channels can a customer be reached, and which one comes first?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from backend.retention.ways import Way, WayState, quiet_until, suggested, unanswered, ways
from events.consent import ConsentGiven, ConsentWithdrawn
from events.customers import PreferredChannelStated
from events.rulebook import Rulebook
from events.values import Channel, Outcome
from tests.retention.story import Told, contact, known, registered

ALL = registered(0, has_email=True, has_place=True)


def states(*told: Told, selling: bool = False) -> dict[Channel, WayState]:
    return {way.channel: way.state for way in ways(known(*told), selling=selling)}


def first(*told: Told, selling: bool = False) -> Channel:
    return ways(known(*told), selling=selling)[0].channel


def test_without_a_number_there_is_no_call() -> None:
    assert set(states(registered(0, has_phone=False)).values()) == {WayState.MISSING}
    assert states(registered(0))[Channel.CALL] is WayState.USABLE
    assert states(registered(0))[Channel.EMAIL] is WayState.MISSING


def test_a_wrong_number_is_no_way() -> None:
    found = states(ALL, contact(1, Outcome.WRONG_NUMBER))
    assert found[Channel.CALL] is found[Channel.TEXT] is WayState.WRONG
    assert first(ALL, contact(1, Outcome.WRONG_NUMBER)) is Channel.EMAIL
    returned = states(ALL, contact(1, Outcome.WRONG_NUMBER, channel=Channel.LETTER))
    assert returned[Channel.LETTER] is returned[Channel.VISIT] is WayState.WRONG


def test_a_no_is_a_no_and_selling_by_message_needs_a_yes() -> None:
    refused = (1, ConsentWithdrawn(channel=Channel.CALL))
    assert states(ALL, refused)[Channel.CALL] is WayState.CONSENT_NO
    assert states(ALL)[Channel.EMAIL] is WayState.USABLE
    assert states(ALL, selling=True)[Channel.EMAIL] is WayState.ASK_FIRST
    assert states(ALL, selling=True)[Channel.TEXT] is WayState.ASK_FIRST
    assert states(ALL, selling=True)[Channel.CALL] is WayState.USABLE
    agreed = (1, ConsentGiven(channel=Channel.EMAIL))
    assert states(ALL, agreed, selling=True)[Channel.EMAIL] is WayState.USABLE


def test_the_first_usable_way_is_the_main_one() -> None:
    assert first(ALL) is Channel.CALL
    assert first(ALL, (1, PreferredChannelStated(channel=Channel.EMAIL))) is Channel.EMAIL
    assert first(ALL, (1, PreferredChannelStated(channel=Channel.EMAIL)), selling=True) is Channel.CALL
    assert first(ALL, (1, PreferredChannelStated(channel=Channel.VIDEO))) is Channel.VIDEO
    assert [way.channel for way in ways(known(ALL), selling=False)] == [
        Channel.CALL, Channel.TEXT, Channel.EMAIL, Channel.VISIT, Channel.LETTER,
    ]  # fmt: skip


def test_the_channel_that_is_answered_most_often_is_suggested() -> None:
    by_mail = [contact(number, Outcome.ANSWERED) for number in (1, 2)]
    by_phone = [contact(3, Outcome.NO_ANSWER), contact(4), contact(5)]
    assert suggested(known(ALL)) is None
    assert suggested(known(ALL, by_mail[0])) is None
    assert suggested(known(ALL, *by_phone)) is Channel.CALL
    assert suggested(known(ALL, *by_phone, *by_mail)) is Channel.EMAIL
    assert first(ALL, *by_phone, *by_mail) is Channel.EMAIL


def test_all_ways_stand_in_the_order_of_what_has_worked_with_them() -> None:
    by_mail = [contact(number, Outcome.ANSWERED) for number in (1, 2)]
    visits = [contact(day, outcome, channel=Channel.VISIT) for day, outcome in ((6, Outcome.MET), (7, Outcome.MET))]
    visits.append(contact(8, Outcome.NOT_IN, channel=Channel.VISIT))
    calls = [contact(number, Outcome.NO_ANSWER) for number in (3, 4, 5)]
    assert [way.channel for way in ways(known(ALL, *by_mail, *calls, *visits), selling=False)] == [
        Channel.EMAIL, Channel.VISIT, Channel.TEXT, Channel.LETTER, Channel.CALL,
    ]  # fmt: skip


@pytest.mark.parametrize("state", WayState)
def test_only_a_usable_way_is_usable(state: WayState) -> None:
    assert Way(Channel.CALL, state).usable is (state is WayState.USABLE)


def test_what_was_tried_thrice_and_never_answered_is_told_beside_what_they_answer() -> None:
    calls = [contact(number, Outcome.NO_ANSWER) for number in (1, 2, 3)]
    by_mail = [contact(number, Outcome.ANSWERED) for number in (4, 5)]
    assert unanswered(known(ALL, *calls)) == [], "nothing to do instead"
    assert unanswered(known(ALL, *calls[:2], *by_mail)) == []
    assert unanswered(known(ALL, *calls, *by_mail)) == [Channel.CALL]
    assert unanswered(known(ALL, *calls, *by_mail, contact(6))) == []


def test_where_it_is_night_what_makes_no_noise_goes_first() -> None:
    assert next(way.channel for way in ways(known(ALL), selling=False, quiet=True) if way.usable) is Channel.EMAIL
    assert ways(known(registered(0)), selling=False, quiet=True)[0].channel is Channel.CALL, "the only way is left open"


@pytest.mark.parametrize(("hour", "until"), [(0, 9), (8, 9), (9, None), (12, None), (19, None), (20, 9), (23, 9)])
def test_quiet_hours_are_those_of_the_customers_own_clock(hour: int, until: int | None) -> None:
    assert quiet_until(Rulebook(), datetime(2026, 3, 2, hour, tzinfo=UTC)) == until
    noon = replace(Rulebook(), quiet_hours_from=12, quiet_hours_until=14)
    assert quiet_until(noon, datetime(2026, 3, 2, 13, tzinfo=UTC)) == 14
    assert quiet_until(noon, datetime(2026, 3, 2, 11, tzinfo=UTC)) is None
    assert quiet_until(replace(noon, quiet_hours_until=12), datetime(2026, 3, 2, 13, tzinfo=UTC)) is None
