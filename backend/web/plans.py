"""What is on somebody's plan of today: done, left, lane by lane, and what could wait?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.projections import directory, enquiries, people, queue
from backend.projections.people import Absence, Person
from backend.projections.sweep import left as untried
from backend.retention.agenda import Lane
from backend.retention.ways import quiet_until
from backend.store import Tx
from backend.web.cards import Card, cards
from backend.web.session import Visit
from backend.web.sweeping import Ahead, Sweeping, sweeping
from events.values import Role

MOST_ASKED = 20
"""Enquiries that nobody has taken: as many as anybody can answer on a day."""
MOST_POOLED = 1_000
"""Beyond that, nobody needs the exact number on a phone."""


@dataclass(frozen=True, slots=True)
class Section:
    """A lane with its cards; `waiting` more could wait."""

    lane: Lane
    cards: list[Card]
    waiting: int


@dataclass(frozen=True, slots=True)
class Today:
    """`absent`: for whom this person stands in, and until when. `quiet`: it is too early or too late to call.

    `ahead`: how far the sweep is, where there is a plan and this person has a share of it. `pooled`: how many whom
    nobody has tried stand in the team's pool, counted up to `MOST_POOLED`. `nobody_yet`: they may bring customers in,
    and have none. `asked`: whose enquiries wait in the team's pool, the oldest first; `asked_more`: these are not all.
    """

    day: date
    done: int
    sections: list[Section]
    absent: dict[UUID, tuple[Person, date]]
    quiet: bool
    quiet_until: int
    ahead: Ahead | None
    pooled: int
    nobody_yet: bool
    asked: list[Card]
    asked_more: bool

    @property
    def left(self) -> int:
        return sum(len(section.cards) for section in self.sections)

    @property
    def could_wait(self) -> int:
        """How many are due beside those on the plan."""
        return sum(section.waiting for section in self.sections)

    @property
    def shown(self) -> list[Section]:
        return [section for section in self.sections if section.cards]

    @property
    def waiting(self) -> list[Section]:
        """Lanes of which nothing is on today's plan."""
        return [section for section in self.sections if not section.cards]


def plan_of(here: Visit, tx: Tx, who: Person, sweep: Sweeping | None, *, at_least: int = 0) -> tuple[int, queue.Plan]:
    """How many customers this person has worked today, and what is left of the plan.

    `at_least`: where that is fewer, it goes on with the most urgent of those who could wait.
    """
    worked = directory.worked_today(tx, who.id, here.today)
    size = size_of(here, who)
    plan = queue.plan(
        tx,
        who.id,
        here.today,
        cards=max(size - (worked.customers - worked.owed), at_least),
        standing_in_for=people.standing_in_for(here.everybody, who.id, here.today),
        places=sweep.places(who.id, worked) if sweep else None,
    )
    return worked.customers, plan


def size_of(here: Visit, who: Person) -> int:
    """How many cards a day this person has beside what is owed."""
    return here.setting.rulebook.plan_cards if who.cards is None else who.cards


def today_of(here: Visit, who: Person) -> Today:
    """A constant number of statements: who was worked, who is due, and the cards of those on the plan."""
    day, absent = here.today, people.standing_in_for(here.everybody, who.id, here.today)
    with here.read() as tx:
        sweep = sweeping(here, tx)
        done, plan = plan_of(here, tx, who, sweep)
        ahead = sweep.ahead(tx, who.id) if sweep else None
        pooled = untried(tx, who.team, MOST_POOLED) if who.team else 0
        nobody_yet = who.has(Role.MANAGER) and not plan.cards and not pooled and not directory.held(tx, who.id, 1)
        found = cards(here, tx, [due.customer for due in plan.cards], day)
        asking, more = nobodys(tx, who)
        asked = list(cards(here, tx, asking, day).values())
    seen = [card for card in found.values() if here.scope.sees(card.entry.owner, card.entry.team)]
    lane_of = {due.customer: due.lane for due in plan.cards}
    sections = [
        Section(lane, [card for card in seen if lane_of[card.id] is lane], plan.waiting.get(lane, 0)) for lane in Lane
    ]
    return Today(
        day=day,
        done=done,
        sections=[section for section in sections if section.cards or section.waiting],
        absent=absences(here, absent),
        quiet=_quiet(here),
        quiet_until=here.setting.rulebook.quiet_hours_until,
        ahead=ahead,
        pooled=pooled,
        nobody_yet=nobody_yet,
        asked=asked,
        asked_more=more,
    )


def nobodys(tx: Tx, who: Person) -> tuple[list[UUID], bool]:
    """Whose enquiries nobody in the team of this person has taken, up to `MOST_ASKED`, and whether there are more.

    They stand on Today of everybody who sells in the team, the oldest first.
    """
    if who.team is None or not who.has(Role.SALESPERSON):
        return [], False
    found = enquiries.of_holder(tx, who.team, MOST_ASKED + 1)
    return found[:MOST_ASKED], len(found) > MOST_ASKED


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a due customer stands today on the plan of whoever looks after them.

    `at`: the place on a plan of `size` cards, with what was worked today; None for what is owed, which is on it anyhow.
    `absence`: that person is away, and a stand-in has what is owed.
    """

    whose: Person
    place: queue.Place
    at: int | None
    size: int
    absence: Absence | None

    @property
    def beyond(self) -> bool:
        """Whether the plan ends before them."""
        return self.at is not None and self.at > self.size


def placed(here: Visit, tx: Tx, card: Card, sweep: Sweeping | None) -> Placed | None:
    """None for who is on nobody's list of today: not due, in a pool or with somebody who sells no more, or a turn of
    the sweep that is still to come.
    """
    who = next((one for one in here.everybody if one.id == card.entry.owner), None)
    if who is None or not who.has(Role.SALESPERSON):
        return None
    worked, size = directory.worked_today(tx, who.id, here.today), size_of(here, who)
    done = worked.customers - worked.owed
    places = sweep.places(who.id, worked) if sweep else None
    found = queue.place(tx, who.id, here.today, card.id, cards=size - done, places=places)
    if found is None:
        return None
    at = None if found.ahead is None else done + found.ahead + 1
    return Placed(who, found, at, size, who.away(here.today))


def absences(here: Visit, absent: Collection[UUID]) -> dict[UUID, tuple[Person, date]]:
    """Who of these is away today, and until when."""
    away = {one.id: (one, one.away(here.today)) for one in here.everybody if one.id in absent}
    return {who: (one, absence.last_day) for who, (one, absence) in away.items() if absence}


def _quiet(here: Visit) -> bool:
    return quiet_until(here.setting.rulebook, here.now.astimezone(here.setting.zone)) is not None
