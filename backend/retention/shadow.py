"""When does the shadow portfolio look after a customer: past every other follow-up, or lost, and how often then?"""

from __future__ import annotations

from datetime import date
from math import ceil
from uuid import UUID

from backend.retention.agenda import Window
from backend.retention.days import Calendar, whole_weeks
from backend.retention.profile import Profile
from backend.retention.silence import Silence, rank_of, worth_of
from events.rulebook import Rulebook
from events.values import LAST_DAY, Rule

PER_TURN = 100_000
"""More than the rank of any worth: a turn of the shadow portfolio that was waited for goes before it."""
LAST_ORDINAL = LAST_DAY.toordinal()


def shadow(profile: Profile, silence: Silence | None, rulebook: Rulebook, calendar: Calendar) -> list[Window]:
    """Past the silence's end, or lost: each 60 days from the last contact, without one from the last purchase.

    Counting from each customer's own day spreads a whole import over the 60 days instead of bringing all at once, and
    a few days of each one's own (`shadow_spread`) keep whom one campaign or one December brought from coming together.
    """
    start, lost = shadow_from(profile, silence, rulebook), profile.lost
    if start is None:
        return []
    last = last_order(profile)
    known = [said.on.toordinal() for said in (profile.last_reached, lost) if said]
    anchor = max(known) if known else last or start
    turns = max(ceil((start - anchor) / rulebook.shadow_every), 1)
    apart = own_place(profile, rulebook.shadow_spread + 1)
    first = date.fromordinal(calendar.working(anchor + turns * rulebook.shadow_every + apart))
    return [
        Window(
            Rule.SHADOW,
            first,
            first,
            None,
            shadow_rank(profile, start, rulebook),
            because_of_silence(profile, silence),
            {**silence_numbers(profile, silence), "lost": int(bool(lost))},
            every=whole_weeks(rulebook.shadow_every),
            lasting=rulebook.shadow_for,
        )
    ]


def own_place(profile: Profile, places: int) -> int:
    """One of so many places, from 0: the same for a customer ever after, and over all of them as if drawn by lot."""
    return profile.registration.int % places if profile.registration else 0


def shadow_rank(profile: Profile, start: int, rulebook: Rulebook) -> int:
    """Who waits longest first, told by whole turns, so that a day with too many never drops anybody for good.

    Within a turn by worth. They wait from the last attempt on, before the first one from `start` on: the day, an
    ordinal, from which the shadow portfolio looks after them.
    """
    waited = (LAST_ORDINAL - waits_from(profile, start)) // rulebook.shadow_every
    return waited * PER_TURN + rank_of(worth_of(profile))


def waits_from(profile: Profile, start: int) -> int:
    """The day, an ordinal, since when they wait in the shadow portfolio, which looks after them from `start` on."""
    return max(start, profile.last_attempt.on.toordinal()) if profile.last_attempt else start


def shadow_from(profile: Profile, silence: Silence | None, rulebook: Rulebook) -> int | None:
    """The day from which only the shadow portfolio looks after a customer; None before anything is known.

    An order that was only stated is followed up like a first one: not again before its time is over.
    """
    if profile.lost:
        return profile.lost.on.toordinal() + 1
    if silence:
        return silence.ends + 1
    if profile.stated and profile.stated.last_order:
        return profile.stated.last_order.toordinal() + rulebook.second_until + 1
    return profile.registered_on.toordinal() if profile.registered_on else None


def last_order(profile: Profile) -> int:
    """The day, an ordinal, from which a silence counts: of the last purchase here, or of the last one stated; or 0."""
    if profile.days:
        return profile.days[-1].day
    return profile.stated.last_order.toordinal() if profile.stated and profile.stated.last_order else 0


def silence_numbers(profile: Profile, silence: Silence | None) -> dict[str, int]:
    """What the shadow portfolio looks at; `stated`: that it was only stated, not noted here."""
    return {"since": last_order(profile), "total": profile.worth, "stated": int(bool(profile.stated and not silence))}


def because_of_silence(profile: Profile, silence: Silence | None) -> tuple[UUID, ...]:
    """The fact that says most of why nobody else looks after them."""
    if profile.lost:
        return (profile.lost.fact,)
    if silence:
        return (silence.last.fact,)
    if profile.stated:
        return (profile.stated.fact,)
    return (profile.registration,) if profile.registration else ()
