"""Of which parts is the rank of a reason made, so that what is shown adds up to what orders the queue?"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from backend.retention.agenda import Lane, Window
from backend.retention.profile import Profile
from backend.retention.rhythm import WEEK, Rhythm, active, middle_of_band
from backend.retention.silence import (
    FRESH,
    LAST_ORDINAL,
    PER_TURN,
    quiet_rank,
    rank_of,
    shadow_from,
    silence_of,
    waits_from,
    worth_of,
)
from events.rulebook import Rulebook
from events.values import Rule

_OLDEST_FIRST = frozenset({Lane.PROMISED})
TENTHS = 10


class Parts(NamedTuple):
    """Either `since`, where the oldest goes first, or what their worth earns.

    `waits`: in the shadow portfolio, since when they wait; who waits longest goes first, by whole turns (`turns`).
    `worth` in minor units; `points` for it and what is `earned` of them in thousandths; `tenths` of the points are
    earned, the more the less likely they are still active (None: all of them). `fresh`: whether the silence is within
    its shelf life, which ends on `fresh_until`; None where a rule has none.
    """

    since: date | None = None
    worth: int = 0
    points: int = 0
    tenths: int | None = None
    earned: int = 0
    fresh: bool | None = None
    fresh_until: date | None = None
    waits: date | None = None
    turns: int = 0

    @property
    def rank(self) -> int:
        if self.since is not None:
            return -self.since.toordinal()
        return self.earned + (FRESH if self.fresh else 0) + self.turns * PER_TURN


def parts_of_rank(window: Window, profile: Profile, rulebook: Rulebook, rhythm: Rhythm) -> Parts:
    """The parts of one window's rank, for the profile and the numbers that it was made of."""
    if window.lane in _OLDEST_FIRST or window.rule is Rule.NEXT_STEP:
        return Parts(since=window.opens)
    worth = worth_of(profile)
    points = rank_of(worth)
    if window.rule is Rule.SHADOW:
        return _shadow(profile, points, rulebook, rhythm)
    if window.rule is not Rule.GONE_QUIET:
        return Parts(worth=max(profile.worth, 0), points=points, earned=points)
    begins, last = window.first.toordinal(), profile.days[-1].day
    p = active(rhythm, profile.repeats, profile.span_weeks, (begins - profile.days[0].day) / WEEK)
    fresh_until = last + rulebook.quiet_shelf_life - 1
    return Parts(
        worth=max(profile.worth, 0),
        points=points,
        tenths=round((1 - middle_of_band(p)) * TENTHS),
        earned=quiet_rank(worth, p, fresh=False),
        fresh=begins <= fresh_until,
        fresh_until=date.fromordinal(fresh_until),
    )


def _shadow(profile: Profile, points: int, rulebook: Rulebook, rhythm: Rhythm) -> Parts:
    start = shadow_from(profile, silence_of(profile, rulebook, rhythm), rulebook)
    assert start is not None, "nobody is in the shadow portfolio before something is known"
    since = waits_from(profile, start)
    return Parts(
        worth=max(profile.worth, 0),
        points=points,
        earned=points,
        waits=date.fromordinal(since),
        turns=(LAST_ORDINAL - since) // rulebook.shadow_every,
    )
