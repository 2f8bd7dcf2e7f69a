"""How far is the sweep: how many are somebody's today, how many are left, and about when is a customer's turn?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from uuid import UUID

from backend.projections import directory, sweep
from backend.projections.base import Customer
from backend.projections.directory import Worked
from backend.projections.people import Person
from backend.projections.week import Shares
from backend.retention.shares import LONGEST, NEVER, End, days_needed, end, share, with_pools
from backend.store import Tx
from backend.web.session import Visit
from events.sweep import SweepPlanAdopted
from events.values import Role

MOST_COUNTED = 100_000
"""Of one person or pool: beyond that, nobody needs the exact number."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What one person has before them: `a_day` of theirs on average, how many are left, and until when."""

    a_day: float
    left: int
    end: End


@dataclass(frozen=True, slots=True)
class Turn:
    """When a customer's turn is, about; `pooled`: once somebody looks after them."""

    end: End
    pooled: bool


@dataclass(frozen=True, slots=True)
class Quiet:
    """Whom nobody has tried, by who holds them: `owned` by salespeople, `pooled` by teams, `others` by who left."""

    owned: dict[UUID, int]
    pooled: dict[UUID, int]
    others: int

    @property
    def total(self) -> int:
        return sum(self.owned.values()) + sum(self.pooled.values()) + self.others


@dataclass(frozen=True, slots=True)
class Sweeping:
    """The sweep plan in force today, and who has a share of it."""

    plan: SweepPlanAdopted
    holding: tuple[UUID, ...]
    visit: Visit

    @property
    def each(self) -> float:
        """How many a day somebody has on average who holds some."""
        return self.plan.a_day / max(len(self.holding), 1)

    def share(self, who: UUID, day: date) -> int:
        calendar = self.visit.setting.calendar
        turn = calendar.working_days_between(self.plan.since, day)
        return share(self.plan.a_day, self.holding, who, turn) if calendar.works(day) else 0

    def places(self, who: UUID, worked: Worked) -> int:
        """How many of today's share are left."""
        return max(self.share(who, self.visit.today) - worked.swept, 0)

    def ahead(self, tx: Tx, who: UUID) -> Ahead | None:
        """None for who holds none that is quiet."""
        if who not in self.holding:
            return None
        left = sweep.left(tx, who, ceil(self.each * LONGEST) + 1, self.visit.today)
        return Ahead(self.each, left, self._end(left))

    def turn(self, tx: Tx, customer: Customer) -> Turn | None:
        """None for who has no place in the sweep yet."""
        place = customer.by_rules.place
        if place is None or place.first > self.visit.today:
            return None
        if customer.holder not in self.holding:
            return Turn(NEVER, pooled=True)
        at_most = ceil(self.each * LONGEST) + 1
        ahead = sweep.before(tx, customer.holder, place.rank, self.visit.today, at_most)
        return Turn(self._end(ahead + 1), pooled=False)

    def _end(self, number: int) -> End:
        return end(number / self.each, self.visit.today, self.visit.setting.calendar)

    def week(self, tx: Tx) -> Shares:
        """How many of the sweep somebody has on each of some days, as long as there are some left."""

        def shares(who: UUID, days: Sequence[date]) -> list[int]:
            worked = directory.worked_today(tx, who, self.visit.today)
            wanted = [self.places(who, worked) if day == self.visit.today else self.share(who, day) for day in days]
            left = sweep.left(tx, who, sum(wanted) + 1, days[-1])
            return [max(min(number, left - sum(wanted[:at])), 0) for at, number in enumerate(wanted)]

        return shares


def sweeping(visit: Visit, tx: Tx) -> Sweeping | None:
    """None while no sweep plan is in force."""
    plan = visit.setting.sweep_on(visit.today)
    if plan is None:
        return None
    people = {one.id for one in who_sells(visit)}
    holding = tuple(who for who in sweep.holding(tx, visit.today) if who in people)
    return Sweeping(plan, holding, visit)


def who_sells(visit: Visit) -> list[Person]:
    """In the whole firm, by name."""
    return [one for one in visit.everybody if one.has(Role.SALESPERSON)]


def quiet(visit: Visit, tx: Tx, teams: Sequence[UUID]) -> Quiet:
    """Everybody in the firm who is quiet and whom nobody has tried."""
    held = {who: sweep.left(tx, who, MOST_COUNTED, visit.today) for who in sweep.holding(tx, visit.today)}
    people = {one.id for one in who_sells(visit)}
    owned = {who: number for who, number in held.items() if who in people}
    pooled = {who: number for who, number in held.items() if who in teams}
    return Quiet(owned, pooled, sum(held.values()) - sum(owned.values()) - sum(pooled.values()))


def effect(visit: Visit, found: Quiet, a_day: int) -> End:
    """When everybody has been tried once with so many a day, the pools shared out evenly among their teams."""
    teams = {pool: [one.id for one in who_sells(visit) if one.team == pool] for pool in found.pooled}
    left = with_pools({**found.owned, **found.pooled}, teams)
    days = days_needed(left, a_day, visit.setting.rulebook.plan_cards)
    return end(days, visit.today, visit.setting.calendar)
