"""What is kept of a past that only a list tells of?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from events.stated import HistoryStated, StateHistory, state
from events.values import Money
from tests.events.given import DAY, given

ASKED = StateHistory(last_order=DAY, total=Money(124_000), orders=7)
SAID = HistoryStated(last_order=DAY, total=124_000, orders=7)


def test_the_past_is_kept_as_stated() -> None:
    given().when(ASKED).then(SAID)
    given().when(StateHistory(total=Money(0))).then(HistoryStated(total=0))
    assert state(ASKED) == SAID


def test_the_same_again_changes_nothing_and_something_else_does() -> None:
    other = HistoryStated(orders=8)
    given(SAID).when(ASKED).nothing()
    given(SAID).when(StateHistory(orders=8)).then(other)
    given(SAID, other).when(ASKED).then(SAID)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "at least one"),
        ({"last_order": date.min}, "between 1900 and 2099"),
        ({"orders": -1}, "number of orders"),
        ({"orders": 10**9}, "number of orders"),
    ],
)
def test_what_says_nothing_or_cannot_be_is_refused(said: dict[str, Any], words: str) -> None:
    given().when(lambda: StateHistory(**said)).refused(words)
