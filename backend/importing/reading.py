"""Which day, amount or count does a cell say, or in one sentence, why none?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from backend.importing.currencies import check_currency
from backend.importing.values import LONGEST, DateStyle, NumberStyle, day, days, minor, number, numbers, written
from events.kernel import Refused
from events.values import LARGEST_AMOUNT

T = TypeVar("T")
REMEMBERED = 65_536
"""Different cells: a shop's export says the same days and prices on many rows."""
LONGEST_PLAIN = 10
SHOWN = 40
LARGEST_COUNT = 1_000_000
NOTHING = frozenset({"", "-", "--", "n/a", "none", "never", "null", "nie", "jamais", "nunca", "nooit"})


class Reading:
    """How the cells of one file are read; amounts are in minor units, and below zero where the cell says so."""

    def __init__(self, today: date, currency: str, dates: DateStyle | None, amounts: NumberStyle | None) -> None:
        self._today, self._currency, self._dates, self._numbers = today, currency, dates, amounts
        self.day = _Known(self._day).__getitem__
        self.amount = _Known(self._amount).__getitem__
        self.count = _Known(self._count).__getitem__

    def day_if_any(self, text: str) -> date | None:
        return None if _says_nothing(text) else self.day(text)

    def amount_if_any(self, text: str) -> int | None:
        return None if _says_nothing(text) else self.amount(text)

    def count_if_any(self, text: str) -> int | None:
        return None if _says_nothing(text) else self.count(text)

    def _day(self, text: str) -> date:
        if not text.strip():
            raise Refused("This row names no day.")
        on = day(text, self._dates)
        if on is None and self._dates is None and len(set(days(text).values())) > 1:
            raise Refused(
                f'The date "{text.strip()[:SHOWN]}" can be read two ways. Say whether the day or the month comes first.'
            )
        if on is None:
            raise Refused(f'There is no such day: "{text.strip()[:SHOWN]}". Write the date as 2026-12-31.')
        if on > self._today:
            raise Refused("This day is still to come, so nothing can have happened on it.")
        return on

    def _amount(self, text: str) -> int:
        if (plain := _plain(text)) is not None:
            return plain
        said = written(text)
        if not text.strip():
            raise Refused("This row names no amount.")
        if said is None or (said.currency and not check_currency(said.currency, self._currency)):
            raise Refused(f'"{text.strip()[:SHOWN]}" is no amount. Write it as 45.00.')
        value = number(text, self._numbers)
        if value is None and len(numbers(text)) > 1:
            raise Refused(
                f'The amount "{text.strip()[:SHOWN]}" can be read two ways. Say what its point or comma parts.'
            )
        if value is None:
            raise Refused(f'"{text.strip()[:SHOWN]}" is no amount. Write it as 45.00.')
        amount = minor(value)
        if abs(amount) > LARGEST_AMOUNT:
            raise Refused("An amount is ten thousand million at most.")
        return amount

    def _count(self, text: str) -> int:
        value = number(text, self._numbers)
        if value is None or value != value.to_integral_value():
            raise Refused(f'"{text.strip()[:SHOWN]}" is no whole number. Write it as 2, or leave that column out.')
        if abs(value) > LARGEST_COUNT:
            raise Refused("A number of pieces or orders is a million at most.")
        return int(value)

    def check_currency(self, said: str) -> None:
        """Raises Refused for another currency, and for what is none."""
        if not check_currency(said, self._currency):
            raise Refused(f'"{said.strip()[:SHOWN]}" is no currency. Write it as {self._currency}.')


def _plain(text: str) -> int | None:
    """12.50 and 12 in minor units: the usual ways to write them, which mean the same in each style."""
    whole, point, part = text.partition(".")
    if len(part) == (2 if point else 0) and len(whole) <= LONGEST_PLAIN and text.isascii() and whole.isdecimal():
        return int(whole + part) if part.isdecimal() else None if point else int(whole) * 100
    return None


def _says_nothing(text: str) -> bool:
    return text.strip().lower() in NOTHING


class _Known(dict[str, T]):
    """Reads each cell once. What is too long to be a day or number is not kept in memory."""

    def __init__(self, read: Callable[[str], T]) -> None:
        self._read = read
        self._refused: dict[str, str] = {}

    def __missing__(self, text: str) -> T:
        if text in self._refused:
            raise Refused(self._refused[text])
        try:
            value = self._read(text)
        except Refused as why:
            if len(text) <= LONGEST and len(self._refused) < REMEMBERED:
                self._refused[text] = str(why)
            raise
        if len(self) >= REMEMBERED:
            self.clear()
        if len(text) <= LONGEST:
            self[text] = value
        return value
