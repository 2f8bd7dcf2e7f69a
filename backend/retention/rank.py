"""Of which parts is the rank of a reason made, so that what is shown adds up to what orders the queue?"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from backend.retention.agenda import Lane, Window
from backend.retention.days import day_in_minutes, minutes_until
from backend.retention.profile import Profile
from backend.retention.quiet import FRESH
from backend.retention.rhythm import Rhythm
from backend.retention.shadow import LAST_ORDINAL, PER_TURN, shadow_from, waits_from
from backend.retention.shelf_life import fresh_days
from backend.retention.silence import rank_of, silence_of, worth_of
from events.rulebook import Rulebook
from events.values import Rule

_BY_DAY = frozenset({Rule.NEXT_STEP, Rule.PLAN_STEP})


class Parts(NamedTuple):
    """Either `since`, where the oldest goes first, or points in thousandths that add up.

    `owed`: with all that is owed, to the minute: an enquiry by the moment `at`, everything else by its day.

    `worth` so far earns `points`, and in gone quiet `a_week` what they spend in one; both in minor units. `active`:
    less for how likely they are still there, `young`: for as long as waiting may bring them back. `fresh`: whether the
    silence is within its shelf life, which ends on `fresh_until`; None where a rule has none. `waits`: in the shadow
    portfolio, since when they wait; who waits longest goes first, by whole turns (`turns`).
    """

    since: date | None = None
    owed: bool = False
    at: datetime | None = None
    worth: int = 0
    a_week: int | None = None
    points: int = 0
    active: int = 0
    young: int = 0
    fresh: bool | None = None
    fresh_until: date | None = None
    waits: date | None = None
    turns: int = 0

    @property
    def earned(self) -> int:
        return self.points - self.active - self.young

    @property
    def rank(self) -> int:
        if self.at is not None:
            return -minutes_until(self.at)
        if self.since is not None:
            return -day_in_minutes(self.since) if self.owed else -self.since.toordinal()
        return self.earned + (FRESH if self.fresh else 0) + self.turns * PER_TURN


def parts_of_rank(window: Window, profile: Profile, rulebook: Rulebook, rhythm: Rhythm) -> Parts:
    """The parts of one window's rank, for the profile and the numbers that it was made of."""
    if window.lane is Lane.PROMISED:
        at = window.since if window.rule is Rule.ENQUIRY else None
        return Parts(since=window.opens, owed=True, at=at)
    if window.rule in _BY_DAY:
        return Parts(since=window.opens)
    worth, points = max(profile.worth, 0), rank_of(worth_of(profile))
    if window.rule is Rule.SHADOW:
        return _shadow(profile, points, rulebook, rhythm)
    if window.rule is not Rule.GONE_QUIET:
        return Parts(worth=worth, points=points)
    numbers = window.numbers
    return Parts(
        worth=worth,
        a_week=numbers["a_week"],
        points=numbers["spent"],
        active=numbers["active"],
        young=numbers["young"],
        fresh=bool(numbers["fresh"]),
        fresh_until=date.fromordinal(profile.days[-1].day + fresh_days(rulebook, rhythm)),
    )


def _shadow(profile: Profile, points: int, rulebook: Rulebook, rhythm: Rhythm) -> Parts:
    start = shadow_from(profile, silence_of(profile, rulebook, rhythm), rulebook)
    assert start is not None, "nobody is in the shadow portfolio before something is known"
    since = waits_from(profile, start)
    return Parts(
        worth=max(profile.worth, 0),
        points=points,
        waits=date.fromordinal(since),
        turns=(LAST_ORDINAL - since) // rulebook.shadow_every,
    )
