"""Until when does the firm's own promise want an enquiry answered, and how late is it, in working hours?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from backend.retention.days import Calendar, local_day, start_of
from events.rulebook import HOURS_OF_A_DAY, Rulebook

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """When the firm works: from `opens` to `closes` o'clock by its own clock, on its working days.

    On the day of a clock change an opening over that hour is so much longer or shorter.
    """

    opens: int
    closes: int
    calendar: Calendar
    zone: tzinfo

    def of(self, day: date) -> tuple[datetime, datetime]:
        """The opening of a working day, in UTC."""
        begins = datetime.combine(day, time(self.opens), self.zone).astimezone(UTC)
        if self.closes == HOURS_OF_A_DAY:
            return begins, start_of(day + A_DAY, self.zone)
        return begins, datetime.combine(day, time(self.closes), self.zone).astimezone(UTC)

    def after(self, moment: datetime, working: timedelta) -> datetime:
        """The moment, in UTC, at which so much working time has gone since `moment`; `working` is more than none."""
        day = local_day(moment, self.zone)
        while True:
            day = self.calendar.on_or_after(day)
            begins, ends = self.of(day)
            begins = max(begins, moment)
            if ends - begins >= working:
                return begins + working
            working -= max(ends - begins, timedelta())
            day += A_DAY

    def between(self, first: datetime, last: datetime) -> timedelta:
        """How much working time lies between two moments."""
        day, until, found = local_day(first, self.zone), local_day(last, self.zone), timedelta()
        while (day := self.calendar.on_or_after(day)) <= until:
            begins, ends = self.of(day)
            found += max(min(ends, last) - max(begins, first), timedelta())
            day += A_DAY
        return found


def hours_of(rulebook: Rulebook, calendar: Calendar, zone: tzinfo) -> Hours:
    return Hours(rulebook.opens_at, rulebook.closes_at, calendar, zone)


def answer_by(asked: datetime, rulebook: Rulebook, hours: Hours) -> datetime | None:
    """In UTC; None where the firm promises nothing."""
    if not rulebook.answer_within_hours:
        return None
    return hours.after(asked, timedelta(hours=rulebook.answer_within_hours))


@dataclass(frozen=True)
class AnswerClock:
    """`left` is working time until `by`, less than none once it is late; None where nobody knows what time it is."""

    by: datetime
    left: timedelta | None = None

    @property
    def late(self) -> bool:
        return self.left is not None and self.left < timedelta()


def answer_clock(asked: datetime, now: datetime | None, rulebook: Rulebook, hours: Hours) -> AnswerClock | None:
    """What the clock of an enquiry says; None where the firm promises nothing."""
    by = answer_by(asked, rulebook, hours)
    if by is None:
        return None
    if now is None:
        return AnswerClock(by)
    # A moment after closing time is late too, though no working time has gone since.
    late = max(hours.between(by, now), timedelta(microseconds=1))
    return AnswerClock(by, -late if now > by else hours.between(now, by))
