"""Stated history: what did a list of people say of a customer's past before Encore? Never a purchase of ours."""

from __future__ import annotations

from datetime import date

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact
from events.values import Money, valid_day

MOST_ORDERS = 1_000_000


@fact("history_stated")
class HistoryStated(Fact):
    """So much was said of the past; None where nothing was said. `total` in minor units. The latest one counts."""

    last_order: date | None = None
    total: int | None = None
    orders: int | None = None


@command
class StateHistory(Command):
    last_order: date | None = None
    total: Money | None = None
    orders: int | None = None

    def __post_init__(self) -> None:
        if self.last_order is not None:
            valid_day(self.last_order)
        if self.orders is not None and not 0 <= self.orders <= MOST_ORDERS:
            raise Refused("The number of orders lies between 0 and a million.")
        if (self.last_order, self.total, self.orders) == (None, None, None):
            raise Refused("Say at least one of the last order, the total so far and the number of orders.")


def decide(past: HistoryStated | None, asked: StateHistory) -> list[HistoryStated]:
    said = state(asked)
    return [] if past == said else [said]


def state(asked: StateHistory) -> HistoryStated:
    """The fact of what was stated; set-wise imports call it without the rest of the topic."""
    return HistoryStated(
        last_order=asked.last_order, total=None if asked.total is None else asked.total.minor, orders=asked.orders
    )


def evolve(past: HistoryStated | None, noted: Noted) -> HistoryStated | None:
    return noted.body if isinstance(noted.body, HistoryStated) else past


STATED = Decider[HistoryStated | None, StateHistory, HistoryStated](
    start=None, commands=(StateHistory,), facts=(HistoryStated,), decide=decide, evolve=evolve
)
