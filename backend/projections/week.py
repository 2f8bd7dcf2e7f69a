"""How full is each person's week: cards per working day, promises named, who is away?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from uuid import UUID

from backend.projections.people import Person
from backend.projections.queue import due, starts
from backend.retention.agenda import OWED, Lane
from backend.retention.days import Calendar
from backend.store import Tx
from events.values import Rule

DAYS = 7

Shares = Callable[[UUID, Sequence[date]], Sequence[int]]
"""How many of the sweep somebody has on each of some working days, never more than are left."""


@dataclass(slots=True)
class PersonDay:
    """`promises` are customers to whom something is owed on that day; `cards` everybody due, counted once.

    `swept` of them are of the sweep.
    """

    day: date
    cards: int = 0
    swept: int = 0
    promises: list[tuple[UUID, Rule]] = field(default_factory=list)
    away: bool = False


@dataclass(frozen=True, slots=True)
class PersonWeek:
    person: Person
    days: tuple[PersonDay, ...]


def week(
    tx: Tx,
    people: Iterable[Person],
    today: date,
    calendar: Calendar,
    plan_cards: int,
    shares: Shares | None = None,
) -> tuple[PersonWeek, ...]:
    """Seven working days from `today`: what is due now counts on the first, what becomes due on its own day.

    A customer counts once, on their first day; what is owed is named on each. The first day counts the plan and not
    what could wait, for that is what will be worked. With a sweep plan, each working day has its share of the sweep, as
    far as there is room.
    """
    days = calendar.next_working_days(today, DAYS)
    return tuple(_of(tx, person, days, person.cards or plan_cards, shares) for person in people)


def due_on(tx: Tx, holder: UUID, day: date, today: date, calendar: Calendar, *, sweeping: bool = False) -> list[UUID]:
    """Whom one person or pool has in the week on `day`, each once: on the first day everybody who is due."""
    days = calendar.next_working_days(today, DAYS)
    if day not in days:
        return []
    if day == days[0]:
        return [one.customer for one in due(tx, holder, day, sweeping=sweeping)]
    before = days[days.index(day) - 1]
    return list(dict.fromkeys(customer for customer, _, _ in starts(tx, holder, before, day, sweeping=sweeping)))


def _of(tx: Tx, person: Person, days: list[date], plan_cards: int, shares: Shares | None) -> PersonWeek:
    found = [PersonDay(day, away=person.away(day) is not None) for day in days]
    now = due(tx, person.id, days[0], sweeping=shares is not None)
    owed = [one for one in now if one.lane is Lane.PROMISED]
    found[0].cards = len(owed) + min(len(now) - len(owed), plan_cards)
    found[0].promises = [(one.customer, one.rule) for one in owed]
    counted = {one.customer for one in now}
    coming = starts(tx, person.id, days[0], days[-1], sweeping=shares is not None)
    for customer, rule, start in sorted(coming, key=itemgetter(2)):
        on = next(one for one in found if one.day >= start)
        if rule in OWED:
            on.promises.append((customer, rule))
        on.cards += customer not in counted
        counted.add(customer)
    if shares is not None:
        _sweep(found, shares(person.id, days), plan_cards)
    return PersonWeek(person, tuple(found))


def _sweep(days: list[PersonDay], shares: Sequence[int], plan_cards: int) -> None:
    for day, share in zip(days, shares, strict=True):
        others = day.cards - len({customer for customer, _ in day.promises})
        day.swept = 0 if day.away else max(min(share, plan_cards - others), 0)
        day.cards += day.swept
