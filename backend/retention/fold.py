"""How does each fact change what is known of a customer? `fold` from nothing, `carry_on` from what stands."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo
from uuid import UUID

from backend.retention.days import local_day
from backend.retention.profile import (
    RECENT_DAYS,
    Consent,
    Contact,
    Enquiry,
    Gone,
    Lost,
    NextDate,
    OpenFeedback,
    Profile,
    Promise,
    PurchaseDay,
    Said,
)
from events.consent import ConsentGiven, ConsentWithdrawn
from events.contacts import ContactAttempted
from events.customers import ContactDetailsCorrected, CustomerAssigned, CustomerRegistered, PreferredChannelStated
from events.enquiries import EnquiryReceived
from events.feedback import TO_RESOLVE, ComplaintResolved, FeedbackNoted
from events.follow_ups import (
    EnquiryAnswered,
    FollowUpPutOff,
    NextDateSet,
    PromiseKept,
    PromiseMade,
    PromiseMoved,
    ReasonSettled,
)
from events.kernel import SYSTEM, Noted, Recorded
from events.lifecycle import CustomerGoneForGood, CustomerLost, LossReasonGiven
from events.notes import FactUndone, NoteAdded, NoteCorrected
from events.purchases import PurchaseCorrected, PurchaseRecorded
from events.values import Channel, FeedbackKind, Outcome

_IN_PERSON = frozenset({Channel.VISIT, Channel.VIDEO})
_WORK = (ContactAttempted, FollowUpPutOff, ReasonSettled, ComplaintResolved, PromiseKept, EnquiryAnswered, PromiseMoved)
"""What takes a card off today's plan."""


@dataclass
class Amendments:
    """What later facts say of earlier ones: a set of undone ids and the last correction of each purchase."""

    voided: set[UUID] = field(default_factory=set)
    purchases: dict[UUID, PurchaseCorrected] = field(default_factory=dict)


def in_order(facts: Iterable[Recorded]) -> list[Recorded]:
    """As things happened; what happened in the same moment, as it was recorded."""
    return sorted(facts, key=lambda fact: (fact.occurred_at, fact.position))


def fold(facts: Sequence[Recorded], zone: tzinfo) -> Profile:
    """The profile from facts that are in order (`in_order`)."""
    amendments = amend(facts)
    profile = Profile(voided=amendments.voided)
    for noted in facts:
        _apply(profile, noted, amendments, zone)
    return profile


def can_carry_on(profile: Profile, new: Sequence[Recorded]) -> bool:
    """Whether `new` only adds to the end: not late, nothing undone or corrected."""
    last = profile.last_at
    for fact in new:
        if isinstance(fact.body, FactUndone | PurchaseCorrected) or (last is not None and fact.occurred_at < last):
            return False
        last = fact.occurred_at
    return True


def carry_on(profile: Profile, new: Sequence[Recorded], zone: tzinfo) -> Profile:
    """The same profile with facts added to its end. Changes and returns it."""
    amendments = Amendments(voided=profile.voided)
    for noted in new:
        _apply(profile, noted, amendments, zone)
    return profile


def amend(facts: Sequence[Noted]) -> Amendments:
    """The undone ids, as a set in any order, and of each purchase the last correction that stands."""
    voided = {noted.body.of for noted in facts if isinstance(noted.body, FactUndone)}
    purchases = {
        noted.body.of: noted.body
        for noted in facts
        if isinstance(noted.body, PurchaseCorrected) and noted.fact_id not in voided
    }
    return Amendments(voided, purchases)


def standing(noted: Noted, voided: set[UUID]) -> bool:
    """Whether a fact counts: neither undone nor noted onto an undone one (a next date, a note)."""
    return noted.fact_id not in voided and getattr(noted.body, "of", None) not in voided


def _apply(profile: Profile, noted: Recorded, amendments: Amendments, zone: tzinfo) -> None:
    profile.facts += 1
    profile.last_at = noted.occurred_at
    profile.last_position = max(profile.last_position, noted.position)
    if isinstance(noted.body, FactUndone) or not standing(noted, amendments.voided):
        return
    on = local_day(noted.occurred_at, zone)
    if isinstance(noted.body, _WORK) and noted.noted_by != SYSTEM:
        profile.worked_on, profile.worked_by = on, noted.noted_by
    _evolve(profile, noted, on, amendments)


