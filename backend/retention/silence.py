"""How long may a customer be silent, and which windows does the silence open: second purchase, gone quiet, shadow?

One silence runs from the last purchase to the next. It opens one window (the second purchase, or gone quiet), and
past its end the shadow portfolio.
"""

from __future__ import annotations

from datetime import date
from math import ceil, log
from typing import NamedTuple
from uuid import UUID

from backend.retention.agenda import Window
from backend.retention.days import Calendar
from backend.retention.profile import Profile, PurchaseDay
from backend.retention.rhythm import WEEK, Rhythm, shrunk_gap
from backend.retention.shelf_life import fresh_days
from events.rulebook import LARGEST, Rulebook
from events.values import LAST_DAY, Rule

MINOR = 100
"""Minor units in a major one: amounts are scored in major units."""
PER_TURN = 100_000
"""More than the rank of any worth: a turn of the shadow portfolio that was waited for goes before it."""
LAST_ORDINAL = LAST_DAY.toordinal()
SOONEST_SECOND, LATEST_SECOND = 14, 365
"""Nobody is asked for a second purchase within two weeks of the first, or waits longer than a year."""
PER_POINT = 1_000
"""Ranks are whole numbers: thousandths of the score."""


class Silence(NamedTuple):
    """What several rules look at, worked out once; days are ordinals, `worth` is log(1 + total spend in major units).

    `due` and `ends` bound the silence's own window: second purchase, or, once there is a rhythm, gone quiet.
    `asked` is the last purchase day that opens a "pleased with it?".
    """

    rhythmic: bool
    first: int
    last: PurchaseDay
    due: int
    ends: int
    worth: float
    asked: PurchaseDay

    @property
    def rank(self) -> int:
        return rank_of(self.worth)


def silence_of(profile: Profile, rulebook: Rulebook, rhythm: Rhythm) -> Silence | None:
    """None before the first purchase."""
    days = profile.days
    if not days:
        return None
    first, last = days[0], days[-1]
    rhythmic = len(days) >= rulebook.quiet_from_purchase_days
    if rhythmic:
        after = quiet_after(profile, rulebook, rhythm)
        until = max(fresh_days(rulebook, rhythm), after + rulebook.quiet_shortest_stay)
    else:
        after, until = second_days(rulebook, rhythm)
    worth = worth_of(profile)
    asked = first if first is last else _asked(days, rulebook.pleased_once_per)
    return Silence(rhythmic, first.day, last, last.day + after, last.day + until, worth, asked)


def second_days(rulebook: Rulebook, rhythm: Rhythm) -> tuple[int, int]:
    """Days after a purchase from and until which the next one is asked for, from who has no rhythm yet.

    By the base's own waiting times: once half of those who come back are back, until three quarters are. What suits
    one trade is far too early or too late in another.
    """
    if not by_waiting(rulebook, rhythm) or rhythm.comes_back is None:
        return rulebook.second_after, rulebook.second_until
    half, most = rhythm.comes_back
    after = min(max(half, SOONEST_SECOND), LATEST_SECOND)
    return after, max(most, after + rulebook.quiet_shortest_stay)


def by_waiting(rulebook: Rulebook, rhythm: Rhythm) -> bool:
    return bool(rulebook.second_by_waiting) and rhythm.comes_back is not None


def quiet_after(profile: Profile, rulebook: Rulebook, rhythm: Rhythm) -> int:
    """Days of silence after which gone quiet begins: max(28 d, 0.75 x shrunk gap), and ten years at most.

    Who bought twice in a century would be due in years that no calendar has.
    """
    gap = shrunk_gap(rhythm, profile.repeats, profile.span_weeks)
    return max(rulebook.quiet_after, min(round(gap * rulebook.quiet_gap_percent / 100), LARGEST))


def _asked(days: list[PurchaseDay], once_per: int) -> PurchaseDay:
    """The first purchase day, then at most one in so many days."""
    asked = days[0]
    for bought in days:
        if bought.day - asked.day >= once_per:
            asked = bought
    return asked


def worth_of(profile: Profile) -> float:
    """log(1 + worth in major units)."""
    return log(1 + max(profile.worth, 0) / MINOR)


def rank_of(score: float) -> int:
    return round(score * PER_POINT)


def second_purchase(
    profile: Profile, silence: Silence, rulebook: Rulebook, rhythm: Rhythm, calendar: Calendar
) -> list[Window]:
    begins = calendar.working(silence.due)
    if begins > silence.ends:
        return []
    first = date.fromordinal(begins)
    return [
        Window(
            Rule.SECOND_PURCHASE,
            first,
            first,
            date.fromordinal(silence.ends),
            silence.rank,
            (silence.last.fact,),
            {
                "purchases": len(profile.days),
                "since": silence.last.day,
                "total": profile.total,
                "due_after": silence.due - silence.last.day,
                "until_after": silence.ends - silence.last.day,
                "by_waiting": int(by_waiting(rulebook, rhythm)),
            },
        )
    ]


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
    if profile.lost:
        return (profile.lost.fact,)
    if silence:
        return (silence.last.fact,)
    if profile.stated:
        return (profile.stated.fact,)
    return (profile.registration,) if profile.registration else ()


def whole_weeks(days: int) -> int:
    """Rounded up to weeks: what comes back does so on the same weekday, which is a working one."""
    return ceil(days / WEEK) * WEEK
