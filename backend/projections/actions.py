"""Which actions run, who sees to each until when, and whose words does each answer?

Rows follow from the actions' own streams; what came of one, from each customer's (backend/projections/acted_on.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from backend.projections.base import Row, Scope, Table
from backend.store import Tx, delete_in, uuid_of
from events.actions import (
    ACTIONS,
    ActionBegun,
    ActionDone,
    ActionDropped,
    ActionMoved,
    ActionReopened,
    FeedbackGathered,
    FeedbackTakenOut,
)
from events.kernel import Recorded
from events.values import LossReason

KINDS = ACTIONS.facts
RUNNING, DONE, DROPPED = "running", "done", "dropped"
TABLE = Table(
    "live_actions",
    {
        "action": "BYTEA NOT NULL",
        "team": "BYTEA NOT NULL",
        "owner": "BYTEA NOT NULL",
        "state": "TEXT NOT NULL",
        "due": "INTEGER NOT NULL",
        "theme": "TEXT NOT NULL",
        "reason": "TEXT",
        "customers": "INTEGER NOT NULL",
        "reopened": "INTEGER NOT NULL",
        "what": "TEXT",
        "ending": "TEXT",
    },
    indexes=("team, state, due, action", "owner, state, due, action"),
    key="action",
)
GATHERED = Table(
    "live_gathered",
    {"action": "BYTEA NOT NULL", "customer": "BYTEA NOT NULL", "said": "BYTEA NOT NULL", "fact": "BYTEA NOT NULL"},
    indexes=("customer, action",),
    key="action, customer, said, fact",
)
COLUMNS = "action, team, owner, state, due, theme, reason, customers, reopened, what, ending"
READ = f"SELECT {COLUMNS} FROM live_actions WHERE action = ?"  # noqa: S608 constants only
OF_TEAM = f"""
    SELECT {COLUMNS} FROM live_actions WHERE team = ? AND state = ? ORDER BY due {{}}, action LIMIT ?
"""  # noqa: S608
OF_OWNER = f"""
    SELECT {COLUMNS} FROM live_actions WHERE owner = ? AND state = ? ORDER BY due, action LIMIT ?
"""  # noqa: S608
GATHERS = """
    SELECT 1 FROM live_gathered JOIN live_directory ON live_directory.customer = live_gathered.customer
    WHERE live_gathered.action = {} AND {}
"""
FOR_CUSTOMERS = f"""
    SELECT {COLUMNS} FROM live_actions WHERE team = ? AND state = ? AND EXISTS ({GATHERS}) ORDER BY due, action LIMIT ?
"""  # noqa: S608 constants only
SEEN = """
    SELECT DISTINCT live_gathered.customer FROM live_gathered
    JOIN live_directory ON live_directory.customer = live_gathered.customer
    WHERE live_gathered.action = ? AND {} ORDER BY live_gathered.customer LIMIT ?
"""
OF_ACTION = "SELECT customer, said FROM live_gathered WHERE action = ? ORDER BY customer, said"
OF_CUSTOMER = f"""
    SELECT {", ".join(f"live_actions.{name}" for name in COLUMNS.split(", "))}, live_gathered.said
    FROM live_gathered JOIN live_actions ON live_actions.action = live_gathered.action
    WHERE live_gathered.customer = ? AND live_actions.state = ?
"""  # noqa: S608 constants only
COUNT = """
    UPDATE live_actions SET customers = (SELECT COUNT(DISTINCT customer) FROM live_gathered WHERE action = ?)
    WHERE action = ?
