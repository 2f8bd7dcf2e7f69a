"""On which days has a customer gone quiet, and how urgently: who is likely to have left, and can be called in time?"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from math import ceil, log

from backend.retention.agenda import Window
from backend.retention.days import Calendar
from backend.retention.profile import Profile
from backend.retention.rhythm import WEEK, Rhythm, active, own_gap
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
    numbers = _quiet_numbers(profile, silence)
    return [
        Window(
            Rule.GONE_QUIET,
            date.fromordinal(first),
            date.fromordinal(start),
            date.fromordinal(end - 1),
            quiet_rank(
                _spend_a_week(profile),
                active(rhythm, profile.repeats, profile.span_weeks, ((start + end - 1) / 2 - silence.first) / WEEK),
                steps=max(ceil((last + ripe - start) / STEP), 0),
                fresh=start <= last + fresh,
            ),
            (silence.last.fact,),
            numbers,
        )
        for start, end in pairwise((first, *cuts, after_last))
    ]


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
        "since": silence.last.day,
        "gap": own_gap([day.day for day in profile.days]) or 0,
        "due_after": silence.due - silence.last.day,
        "total": profile.total,
    }


def quiet_rank(spend: float, p: float, *, steps: int, fresh: bool) -> int:
    """The logarithm of spend a week (minor units) x (1 - P(active)), less for each step that is short of ripe.

    Whom waiting may still bring back can wait; who has surely left cannot. Silences within their shelf life go first.
    """
    at_risk = log(1 + spend) + log(max(1 - p, SMALLEST)) - steps * UNRIPE * p
    return rank_of(at_risk) + (FRESH if fresh else 0)
