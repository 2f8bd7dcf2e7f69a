"""Which numbers fit all that the firm's customers bought until a day, and which of them are in force?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from backend.retention.days import WEEK
from backend.retention.fit import fit_rhythm
from backend.retention.profile import PurchaseDay
from backend.retention.pulse import STEADY, Pulse, Weeks
from backend.retention.rhythm import Rhythm
from backend.retention.shelf_life import shelf_life_of
from backend.retention.spend import Spend, fit_spend, paid
from backend.retention.waiting import ENOUGH, UNTIL_KNOWN, Waiting, waiting_times
from events.rhythm import RhythmFitted

METHOD = "mbg-nbd gamma-gamma 1"
"""Another number when the same purchases would lead to other numbers."""


class Bought(NamedTuple):
    """What the fit needs of one customer: days as ordinals, `paid` the purchase days above zero and their mean."""

    first: int
    second: int | None
    last: int
    repeats: int
    paid: tuple[int, float]


def fitted_to(base: Iterable[Sequence[PurchaseDay]], today: date, purchases: int) -> RhythmFitted:
    """From each customer's purchase days, gone through once; `purchases` counts those of one day apart.

    Looks until the day of the last purchase of all: where a file ends in spring, nobody has been silent since.
    """
    weeks = Weeks()
    bought = [one for one in (_bought(days, today.toordinal(), weeks) for days in base) if one]
    until = max((one.last for one in bought), default=today.toordinal())
    rhythm = fit_rhythm((one.repeats, (one.last - one.first) / WEEK, (until - one.first) / WEEK) for one in bought)
    found = RhythmFitted(
        method=METHOD,
        as_of=date.fromordinal(until),
        customers=rhythm.customers,
        repeaters=rhythm.repeaters,
        purchases=purchases,
        log_likelihood=rhythm.log_likelihood,
        r=rhythm.rhythm.r,
        alpha=rhythm.rhythm.alpha,
        a=rhythm.rhythm.a,
        b=rhythm.rhythm.b,
        shelf_life=shelf_life_of(rhythm.rhythm),
    )
    return _with_pulse(_with_waiting(_with_spend(found, bought), bought), weeks.pulse())


def _bought(days: Sequence[PurchaseDay], today: int, weeks: Weeks) -> Bought | None:
    known = [one for one in days if one.day <= today]
    weeks.add(known)
    if not known:
        return None
    second = known[1].day if len(known) > 1 else None
    return Bought(known[0].day, second, known[-1].day, len(known) - 1, paid(known))


def _with_spend(found: RhythmFitted, bought: Sequence[Bought]) -> RhythmFitted:
    fitted = fit_spend(one.paid for one in bought)
    if fitted is None:
        return found
    spend = fitted.spend
    return replace(found, p=spend.p, q=spend.q, v=spend.v, spend_correlation=fitted.correlation)


def _with_waiting(found: RhythmFitted, bought: Sequence[Bought]) -> RhythmFitted:
    until = found.as_of.toordinal()
    times = waiting_times(
        (until - one.first, False) if one.second is None else (one.second - one.first, True) for one in bought
    )
    if times is None:
        return found
    return replace(found, back_quarter=times.quarter, back_half=times.half, back_three_quarters=times.three_quarters)


def _with_pulse(found: RhythmFitted, pulse: Pulse) -> RhythmFitted:
    return replace(found, pulse_from=date.fromordinal(pulse.start), pulse=pulse.percents) if pulse.percents else found


def enough(fitted: RhythmFitted) -> bool:
    """Whether so many came back that these numbers are better than those of other shops."""
    return fitted.repeaters >= ENOUGH


def rhythm_of(fitted: RhythmFitted) -> Rhythm:
    """What the agenda looks at, of what was fitted."""
    back = (fitted.back_half, fitted.back_three_quarters)
    return Rhythm(
        r=fitted.r,
        alpha=fitted.alpha,
        a=fitted.a,
        b=fitted.b,
        pulse=pulse_in(fitted),
        comes_back=None if back[0] is None or back[1] is None else (back[0], back[1]),
        shelf_life=fitted.shelf_life,
    )


def pulse_in(fitted: RhythmFitted) -> Pulse:
    return Pulse(fitted.pulse_from.toordinal(), fitted.pulse) if fitted.pulse_from else STEADY


def spend_of(fitted: RhythmFitted | None) -> Spend | None:
    """In minor units; None where there is none."""
    if fitted is None or fitted.p is None or fitted.q is None or fitted.v is None:
        return None
    return Spend(p=fitted.p, q=fitted.q, v=fitted.v)


def waiting_of(fitted: RhythmFitted | None) -> Waiting:
    """The firm's own waiting times, or those used until they are known."""
    days = (fitted.back_quarter, fitted.back_half, fitted.back_three_quarters) if fitted else ()
    known = [one for one in days if one is not None]
    return Waiting(quarter=known[0], half=known[1], three_quarters=known[2]) if len(known) == 3 else UNTIL_KNOWN
