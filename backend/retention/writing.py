"""What is a good reason to write to somebody of the shadow portfolio now, who is not to be sold to?"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from backend.retention.profile import Profile

AROUND = 10
"""Days before and after an anniversary on which it is a reason."""
A_YEAR = 365.25


class Occasion(StrEnum):
    ANNIVERSARY = "anniversary"
    SEASON = "season"
    WORD = "word"


class ToWrite(NamedTuple):
    """`years` since the first purchase of an anniversary; of a season in how many earlier years they bought then."""

    occasion: Occasion
    years: int = 0


def reason_to_write(profile: Profile, day: date) -> ToWrite:
    """An anniversary of the first purchase, the month in which they bought in earlier years, or a friendly word."""
    if not profile.days or profile.lost:
        return ToWrite(Occasion.WORD)
    years = round((day.toordinal() - profile.days[0].day) / A_YEAR)
    if years and abs(day.toordinal() - profile.days[0].day - years * A_YEAR) <= AROUND:
        return ToWrite(Occasion.ANNIVERSARY, years)
    bought = [date.fromordinal(one.day) for one in profile.days]
    then = {on.year for on in bought if on.month == day.month and on.year < day.year}
    return ToWrite(Occasion.SEASON, len(then)) if then else ToWrite(Occasion.WORD)
