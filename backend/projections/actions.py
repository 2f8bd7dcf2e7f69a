"""Which actions run, who sees to each until when, and what came of those that are done?

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
from events.actions import ACTIONS, ActionBegun, ActionDone, ActionDropped, ActionMoved, FeedbackGathered
from events.kernel import Recorded

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
        "what": "TEXT",
        "ending": "TEXT",
    },
    indexes=("team, state, due, action", "owner, state, due, action"),
    key="action",
)
GATHERED = Table(
    "live_gathered",
    {"action": "BYTEA NOT NULL", "customer": "BYTEA NOT NULL", "reason": "BYTEA NOT NULL", "fact": "BYTEA NOT NULL"},
    indexes=("action, customer, reason",),
    key="action, customer, reason, fact",
)
COLUMNS = "action, team, owner, state, due, theme, what, ending"
READ = f"SELECT {COLUMNS} FROM live_actions WHERE action = ?"  # noqa: S608 constants only
OF_TEAM = f"""
    SELECT {COLUMNS} FROM live_actions WHERE team = ? AND state = ? ORDER BY due {{}}, action LIMIT ?
"""  # noqa: S608
OF_OWNER = f"""
    SELECT {COLUMNS} FROM live_actions WHERE owner = ? AND state = ? ORDER BY due, action LIMIT ?
"""  # noqa: S608
OF_CUSTOMERS = """
    SELECT 1 FROM live_gathered JOIN live_directory ON live_directory.customer = live_gathered.customer
    WHERE live_gathered.action = ? AND {} LIMIT 1
"""
MANY = "SELECT COUNT(DISTINCT customer) FROM live_gathered WHERE action = ?"
OF_ACTION = """
    SELECT customer, reason FROM live_gathered WHERE action = ? AND customer > ? ORDER BY customer, reason LIMIT ?
"""
FORGET = "DELETE FROM live_actions WHERE action IN (*)"


@dataclass(frozen=True, slots=True)
class Action:
    """`what` and `ending` (what was done, or why not) None where their key is gone."""

    id: UUID
    team: UUID
    owner: UUID
    state: str
    by: date
    theme: str
    what: str | None
    ending: str | None

    def late(self, day: date) -> bool:
        return self.state == RUNNING and self.by < day


def take_in(tx: Tx, facts: Sequence[Recorded], stream: Callable[[], Sequence[Recorded]]) -> None:
    """Take in new facts of one action, whose whole stream can be read; what it gathered is only added to."""
    if not all(isinstance(noted.body, FeedbackGathered) for noted in facts):
        delete_in(tx, FORGET, [facts[0].stream.bytes])
        tx.insert(TABLE.name, TABLE.names, list(action_rows(stream())))
    tx.insert(GATHERED.name, GATHERED.names, list(gathered_rows(facts)))


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
            action.what,
            action.ending,
        )


def gathered_rows(facts: Iterable[Recorded]) -> Iterable[Row]:
    for noted in facts:
        if isinstance(noted.body, FeedbackGathered):
            body = noted.body
            yield (noted.stream.bytes, body.customer.bytes, body.of.bytes, noted.fact_id.bytes)


def folded(stream: Iterable[Recorded]) -> Action | None:
    """None before it is begun."""
    action: Action | None = None
    for noted in stream:
        match noted.body:
            case ActionBegun() as begun:
                action = Action(noted.stream, begun.team, begun.owner, RUNNING, begun.by, begun.theme, begun.what, None)
            case ActionMoved(owner=owner, by=by) if action:
                action = replace(action, owner=owner, by=by)
            case ActionDone(text=text) if action:
                action = replace(action, state=DONE, ending=text)
            case ActionDropped(text=text) if action:
                action = replace(action, state=DROPPED, ending=text)
            case _:
                pass
    return action


def _action(row: Any) -> Action:
    action, team, owner, state, due, theme, what, ending = row
    return Action(
        id=uuid_of(action),
        team=uuid_of(team),
        owner=uuid_of(owner),
        state=state,
        by=date.fromordinal(due),
        theme=theme,
        what=what,
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
    return tx.execute(OF_CUSTOMERS.format(where), (which.bytes, *params)).fetchone() is not None


def many(tx: Tx, which: UUID) -> int:
    """How many customers an action gathers."""
    return int(tx.execute(MANY, (which.bytes,)).fetchone()[0])


def gathered(tx: Tx, which: UUID, after: UUID, limit: int) -> list[tuple[UUID, UUID]]:
    """Customers, and what of theirs is gathered, from behind one customer on."""
    rows = tx.execute(OF_ACTION, (which.bytes, after.bytes, limit))
    return [(uuid_of(customer), uuid_of(reason)) for customer, reason in rows]
