"""How are days, times and amounts written on the screen? As Babel knows each currency and month, in English."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, get_currency_precision, get_currency_symbol
from flask import Flask, g

from backend.projections.setting import Setting
from backend.retention.days import local_day

LOCALE = Locale("en")
KEPT = 4096
"""Words kept of amounts and of days: a queue page says some sixty, mostly those of the page before."""


def init_app(app: Flask) -> None:
    """Filters of the templates. Amounts and times follow the visit's setting; days are plain dates."""
    app.jinja_env.filters.update(
        money=lambda minor: money(minor, _setting()),
        day=lambda day: day_in_words(day, _today()),
        short_day=lambda day: short_day_in_words(day, _today()),
        weekday=lambda day: f"{_written(day, 'EEE')} {day_in_words(day, _today())}",
        clock=lambda moment: f"{moment.astimezone(_setting().zone):%H:%M}",
        local=lambda moment: local_day(moment, _setting().zone),
        days_ago=lambda day: (_today() - day).days,
        initials=initials,
    )


def money(minor: int, setting: Setting) -> str:
    """£1,284 or £48.20: pence only where there are some, and where the currency has any. `minor`: hundredths."""
    return amount_in_words(minor, setting.currency)


@lru_cache(maxsize=KEPT)
def amount_in_words(minor: int, currency: str) -> str:
    """Hundredths of any currency: with its sign, or with its three letters and a space as in CHF 45."""
    digits = get_currency_precision(currency)
    whole = digits == 0 or minor % 100 == 0
    return format_currency(
        Decimal(minor) / 100,
        currency,
        _pattern(currency) + ("" if whole else "." + "0" * digits),
        locale=LOCALE,
        currency_digits=False,
    )


@lru_cache(maxsize=KEPT)
def _pattern(currency: str) -> str:
    """Letters stand apart from the digits, a sign does not."""
    return "¤ #,##0" if get_currency_symbol(currency, locale=LOCALE)[-1:].isalpha() else "¤#,##0"


def initials(name: str) -> str:
    """The first letters of the first and the last word, in any script; # for who is called by a number alone."""
    words = name.split()
    if not any(letter.isalpha() for letter in name) and any(letter.isdigit() for letter in name):
        return "#"
    return "".join(word[0] for word in (*words[:1], *words[1:][-1:])).upper() or "?"


def day_in_words(day: date, today: date) -> str:
    """4 June, with the year when it is another."""
    return _written(day, "d MMMM" if day.year == today.year else "d MMMM y")


def short_day_in_words(day: date, today: date) -> str:
    """4 Jun, with the year when it is another."""
    return _written(day, "d MMM" if day.year == today.year else "d MMM y")


@lru_cache(maxsize=KEPT)
def _written(day: date, pattern: str) -> str:
    return format_date(day, pattern, locale=LOCALE)


def _setting() -> Setting:
    visit = g.visit
    return visit.setting if visit else Setting()


def _today() -> date:
    today: date = g.visit.today
    return today
