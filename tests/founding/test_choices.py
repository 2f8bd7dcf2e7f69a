"""What can a firm choose from, and what goes with what?"""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from backend.founding.choices import Guess, check_currency, countries, currencies, guess, zone_names, zones
from events.firm import FoundFirm
from events.kernel import Refused


def test_currencies_have_two_decimals_or_none() -> None:
    assert {"EUR", "GBP", "USD", "JPY", "CHF", "ISK", "INR"} <= currencies().keys()
    assert not {"KWD", "BHD", "OMR", "TND", "DEM", "XAU", "XXX"} & currencies().keys()
    assert list(currencies().values()) == sorted(currencies().values())


@pytest.mark.parametrize("code", ["KWD", "BHD", "JOD", "LYD", "OMR", "TND"])
def test_three_decimals_are_refused_in_a_sentence(code: str) -> None:
    with pytest.raises(Refused, match=r"three decimals.*\.$"):
        check_currency(code)


def test_countries_have_a_code_and_a_currency_that_can_be_chosen() -> None:
    told = {region: (one.name, one.code, one.currency) for region, one in countries().items()}
    assert told["GB"] == ("United Kingdom", "44", "GBP")
    assert told["US"] == ("United States", "1", "USD")
    assert told["KW"] == ("Kuwait", "965", "")
    names = [one.name for one in countries().values()]
    assert names.index("Åland Islands") < names.index("Belgium")
    assert all(one.currency in currencies() or one.currency == "" for one in countries().values())


def test_a_firm_can_be_founded_with_each_of_them() -> None:
    for one in countries().values():
        FoundFirm(name="x", currency=one.currency or "EUR", time_zone="UTC", country_code=one.code)
    for name in zone_names():
        FoundFirm(name="x", currency="EUR", time_zone=name)
        assert ZoneInfo(name).key == name


def test_zones_stand_in_parts_of_the_world_once_each() -> None:
    every = [zone for some in zones().values() for zone in some]
    assert len(every) == len({zone.name for zone in every}) > 400
    assert list(zones())[-1] == "Elsewhere"
    assert next(zone.place for zone in zones()["America"] if zone.name.endswith("Buenos_Aires")) == (
        "Buenos Aires (Argentina)"
    )
    said = {alias for zone in every for alias in zone.aliases}
    assert {"Asia/Calcutta", "Europe/Kiev", "Asia/Saigon", "America/Buenos_Aires"} <= said
    assert not said & {zone.name for zone in every}


@pytest.mark.parametrize(
    ("language", "likely"),
    [
        ("en-GB", Guess("GB", "GBP", "Europe/London")),
        ("de", Guess("DE", "EUR", "Europe/Berlin")),
        ("zh-Hant-TW", Guess("TW", "TWD", "Asia/Taipei")),
        ("en-US", Guess("US", "USD", "")),
        ("ar-KW", Guess("KW", "", "Asia/Kuwait")),
        ("xx", Guess()),
        ("", Guess()),
        ("-", Guess()),
        ("en-XX", Guess()),
        ("\ud800", Guess()),
    ],
)
def test_a_language_tells_a_country_or_nothing(language: str, likely: Guess) -> None:
    assert guess(language) == likely
