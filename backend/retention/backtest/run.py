"""How would each policy have done on these purchases? The whole backtest, from purchases to figures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from backend.retention.backtest.buyers import Buyer, Seen, rhythms
from backend.retention.backtest.calling import Call, called
from backend.retention.backtest.figures import Figures, Judge
from backend.retention.backtest.lapsers import lapsers
from backend.retention.backtest.policies import POLICIES, Known
from backend.retention.backtest.terms import Terms
from backend.retention.days import WEEK, Calendar
from backend.retention.fit import fit_rhythm
from backend.retention.rhythm import UNTIL_FITTED, Rhythm
from backend.retention.shelf_life import fresh_days, shelf_life_of
from backend.retention.waiting import ENOUGH
from events.kernel import Refused
from events.rulebook import Rulebook

SEED = 1997
REFITTED_EVERY = 4
"""Weeks."""
USUAL = Rulebook()
EVERY_DAY = Calendar(tuple(range(7)))
"""Of whom we know no working days."""


@dataclass(frozen=True, kw_only=True)
class Backtest:
    """What came of it. `left` is how many customers left within the weeks; `rhythm` and `shelf_life`
    (days) are those of the last week.
    """

    terms: Terms
    customers: int
    purchases: int
    left: int
    rhythm: Rhythm
    shelf_life: int
    figures: Sequence[Figures]
    calls: Mapping[str, Sequence[Call]]


def backtest(
    buyers: Collection[Buyer],
    terms: Terms,
    names: Iterable[str] = POLICIES,
    rulebook: Rulebook = USUAL,
    calendar: Calendar = EVERY_DAY,
) -> Backtest:
    """Pure: the same purchases and terms give the same figures. Raises Refused where there is no purchase."""
    if not buyers:
        raise Refused("There is no purchase to judge by.")
    buyers = sorted(buyers, key=_by_number)
    gone = lapsers(buyers, terms)
    fitted = [rhythm_at(buyers, day) for day in terms.weeks[::REFITTED_EVERY]]
    weeks = [
        Known(
            day=day,
            rulebook=rulebook,
            rhythm=fitted[number // REFITTED_EVERY],
            calendar=calendar,
            lapsers=gone,
            in_time=terms.in_time_weeks * WEEK,
            seed=SEED,
        )
        for number, day in enumerate(terms.weeks)
    ]
    calls = called([Seen(buyer) for buyer in buyers], weeks, dict.fromkeys(names), terms.calls)
    judge = Judge.of(terms, buyers, gone, SEED)
    return Backtest(
        terms=terms,
        customers=len(buyers),
        purchases=sum(len(buyer.days) for buyer in buyers),
        left=len(judge.counted),
        rhythm=fitted[-1],
        shelf_life=fresh_days(rulebook, fitted[-1]),
        figures=[judge.figures(name, made) for name, made in calls.items()],
        calls=calls,
    )


def _by_number(buyer: Buyer) -> tuple[int, str]:
    """Customers of the same score are called in this order, whatever the order of the rows."""
    return len(buyer.customer), buyer.customer


def rhythm_at(buyers: Iterable[Buyer], day: int) -> Rhythm:
    """Fitted to what was known on `day`, an ordinal; until enough customers came back, that of another shop."""
    fitted = fit_rhythm(rhythms(buyers, day))
    if fitted.repeaters < ENOUGH:
        return UNTIL_FITTED
    return replace(fitted.rhythm, shelf_life=shelf_life_of(fitted.rhythm))
