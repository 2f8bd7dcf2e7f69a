"""How are days, times and amounts written on the screen?"""

from __future__ import annotations

from datetime import date

from flask import Flask, g

from backend.projections.setting import Setting
from backend.retention.days import local_day

SYMBOLS = {"GBP": "£", "USD": "$", "EUR": "€", "JPY": "¥"}


def init_app(app: Flask) -> None:
    """Filters of the templates. Amounts and times follow the visit's setting; days are plain dates."""
    app.jinja_env.filters.update(
        money=lambda minor: money(minor, _setting()),
        day=lambda day: day_in_words(day, _today()),
        short_day=lambda day: f"{day.day} {day:%b}" if day.year == _today().year else f"{day.day} {day:%b} {day.year}",
        weekday=lambda day: f"{day:%a} {day_in_words(day, _today())}",
        clock=lambda moment: f"{moment.astimezone(_setting().zone):%H:%M}",
        local=lambda moment: local_day(moment, _setting().zone),
        days_ago=lambda day: (_today() - day).days,
    )


def money(minor: int, setting: Setting) -> str:
    """£1,284 or £48.20: pence only where there are some."""
    major, rest = divmod(abs(minor), 100)
    amount = f"{major:,}.{rest:02}" if rest else f"{major:,}"
    symbol = SYMBOLS.get(setting.currency)
    sign = "-" if minor < 0 else ""
    return f"{sign}{symbol}{amount}" if symbol else f"{sign}{setting.currency} {amount}"


def day_in_words(day: date, today: date) -> str:
    """4 June, with the year when it is another."""
    words = f"{day.day} {day:%B}"
    return words if day.year == today.year else f"{words} {day.year}"


def _setting() -> Setting:
    return g.visit.setting if g.visit else Setting()


def _today() -> date:
    today: date = g.visit.today
    return today
