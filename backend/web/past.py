"""How did a customer stand on a day: the portrait of then, what was noted too late, and the days next to it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from backend.projections.directory import entry_of
from backend.projections.history import Told, tell_among
from backend.projections.replay import Replay, replay
from backend.retention.days import local_day
from backend.store import Tx
from backend.web.cards import Card, card_of
from backend.web.forms import Day, Query, load
from backend.web.portrait import LAST_FACTS, Portrait, painted
from backend.web.session import Visit
from backend.web.telling import Teller, teller_of
from events.kernel import Recorded, Refused

SHOWN = 50
"""Facts on the page of a day; the history of that day has them all."""


class Days(Query):
    known_on = Day(load_default=None)
    true_on = Day(load_default=None)


@dataclass(frozen=True, slots=True)
class AskedDay:
    """`known`: as we knew it on that day, with what we knew then; otherwise as it was, with what we know now."""

    day: date
    known: bool

    @property
    def field(self) -> str:
        return "known_on" if self.known else "true_on"


@dataclass(frozen=True, slots=True)
class Past:
    """`portrait` None: nobody knew this customer yet, or the day is still to come.

    `told` are the facts of that day and before, newest first, `late` those that people noted after it; `brought_in`
    counts what an import brought after it. `marks` are the days with a fact, from 0 (the first) to 1 (today).
    """

    asked: AskedDay
    portrait: Portrait | None
    teller: Teller
    told: tuple[Told, ...]
    facts: int
    late: tuple[Told, ...]
    brought_in: int
    first: date
    before: tuple[date, Told] | None
    after: tuple[date, Told] | None
    marks: tuple[float, ...]
    to_come: bool


def asked_day(args: Mapping[str, str]) -> AskedDay | None:
    """The day that an address asks for. Raises Invalid or Refused for what is no day, or two."""
    days = load(Days(), args)
    known_on, true_on = days["known_on"], days["true_on"]
    if known_on and true_on:
        raise Refused("Choose one day: as we knew it, or as it was.")
    day = known_on or true_on
    return AskedDay(day, known=known_on is not None) if day else None


def on_a_day(visit: Visit, tx: Tx, card: Card, asked: AskedDay) -> Past:
    found = replay(visit.store, tx, card.id, asked.day, known=asked.known, now=visit.now)
    to_come = asked.day > visit.today
    told = tuple(reversed(tell_among(found.facts).values()))
    true = tell_among({noted.fact_id: noted for noted in (*found.facts, *found.late)}.values())
    teller = teller_of(visit, tx, forgotten=card.name is None)
    late = [noted for noted in found.late if not teller.by_system(noted)]
    return Past(
        asked=asked,
        portrait=None if to_come else _portrait(visit, tx, found, told),
        teller=teller,
        told=told[:SHOWN],
        facts=len(told),
        late=tuple(true[noted.fact_id] for noted in late),
        brought_in=len(found.late) - len(late),
        first=found.first,
        before=_neighbour(visit, found.before, teller, known=asked.known),
        after=_neighbour(visit, found.after, teller, known=asked.known),
        marks=_marks(found, visit.today),
        to_come=to_come,
    )


def _portrait(visit: Visit, tx: Tx, found: Replay, told: tuple[Told, ...]) -> Portrait | None:
    if found.customer is None:
        return None
    then = card_of(found.customer, entry_of(found.customer), found.day)
    return painted(visit, tx, then, told[:LAST_FACTS], found.setting)


def _neighbour(visit: Visit, noted: Recorded | None, teller: Teller, *, known: bool) -> tuple[date, Told] | None:
    if noted is None:
        return None
    moment = noted.recorded_at if known else noted.occurred_at
    return local_day(moment, visit.setting.zone), teller.alone(noted)


def _marks(found: Replay, today: date) -> tuple[float, ...]:
    span = max((today - found.first).days, 1)
    return tuple((day - found.first).days / span for day in found.days if day <= today)
