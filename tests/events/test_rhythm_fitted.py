"""Which fitted numbers are kept, and which are none?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from events.firm import FirmFounded
from events.rhythm import FitRhythm, RhythmFitted
from tests.events.given import DAY, given

FOUND = RhythmFitted(
    method="tried", as_of=DAY, customers=2357, repeaters=946, purchases=4814, log_likelihood=-9582.1,
    r=0.5248, alpha=6.183, a=0.8914, b=1.614, p=6.25, q=3.74, v=1544.0, spend_correlation=-0.1, back_half=60,
)  # fmt: skip
FOUNDED = FirmFounded(name="Ash & Oak", currency="GBP", time_zone="Europe/London")


def test_what_was_found_is_kept() -> None:
    given(FOUNDED).when(FitRhythm(found=FOUND)).then(FOUND)
    bare = replace(FOUND, p=None, q=None, v=None, back_half=None, shelf_life=70)
    given(FOUND).when(FitRhythm(found=bare)).then(bare)


def test_the_same_again_changes_nothing() -> None:
    given(FOUND).when(FitRhythm(found=FOUND)).nothing()


@pytest.mark.parametrize("wrong", [{"r": 0.0}, {"alpha": -1.0}, {"v": 0.0}])
def test_what_lies_at_zero_or_below_is_refused(wrong: dict[str, Any]) -> None:
    given().when(lambda: FitRhythm(found=replace(FOUND, **wrong))).refused("above zero")


@pytest.mark.parametrize("wrong", [{"a": float("nan")}, {"log_likelihood": float("-inf")}, {"p": float("inf")}])
def test_what_is_no_number_is_refused(wrong: dict[str, Any]) -> None:
    given().when(lambda: FitRhythm(found=replace(FOUND, **wrong))).refused("not numbers")


@pytest.mark.parametrize("wrong", [{"customers": -1}, {"back_quarter": -3}, {"shelf_life": -84}])
def test_less_than_nothing_is_refused(wrong: dict[str, Any]) -> None:
    given().when(lambda: FitRhythm(found=replace(FOUND, **wrong))).refused("from zero")
