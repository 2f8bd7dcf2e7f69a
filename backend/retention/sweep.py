"""Who is quiet, so that only the shadow portfolio looks after them, and was never tried; and from which day on?

Such customers have a place in the sweep: while a sweep plan is in force they are tried once, so many a day, best worth
first. Whatever a person does for them ends it, and the ordinary rules follow.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from backend.retention.agenda import Window
from backend.retention.days import Calendar
from backend.retention.plan_steps import running
from backend.retention.profile import Profile
from backend.retention.rhythm import Rhythm
from backend.retention.shadow import because_of_silence, last_order, shadow_from, silence_numbers
from backend.retention.silence import Silence, rank_of, silence_of, worth_of
from events.rulebook import Rulebook
from events.values import Rule


def untried(profile: Profile, silence: Silence | None, rulebook: Rulebook, calendar: Calendar) -> Window | None:
    """From the day on which nothing else looks after them, until somebody tries; ranked by worth."""
    if profile.first_worked_on or profile.next_date or profile.lost or running(profile):
        return None
    quiet = _quiet_from(profile, silence, rulebook)
    if quiet is None:
        return None
    first = date.fromordinal(calendar.working(quiet))
    because, numbers = because_of_silence(profile, silence), silence_numbers(profile, silence)
    return Window(Rule.SWEEP, first, first, None, rank_of(worth_of(profile)), because, numbers)


def _quiet_from(profile: Profile, silence: Silence | None, rulebook: Rulebook) -> int | None:
    """Nobody is called the day after a person put them on the list, or soon after a contact that an import tells of."""
    quiet = shadow_from(profile, silence, rulebook)
    if quiet is None:
        return None
    if not last_order(profile) and not profile.brought:
        quiet += rulebook.shadow_every
    tried = profile.last_attempt
    return max(quiet, tried.on.toordinal() + rulebook.shadow_every) if tried else quiet


def was_untried(profile: Profile, rulebook: Rulebook, rhythm: Rhythm, calendar: Calendar) -> bool:
    """Whether who was worked on one day only had a place in the sweep until that day."""
    on = profile.first_worked_on
    if on is None or on != profile.worked_on or profile.worked_owed:
        return False
    rulebook = rulebook.of(profile.tags, profile.worth)
    days = [one for one in profile.days if one.day < on.toordinal()]
    before = replace(profile, days=days, first_worked_on=None, next_date=None, last_attempt=None)
    place = untried(before, silence_of(before, rulebook, rhythm), rulebook, calendar)
    return place is not None and place.first <= on
