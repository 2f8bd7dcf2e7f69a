"""What did a customer get from us of late: things that help them, or only selling? And which items of the library?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from backend.retention.profile import Contact, Profile, SentItem, TouchMonth
from events.values import Channel, Outcome, Rule, Touch

MONTHS = 12
"""This one and the eleven before it."""
ANSWER_WITHIN = timedelta(days=30)
"""Who is in touch later is so about something else."""
IN_A_ROW = 3
"""So many that only sold are one too many."""
_WRITTEN = frozenset({Channel.TEXT, Channel.EMAIL, Channel.LETTER})
_REPLIED = frozenset({Outcome.ANSWERED, Outcome.ORDERED})
_SOLD_BY = frozenset({Rule.GONE_QUIET, Rule.SECOND_PURCHASE, Rule.NEXT_STEP, Rule.SWEEP})
"""Cards that ask for the next order. What is owed, asks how things are, or is a friendly word, serves."""
_SELLS = frozenset({Touch.SALES, Touch.OFFER})


def touched(profile: Profile, contact: Contact, said: Touch | None) -> None:
    """Count what reached them; what they began themselves is counted as service."""
    touch = said or _touch_of(contact)
    month = contact.on.year * 12 + contact.on.month
    kept = [one for one in profile.touches if one.month > month - MONTHS]
    if not kept or kept[-1].month != month:
        kept.append(TouchMonth(month))
    counts = kept[-1].counts
    counts[touch] = counts.get(touch, 0) + 1
    profile.touches = kept
    profile.last_touches = [*profile.last_touches, touch][-IN_A_ROW:]


def _touch_of(contact: Contact) -> Touch:
    if contact.inbound:
        return Touch.SERVICE
    if contact.rule in (Rule.THANK_YOU, Rule.REFERRAL_THANKS):
        return Touch.THANKS
    return Touch.SALES if contact.rule in _SOLD_BY else Touch.SERVICE


def item_sent(profile: Profile, contact: Contact, item: UUID | None) -> None:
    """Note the item that reached them with a contact; or, where they wrote back or ordered, that it was answered."""
    if item is not None and (contact.outcome.reached or contact.outcome is Outcome.SENT):
        known = next((one for one in profile.sent_items if one.item == item), None)
        if known:
            known.times += 1
        else:
            profile.sent_items.append(SentItem(item, contact.on, contact.fact))
        return
    last = profile.sent_items[-1] if profile.sent_items else None
    replied = contact.inbound or (contact.channel in _WRITTEN and contact.outcome in _REPLIED)
    if replied and last and not last.answered and contact.on - last.on <= ANSWER_WITHIN:
        last.answered = contact.fact


def mix(profile: Profile, day: date) -> Mapping[Touch, int]:
    """How many of each kind reached them in the last 12 calendar months, as of a day; those of which there are none
    are left out.
    """
    first = day.year * 12 + day.month - MONTHS
    counts: Counter[Touch] = Counter()
    for one in profile.touches:
        if one.month > first:
            counts.update(one.counts)
    return {touch: counts[touch] for touch in Touch if counts[touch]}


def only_sold(profile: Profile) -> bool:
    """Whether the last three contacts that reached them were selling, one after the other."""
    return len(profile.last_touches) == IN_A_ROW and _SELLS.issuperset(profile.last_touches)
