"""Which day is it for the firm, and is it a working day?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo


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
    """The firm's working days, Monday as 0."""

    working_days: tuple[int, ...] = (0, 1, 2, 3, 4)

    def works(self, day: date) -> bool:
        return day.weekday() in self.working_days

    def on_or_after(self, day: date) -> date:
        """The first working day from `day` on."""
        while not self.works(day):
            day += timedelta(days=1)
        return day

    def next_working_days(self, day: date, count: int) -> list[date]:
        """The first `count` working days from `day` on."""
        found: list[date] = []
        while len(found) < count:
            day = self.on_or_after(day)
            found.append(day)
            day += timedelta(days=1)
        return found
