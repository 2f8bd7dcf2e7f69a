"""Which day is it for the firm, and is it a working day?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property, lru_cache


@lru_cache(maxsize=4_096)
def local_day(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()


def start_of(day: date, zone: tzinfo) -> datetime:
    """The first moment of a local day, in UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def end_of(day: date, zone: tzinfo) -> datetime:
    """The last microsecond of a local day, in UTC."""
    return start_of(day + timedelta(days=1), zone) - timedelta(microseconds=1)


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

    def next_working_days(self, day: date, count: int) -> list[date]:
        """The first `count` working days from `day` on."""
        found: list[date] = []
        while len(found) < count:
            day = self.on_or_after(day)
            found.append(day)
            day += timedelta(days=1)
        return found
