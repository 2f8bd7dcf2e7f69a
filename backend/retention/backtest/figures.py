"""How did a policy do: what did it reach, how many of its calls were right, and how many were wasted?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from backend.retention.backtest.buyers import Buyer
from backend.retention.backtest.calling import Call
from backend.retention.backtest.chance import drawn
from backend.retention.backtest.lapsers import Lapser
from backend.retention.backtest.terms import WASTED_WITHIN, Terms
from backend.retention.days import WEEK

SAMPLES = 500
TAIL = 0.025
"""What an interval of 95 % leaves out at each end."""
ALL = 100.0


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Percent; None where there was nobody to reach, or no call. `low` and `high` are the 95 % interval of reached.

    `reached`: of the worth a week of those who left. `precision`: calls to who had left. `wasted`: to who came anyway.
    """

    policy: str
    reached: float | None
    low: float | None
    high: float | None
    precision: float | None
    wasted: float | None
    calls: int


@dataclass(frozen=True)
class Judge:
    """Who left, and the bootstrap samples of them: the same for every policy, so that policies can be compared."""

    terms: Terms
    buyers: Mapping[str, Buyer]
    lapsers: Mapping[str, Lapser]
    counted: Sequence[Lapser]
    samples: Sequence[Sequence[int]]

    @classmethod
    def of(cls, terms: Terms, buyers: Iterable[Buyer], lapsers: Mapping[str, Lapser], seed: int) -> Judge:
        counted = [lapser for lapser in lapsers.values() if lapser.counted]
        samples = [drawn(seed, turn, len(counted)) for turn in range(SAMPLES)]
        return cls(terms, {buyer.customer: buyer for buyer in buyers}, lapsers, counted, samples)

    def figures(self, policy: str, calls: Collection[Call]) -> Figures:
        reached, weights = self.reached(calls), [lapser.weight for lapser in self.counted]
        low, high = self._interval(reached, weights)
        right = sum(call.week >= self.lapsers[call.customer].last for call in calls if call.customer in self.lapsers)
        wasted = sum(self._came_anyway(call) for call in calls)
        return Figures(
            policy=policy,
            reached=_percent(sum(reached), sum(weights)),
            low=low,
            high=high,
            precision=_percent(right, len(calls)),
            wasted=_percent(wasted, len(calls)),
            calls=len(calls),
        )

    def reached(self, calls: Iterable[Call]) -> list[float]:
        """Of each counted lapser's worth all, where the first call after the last purchase came in time, or nothing."""
        last = {lapser.customer: lapser.last for lapser in self.counted}
        first: dict[str, int] = {}
        for call in calls:
            if call.week >= last.get(call.customer, call.week + 1):
                first.setdefault(call.customer, call.week)
        in_time = {who for who, week in first.items() if week - last[who] <= self.terms.in_time_weeks * WEEK}
        return [lapser.weight if lapser.customer in in_time else 0.0 for lapser in self.counted]

    def _interval(self, reached: Sequence[float], weights: Sequence[float]) -> tuple[float | None, float | None]:
        shares = sorted(
            share
            for sample in self.samples
            if (share := _percent(_sum(reached, sample), _sum(weights, sample))) is not None
        )
        if not shares:
            return None, None
        left_out = int(TAIL * len(shares))
        return shares[left_out], shares[-1 - left_out]

    def _came_anyway(self, call: Call) -> bool:
        return self.buyers[call.customer].bought_between(call.week, call.week + WASTED_WITHIN)


def _sum(values: Sequence[float], sample: Sequence[int]) -> float:
    return sum(map(values.__getitem__, sample))


def _percent(part: float, whole: float) -> float | None:
    return ALL * part / whole if whole else None
