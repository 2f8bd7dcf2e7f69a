"""What does a contact attempt change in what is known of a customer?"""

from __future__ import annotations

from datetime import date, timedelta

from backend.retention.buying import contact_in_buying
from backend.retention.enquiry_changes import all_answered
from backend.retention.feedback_changes import told_by_contact
from backend.retention.mix import item_sent, touched
from backend.retention.plan_changes import contact_in_plan
from backend.retention.profile import RECENT_DAYS, Contact, NextDate, Profile
from events.contacts import ContactAttempted
from events.kernel import Recorded
from events.values import Channel, Outcome, Rule

_NEWS = frozenset({Rule.TELL_ENDED, Rule.TELL_FIXED})
_IN_PERSON = frozenset({Channel.VISIT, Channel.VIDEO})


def contacted(profile: Profile, noted: Recorded, body: ContactAttempted, on: date) -> None:
    contact = Contact(noted.fact_id, on, noted.occurred_at, body.channel, body.outcome, body.inbound, body.rule)
    oldest = on - timedelta(days=RECENT_DAYS)
    profile.recent = [*(earlier for earlier in profile.recent if earlier.on >= oldest), contact]
    profile.last_attempt = contact
    if not body.inbound:
        profile.tries[body.channel] = profile.tries.get(body.channel, 0) + 1
        _number_proved(profile, contact)
    if body.outcome.reached:
        _reached(profile, contact)
    if body.outcome.reached or body.outcome is Outcome.SENT:
        profile.last_touch = contact
        all_answered(profile, noted)
        touched(profile, contact, body.touch)
        if body.rule in _NEWS:
            told_by_contact(profile, on, fixed=body.rule is Rule.TELL_FIXED)
    item_sent(profile, contact, body.item)
    contact_in_buying(profile, contact)
    contact_in_plan(profile, contact)
    _say_when(profile, contact, body)


def _number_proved(profile: Profile, contact: Contact) -> None:
    """A number or address is wrong from "wrong number" on, until it is corrected or reaches them after all."""
    if not contact.outcome.reached and contact.outcome is not Outcome.WRONG_NUMBER:
        return
    wrong = contact.outcome is Outcome.WRONG_NUMBER
    if contact.channel in (Channel.CALL, Channel.TEXT):
        profile.wrong_phone = wrong
    elif contact.channel is Channel.EMAIL:
        profile.wrong_email = wrong
    elif contact.channel in (Channel.LETTER, Channel.VISIT):
        profile.wrong_place = wrong


def _reached(profile: Profile, contact: Contact) -> None:
    profile.last_reached = contact
    profile.replies[contact.channel] = profile.replies.get(contact.channel, 0) + 1
    if contact.channel in _IN_PERSON:
        profile.last_in_person = contact
    if contact.outcome is Outcome.ORDERED:
        profile.ordered = contact
    for fact in [fact for fact, promise in profile.promises.items() if promise.on <= contact.on]:
        del profile.promises[fact]


def _say_when(profile: Profile, contact: Contact, body: ContactAttempted) -> None:
    """A date that a person chose stays while it is ahead, and is owed until somebody is reached."""
    said = profile.next_date
    ahead = said is not None and said.ahead(contact.on)
    if body.next_on is None and not body.rest:
        if contact.outcome.reached and not ahead:
            profile.next_date = None
        return
    if ahead and not body.chosen and not body.rest:
        return
    missed = said is not None and said.chosen and said.on is not None and not contact.outcome.reached
    chosen = body.chosen or (missed and not body.rest)
    profile.next_date = NextDate(
        body.next_on, contact.at, contact.on, contact.fact, chosen, put_off=False, outcome=contact.outcome
    )
