"""Which day or number does a cell say, and in which ways of writing could it be read?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, TypeVar

from babel import Locale

from events.values import FIRST_DAY, LAST_DAY

REMEMBERED = 16_384
"""A shop's export says the same days on many rows."""
LONGEST = 60
"""Characters of a date or number; longer ones are neither."""

T = TypeVar("T")


class DateStyle(StrEnum):
    """In which order a date has its parts. 2026-12-31, 31 Dec 2026 and 31.12.2026 are read under each."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class NumberStyle(StrEnum):
    """Which sign parts the hundredths: 1,240.00 or 1.240,00."""

    POINT = "point"
    COMMA = "comma"


LOCALES = ("en", "de", "fr", "es", "nl", "it", "pt")
_EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet's serial numbers, for days after February 1900."""
_SERIALS = (10_000, 73_050)
"""1927 to 2099; a number of five digits outside is no day."""
_PIVOT = 70
"""Two-digit years: 69 is 2069, 70 is 1970."""

_TIME = re.compile(
    r"(?:T|,?\s+(?:at\s+)?)\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?"
    r"\s*(?:[A-Z]{1,5})?(?:[+-]\d{2}:?\d{2})?\s*(?:\([^)]*\))?$",
    re.ASCII,
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})(\. ?|[-/ ])(\d{1,2})\2(\d{4}|\d{2})\.?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?", re.ASCII)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|º|ª)\b")
_WORDS = re.compile(r"[^\W\d_]+|\d+")


def days(text: str) -> dict[DateStyle, date]:
    """Every day the text can mean: the same under each style where it has one meaning, none where it is no day."""
    if len(text) > LONGEST:
        return {}
    said = text.strip().lstrip("'").strip()
    said = said[: time.start()] if (time := _TIME.search(said)) and time.start() else said
    if numbers := _YEAR_FIRST.fullmatch(said):
        return _always(numbers[1], numbers[3], numbers[4])
    if numbers := _YEAR_LAST.fullmatch(said):
        return _year_last(numbers[1], numbers[2], numbers[3], numbers[4])
    if numbers := _COMPACT.fullmatch(said):
        return _always(numbers[1], numbers[2], numbers[3])
    if numbers := _SERIAL.fullmatch(said):
        serial = int(numbers[1])
        within = _SERIALS[0] <= serial <= _SERIALS[1]
        return dict.fromkeys(DateStyle, _EPOCH + timedelta(days=serial)) if within else {}
    return _named(said)


def day(text: str, style: DateStyle | None) -> date | None:
    """The day under this style, None where there is no such day; without a style, where it has one meaning only."""
    return _day(text, style) if len(text) <= LONGEST else None


@lru_cache(maxsize=REMEMBERED)
def _day(text: str, style: DateStyle | None) -> date | None:
    found = days(text)
    return found.get(style) if style else _only(found.values())


def _only(meanings: Iterable[T]) -> T | None:
    distinct = set(meanings)
    return distinct.pop() if len(distinct) == 1 else None


def _year_last(first: str, sign: str, second: str, year: str) -> dict[DateStyle, date]:
    found = {DateStyle.DMY: _date(year, second, first), DateStyle.MDY: _date(year, first, second)}
    if len(year) == 2:
        found[DateStyle.YMD] = _date(first.zfill(2), second, year)
    if sign.strip() == ".":
        # Points are written where the day comes first.
        found = dict.fromkeys(DateStyle, found[DateStyle.DMY])
    return {style: on for style, on in found.items() if on is not None}


def _always(year: str, month: str, of_month: str) -> dict[DateStyle, date]:
    on = _date(year, month, of_month)
    return {} if on is None else dict.fromkeys(DateStyle, on)


def _date(year: str, month: str, of_month: str) -> date | None:
    full = int(year) + (0 if len(year) == 4 else 2000 if int(year) < _PIVOT else 1900)
    try:
        on = date(full, int(month), int(of_month))
    except ValueError:
        return None
    return on if FIRST_DAY <= on <= LAST_DAY else None


def _named(said: str) -> dict[DateStyle, date]:
    """With the month in words: 31 Dec 2026, December 31st, 2026, Thu 31-Dec-26, 31. Dezember 2026."""
    months = _months()
    words = [word for word in _WORDS.findall(_ORDINAL.sub("", said.casefold())) if word not in _FILLING]
    named = [word for word in words if word in months]
    numbers = [word for word in words if word.isascii() and word.isdecimal()]
    strange = [word for word in words if word not in months and word not in numbers and word not in _weekdays()]
    if len(named) != 1 or len(numbers) != 2 or strange:
        return {}
    first, second = numbers
    of_month, year = (second, first) if len(first) == 4 else (first, second)
    return _always(year, str(months[named[0]]), of_month) if len(year) in (2, 4) and len(of_month) <= 2 else {}


