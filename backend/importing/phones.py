"""Are two ways of writing a phone number the same number?"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberFormat, ValidationResult

REMEMBERED = 65_536
LONGEST = 60
_PLAIN = re.compile(r"\+?[\d\s().\-/]+", re.ASCII)
_OPTIONAL_ZERO = "(0)"
_RELAY = "180020"
"""What the British dial before a number for a relay service."""
_AMERICAN = frozenset({"US", "CA"})
_SIGNS = re.compile(r"\D+", re.ASCII)


@lru_cache(maxsize=REMEMBERED)
def phone_key(text: str, country_code: str) -> str | None:
    """E.164, such as +442079460000, or None where it is no number. The country is of a number without one: GB or 44."""
    if len(text) > LONGEST:
        return None
    region = region_of(country_code)
    return _quick(text, region) or _thorough(text, region)


@lru_cache(maxsize=256)
def region_of(country_code: str) -> str:
    """GB for GB, 44 and +44; where countries share a code, the main one."""
    code = country_code.strip().lstrip("+").upper()
    return phonenumbers.region_code_for_country_code(int(code)) if code.isdecimal() and code.isascii() else code


def _thorough(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None
    number.extension = None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


class _Plan(NamedTuple):
    """The code of a country, the digit that leads within it, how one dials abroad and what its numbers look like."""

    code: str
    prefix: str
    abroad: str
    national: re.Pattern[str]
    always_led: bool


def _quick(text: str, region: str) -> str | None:
    """The same for most numbers of most countries, ten times as fast; None where it takes a closer look."""
    plan = _plan(region)
    if plan is None or not _PLAIN.fullmatch(text) or _OPTIONAL_ZERO in text:
        return None
    digits = _SIGNS.sub("", text)
    if text.lstrip().startswith("+"):
        if not digits.startswith(plan.code):
            return None
        own = digits.removeprefix(plan.code)
    elif digits.startswith(plan.abroad) or (plan.always_led and not digits.startswith(plan.prefix)):
        return None
    else:
        own = digits.removeprefix(plan.prefix)
    return f"+{plan.code}{own}" if plan.national.fullmatch(own) else None


@lru_cache(maxsize=256)
def _plan(region: str) -> _Plan | None:
    """How numbers are written where that is simple: with 0 before them, with 1 as in America, or with nothing."""
    told = PhoneMetadata.metadata_for_region(region, None)
    if told is None or told.leading_digits or told.national_prefix_transform_rule or told.general_desc is None:
        return None
    if region in _AMERICAN:
        return _Plan("1", "1", "011", re.compile(r"[2-9]\d{9}", re.ASCII), always_led=False)
    prefix, parsed = told.national_prefix or "", told.national_prefix_for_parsing or ""
    simple = prefix in ("", "0") and parsed in (prefix, f"{prefix}|{_RELAY}") and told.international_prefix == "00"
    national = told.general_desc.national_number_pattern
    if not simple or not national:
        return None
    return _Plan(str(told.country_code), prefix, "00", re.compile(national, re.ASCII), always_led=prefix != "")
