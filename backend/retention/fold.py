"""How do facts make a profile? `fold` from nothing, `carry_on` from what stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo

from backend.retention.changes import CHANGES, WORK, owed
from backend.retention.corrections import awaited, changes_earlier, corrected, said_of_purchases, standing, undone
from backend.retention.days import local_day
from backend.retention.profile import Profile
from events.kernel import SYSTEM, Recorded


def in_order(facts: Iterable[Recorded]) -> list[Recorded]:
    """As things happened; what happened in the same moment, as it was recorded."""
    return sorted(facts, key=lambda fact: (fact.occurred_at, fact.position))


def fold(facts: Sequence[Recorded], zone: tzinfo) -> Profile:
    """The profile from facts that are in order (`in_order`)."""
    voided = undone(facts)
    said = said_of_purchases(facts, voided)
    profile = Profile(voided=voided, awaited=awaited(facts, said))
    for noted in corrected(facts, said):
        _take_in(profile, noted, zone)
    return profile


def can_carry_on(profile: Profile, new: Sequence[Recorded]) -> bool:
    """Whether `new` only adds to the end: not late, and nothing undone, corrected or given back of what was before."""
    last = profile.last_at
    for noted in new:
        if (last is not None and noted.occurred_at < last) or changes_earlier(noted.body):
            return False
        if noted.fact_id in profile.awaited:
            return False
        last = noted.occurred_at
    return True


def carry_on(profile: Profile, new: Sequence[Recorded], zone: tzinfo) -> Profile:
    """The same profile with facts added to its end. Changes and returns it."""
    for noted in new:
        _take_in(profile, noted, zone)
    return profile


def _take_in(profile: Profile, noted: Recorded, zone: tzinfo) -> None:
    profile.facts += 1
    profile.last_at = noted.occurred_at
    if noted.position > profile.last_position:
        profile.last_position = noted.position
    if profile.voided and not standing(noted, profile.voided):
        return
    body, on = noted.body, local_day(noted.occurred_at, zone)
    if type(body) in WORK and noted.noted_by != SYSTEM:
        was_owed = profile.worked_owed if profile.worked_on == on else owed(profile, body, on)
        profile.worked_on, profile.worked_by, profile.worked_owed = on, noted.noted_by, was_owed
        profile.first_worked_on = profile.first_worked_on or on
    CHANGES[type(body)](profile, noted, body, on)
