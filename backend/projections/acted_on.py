"""Of an action that is done: who was told, who came back since, and what have they bought?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from backend.projections.base import Customer, Row, Table
from backend.store import Tx, select_in, uuid_of

TABLE = Table(
    "live_acted_on",
    {
        "customer": "BYTEA NOT NULL",
        "action": "BYTEA NOT NULL",
        "fact": "BYTEA NOT NULL",
        "told": "INTEGER NOT NULL",
        "back": "INTEGER NOT NULL",
        "amount": "BIGINT NOT NULL",
    },
    indexes=("action, told, back, amount, customer", "customer"),
)
COUNTS = """
    SELECT action, COUNT(customer), SUM(told), SUM(back), SUM(amount) FROM live_acted_on
    WHERE action IN (*) GROUP BY action
"""
OF_ACTION = "SELECT customer, fact FROM live_acted_on WHERE action = ?"


@dataclass(frozen=True, slots=True)
class Came:
    """Customers: `raised` are to be told or were, `back` bought since it was done, for `amount` in minor units.

    Told or not: whoever hears it later than they buy is no less back. Who is gone for good is told nothing.
    """

    raised: int
    told: int
    back: int
    amount: int


class ActedOnReasons:
    """A row for each action that answered something that they said."""

    table = TABLE

    def rows(self, customer: Customer) -> Iterable[Row]:
        profile = customer.profile
        if not profile.registered:
            return
        counted = set[UUID]()
        for fact, answer in profile.acted_on.items():
            if answer.action in counted:
                continue
            counted.add(answer.action)
            if profile.gone and answer.told is None:
                continue
            since, told = answer.on.toordinal(), int(answer.told is not None)
            bought = [day.amount for day in profile.days if day.day >= since]
            back = sum(one.amount for one in profile.given_back if one.day >= since)
            amount = max(sum(bought) - back, 0)
            yield (customer.key, answer.action.bytes, fact.bytes, told, int(bool(bought)), amount)


def came(tx: Tx, actions: Iterable[UUID]) -> dict[UUID, Came]:
    """What came of each of these actions."""
    found = select_in(tx, COUNTS, [action.bytes for action in actions])
    return {uuid_of(action): Came(*map(int, counts)) for action, *counts in found}


def answers(tx: Tx, action: UUID) -> dict[UUID, UUID]:
    """Of each customer who is to be told of this action, or was, the fact by which."""
    return {uuid_of(customer): uuid_of(fact) for customer, fact in tx.execute(OF_ACTION, (action.bytes,))}
