"""Which small values are valid, and what is said of the others?"""

from __future__ import annotations

from datetime import date

import pytest

from events.kernel import Refused
from events.values import LARGEST_AMOUNT, OUTCOMES, Channel, Money, Outcome, Rule, valid_day, valid_name, valid_text
from tests.events.given import NAMES, TOO_LONG, UNKEEPABLE


@pytest.mark.parametrize(
    ("text", "minor"), [("45.00", 4500), ("45", 4500), ("45.5", 4550), (" 0.05 ", 5), ("0", 0), ("007.10", 710)]
)
def test_an_amount_is_read_as_it_is_written(text: str, minor: int) -> None:
    assert Money.parse(text) == Money(minor)


@pytest.mark.parametrize(
    "text",
    ["", "-1", "-45.00", "+45", "45,00", "1,000.00", "45.001", "£45", "45 EUR", "1e3", "٤٥", "0x10", ".5", "5.", "nan",
     "4" * 400, "4" * 3_000_000, "45\x00", "４５"],  # noqa: RUF001 digits of another script
)  # fmt: skip
def test_an_amount_that_could_be_read_two_ways_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"45\.00"):
        Money.parse(text)


@pytest.mark.parametrize("minor", [-1, -(10**400), LARGEST_AMOUNT + 1, 10**400])
def test_an_amount_below_zero_or_beyond_all_measure_is_refused(minor: int) -> None:
    with pytest.raises(Refused, match="zero or more"):
        Money(minor)


def test_the_largest_amount_is_an_amount() -> None:
    assert Money.parse("10000000000.00").minor == LARGEST_AMOUNT
    with pytest.raises(Refused, match="at most"):
        Money.parse("10000000000.01")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_is_kept_to_the_letter(name: str) -> None:
    assert valid_name(name) == name
    assert valid_text(name) == name


def test_a_name_is_one_line_without_space_around_it() -> None:
    assert valid_name("  Ann \t\n  Lee\x1f ") == "Ann Lee"
    assert valid_name("   ") is None
    assert valid_name(None) is None


def test_a_text_keeps_its_lines() -> None:
    assert valid_text(" one\ntwo ") == "one\ntwo"
    assert valid_text(" \n ") is None
    assert valid_text(None) is None


@pytest.mark.parametrize("text", UNKEEPABLE)
def test_a_text_that_no_database_takes_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="cannot be kept"):
        valid_text(text)


def test_a_text_of_three_megabytes_is_refused() -> None:
    with pytest.raises(Refused, match=r"4,000 characters"):
        valid_text(TOO_LONG)
    with pytest.raises(Refused, match=r"200 characters"):
        valid_name("x" * 201)


def test_a_text_of_the_full_length_is_kept() -> None:
    assert valid_text("ü" * 4_000) == "ü" * 4_000
    assert valid_name("王" * 200) == "王" * 200


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(2100, 1, 1), date.max])
def test_a_day_that_no_shop_can_mean_is_refused(day: date) -> None:
    with pytest.raises(Refused, match="between 1900 and 2099"):
        valid_day(day)


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2024, 2, 29), date(2099, 12, 31)])
def test_a_day_of_two_centuries_is_kept(day: date) -> None:
    assert valid_day(day) == day


def test_every_channel_has_outcomes_and_every_outcome_a_channel() -> None:
    assert set(OUTCOMES) == set(Channel)
    assert frozenset().union(*OUTCOMES.values()) == set(Outcome)


def test_reached_means_that_both_sides_really_were_in_touch() -> None:
    reached = {outcome for outcome in Outcome if outcome.reached}
    assert reached == {Outcome.SPOKE, Outcome.MET, Outcome.ORDERED, Outcome.ANSWERED, Outcome.SAID_NO}


def test_every_rule_has_a_name_of_its_own() -> None:
    assert len({rule.value for rule in Rule}) == len(Rule)
