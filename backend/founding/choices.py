"""Which currencies, countries and time zones can a firm choose, and what goes with what? Names come from the CLDR."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_name, get_currency_precision, get_territory_currencies

from events.kernel import Refused

LANGUAGE = "en"
MOST_DECIMALS = 2
"""Of an amount: minor units are hundredths everywhere."""
ELSEWHERE = "Elsewhere"


@dataclass(frozen=True, slots=True)
class Country:
    """`region` as in ISO 3166; `code` is dialled before its numbers; `currency` is "" where none can be chosen."""

    region: str
    name: str
    code: str
    currency: str


@dataclass(frozen=True, slots=True)
class Zone:
    """`aliases` are older names of the same zone, which some browsers still say; `region` "" where it has none."""

    name: str
    place: str
    region: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """What a firm of this country most likely chooses; "" where that cannot be said."""

    region: str = ""
    currency: str = ""
    time_zone: str = ""


def check_currency(code: str) -> None:
    """Raises Refused for one whose amounts cannot be kept exactly."""
    if get_currency_precision(code) > MOST_DECIMALS:
        name = get_currency_name(code, locale=LANGUAGE)
        raise Refused(f"The {name} has three decimals, and amounts are kept with two. Choose another currency.")


@lru_cache(maxsize=1)
def currencies() -> dict[str, str]:
    """Names by code, in the order of the names: what is paid with somewhere today and has two decimals or none."""
    paid = {code for region in _codes() for code in get_territory_currencies(region)}
    kept = [code for code in paid if get_currency_precision(code) <= MOST_DECIMALS]
    return dict(sorted(((code, get_currency_name(code, locale=LANGUAGE)) for code in kept), key=lambda one: one[1]))


@lru_cache(maxsize=1)
def countries() -> dict[str, Country]:
    """By region, in the order of the names."""
    found = [Country(region, _spelt(region), code, _currency_of(region)) for region, code in _codes().items()]
    return {one.region: one for one in sorted(found, key=lambda one: normalize("NFKD", one.name))}


@lru_cache(maxsize=1)
def zones() -> dict[str, list[Zone]]:
    """By part of the world, in the order of the places."""
    older: dict[str, list[str]] = {}
    for alias, name in get_global("zone_aliases").items():
        older.setdefault(name, []).append(alias)
    found: dict[str, list[Zone]] = {}
    for name in sorted(get_global("zone_territories").keys() & available_timezones()):
        part, _, place = name.partition("/")
        if part != "Etc":
            region = get_global("zone_territories")[name]
            zone = Zone(name, _place(place), region if region in _codes() else "", tuple(older.get(name, ())))
            found.setdefault(part, []).append(zone)
    every = {part: sorted(some, key=lambda zone: zone.place) for part, some in found.items()}
    return {**every, ELSEWHERE: [Zone("UTC", "UTC", "", ("Etc/UTC", "Etc/GMT", "GMT"))]}


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    return frozenset(zone.name for some in zones().values() for zone in some)


def guess(language: str) -> Guess:
    """From a language as browsers say it, such as de-AT. A country of several great time zones has no likely one."""
    region = _region_of(language)
    if region not in countries():
        return Guess()
    return Guess(region, countries()[region].currency, _likely_zone(region))


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """The calling code of each region."""
    # Its tables are large, and only who sets up a firm needs them.
    from phonenumbers import SUPPORTED_REGIONS, country_code_for_region  # noqa: PLC0415

    return {region: str(country_code_for_region(region)) for region in SUPPORTED_REGIONS}


def _spelt(region: str) -> str:
    return str(Locale(LANGUAGE).territories.get(region, region))


def _currency_of(region: str) -> str:
    return next((code for code in get_territory_currencies(region) if code in currencies()), "")


def _likely_zone(region: str) -> str:
    there = [zone.name for some in zones().values() for zone in some if zone.region == region]
    great = [name for name in there if name in get_global("windows_zone_mapping").values()]
    likely = great or there
    return likely[0] if len(likely) == 1 else ""


def _place(path: str) -> str:
    """Buenos Aires (Argentina) for Argentina/Buenos_Aires."""
    *around, place = path.replace("_", " ").split("/")
    return f"{place} ({around[0]})" if around else place


def _region_of(language: str) -> str:
    """AT for de-AT; for de alone the country where most speak it."""
    spoken, *more = language.replace("_", "-").split("-")
    said = next((part.upper() for part in more if len(part) == 2), "")
    likely: str = get_global("likely_subtags").get(spoken.lower(), "")
    return said or likely.rpartition("_")[2]
