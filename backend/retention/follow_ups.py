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
from backend.retention.sweep import untried
from events.rulebook import Rulebook


def agenda(
    profile: Profile, rulebook: Rulebook, rhythm: Rhythm, calendar: Calendar, sweep: date | None = None
) -> Agenda:
    """All windows, holds and what is left open, for a profile as it stands; pure, and without a day.

    The numbers are those of the customer's segment. `sweep` is the day from which a sweep plan is in force.
    """
    made = _by_the_rules(profile, rulebook.of(profile.tags, profile.worth), rhythm, calendar)
    return made if sweep is None else made.under(calendar.on_or_after(sweep))


def _by_the_rules(profile: Profile, rulebook: Rulebook, rhythm: Rhythm, calendar: Calendar) -> Agenda:
    silence = silence_of(profile, rulebook, rhythm)
    place = untried(profile, silence, rulebook, calendar)
    every = tuple(windows(profile, silence, rulebook, rhythm, calendar))
    holding = tuple(holds(profile, silence, rulebook, calendar))
    if not holding:
        return Agenda(every, (), every, place)
    left = tuple(rest for window in every for rest in withhold(window, holding))
    return Agenda(every, holding, left, place)


def follow_ups(
    profile: Profile, rulebook: Rulebook, rhythm: Rhythm, calendar: Calendar, day: date, sweep: date | None = None
) -> tuple[Window, ...]:
    """The reasons for which this customer is on the queue of `day`, the most urgent first."""
    return agenda(profile, rulebook, rhythm, calendar, sweep).on(day)
