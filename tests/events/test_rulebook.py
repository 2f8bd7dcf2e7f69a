"""Which numbers may a rulebook hold?"""

from __future__ import annotations

from dataclasses import asdict

import pytest

from events.firm import FirmFounded
from events.kernel import Refused
from events.rulebook import RULEBOOK, AdoptRulebook, Rulebook, RulebookAdopted
from tests.events.given import given, noted


def test_a_rulebook_is_adopted_and_the_same_one_not_again() -> None:
    given().when(AdoptRulebook(rulebook=Rulebook())).then(RulebookAdopted(rulebook=Rulebook()))
    given(RulebookAdopted(rulebook=Rulebook())).when(AdoptRulebook(rulebook=Rulebook())).nothing()
    slower = Rulebook(quiet_after=21)
    given(RulebookAdopted(rulebook=Rulebook())).when(AdoptRulebook(rulebook=slower)).then(
        RulebookAdopted(rulebook=slower)
    )


def test_the_last_one_adopted_is_in_force() -> None:
    slower = Rulebook(quiet_after=21)
    founded = FirmFounded(name="Records", currency="GBP", time_zone="UTC")
    facts = [RulebookAdopted(rulebook=Rulebook()), RulebookAdopted(rulebook=slower), founded]
    assert RULEBOOK.fold(noted(facts)) == slower


@pytest.mark.parametrize("name", asdict(Rulebook()))
@pytest.mark.parametrize("number", [-1, 3_661, 10**400])
def test_a_number_beyond_all_measure_is_refused(name: str, number: int) -> None:
    with pytest.raises(Refused, match="between 0 and 3,660"):
        Rulebook(**{name: number})


@pytest.mark.parametrize("name", ["shadow_every", "not_seen_every"])
def test_what_comes_back_comes_back_on_another_day(name: str) -> None:
    with pytest.raises(Refused, match="one day at the earliest"):
        Rulebook(**{name: 0})


def test_a_rhythm_needs_two_purchase_days() -> None:
    assert Rulebook(quiet_from_purchase_days=2).quiet_from_purchase_days == 2
    with pytest.raises(Refused, match="second purchase day"):
        Rulebook(quiet_from_purchase_days=1)


@pytest.mark.parametrize("numbers", [{"habit_below_percent": 100}, {"habit_slower_percent": 100}])
def test_who_buys_as_usual_has_changed_no_habit(numbers: dict[str, int]) -> None:
    assert Rulebook(habit_below_percent=0, habit_slower_percent=0).habit_for == 21
    with pytest.raises(Refused, match="than usual"):
        Rulebook(**numbers)
