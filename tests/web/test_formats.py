"""How are amounts and days written on the screen, in any currency?"""

from __future__ import annotations

from datetime import date

import pytest

from backend.projections.setting import Setting
from backend.web.formats import day_in_words, initials, money
from events.firm import FirmFounded
from events.values import LARGEST_AMOUNT


def in_currency(currency: str) -> Setting:
    return Setting(founded=FirmFounded(name="A shop", currency=currency, time_zone="UTC"))


@pytest.mark.parametrize(
    ("currency", "minor", "words"),
    [
        ("GBP", 128_400, "£1,284"),
        ("GBP", 4_820, "£48.20"),
        ("GBP", 5, "£0.05"),
        ("GBP", -4_820, "-£48.20"),
        ("USD", 128_450, "$1,284.50"),
        ("EUR", 0, "€0"),
        ("JPY", 128_400, "¥1,284"),
        ("JPY", 128_450, "¥1,284"),
        ("KRW", 500_000, "₩5,000"),
        ("INR", 4_500, "₹45"),
        ("AUD", 4_500, "A$45"),
        ("CHF", 4_500, "CHF 45"),
        ("SEK", 4_550, "SEK 45.50"),
        ("CHF", -4_500, "-CHF 45"),
        ("ISK", 128_450, "ISK 1,284"),
        ("KWD", 4_550, "KWD 45.500"),
        ("KWD", 4_500, "KWD 45"),
        ("ZZZ", 4_550, "ZZZ 45.50"),
        ("GBP", LARGEST_AMOUNT, "£10,000,000,000"),
        ("GBP", LARGEST_AMOUNT - 1, "£9,999,999,999.99"),
    ],
)
def test_an_amount_has_its_sign_and_decimals_only_where_there_are_some(currency: str, minor: int, words: str) -> None:
    assert money(minor, in_currency(currency)) == words


def test_a_firm_that_is_not_set_up_yet_counts_in_pounds() -> None:
    assert money(4_500, Setting()) == "£45"


def test_a_day_has_its_year_when_it_is_another() -> None:
    assert day_in_words(date(2026, 6, 4), date(2026, 11, 26)) == "4 June"
    assert day_in_words(date(2025, 6, 4), date(2026, 11, 26)) == "4 June 2025"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Tom Brennan", "TB"),
        ("Anna Maria von Trapp", "AT"),
        ("zoë", "Z"),
        ("王 小明", "王小"),
        ("3M Deutschland", "3D"),
        ("0131 496 0777", "#"),
        ("+44 (131) 496-0777", "#"),
        ("0131", "#"),
        ("🎉", "🎉"),
        (" ", "?"),
    ],
)
def test_a_face_is_two_letters_and_of_a_number_none(name: str, shown: str) -> None:
    assert initials(name) == shown
