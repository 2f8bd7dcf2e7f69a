"""Does calling help? Each overdue silence since a control group is held back, and whether the customer came back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from backend.projections.base import Customer, Row, Table
from backend.retention.trials import FOLLOWED, Group
from backend.store import Tx

TABLE = Table(
    "live_trials",
    {
        "customer": "BYTEA NOT NULL",
        "due": "INTEGER NOT NULL",
        "held": "INTEGER NOT NULL",
        "back": "INTEGER NOT NULL",
        "amount": "BIGINT NOT NULL",
    },
    indexes=("held, due, back, amount", "customer"),
)
FOLLOWED_TO_THE_END = """
    SELECT COUNT(*), COALESCE(SUM(back), 0), COALESCE(SUM(amount), 0) FROM live_trials WHERE held = ? AND due <= ?
"""
RUNNING = "SELECT COUNT(*) FROM live_trials WHERE held = ? AND due > ? AND due <= ?"


class Trials:
    """Without a control group there are no rows."""

    table = TABLE

    def rows(self, customer: Customer) -> Iterable[Row]:
        for trial in customer.trials if customer.profile.registered else ():
            yield customer.key, trial.due, int(trial.held), int(trial.back), trial.amount


def group(tx: Tx, day: date, *, held: bool) -> Group:
    """What came of the silences that have been followed to the end by `day`: those held back, or all the others."""
    ended = (day - timedelta(days=FOLLOWED)).toordinal()
    return Group(*map(int, tx.execute(FOLLOWED_TO_THE_END, (int(held), ended)).fetchone()))


def running(tx: Tx, day: date, *, held: bool) -> int:
    """How many are due by `day` and not followed to the end yet."""
    ended = (day - timedelta(days=FOLLOWED)).toordinal()
    return int(tx.execute(RUNNING, (int(held), ended, day.toordinal())).fetchone()[0])