"""
TAKE_OUT = "DELETE FROM live_gathered WHERE action = ? AND customer = ? AND said = ?"
FORGET = "DELETE FROM live_actions WHERE action IN (*)"


@dataclass(frozen=True, slots=True)
class Action:
    """It answers what is said of a `theme`, why people leave (`reason`), or single voices, of so many `customers`.

    `what` and `ending` (what was done, or why not) None where their key is gone. `reopened`: how often.
    """

    id: UUID
    team: UUID
    owner: UUID
    by: date
    theme: str
    reason: LossReason | None
    what: str | None
    state: str = RUNNING
    customers: int = 0
    reopened: int = 0
    ending: str | None = None

    def late(self, day: date) -> bool:
        return self.state == RUNNING and self.by < day


def take_in(tx: Tx, facts: Sequence[Recorded], stream: Callable[[], Sequence[Recorded]]) -> None:
    """Take in new facts of one action, whose whole stream can be read; what it gathered is added to, or taken out."""
    gathering = (FeedbackGathered, FeedbackTakenOut)
    action = facts[0].stream.bytes
    if not all(isinstance(noted.body, gathering) for noted in facts):
        delete_in(tx, FORGET, [action])
        tx.insert(TABLE.name, TABLE.names, list(action_rows(stream())))
    if any(isinstance(noted.body, gathering) for noted in facts):
        for noted in facts:
            if isinstance(noted.body, FeedbackTakenOut):
                tx.execute(TAKE_OUT, (action, noted.body.customer.bytes, noted.body.of.bytes))
        tx.insert(GATHERED.name, GATHERED.names, list(gathered_rows(facts)))
        tx.execute(COUNT, (action, action))


def action_rows(stream: Sequence[Recorded]) -> Iterable[Row]:
    action = folded(stream)
    if action:
        yield (
            action.id.bytes,
            action.team.bytes,
            action.owner.bytes,
            action.state,
            action.by.toordinal(),
            action.theme,
            action.reason and action.reason.value,
            len({row[1] for row in gathered_rows(stream)}),
            action.reopened,
            action.what,
            action.ending,
        )


def gathered_rows(facts: Iterable[Recorded]) -> Iterable[Row]:
    """In the order of the log, in which what was gathered is also taken out."""
    said: dict[tuple[UUID, UUID], list[Row]] = {}
    for noted in sorted(facts, key=lambda one: one.position):
        match noted.body:
            case FeedbackGathered(customer=customer, of=of):
                row = (noted.stream.bytes, customer.bytes, of.bytes, noted.fact_id.bytes)
                said.setdefault((customer, of), []).append(row)
            case FeedbackTakenOut(customer=customer, of=of):
                said.pop((customer, of), None)
            case _:
                pass
    return [row for rows in said.values() for row in rows]


def folded(stream: Iterable[Recorded]) -> Action | None:
    """None before it is begun. Whom it gathers is counted elsewhere."""
    action: Action | None = None
    for noted in stream:
        match noted.body:
            case ActionBegun(team=team, owner=owner, by=by, theme=theme, reason=reason, what=what):
                action = Action(noted.stream, team, owner, by, theme, reason, what)
            case ActionMoved(owner=owner, by=by) if action:
                action = replace(action, owner=owner, by=by)
            case ActionDone(text=text) if action:
                action = replace(action, state=DONE, ending=text)
            case ActionDropped(text=text) if action:
                action = replace(action, state=DROPPED, ending=text)
            case ActionReopened() if action:
                action = replace(action, state=RUNNING, ending=None, reopened=action.reopened + 1)
            case _:
                pass
    return action


def _action(row: Any) -> Action:
    action, team, owner, state, due, theme, reason, customers, reopened, what, ending = row
    return Action(
        id=uuid_of(action),
        team=uuid_of(team),
        owner=uuid_of(owner),
        by=date.fromordinal(due),
        theme=theme,
        reason=LossReason(reason) if reason else None,
        what=what,
        state=state,
        customers=customers,
        reopened=reopened,
        ending=ending,
    )


def action(tx: Tx, which: UUID) -> Action | None:
    row = tx.execute(READ, (which.bytes,)).fetchone()
    return _action(row) if row else None


def of_team(tx: Tx, team: UUID, state: str, limit: int) -> list[Action]:
    """Those that run, the most urgent first; of the others the last first."""
    sql = OF_TEAM.format("" if state == RUNNING else "DESC")
    if state != RUNNING:
        sql = sql.replace("DESC, action", "DESC, action DESC")
    return [_action(row) for row in tx.execute(sql, (team.bytes, state, limit))]


def of_owner(tx: Tx, owner: UUID, state: str, limit: int) -> list[Action]:
    """Those that this person sees to, of whatever team."""
    return [_action(row) for row in tx.execute(OF_OWNER, (owner.bytes, state, limit))]


def gathers_of(tx: Tx, which: UUID, scope: Scope) -> bool:
    """Whether an action gathers anybody whom this person may see."""
    where, params = scope.where()
    return tx.execute(GATHERS.format("?", where) + "LIMIT 1", (which.bytes, *params)).fetchone() is not None


def for_customers(tx: Tx, team: UUID, scope: Scope, limit: int) -> list[Action]:
    """Those of a team that run and gather somebody whom this person may see, the most urgent first."""
    where, params = scope.where()
    sql = FOR_CUSTOMERS.format("live_actions.action", where)
    return [_action(row) for row in tx.execute(sql, (team.bytes, RUNNING, *params, limit))]


def gathered(tx: Tx, which: UUID) -> dict[UUID, list[UUID]]:
    """Of each customer whom an action gathers, what of theirs; in the order of their ids."""
    found: dict[UUID, list[UUID]] = {}
    for customer, said in tx.execute(OF_ACTION, (which.bytes,)):
        found.setdefault(uuid_of(customer), []).append(uuid_of(said))
    return found


def gathered_of(tx: Tx, which: UUID, scope: Scope, limit: int) -> list[UUID]:
    """Some of the customers whom an action gathers and whom this person may see."""
    where, params = scope.where()
    return [uuid_of(customer) for (customer,) in tx.execute(SEEN.format(where), (which.bytes, *params, limit))]


def answering(tx: Tx, customer: UUID) -> list[tuple[Action, UUID]]:
    """The actions that run and answer something that this customer said, each with what."""
    rows = tx.execute(OF_CUSTOMER, (customer.bytes, RUNNING))
    found = [(_action(row[:-1]), uuid_of(row[-1])) for row in rows]
    return sorted(found, key=lambda one: (one[0].by, one[0].id, one[1]))
