"""Who is due, today or on any day? The queue function, whole: from a profile to the reasons of a day."""

from __future__ import annotations

from datetime import date

from backend.retention.agenda import Agenda, Window, withhold
from backend.retention.days import Calendar
from backend.retention.holds import holds
from backend.retention.profile import Profile
from backend.retention.rhythm import Rhythm
from backend.retention.rules import windows
from backend.retention.silence import silence_of
from events.rulebook import Rulebook


def agenda(profile: Profile, rulebook: Rulebook, rhythm: Rhythm, calendar: Calendar) -> Agenda:
    """All windows, holds and what is left open, for a profile as it stands; pure, and without a day."""
    silence = silence_of(profile, rulebook, rhythm)
    every = tuple(windows(profile, silence, rulebook, rhythm, calendar))
    holding = tuple(holds(profile, silence, rulebook, calendar))
    if not holding:
        return Agenda(every, (), every)
    return Agenda(every, holding, tuple(left for window in every for left in withhold(window, holding)))


def follow_ups(
    profile: Profile, rulebook: Rulebook, rhythm: Rhythm, calendar: Calendar, day: date
) -> tuple[Window, ...]:
    """The reasons for which this customer is on the queue of `day`, the most urgent first."""
    return agenda(profile, rulebook, rhythm, calendar).on(day)
