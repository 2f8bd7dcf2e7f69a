"""How likely is somebody still active, in a word, and until when does it hold?"""

from __future__ import annotations

from datetime import date
from math import ceil
from typing import NamedTuple

from backend.retention.days import WEEK
from backend.retention.rhythm import band
from backend.web.cards import Card
from events.values import LAST_DAY

ACTIVITY = ("surely", "likely", "maybe", "hardly", "barely")
"""How likely they are still a customer, by the bands of the rhythm; never told as a percentage."""


class Activity(NamedTuple):
    """A word of ACTIVITY, and the last day on which it holds while nothing is bought; None where no other follows."""

    word: str
    until: date | None


def activity_of(shown: Card) -> Activity | None:
    """On the card's day; None before the first purchase."""
    profile = shown.customer.profile
    if not profile.days:
        return None
    first, rhythm = profile.days[0].day, shown.customer.setting.rhythm
    weeks = max((shown.day.toordinal() - first) / WEEK, profile.span_weeks)
    found = band(rhythm, profile.repeats, profile.span_weeks, weeks)
    last = None if found.until is None else ceil(first + found.until * WEEK) - 1
    ends = date.fromordinal(last) if last is not None and last <= LAST_DAY.toordinal() else None
    return Activity(ACTIVITY[found.place], ends)
