"""Which day is it for the firm, and is it a working day?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property, lru_cache
from math import ceil

WEEK = 7
A_DAY = 24 * 60
"""In minutes."""


@lru_cache(maxsize=4_096)
def local_day(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()


def minutes_until(moment: datetime) -> int:
    """From the beginning of the calendar, in UTC: a scale on which moments and days are older or younger."""
    return day_in_minutes(moment.date()) + moment.hour * 60 + moment.minute


def day_in_minutes(day: date) -> int:
    """The same for a day without a time."""
    return day.toordinal() * A_DAY


def start_of(day: date, zone: tzinfo) -> datetime:
    """The first moment of a local day, in UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def end_of(day: date, zone: tzinfo) -> datetime:
    """The last microsecond of a local day, in UTC."""
    return start_of(day + timedelta(days=1), zone) - timedelta(microseconds=1)


def whole_weeks(days: int) -> int:
    """Rounded up to weeks: what comes back does so on the same weekday, which is a working one."""
    return ceil(days / WEEK) * WEEK


@dataclass(frozen=True)
class Calendar:
    """The firm's working days, Monday as 0; at least one."""

    working_days: tuple[int, ...] = (0, 1, 2, 3, 4)

    def works(self, day: date) -> bool:
        return day.weekday() in self.working_days

    def on_or_after(self, day: date) -> date:
        """The first working day from `day` on."""
        return date.fromordinal(self.working(day.toordinal()))

    def working(self, ordinal: int) -> int:
        """The same for days counted by `date.toordinal`."""
        return ordinal + self._days_to_wait[ordinal % 7]

    @cached_property
    def _days_to_wait(self) -> tuple[int, ...]:
        """For each remainder of an ordinal by 7 (Sunday leaves 0): how far it is to the next working day."""
        return tuple(min((weekday - (rest - 1)) % 7 for weekday in self.working_days) for rest in range(7))

    def working_days_between(self, first: date, day: date) -> int:
        """How many working days there are from `first` on before `day`."""
        weeks, rest = divmod(max((day - first).days, 0), 7)
        return weeks * len(self.working_days) + sum(self.works(first + timedelta(days=over)) for over in range(rest))

    def nth_working_day(self, day: date, number: int) -> date:
        """The first working day from `day` on is number 1."""
        weeks, rest = divmod(number - 1, len(self.working_days))
        return self.next_working_days(self.on_or_after(day) + timedelta(days=7 * weeks), rest + 1)[-1]

    def next_working_days(self, day: date, count: int) -> list[date]:
        """The first `count` working days from `day` on."""
        found: list[date] = []
        while len(found) < count:
            day = self.on_or_after(day)
            found.append(day)
            day += timedelta(days=1)
        return found
