"""How often did I put somebody off, week by week, and why? Only whoever did it sees this."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from backend.projections import put_offs
from backend.retention.days import local_day, start_of
from backend.store import Tx
from backend.web.session import Visit
from events.values import PutOffReason

BEFORE = 4
"""Weeks before this one."""
A_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Week:
    """From a Monday on; `by` counts each reason, the most frequent first, None where none was given."""

    monday: date
    by: Mapping[PutOffReason | None, int]

    @property
    def total(self) -> int:
        return sum(self.by.values())


@dataclass(frozen=True, slots=True)
class Tally:
    """This week and those before it, the newest first. `mostly`: the reason given most often over all of them."""

    weeks: tuple[Week, ...]
    mostly: PutOffReason | None

    @property
    def any(self) -> bool:
        return any(week.total for week in self.weeks)


def tally(here: Visit, tx: Tx) -> Tally:
    """Of the person who asks: there is no way to ask for another's."""
    monday = here.today - timedelta(days=here.today.weekday())
    mondays = [monday - A_WEEK * back for back in range(BEFORE + 1)]
    zone = here.setting.zone
    found = put_offs.of_person(tx, here.person.id, start_of(mondays[-1], zone))
    each: dict[date, Counter[PutOffReason | None]] = {one: Counter() for one in mondays}
    for at, why in found:
        on = local_day(at, zone)
        each.get(on - timedelta(days=on.weekday()), Counter[PutOffReason | None]())[why] += 1
    given = Counter(why for _, why in found if why)
    weeks = tuple(Week(one, dict(each[one].most_common())) for one in mondays)
    return Tally(weeks, given.most_common(1)[0][0] if given else None)
