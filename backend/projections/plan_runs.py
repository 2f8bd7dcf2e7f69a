"""With how many customers does each relationship plan run, who is behind, and what ended it? For managers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from backend.projections.base import Customer, Row, Table
from backend.retention.plan_steps import behind_windows, end_of_plan, first_bought, steps_at
from backend.retention.profile import PlanEndReason, PlanRun
from backend.store import Tx, select_in, uuid_of

RUNNING, BEHIND = "running", "behind"
"""States beside the reasons for an end: it runs until its time has run out, and spans in which somebody is behind."""
TABLE = Table(
    "live_plan_runs",
    {
        "customer": "BYTEA NOT NULL",
        "team": "BYTEA",
        "plan": "BYTEA NOT NULL",
        "start": "BYTEA NOT NULL",
        "state": "TEXT NOT NULL",
        "last": "INTEGER NOT NULL",
        "first": "INTEGER NOT NULL",
        "amount": "BIGINT NOT NULL",
    },
    indexes=("team, plan, state, last, first, amount, customer", "team, state, last, customer", "customer"),
)
ENDS = "SELECT state, COUNT(*), SUM(amount) FROM live_plan_runs WHERE team = ? AND plan = ? GROUP BY state"
ON_DAY = """
    SELECT COUNT(*) FROM live_plan_runs WHERE team = ? AND plan = ? AND state = ? AND last >= ? AND first <= ?
"""
HAVING = "SELECT customer, start FROM live_plan_runs WHERE team = ? AND state = 'running' AND last >= ?"
HAD = "SELECT customer FROM live_plan_runs WHERE team = ? AND plan = ?"
STARTS = "SELECT start FROM live_plan_runs WHERE customer IN (*)"


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one plan in one team. `brought`: minor units of the purchases that ended it; `over`: it ended otherwise."""

    running: int
    behind: int
    bought: int
    brought: int
    over: int

    @property
    def on_plan(self) -> int:
        return self.running - self.behind


class PlanRuns:
    """A row for each time that a plan began with a customer, and one for each span in which they are behind."""

    table = TABLE

    def rows(self, customer: Customer) -> Iterable[Row]:
        profile = customer.profile
        if profile.registered and profile.relationship_plan:
            for run in (*profile.earlier_plans, profile.relationship_plan):
                for state, first, last, amount in _told(run, customer):
                    team = profile.team and profile.team.bytes
                    yield (
                        customer.key,
                        team,
                        run.plan.bytes,
                        run.fact.bytes,
                        state,
                        last.toordinal(),
                        first.toordinal(),
                        amount,
                    )


def _told(run: PlanRun, customer: Customer) -> Iterator[tuple[str, date, date, int]]:
    """State, first and last day, and what was bought."""
    days = customer.profile.days
    end = end_of_plan(run, days)
    if end is not None:
        bought = first_bought(run, days) if end.why is PlanEndReason.BOUGHT else None
        yield end.why.value, run.set_on, end.on, bought.amount if bought else 0
        return
    steps = steps_at(run, customer.rulebook, customer.setting.calendar)
    yield RUNNING, run.set_on, steps[-1].last, 0
    for first, last in behind_windows(steps):
        yield BEHIND, first, last, 0


def counts(tx: Tx, team: UUID, plan: UUID, day: date) -> Counts:
    """How a plan stands today with a team's customers. It is over, too, where its last step's time ran out."""
    ends = {state: (int(count), int(amount)) for state, count, amount in tx.execute(ENDS, (team.bytes, plan.bytes))}
    running, behind = (_on_day(tx, team, plan, state, day) for state in (RUNNING, BEHIND))
    bought, brought = ends.get(PlanEndReason.BOUGHT, (0, 0))
    total = sum(count for state, (count, _) in ends.items() if state != BEHIND)
    return Counts(running, behind, bought, brought, total - running - bought)


def _on_day(tx: Tx, team: UUID, plan: UUID, state: str, day: date) -> int:
    on = day.toordinal()
    return int(tx.execute(ON_DAY, (team.bytes, plan.bytes, state, on, on)).fetchone()[0])


def having(tx: Tx, team: UUID, day: date) -> dict[UUID, UUID]:
    """With whom of a team any plan runs today, each with the fact that started it."""
    rows = tx.execute(HAVING, (team.bytes, day.toordinal()))
    return {uuid_of(customer): uuid_of(start) for customer, start in rows}


def had(tx: Tx, team: UUID, plan: UUID) -> set[UUID]:
    """With whom of a team this plan was begun, whatever became of it."""
    return {uuid_of(customer) for (customer,) in tx.execute(HAD, (team.bytes, plan.bytes))}


def starts(tx: Tx, customers: Collection[UUID]) -> set[UUID]:
    """The facts by which any plan was ever begun with them."""
    return {uuid_of(start) for (start,) in select_in(tx, STARTS, [customer.bytes for customer in customers])}
