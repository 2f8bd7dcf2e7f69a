"""On which days has a customer gone quiet, and how urgently: who is likely to have left, and can be called in time?"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from math import ceil, log
from typing import NamedTuple

from backend.retention.agenda import Window
from backend.retention.days import WEEK, Calendar
from backend.retention.profile import Profile
from backend.retention.rhythm import Rhythm, active, own_gap
from backend.retention.shelf_life import fresh_days
from backend.retention.silence import Silence, rank_of
from events.rulebook import Rulebook
from events.values import Rule

FRESH = 10**7
"""Added to the rank of a silence within its shelf life: it goes before every older one."""
STEP = 14
"""Days for which the rank of a silence stays the same while it ripens."""
UNRIPE = log(20)
"""What each such step short of ripe takes off the rank, as far as the customer may still be active."""
FEWEST_WEEKS = 4
"""Over fewer weeks nobody's spend is spread."""
SMALLEST = 1e-9
"""A chance below it counts as this one."""


def gone_quiet(
    profile: Profile, silence: Silence, rulebook: Rulebook, rhythm: Rhythm, calendar: Calendar
) -> list[Window]:
    """Cut where the rank passes from one step to the next, so that each is constant: that of the middle day."""
    last, fresh = silence.last.day, fresh_days(rulebook, rhythm)
    ripe = min(rulebook.quiet_ripe_after, fresh)
    first, after_last = calendar.working(silence.due), silence.ends + 1
    if first >= after_last:
        return []
    cuts = [last + cut for cut in _steps(ripe, fresh) if first < last + cut < after_last]
    numbers, spend = _quiet_numbers(profile, silence), _spend_a_week(profile)
    found = []
    for start, end in pairwise((first, *cuts, after_last)):
        weeks = ((start + end - 1) / 2 - silence.first) / WEEK
        p = active(rhythm, profile.repeats, profile.span_weeks, weeks)
        steps = max(ceil((last + ripe - start) / STEP), 0)
        risk = at_risk(spend, p, steps=steps, fresh=start <= last + fresh)
        opens, begins, ends = (date.fromordinal(day) for day in (first, start, end - 1))
        because, all_numbers = (silence.last.fact,), {**numbers, **risk.numbers}
        found.append(Window(Rule.GONE_QUIET, opens, begins, ends, risk.rank, because, all_numbers))
    return found


def _steps(ripe: int, fresh: int) -> list[int]:
    """Days of silence on which another rank begins: each fortnight until it is ripe, the last fortnight within its
    shelf life where there are others between, and past that.
    """
    last_fortnight = fresh + 1 - STEP
    between = [last_fortnight] if last_fortnight >= ripe + STEP else []
    return sorted({*range(ripe, 0, -STEP), *between, fresh + 1})


def _spend_a_week(profile: Profile) -> float:
    """Minor units, from the first to the last purchase."""
    return max(profile.total, 0) / max(profile.span_weeks + 1, FEWEST_WEEKS)


def _quiet_numbers(profile: Profile, silence: Silence) -> dict[str, int]:
    return {
        "purchases": len(profile.days),
        "a_week": round(_spend_a_week(profile)),
        "since": silence.last.day,
        "gap": own_gap([day.day for day in profile.days]) or 0,
        "due_after": silence.due - silence.last.day,
        "total": profile.total,
    }


class AtRisk(NamedTuple):
    """What a silence puts at risk, in thousandths: `spent` for the spend a week, less the other two.

    `active`: for how likely they are still there. `young`: for as long as waiting may bring them back.
    """

    spent: int
    active: int
    young: int
    fresh: bool

    @property
    def rank(self) -> int:
        return self.spent - self.active - self.young + (FRESH if self.fresh else 0)

    @property
    def numbers(self) -> dict[str, int]:
        """As a window keeps them, so that whoever asks why sees the very parts."""
        return {"spent": self.spent, "active": self.active, "young": self.young, "fresh": int(self.fresh)}


def at_risk(spend: float, p: float, *, steps: int, fresh: bool) -> AtRisk:
    """The logarithm of spend a week (minor units) x (1 - P(active)), less for each step that is short of ripe.

    Whom waiting may still bring back can wait; who has surely left cannot. Silences within their shelf life go first.
    """
    left = -log(max(1 - p, SMALLEST))
    return AtRisk(rank_of(log(1 + spend)), rank_of(left), rank_of(steps * UNRIPE * p), fresh)
