"""What does the evidence say of a customer on a day: new, active, due, overdue, lapsing, or past their time?

Nobody cancels, so it follows from the silence alone, changes with the calendar, and is never stored. Only `lost` and
`gone` are a person's word.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from backend.retention.days import WEEK
from backend.retention.profile import Profile
from backend.retention.rhythm import Rhythm, active, own_gap, shrunk_gap, stays_silent
from backend.retention.shadow import shadow_from
from backend.retention.silence import Silence, silence_of
from events.rulebook import Rulebook

RARE = 0.2
"""Fewer than one in five who are still active stay silent for so long: overdue."""
HALF = 0.5
"""Less likely than not still active: lapsing."""
HARDLY = 0.2
"""So unlikely still active that their time is past, however young the silence."""


class State(StrEnum):
    """In the order in which time moves a silent customer through them; each purchase begins anew."""

    NEW = "new"
    ACTIVE = "active"
    DUE = "due"
    OVERDUE = "overdue"
    LAPSING = "lapsing"
    PAST_TIME = "past_time"
    LOST = "lost"
    GONE = "gone"


def state_of(profile: Profile, rulebook: Rulebook, rhythm: Rhythm, day: date) -> State:
    """The state on `day` of a profile as it stands."""
    if profile.gone:
        return State.GONE
    if profile.lost:
        return State.LOST
    silence = silence_of(profile, rulebook, rhythm)
    if silence is None:
        return State.PAST_TIME if _stated_long_ago(profile, rulebook, day) else State.NEW
    return _of_silence(profile, silence, rhythm, day.toordinal())


def _stated_long_ago(profile: Profile, rulebook: Rulebook, day: date) -> bool:
    """Whether the last order, of which only a list told, is longer ago than a first one is followed up."""
    past = shadow_from(profile, None, rulebook)
    return bool(profile.stated and profile.stated.last_order) and past is not None and past <= day.toordinal()


def _of_silence(profile: Profile, silence: Silence, rhythm: Rhythm, day: int) -> State:
    if not _is_due(profile, silence, rhythm, day):
        return State.ACTIVE if silence.rhythmic else State.NEW
    x, t_x, weeks = profile.repeats, profile.span_weeks, (day - silence.first) / WEEK
    p = active(rhythm, x, t_x, weeks)
    if day > silence.ends or p < HARDLY:
        return State.PAST_TIME
    if p < HALF:
        return State.LAPSING
    return State.OVERDUE if stays_silent(rhythm, x, t_x, weeks) < RARE else State.DUE


def _is_due(profile: Profile, silence: Silence, rhythm: Rhythm, day: int) -> bool:
    """Whether the silence exceeds the own usual gap; with too few purchases for one, the days until we ask again."""
    if not silence.rhythmic:
        return day >= silence.due
    usual = own_gap([bought.day for bought in profile.days])
    if usual is None:
        usual = round(shrunk_gap(rhythm, profile.repeats, profile.span_weeks))
    return day - silence.last.day > usual
