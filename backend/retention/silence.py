"""How long may a customer be silent before somebody asks, and until when? And who is asked for a second purchase?

One silence runs from the last purchase to the next. It opens one window (the second purchase, or gone quiet), and
past its end the shadow portfolio.
"""

from __future__ import annotations

from datetime import date
from math import log
from typing import NamedTuple

from backend.retention.agenda import Window
from backend.retention.days import Calendar
from backend.retention.profile import Profile, PurchaseDay
from backend.retention.rhythm import Rhythm, shrunk_gap
from backend.retention.shelf_life import fresh_days
from events.rulebook import LARGEST, Rulebook
from events.values import Rule

MINOR = 100
"""Minor units in a major one: amounts are scored in major units."""
SOONEST_SECOND, LATEST_SECOND = 14, 365
"""Nobody is asked for a second purchase within two weeks of the first, or waits longer than a year."""
PER_POINT = 1_000
"""Ranks are whole numbers: thousandths of the score."""


class Silence(NamedTuple):
    """What several rules look at, worked out once; days are ordinals, `worth` is log(1 + total spend in major units).

    `due` and `ends` bound the silence's own window: second purchase, or, once there is a rhythm, gone quiet.
    `asked` is the last purchase day that opens a "pleased with it?".
    """

    rhythmic: bool
    first: int
    last: PurchaseDay
    due: int
    ends: int
    worth: float
    asked: PurchaseDay

    @property
    def rank(self) -> int:
        return rank_of(self.worth)


def silence_of(profile: Profile, rulebook: Rulebook, rhythm: Rhythm) -> Silence | None:
    """None before the first purchase."""
    days = profile.days
    if not days:
        return None
    first, last = days[0], days[-1]
    rhythmic = len(days) >= rulebook.quiet_from_purchase_days
    if rhythmic:
        after = quiet_after(profile, rulebook, rhythm)
        until = max(fresh_days(rulebook, rhythm), after + rulebook.quiet_shortest_stay)
    else:
        after, until = second_days(rulebook, rhythm)
    worth = worth_of(profile)
    asked = first if first is last else _asked(days, rulebook.pleased_once_per)
    return Silence(rhythmic, first.day, last, last.day + after, last.day + until, worth, asked)


def second_days(rulebook: Rulebook, rhythm: Rhythm) -> tuple[int, int]:
    """Days after a purchase from and until which the next one is asked for, from who has no rhythm yet.

    By the base's own waiting times: once half of those who come back are back, until three quarters are. What suits
    one trade is far too early or too late in another.
    """
    if not by_waiting(rulebook, rhythm) or rhythm.comes_back is None:
        return rulebook.second_after, rulebook.second_until
    half, most = rhythm.comes_back
    after = min(max(half, SOONEST_SECOND), LATEST_SECOND)
    return after, max(most, after + rulebook.quiet_shortest_stay)


def by_waiting(rulebook: Rulebook, rhythm: Rhythm) -> bool:
    return bool(rulebook.second_by_waiting) and rhythm.comes_back is not None


def quiet_after(profile: Profile, rulebook: Rulebook, rhythm: Rhythm) -> int:
    """Days of silence after which gone quiet begins: a share of the shrunk gap, and the rulebook's least days.

    Ten years at most: who bought twice in a century would be due in years that no calendar has.
    """
    gap = shrunk_gap(rhythm, profile.repeats, profile.span_weeks)
    return max(rulebook.quiet_after, min(round(gap * rulebook.quiet_gap_percent / 100), LARGEST))


def _asked(days: list[PurchaseDay], once_per: int) -> PurchaseDay:
    """The first purchase day, then at most one in so many days."""
    asked = days[0]
    for bought in days:
        if bought.day - asked.day >= once_per:
            asked = bought
    return asked


def worth_of(profile: Profile) -> float:
    """log(1 + worth in major units)."""
    return log(1 + max(profile.worth, 0) / MINOR)


def rank_of(score: float) -> int:
    return round(score * PER_POINT)


def second_purchase(
    profile: Profile, silence: Silence, rulebook: Rulebook, rhythm: Rhythm, calendar: Calendar
) -> list[Window]:
    begins = calendar.working(silence.due)
    if begins > silence.ends:
        return []
    first = date.fromordinal(begins)
    return [
        Window(
            Rule.SECOND_PURCHASE,
            first,
            first,
            date.fromordinal(silence.ends),
            silence.rank,
            (silence.last.fact,),
            {
                "purchases": len(profile.days),
                "since": silence.last.day,
                "total": profile.total,
                "due_after": silence.due - silence.last.day,
                "until_after": silence.ends - silence.last.day,
                "by_waiting": int(by_waiting(rulebook, rhythm)),
            },
        )
    ]
