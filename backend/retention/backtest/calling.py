"""Whom would each policy have called, week by week?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from backend.retention.backtest.buyers import ENOUGH, Seen
from backend.retention.backtest.policies import POLICIES, Known, Policy
from backend.retention.backtest.terms import COOL_DOWN


class Call(NamedTuple):
    """The `rank` of a call in its week, from 1; `week` is its day, an ordinal."""

    week: int
    rank: int
    customer: str


@dataclass(slots=True)
class Caller:
    """One policy, and whom it called so far; `last_call` by customer."""

    policy: Policy
    calls: list[Call] = field(default_factory=list)
    last_call: dict[str, int] = field(default_factory=dict)

    def may_call(self, one: Seen, day: int) -> bool:
        """One call per silence, and none within the cool-down."""
        called = self.last_call.get(one.customer)
        return called is None or (called < one.last and day - called >= COOL_DOWN)

    def call(self, week: Sequence[Seen], known: Known, at_most: int) -> None:
        scored = zip(self.policy(week, known), week, strict=True)
        listed = [(score, one) for score, one in scored if score is not None and self.may_call(one, known.day)]
        listed.sort(key=_score, reverse=True)
        for rank, (_, one) in enumerate(listed[:at_most], 1):
            self.last_call[one.customer] = known.day
            self.calls.append(Call(known.day, rank, one.customer))


def _score(listed: tuple[float, Seen]) -> float:
    return listed[0]


def called(seen: Sequence[Seen], weeks: Iterable[Known], names: Iterable[str], at_most: int) -> dict[str, list[Call]]:
    """By policy, in the order in which they were made. `weeks` in their order."""
    callers = {name: Caller(POLICIES[name]()) for name in names}
    for known in weeks:
        everybody = list(_with_enough(seen, known.day))
        for caller in callers.values():
            caller.call(everybody, known, at_most)
    return {name: caller.calls for name, caller in callers.items()}


def _with_enough(seen: Iterable[Seen], day: int) -> Iterator[Seen]:
    for one in seen:
        one.until(day)
        if one.purchases >= ENOUGH:
            yield one
