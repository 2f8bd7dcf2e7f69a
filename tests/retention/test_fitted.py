"""Do the firm's own purchases lead to its own numbers, and too few to those used until then?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from backend.retention.fitted import enough, fitted_to, rhythm_of, spend_of, waiting_of
from backend.retention.profile import PurchaseDay
from backend.retention.pulse import STEADY
from backend.retention.rhythm import UNTIL_FITTED
from backend.retention.waiting import UNTIL_KNOWN, Waiting
from events.rhythm import FitRhythm
from tests.retention.cdnow import REFERENCE, UNTIL, purchases

FACT = UUID(int=1)


def days_of_everybody() -> list[list[PurchaseDay]]:
    return [
        [PurchaseDay(day.toordinal(), round(bought[day] * 100), FACT) for day in sorted(bought)]
        for bought in purchases().values()
    ]


def test_the_real_purchases_have_the_published_rhythm_as_of_the_day() -> None:
    found = fitted_to(days_of_everybody(), UNTIL, 5_000)
    assert FitRhythm(found=found).found == found, "what is found is never refused"
    assert enough(found)
    assert (found.customers, found.repeaters, found.as_of) == (2357, REFERENCE["cdnow"]["repeaters"], UNTIL)
    for name in ("r", "alpha", "a", "b"):
        assert getattr(rhythm_of(found), name) == pytest.approx(getattr(UNTIL_FITTED, name), abs=0.002)
    assert rhythm_of(found).shelf_life == found.shelf_life == 665, "eight times the 83 days of the base"
    assert waiting_of(found) == Waiting(quarter=14, half=44, three_quarters=122)
    spend = spend_of(found)
    assert spend
    assert spend.p * spend.v / (spend.q - 1) == pytest.approx(3_266, rel=0.01), "dollars an order, the first included"
    assert abs(found.spend_correlation or 0) < 0.2


def test_a_file_that_ended_long_ago_says_nothing_of_the_time_since() -> None:
    last = max(day for bought in purchases().values() for day in bought)
    found = fitted_to(days_of_everybody(), last + timedelta(days=3_000), 5_000)
    assert found == fitted_to(days_of_everybody()[::-1], last, 5_000), "to the last bit, in whatever order they come"
    assert found.as_of == last


def test_a_firm_without_customers_has_no_numbers_of_its_own() -> None:
    found = fitted_to([], UNTIL, 0)
    assert not enough(found)
    assert spend_of(found) is None
    assert waiting_of(found) == UNTIL_KNOWN
    assert (spend_of(None), waiting_of(None)) == (None, UNTIL_KNOWN)


@pytest.mark.parametrize("amount", [0, -500])
def test_what_was_given_away_is_a_purchase_of_no_amount(amount: int) -> None:
    first = (UNTIL - timedelta(days=40)).toordinal()
    found = fitted_to([[PurchaseDay(first, amount, FACT), PurchaseDay(first + 9, amount, FACT)]] * 120, UNTIL, 240)
    assert found.repeaters == 120
    assert spend_of(found) is None
    assert waiting_of(found) == Waiting(quarter=9, half=9, three_quarters=9)
    FitRhythm(found=found)


def test_the_pulse_and_the_waiting_times_are_in_force_with_the_rest() -> None:
    rhythm = rhythm_of(fitted_to(days_of_everybody(), UNTIL, 5_000))
    assert rhythm.comes_back == (44, 122)
    assert len(rhythm.pulse.percents) == (UNTIL.toordinal() - rhythm.pulse.start + 1) // 7
    assert 0.5 < rhythm.pulse.share(UNTIL.toordinal()) <= 1
    bare = rhythm_of(fitted_to([], UNTIL, 0))
    assert (bare.comes_back, bare.pulse) == (None, STEADY)