_FILLING = frozenset({"de", "del", "of", "the", "le", "den", "di", "do"})


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    names = {"sept": 9}
    for locale in map(Locale.parse, LOCALES):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                names |= {name.casefold().strip("."): n for n, name in locale.months[context][width].items()}
    return names


@lru_cache(maxsize=1)
def _weekdays() -> frozenset[str]:
    return frozenset(
        name.casefold().strip(".")
        for locale in map(Locale.parse, LOCALES)
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for name in locale.days[context][width].values()
    )


_CURRENCY = r"[^\W\d_]{1,3}\.?|[^\W\d_]{0,2}[$€£¥₹₺₽₩₪₫₴₦฿₱]"
_AMOUNT = re.compile(
    rf"(?P<first>[-+])?\s*(?P<open>\()?\s*(?P<second>[-+])?\s*(?P<before>{_CURRENCY})?\s*(?P<third>[-+])?"
    rf"\s*(?P<digits>\d[\d.,' ]*|[.,]\d+)(?<! )\s*(?P<after>{_CURRENCY})?\s*(?P<close>\))?\s*(?P<last>-)?"
)
_NUMBERS = {
    NumberStyle.POINT: re.compile(
        r"(?P<whole>\d{1,3}(?P<group>[,' ])\d{3}(?:(?P=group)\d{3})*|\d{1,2}(?:,\d{2})*,\d{3}|\d+)?(?:\.(?P<part>\d*))?"
    ),
    NumberStyle.COMMA: re.compile(
        r"(?P<whole>\d{1,3}(?P<group>[.' ])\d{3}(?:(?P=group)\d{3})*|\d+)?(?:,(?P<part>\d*))?"
    ),
}
"""Groups of thousands, also lakhs; spaces and apostrophes part them in both styles."""
_PLAIN = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007\t", " ") | {"\u2212": "-", "\u2013": "-", "\u2019": "'"})
_NO_HUNDREDTHS = re.compile(r"(?<=\d)[.,]-+(?=\D*$)")
"""As in 45,- or 45.--"""


class Written(NamedTuple):
    """A number in its parts: digits with their separators, the currency that stands beside them."""

    digits: str
    currency: str
    below_zero: bool


def written(text: str) -> Written | None:
    """None for what is no number, such as 20 % or "none"."""
    if len(text) > LONGEST:
        return None
    said = _NO_HUNDREDTHS.sub("", text.translate(_PLAIN).strip().lstrip("'").strip())
    match = _AMOUNT.fullmatch(said)
    if match is None or (match["before"] and match["after"]):
        return None
    below = sum(1 for sign in ("first", "second", "third", "last", "open") if match[sign] not in (None, "+"))
    if below > 1 or bool(match["open"]) != bool(match["close"]):
        return None
    return Written(match["digits"], (match["before"] or match["after"] or "").strip(), below == 1)


def numbers(text: str) -> dict[NumberStyle, Decimal]:
    """Every number that the text can mean, by style; none where it is no number."""
    parts = written(text)
    if parts is None:
        return {}
    found = {style: value for style in NumberStyle if (value := _number(parts.digits, style)) is not None}
    return {style: -value if parts.below_zero else value for style, value in found.items()}


def number(text: str, style: NumberStyle | None) -> Decimal | None:
    """The number under this style, or the only one it can be; None where it is none, or could be two."""
    found = numbers(text)
    return found[style] if style in found else _only(found.values())


def minor(value: Decimal) -> int:
    """Hundredths. A computed figure such as 33.3333 counts as its sheet shows it: 33.33."""
    return int((value * 100).to_integral_value(ROUND_HALF_UP))


def _number(digits: str, style: NumberStyle) -> Decimal | None:
    match = _NUMBERS[style].fullmatch(digits)
    if match is None or not (match["whole"] or match["part"]):
        return None
    whole = re.sub(r"\D", "", match["whole"] or "0")
    if whole.startswith("0") and whole != (match["whole"] or "0"):
        return None
    return Decimal(f"{whole}.{match['part'] or '0'}")
