"""What has worked, by way, weekday and hour, and what is told from how much?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from backend.retention.methods import Attempt, Rate, methods, perseverance
from events.values import Channel, Outcome

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 6, 1, 8, 30, tzinfo=UTC)
TOM, ROSA = UUID(int=1), UUID(int=2)


def tries(
    *outcomes: Outcome,
    customer: UUID = TOM,
    channel: Channel = Channel.CALL,
    at: datetime = MONDAY,
    inbound: bool = False,
) -> list[Attempt]:
    return [
        Attempt(uuid4(), customer, at + timedelta(minutes=number), channel, outcome, inbound)
        for number, outcome in enumerate(outcomes)
    ]


def test_rates_by_way_weekday_and_hour_of_the_firms_own_day() -> None:
    some = tries(Outcome.SPOKE, Outcome.ORDERED, Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.SAID_NO)
    found = methods(some, LONDON)
    rate = Rate(tries=5, answered=3, yes=1)
    assert (found.ways, found.weekdays, found.hours) == ({Channel.CALL: rate}, {0: rate}, {9: rate})


def test_fewer_than_five_tries_say_nothing() -> None:
    some = tries(*[Outcome.SPOKE] * 4) + tries(*[Outcome.ANSWERED] * 4, channel=Channel.TEXT, at=MONDAY.replace(day=2))
    found = methods(some, LONDON)
    assert (found.ways, found.weekdays) == ({}, {})
    assert found.hours == {9: Rate(8, 8, 0)}
    assert not methods(some[:4], LONDON).any


def test_what_the_customer_began_is_no_try_of_ours() -> None:
    assert not methods(tries(*[Outcome.SPOKE] * 9, inbound=True), LONDON).any


def kth(*counts: int) -> Sequence[Attempt]:
    """A yes at the k-th try, for each k."""
    return [
        one for count in counts for one in tries(*[Outcome.NO_ANSWER] * (count - 1), Outcome.ORDERED, customer=uuid4())
    ]


def test_which_try_is_usually_the_one() -> None:
    assert perseverance(kth(1, 3, 3, 4, 9)).usual == 3
    assert perseverance(kth(1, 3, 3, 4)).usual is None


def test_a_yes_begins_the_count_anew() -> None:
    again = tries(*[Outcome.NO_ANSWER, Outcome.ORDERED] * 5)
    assert perseverance(again).usual == 2


def test_how_often_there_is_a_no_for_a_yes() -> None:
    some = tries(*[Outcome.SAID_NO] * 6, Outcome.ORDERED, Outcome.ORDERED, Outcome.NO_ANSWER, Outcome.SENT)
    found = perseverance(some)
    assert (found.yes, found.no, found.unanswered, found.no_for_a_yes) == (2, 6, 1, 3)
    assert perseverance(some[:4]).no_for_a_yes is None
    assert perseverance(tries(*[Outcome.SAID_NO] * 9)).no_for_a_yes is None
