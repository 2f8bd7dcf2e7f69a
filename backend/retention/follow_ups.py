"""Who is due, today or on any day? The queue function, whole: from a profile to the reasons of a day."""

from __future__ import annotations

from datetime import date

from backend.retention.agenda import Agenda, Window, withhold
from backend.retention.days import Calendar
from backend.retention.holds import holds
from backend.retention.profile import Profile
from backend.retention.rhythm import Rhythm
from backend.retention.rules import windows
from events.rulebook import Rulebook


def agenda(profile: Profile, rulebook: Rulebook, rhythm: Rhythm, calendar: Calendar) -> Agenda:
    """All windows, holds and what is left open, for a profile as it stands; pure, and without a day."""
    every = tuple(windows(profile, rulebook, rhythm, calendar))
    holding = tuple(holds(profile, rulebook, rhythm))
    left = (withhold(window, holding) for window in every)
    return Agenda(every, holding, tuple(window for window in left if window is not None))


def follow_ups(
    profile: Profile, rulebook: Rulebook, rhythm: Rhythm, calendar: Calendar, day: date
) -> tuple[Window, ...]:
    """The reasons for which this customer is on the queue of `day`, the most urgent first."""
    return agenda(profile, rulebook, rhythm, calendar).on(day)
