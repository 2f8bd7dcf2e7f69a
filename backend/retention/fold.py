"""How do facts make a profile? `fold` from nothing, `carry_on` from what stands."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from datetime import tzinfo
from uuid import UUID

from backend.retention.changes import CHANGES, WORK, owed
from backend.retention.days import local_day
from backend.retention.profile import Profile
from events.kernel import SYSTEM, Noted, Recorded
from events.notes import FactUndone
from events.purchases import PurchaseCorrected, PurchaseRecorded


def in_order(facts: Iterable[Recorded]) -> list[Recorded]:
    """As things happened; what happened in the same moment, as it was recorded."""
    return sorted(facts, key=lambda fact: (fact.occurred_at, fact.position))


def fold(facts: Sequence[Recorded], zone: tzinfo) -> Profile:
    """The profile from facts that are in order (`in_order`)."""
    profile = Profile(voided=undone(facts))
    for noted in corrected(facts, profile.voided):
        _take_in(profile, noted, zone)
    return profile


def can_carry_on(profile: Profile, new: Sequence[Recorded]) -> bool:
    """Whether `new` only adds to the end: not late, nothing undone or corrected."""
    last = profile.last_at
    for noted in new:
        if isinstance(noted.body, FactUndone | PurchaseCorrected) or (last is not None and noted.occurred_at < last):
            return False
        last = noted.occurred_at
    return True


def carry_on(profile: Profile, new: Sequence[Recorded], zone: tzinfo) -> Profile:
    """The same profile with facts added to its end. Changes and returns it."""
    for noted in new:
        _take_in(profile, noted, zone)
    return profile


def undone(facts: Iterable[Noted]) -> dict[UUID, UUID]:
    """Of each undone fact the one that undid it; as a whole, so that undoing may come before what it undoes."""
    return {noted.body.of: noted.fact_id for noted in facts if isinstance(noted.body, FactUndone)}


def corrected(facts: Sequence[Recorded], voided: Container[UUID]) -> Sequence[Recorded]:
    """The same facts with each purchase as its last standing correction says."""
    last = {
        noted.body.of: noted.body
        for noted in facts
        if isinstance(noted.body, PurchaseCorrected) and noted.fact_id not in voided
    }
    return [_as_corrected(noted, last.get(noted.fact_id)) for noted in facts] if last else facts


def _as_corrected(noted: Recorded, correction: PurchaseCorrected | None) -> Recorded:
    if correction is None or not isinstance(noted.body, PurchaseRecorded):
        return noted
    return replace(noted, body=replace(noted.body, amount=correction.amount, on=correction.on))


def standing(noted: Noted, voided: Container[UUID]) -> bool:
    """Whether a fact counts: neither undone nor noted onto an undone one (a next date, a note)."""
    return noted.fact_id not in voided and getattr(noted.body, "of", None) not in voided


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
    CHANGES[type(body)](profile, noted, body, on)
