"""Which windows does each rule open for a customer? One function a rule (design, "The queue")."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from math import log

from backend.retention.agenda import Window
from backend.retention.days import Calendar
from backend.retention.profile import Profile, PurchaseDay
from backend.retention.rhythm import BANDS, WEEK, Rhythm, active, falls_to, middle_of_band, own_gap, shrunk_gap
from events.rulebook import Rulebook
from events.values import FeedbackKind, Rule

MINOR = 100
"""Minor units in a major one: amounts are scored in major units."""
FRESH = 10**7
"""Added to the rank of a silence within its shelf life: it goes before every older one."""
PER_POINT = 1_000
"""Ranks are whole numbers: thousandths of the score."""


def windows(profile: Profile, rulebook: Rulebook, rhythm: Rhythm, calendar: Calendar) -> Iterator[Window]:
    """Every window that the rules alone open, in no order."""
    yield from _promises(profile)
    yield from _feedback(profile)
    yield from _enquiries(profile)
    yield from _next_date(profile, rulebook, calendar)
    if profile.days:
        yield from _silence(profile, rulebook, rhythm, calendar)
        yield from _pleased(profile, rulebook, calendar)
        yield from _thanks(profile, rulebook, calendar)
        yield from _not_seen(profile, rulebook, calendar)
    yield from _shadow(profile, rulebook, rhythm, calendar)


def spent(profile: Profile) -> float:
    """log(1 + total spend in major units): what a customer weighs."""
    return log(1 + max(profile.total, 0) / MINOR)


def quiet_from(profile: Profile, rulebook: Rulebook, rhythm: Rhythm) -> int:
    """Days of silence after which gone quiet begins: max(14 d, 0.75 x shrunk gap)."""
    gap = shrunk_gap(rhythm, profile.repeats, profile.span_weeks)
    return max(rulebook.quiet_after, round(gap * rulebook.quiet_gap_percent / 100))


def _oldest_first(first: date) -> int:
    return -first.toordinal()


def _promises(profile: Profile) -> Iterator[Window]:
    for fact, promise in profile.promises.items():
        yield Window(
            rule=Rule.PROMISE,
            first=promise.on,
            last=None,
            rank=_oldest_first(promise.on),
            because=(fact,),
            item=fact,
            since=promise.made_at,
        )


def _feedback(profile: Profile) -> Iterator[Window]:
    for fact, said in profile.complaints.items():
        rule = Rule.COMPLAINT if said.kind is FeedbackKind.COMPLAINT else Rule.LEAVING
        yield Window(
            rule=rule,
            first=said.on,
            last=None,
            rank=_oldest_first(said.on),
            because=(fact,),
            item=fact,
            since=said.at,
        )


def _enquiries(profile: Profile) -> Iterator[Window]:
    for fact, enquiry in profile.enquiries.items():
        yield Window(
            rule=Rule.ENQUIRY,
            first=enquiry.on,
            last=None,
            rank=_oldest_first(enquiry.on),
            because=(fact,),
            item=fact,
            since=enquiry.at,
        )


def _next_date(profile: Profile, rulebook: Rulebook, calendar: Calendar) -> Iterator[Window]:
    said = profile.next_date
    if said is None or said.on is None:
        return
    if said.chosen:
        first, last, rule = said.on, None, Rule.CALL_BACK
    else:
        first = calendar.on_or_after(said.on)
        last, rule = first + timedelta(days=rulebook.next_step_for), Rule.NEXT_STEP
    yield Window(rule=rule, first=first, last=last, rank=_oldest_first(first), because=(said.fact,))


def _silence(profile: Profile, rulebook: Rulebook, rhythm: Rhythm, calendar: Calendar) -> Iterator[Window]:
    bought = profile.days[-1]
    last_bought = date.fromordinal(bought.day)
    if len(profile.days) < rulebook.quiet_from_purchase_days:
        first = calendar.on_or_after(last_bought + timedelta(days=rulebook.second_after))
        yield Window(
            rule=Rule.SECOND_PURCHASE,
            first=first,
            last=last_bought + timedelta(days=rulebook.second_until),
            rank=round(spent(profile) * PER_POINT),
            because=(bought.fact,),
            numbers={"purchases": len(profile.days), "since": bought.day, "total": profile.total},
        )
        return
    due = quiet_from(profile, rulebook, rhythm)
    first = calendar.on_or_after(last_bought + timedelta(days=due))
    last = last_bought + timedelta(days=max(rulebook.quiet_shelf_life, due + rulebook.quiet_shortest_stay))
    yield from _banded(profile, rulebook, rhythm, first, last)


def _banded(profile: Profile, rulebook: Rulebook, rhythm: Rhythm, first: date, last: date) -> Iterator[Window]:
    """The silence cut where P(active) passes into the next band, and at the shelf life, so each rank is constant."""
    begun, bought = profile.days[0].day, profile.days[-1].day
    shelf_life = bought + rulebook.quiet_shelf_life
    crossings = (begun + falls_to(rhythm, profile.repeats, profile.span_weeks, p) * WEEK for p in BANDS)
    cuts = sorted({int(day) + 1 for day in crossings} | {shelf_life})
    edges = [
        first.toordinal(),
        *(cut for cut in cuts if first.toordinal() < cut <= last.toordinal()),
        last.toordinal() + 1,
    ]
    numbers = {
        "purchases": len(profile.days),
        "since": bought,
        "gap": own_gap([day.day for day in profile.days]) or 0,
        "due_after": quiet_from(profile, rulebook, rhythm),
        "total": profile.total,
    }
    for start, end in pairwise(edges):
        p = active(rhythm, profile.repeats, profile.span_weeks, (start - begun) / WEEK)
        score = round(spent(profile) * (1 - middle_of_band(p)) * PER_POINT)
        yield Window(
            rule=Rule.GONE_QUIET,
            first=date.fromordinal(start),
            last=date.fromordinal(end - 1),
            rank=score + (FRESH if start < shelf_life else 0),
            because=(profile.days[-1].fact,),
            numbers=numbers,
        )


def _pleased(profile: Profile, rulebook: Rulebook, calendar: Calendar) -> Iterator[Window]:
    asked = asked_after(profile, rulebook)
    first = calendar.on_or_after(date.fromordinal(asked.day) + timedelta(days=rulebook.pleased_after))
    yield Window(
        rule=Rule.PLEASED,
        first=first,
        last=first + timedelta(days=rulebook.pleased_for - 1),
        rank=round(spent(profile) * PER_POINT),
        because=(asked.fact,),
        numbers={"since": asked.day, "amount": asked.amount},
    )


def asked_after(profile: Profile, rulebook: Rulebook) -> PurchaseDay:
    """The last purchase day that opens a "pleased with it?": the first one, then at most one per 90 days."""
    asked = profile.days[0]
    for bought in profile.days:
        if bought.day - asked.day >= rulebook.pleased_once_per:
            asked = bought
    return asked


def _thanks(profile: Profile, rulebook: Rulebook, calendar: Calendar) -> Iterator[Window]:
    bought = profile.days[-1]
    before = len(profile.days) - 1
    average = (profile.total - bought.amount) / before if before else 0.0
    large = before > 0 and average > 0 and bought.amount * 100 >= average * rulebook.thank_above_percent
    if before and not large:
        return
    first = calendar.on_or_after(date.fromordinal(bought.day) + timedelta(days=rulebook.thank_after))
    yield Window(
        rule=Rule.THANK_YOU,
        first=first,
        last=first + timedelta(days=rulebook.thank_for - 1),
        rank=round(spent(profile) * PER_POINT),
        because=(bought.fact,),
        numbers={"since": bought.day, "amount": bought.amount, "average": round(average), "first": int(not before)},
    )


def _not_seen(profile: Profile, rulebook: Rulebook, calendar: Calendar) -> Iterator[Window]:
    """Loyal buyers whom nobody met for long: each half year from the last meeting or the first purchase."""
    if len(profile.days) < rulebook.quiet_from_purchase_days:
        return
    seen = profile.last_in_person
    start = seen.on if seen else date.fromordinal(profile.days[0].day)
    first = calendar.on_or_after(start + timedelta(days=rulebook.not_seen_every))
    yield Window(
        rule=Rule.NOT_SEEN,
        first=first,
        last=None if seen else date.fromordinal(profile.days[-1].day + rulebook.not_seen_every),
        rank=round(spent(profile) * PER_POINT),
        because=(seen.fact,) if seen else (profile.days[-1].fact,),
        numbers={"seen": seen.on.toordinal() if seen else 0, "total": profile.total},
        every=rulebook.not_seen_every,
        lasting=rulebook.not_seen_for,
    )


def _shadow(profile: Profile, rulebook: Rulebook, rhythm: Rhythm, calendar: Calendar) -> Iterator[Window]:
    """Past the other ends, or lost: each 60 days from the last contact, without one from the last purchase.

    Counting from each customer's own day spreads a whole import over the 60 days instead of bringing all at once.
    """
    start = shadow_from(profile, rulebook, rhythm)
    if start is None:
        return
    touched = profile.last_reached
    anchor = max(
        filter(None, (touched.on if touched else None, profile.lost.on if profile.lost else None)), default=None
    )
    if anchor is None:
        anchor = date.fromordinal(profile.days[-1].day) if profile.days else profile.registered_on or start
    turns = max(-(-((start - anchor).days) // rulebook.shadow_every), 1)
    because = (profile.lost.fact,) if profile.lost else tuple(day.fact for day in profile.days[-1:])
    yield Window(
        rule=Rule.SHADOW,
        first=calendar.on_or_after(anchor + timedelta(days=turns * rulebook.shadow_every)),
        last=None,
        rank=round(spent(profile) * PER_POINT),
        because=because,
        numbers={
            "since": profile.days[-1].day if profile.days else 0,
            "total": profile.total,
            "lost": int(bool(profile.lost)),
        },
        every=rulebook.shadow_every,
        lasting=rulebook.shadow_for,
    )


def shadow_from(profile: Profile, rulebook: Rulebook, rhythm: Rhythm) -> date | None:
    """The day from which only the shadow portfolio looks after a customer; None before anything is known."""
    if profile.lost:
        return profile.lost.on + timedelta(days=1)
    if not profile.days:
        return profile.registered_on
    last_bought = date.fromordinal(profile.days[-1].day)
    if len(profile.days) < rulebook.quiet_from_purchase_days:
        return last_bought + timedelta(days=rulebook.second_until + 1)
    due = quiet_from(profile, rulebook, rhythm)
    return last_bought + timedelta(days=max(rulebook.quiet_shelf_life, due + rulebook.quiet_shortest_stay) + 1)