def _evolve(profile: Profile, noted: Recorded, on: date, amendments: Amendments) -> None:  # noqa: C901, PLR0912, PLR0915 a table
    match noted.body:
        case PurchaseRecorded(amount=amount, on=day):
            corrected = amendments.purchases.get(noted.fact_id)
            if corrected is not None:
                amount, day = corrected.amount, corrected.on
            _bought(profile, noted.fact_id, amount, day)
        case ContactAttempted():
            _contacted(profile, noted, noted.body, on)
        case CustomerRegistered() as body:
            profile.registered_on, profile.owner_since = on, on
            profile.owner, profile.team = body.owner, body.team
            profile.has_phone, profile.has_email, profile.has_place = body.has_phone, body.has_email, body.has_place
        case ContactDetailsCorrected():
            _details(profile, noted.body)
        case CustomerAssigned(owner=owner, team=team):
            profile.owner, profile.team, profile.owner_since = owner, team, on
        case PreferredChannelStated(channel=channel):
            profile.preferred = channel
        case ConsentGiven(channel=channel):
            profile.consent[channel] = Consent(True, on, noted.fact_id)
        case ConsentWithdrawn(channel=channel):
            profile.consent[channel] = Consent(False, on, noted.fact_id)
        case FeedbackNoted(kind=kind):
            profile.last_feedback = Said(on, noted.fact_id)
            if kind in TO_RESOLVE:
                profile.complaints[noted.fact_id] = OpenFeedback(kind, noted.occurred_at, on)
        case ComplaintResolved(complaint=complaint):
            profile.complaints.pop(complaint, None)
        case EnquiryReceived():
            profile.enquiries[noted.fact_id] = Enquiry(noted.occurred_at, on)
        case EnquiryAnswered(enquiry=enquiry):
            profile.enquiries.pop(enquiry, None)
        case PromiseMade(on=day):
            profile.promises[noted.fact_id] = Promise(day, noted.occurred_at)
        case PromiseMoved(promise=promise, on=day):
            if promise in profile.promises:
                profile.promises[promise] = Promise(day, noted.occurred_at)
        case PromiseKept(promise=promise):
            profile.promises.pop(promise, None)
        case NextDateSet(next_on=next_on):
            profile.next_date = NextDate(next_on, noted.occurred_at, on, noted.fact_id, True, False, None)
        case FollowUpPutOff(until=until):
            profile.next_date = NextDate(until, noted.occurred_at, on, noted.fact_id, False, True, None)
        case ReasonSettled(rules=rules):
            profile.settled.update(dict.fromkeys(rules, Said(on, noted.fact_id)))
        case CustomerLost(reason=reason):
            profile.lost = Lost(noted.fact_id, on, reason)
            _drop_leaving(profile)
        case LossReasonGiven(reason=reason):
            if profile.lost:
                profile.lost.reason = reason
        case CustomerGoneForGood(why=why):
            profile.gone = Gone(noted.fact_id, on, why)
        case NoteAdded() | NoteCorrected() | PurchaseCorrected():
            pass
        case other:
            raise AssertionError(f"a customer's stream holds {type(other).__name__}")


def _bought(profile: Profile, fact: UUID, amount: int, day: date) -> None:
    profile.orders += 1
    profile.total += amount
    ordinal = day.toordinal()
    at = bisect_left(profile.days, ordinal, key=lambda bought: bought.day)
    if at < len(profile.days) and profile.days[at].day == ordinal:
        profile.days[at] = PurchaseDay(ordinal, profile.days[at].amount + amount, fact)
    else:
        profile.days.insert(at, PurchaseDay(ordinal, amount, fact))
    if profile.lost and day > profile.lost.on:
        profile.lost = None
        profile.won_back.append(fact)
    if profile.next_date and not profile.next_date.chosen and day > profile.next_date.set_on:
        profile.next_date = None


def _contacted(profile: Profile, noted: Recorded, body: ContactAttempted, on: date) -> None:
    contact = Contact(
        noted.fact_id, on, noted.occurred_at, body.channel, body.outcome, body.inbound, noted.noted_by, body.rule
    )
    oldest = on - timedelta(days=RECENT_DAYS)
    profile.recent = [*(earlier for earlier in profile.recent if earlier.on >= oldest), contact]
    profile.last_attempt = contact
    if not body.inbound:
        profile.tries[body.channel] = profile.tries.get(body.channel, 0) + 1
    if body.outcome.reached:
        _reached(profile, contact)
    if body.outcome.reached or body.outcome is Outcome.SENT:
        profile.last_touch = contact
        profile.enquiries.clear()
    if body.outcome is Outcome.WRONG_NUMBER:
        profile.wrong_email |= body.channel is Channel.EMAIL
        profile.wrong_phone |= body.channel in (Channel.CALL, Channel.TEXT)
    _say_when(profile, contact, body)


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
    before = profile.next_date
    if body.next_on is None and not body.rest:
        if contact.outcome.reached:
            profile.next_date = None
        return
    waits = before is not None and before.chosen and before.on is not None and not contact.outcome.reached
    chosen = body.chosen or waits
    profile.next_date = NextDate(body.next_on, contact.at, contact.on, contact.fact, chosen, False, contact.outcome)


def _details(profile: Profile, body: ContactDetailsCorrected) -> None:
    if body.has_phone is not None:
        profile.has_phone, profile.wrong_phone = body.has_phone, False
    if body.has_email is not None:
        profile.has_email, profile.wrong_email = body.has_email, False
    if body.has_place is not None:
        profile.has_place = body.has_place


def _drop_leaving(profile: Profile) -> None:
    for fact in [fact for fact, said in profile.complaints.items() if said.kind is FeedbackKind.LEAVING]:
        del profile.complaints[fact]
