"""What would other rules mean for the work of some people: how many cards a day now, and how many then?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from backend.projections import directory, profiles
from backend.projections.setting import Setting
from backend.retention.agenda import Lane
from backend.retention.days import Calendar
from backend.retention.follow_ups import agenda
from backend.retention.load import coming
from backend.retention.profile import Profile
from backend.store import Tx

WEEKS = 4
DAYS = WEEKS * 7
WAITING = -1
MOST_COUNTED = 2_000
"""Of more customers, a sample this large tells as much and takes a second."""


@dataclass(frozen=True, slots=True)
class Load:
    """Cards of four weeks, by lane and by who holds the customer; `weeks`: in which they come, from 0.

    Those that wait today already are `WAITING`, and of no week.
    """

    weeks: Counter[int] = field(default_factory=Counter)
    lanes: Counter[Lane] = field(default_factory=Counter)
    people: Counter[UUID] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Effect:
    """Counted on every so many-th of all their `customers`; `days` are the working days of the four weeks."""

    customers: int
    every: int
    days: int
    now: Load
    then: Load

    def cards(self, counted: int) -> int:
        """Of all customers, where so many cards were counted."""
        return counted * self.every

    def a_day(self, counted: int) -> float:
        """The same a working day: what waits today and what comes, worked off evenly."""
        return counted * self.every / self.days


def effect(tx: Tx, holders: Sequence[UUID], now: Setting, then: Setting, today: date) -> Effect:
    """The load of whoever holds these customers, by the same agenda over the stored profiles, under both settings."""
    held = [(holder, customer) for holder in holders for customer in sorted(directory.of_holder(tx, holder))]
    every = max(-(-len(held) // MOST_COUNTED), 1)
    counted = Effect(len(held), every, _working_days(now.calendar, today), Load(), Load())
    holder_of = {customer: holder for holder, customer in held[::every]}
    for batch in profiles.in_batches(holder_of):
        for customer, (profile, _) in profiles.load(tx, batch).items():
            for load, setting in ((counted.now, now), (counted.then, then)):
                _count(load, holder_of[customer], profile, setting, today)
    return counted


def _count(load: Load, holder: UUID, profile: Profile, setting: Setting, today: date) -> None:
    made = agenda(profile, *setting.rules, setting.sweep.since if setting.sweep else None)
    for card in coming(made, today, DAYS):
        load.people[holder] += 1
        load.lanes[card.lane] += 1
        load.weeks[card.day // 7 if card.day else WAITING] += 1


def _working_days(calendar: Calendar, today: date) -> int:
    return sum(calendar.works(today + timedelta(days=number)) for number in range(DAYS))
