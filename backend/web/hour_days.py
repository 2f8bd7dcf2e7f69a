"""On how many working days in a row did somebody work a power hour, and how many did each of a team in a week?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backend.projections import power_hours
from backend.projections.people import Person
from backend.projections.power_hours import Worked
from backend.retention.days import local_day, start_of
from backend.store import Tx
from backend.web.session import Visit


def streak(here: Visit, hours: Iterable[Worked]) -> int:
    """Working days in a row with an hour, up to today or the last working day: today is not over. Others are a gift."""
    days = {local_day(one.at, here.setting.zone) for one in hours}
    day, count = here.today, int(here.today in days)
    while True:
        day = _working_day_before(here, day)
        if day not in days:
            return count
        count += 1


def _working_day_before(here: Visit, day: date) -> date:
    before = day - timedelta(days=1)
    while not here.setting.calendar.works(before):
        before -= timedelta(days=1)
    return before


@dataclass(frozen=True, slots=True)
class PersonHours:
    """One person's week: totals, and the hours that they shared."""

    person: Person
    hours: int
    tried: int
    reached: int
    yes: int
    shared: tuple[Worked, ...]


def of_week(here: Visit, tx: Tx, team: Sequence[Person]) -> list[PersonHours]:
    """Since Monday; who had no hour is left out."""
    monday = start_of(here.today - timedelta(days=here.today.weekday()), here.setting.zone)
    worked = power_hours.of_people(tx, [one.id for one in team], monday)
    found = ((one, worked.get(one.id, ())) for one in team)
    return [
        PersonHours(
            person=one,
            hours=len(hours),
            tried=sum(hour.tried for hour in hours),
            reached=sum(hour.reached for hour in hours),
            yes=sum(hour.yes for hour in hours),
            shared=tuple(hour for hour in hours if hour.shared),
        )
        for one, hours in found
        if hours
    ]
