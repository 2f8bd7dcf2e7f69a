"""Which cards does an agenda bring in the days ahead, each once?"""

from __future__ import annotations

from hypothesis import given

from backend.retention.agenda import Lane
from backend.retention.load import Coming, coming
from events.follow_ups import NextDateSet, PromiseMade
from events.kernel import Recorded
from events.rulebook import Rulebook
from tests.retention.stories import LONG, stories
from tests.retention.story import Told, agenda_of, bought, complained, day, folded, known, registered
from tests.retention.test_laws import many
from tests.retention.test_sweep import swept

DAYS = 28


def cards(*told: Told, first: int, rulebook: Rulebook = Rulebook()) -> list[Coming]:  # noqa: B008 frozen
    return coming(agenda_of(known(*told), rulebook), day(first), DAYS)


def test_a_card_counts_once_on_the_day_on_which_it_comes() -> None:
    assert cards(bought(0), first=0) == [Coming(1, Lane.THANKS), Coming(7, Lane.PLEASED)]
    assert cards(bought(0), first=2) == [Coming(0, Lane.THANKS), Coming(5, Lane.PLEASED)]


def test_who_is_due_already_comes_on_the_first_day() -> None:
    assert cards(complained(0), first=10) == [Coming(0, Lane.PROMISED)]


def test_two_reasons_of_one_day_are_one_card_in_the_more_urgent_lane() -> None:
    told = bought(0), (0, PromiseMade(on=day(7)))
    assert cards(*told, first=3) == [Coming(4, Lane.PROMISED)]


def test_what_comes_back_counts_each_time() -> None:
    often = Rulebook(shadow_every=7, shadow_for=2)
    assert [one.day for one in cards(registered(0), first=7, rulebook=often)] == [0, 7, 14, 21]


def test_who_rests_makes_no_work() -> None:
    assert cards(bought(0), (1, NextDateSet(next_on=None)), first=1) == []


def test_the_sweep_is_not_counted() -> None:
    quiet = registered(-800, source="till"), bought(-800)
    assert cards(*quiet, first=60) != []
    assert coming(swept(*quiet), day(60), DAYS) == []


@many
@given(stories())
def test_it_is_what_the_days_say_one_by_one(facts: list[Recorded]) -> None:
    made = agenda_of(folded(facts))
    first = day(LONG)
    found, before = [], False
    for number in range(DAYS):
        due = made.on(day(LONG + number))
        if due and not before:
            found.append(Coming(number, due[0].lane))
        before = bool(due)
    assert coming(made, first, DAYS) == found
