"""What does each kind of fact change in what is known of a customer? One small function a kind."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable
from datetime import date
from typing import Any

from backend.retention import enquiry_changes, feedback_changes
from backend.retention.buying import lost_in_buying, put_off_in_buying
from backend.retention.contact_changes import contacted
from backend.retention.plan_changes import end_plan, settle_step, started, step_done, stopped
from backend.retention.profile import (
    Consent,
    GivenBack,
    Gone,
    HabitSaid,
    Lost,
    NextDate,
    PlanEndReason,
    Profile,
    Promise,
    PurchaseDay,
    ReferralThanks,
    Referred,
    Said,
    Stated,
)
from events.clocks import ClockCorrected
from events.consent import ConsentGiven, ConsentWithdrawn
from events.contacts import ContactAttempted
from events.customers import (
    ContactDetailsCorrected,
    CustomerAssigned,
    CustomerNumberGiven,
    CustomerRegistered,
    PreferredChannelStated,
)
from events.enquiries import EnquiryReceived, OfferMade
from events.feedback import ComplaintAssigned, ComplaintResolved, FeedbackNoted, ThemesGiven
from events.follow_ups import (
    EnquiryAnswered,
    FollowUpPutOff,
    NextDateSet,
    PromiseKept,
    PromiseMade,
    PromiseMoved,
    ReasonSettled,
)
from events.habits import HabitChangeAnswered
from events.held import HeldNoteLeft, HeldNoteTaken, NoteHeld
from events.kernel import Fact, Recorded
from events.lifecycle import CustomerGoneForGood, CustomerLost, LossReasonGiven
from events.needs import NeedMet, NeedNoted
from events.notes import FactUndone, NoteAdded, NoteCorrected
from events.purchases import PurchaseCorrected, PurchaseRecognised, PurchaseRecorded, PurchaseRefunded, PurchaseVoided
from events.referrals import CustomerReferred, ReferralGiven, ReferralReceived
from events.started_plans import PlanStepDone, RelationshipPlanStarted, RelationshipPlanStopped
from events.stated import HistoryStated
from events.tags import CustomerTagged, CustomerUntagged
from events.telling import CustomerTold, FeedbackActedOn
from events.time_zones import TimeZoneStated
from events.values import Rule

_ENDS = frozenset({ComplaintResolved, PromiseKept, EnquiryAnswered, PromiseMoved, CustomerTold})
WORK = _ENDS | {
    ContactAttempted,
    NextDateSet,
    FollowUpPutOff,
    ReasonSettled,
    HabitChangeAnswered,
    PlanStepDone,
    OfferMade,
}
"""What takes a card off today's plan."""


def owed(profile: Profile, body: Fact, on: date) -> bool:
    """Whether this was work on what is owed to the customer, which stands on a plan beyond its size."""
    return type(body) in _ENDS or profile.owes(on)


def _bought(profile: Profile, noted: Recorded, body: PurchaseRecorded, on: date) -> None:
    """A purchase wins a lost customer back, and ends a rest and what no person chose: they are not silent any more."""
    profile.orders += 1
    profile.total += body.amount
    _add_to_day(profile.days, PurchaseDay(body.on.toordinal(), body.amount, noted.fact_id))
    if profile.lost and body.on > profile.lost.on:
        profile.lost = None
        profile.won_back.append(noted.fact_id)
        feedback_changes.came_back(profile)
    said = profile.next_date
    if said and body.on > said.set_on and (said.on is None or not said.chosen):
        profile.next_date = None


def _add_to_day(days: list[PurchaseDay], bought: PurchaseDay) -> None:
    if not days or days[-1].day < bought.day:
        days.append(bought)
        return
    at = bisect_left(days, bought.day, key=lambda other: other.day)
    if days[at].day == bought.day:
        days[at] = PurchaseDay(bought.day, days[at].amount + bought.amount, bought.fact)
    else:
        days.insert(at, bought)


def _refunded(profile: Profile, noted: Recorded, body: PurchaseRefunded, on: date) -> None:
    """What was given back of one purchase is taken off that purchase before the fold begins."""
    if body.of is None:
        profile.total -= body.amount
        profile.given_back.append(GivenBack(body.on.toordinal(), body.amount))


def _stated(profile: Profile, noted: Recorded, body: HistoryStated, on: date) -> None:
    profile.stated = Stated(body.last_order, body.total, body.orders, noted.fact_id)


def _registered(profile: Profile, noted: Recorded, body: CustomerRegistered, on: date) -> None:
    profile.registered_on, profile.owner_since = on, on
    profile.registration, profile.brought = noted.fact_id, bool(body.source)
    profile.owner, profile.team = body.owner, body.team
    profile.has_phone, profile.has_email, profile.has_place = body.has_phone, body.has_email, body.has_place


def _details(profile: Profile, noted: Recorded, body: ContactDetailsCorrected, on: date) -> None:
    if body.has_phone is not None:
        profile.has_phone, profile.wrong_phone = body.has_phone, False
    if body.has_email is not None:
        profile.has_email, profile.wrong_email = body.has_email, False
    if body.has_place is not None:
        profile.has_place, profile.wrong_place = body.has_place, False


def _assigned(profile: Profile, noted: Recorded, body: CustomerAssigned, on: date) -> None:
    claimed = profile.owner is None and body.owner == noted.noted_by
    profile.owner, profile.team, profile.owner_since = body.owner, body.team, on
    profile.claim = noted.fact_id if claimed else None


def _prefers(profile: Profile, noted: Recorded, body: PreferredChannelStated, on: date) -> None:
    profile.preferred = body.channel


def _lives_by(profile: Profile, noted: Recorded, body: TimeZoneStated, on: date) -> None:
    profile.zone = body.zone


def _tagged(profile: Profile, noted: Recorded, body: CustomerTagged, on: date) -> None:
    if body.tag not in profile.tags:
        insort(profile.tags, body.tag)


def _untagged(profile: Profile, noted: Recorded, body: CustomerUntagged, on: date) -> None:
    if body.tag in profile.tags:
        profile.tags.remove(body.tag)


def _said_yes(profile: Profile, noted: Recorded, body: ConsentGiven, on: date) -> None:
    profile.consent[body.channel] = Consent(True, on, noted.fact_id)


def _said_no(profile: Profile, noted: Recorded, body: ConsentWithdrawn, on: date) -> None:
    profile.consent[body.channel] = Consent(False, on, noted.fact_id)


def _promised(profile: Profile, noted: Recorded, body: PromiseMade, on: date) -> None:
    profile.promises[noted.fact_id] = Promise(body.on, noted.occurred_at)


def _moved(profile: Profile, noted: Recorded, body: PromiseMoved, on: date) -> None:
    if body.promise in profile.promises:
        profile.promises[body.promise] = Promise(body.on, noted.occurred_at)


def _kept(profile: Profile, noted: Recorded, body: PromiseKept, on: date) -> None:
    profile.promises.pop(body.promise, None)


def _next_date(profile: Profile, noted: Recorded, body: NextDateSet, on: date) -> None:
    profile.next_date = _by_hand(body.next_on, noted, on, chosen=True)


def _put_off(profile: Profile, noted: Recorded, body: FollowUpPutOff, on: date) -> None:
    profile.next_date = _by_hand(body.until, noted, on, chosen=False)
    put_off_in_buying(profile, noted, on)


def _by_hand(next_on: date | None, noted: Recorded, on: date, *, chosen: bool) -> NextDate:
    """A date that a person picked, or until when they put the customer off."""
    return NextDate(next_on, noted.occurred_at, on, noted.fact_id, chosen, put_off=not chosen, outcome=None)


def _settled(profile: Profile, noted: Recorded, body: ReasonSettled, on: date) -> None:
    profile.settled.update(dict.fromkeys(body.rules, Said(on, noted.fact_id)))
    if profile.settled.pop(Rule.PLAN_STEP, None):
        settle_step(profile, on, noted.fact_id)


def _habit(profile: Profile, noted: Recorded, body: HabitChangeAnswered, on: date) -> None:
    profile.habit_answers.append(HabitSaid(on, noted.fact_id, body.answer))


def _lost(profile: Profile, noted: Recorded, body: CustomerLost, on: date) -> None:
    profile.lost = Lost(noted.fact_id, on, body.reason, body.door_open)
    lost_in_buying(profile, noted, on)
    end_plan(profile, PlanEndReason.LOST, on, noted.fact_id)
    feedback_changes.left(profile, noted, body)


def _why_lost(profile: Profile, noted: Recorded, body: LossReasonGiven, on: date) -> None:
    if profile.lost:
        profile.lost.reason = body.reason
    feedback_changes.said_why(profile, body)


def _gone(profile: Profile, noted: Recorded, body: CustomerGoneForGood, on: date) -> None:
    profile.gone = Gone(noted.fact_id, on, body.why)
    end_plan(profile, PlanEndReason.GONE, on, noted.fact_id)


def _referred(profile: Profile, noted: Recorded, body: CustomerReferred, on: date) -> None:
    profile.referred = Referred(body.by, on, noted.fact_id)


def _sent_somebody(profile: Profile, noted: Recorded, body: ReferralGiven, on: date) -> None:
    profile.referrals_given += 1


def _brought(profile: Profile, noted: Recorded, body: ReferralReceived, on: date) -> None:
    profile.referral_received = ReferralThanks(body.customer, on, noted.fact_id)


def _words_only(profile: Profile, noted: Recorded, body: Fact, on: date) -> None:
    """Words and numbers say nothing of when; undoing and correcting were heard before the fold began.

    What is held counts for nothing: once it is taken, it is a fact of its own.
    """


CHANGES: dict[type[Fact], Callable[[Profile, Recorded, Any, date], None]] = {
    PurchaseRecorded: _bought,
    PurchaseCorrected: _words_only,
    PurchaseRefunded: _refunded,
    PurchaseVoided: _words_only,
    PurchaseRecognised: _words_only,
    HistoryStated: _stated,
    ContactAttempted: contacted,
    CustomerRegistered: _registered,
    ContactDetailsCorrected: _details,
    CustomerAssigned: _assigned,
    PreferredChannelStated: _prefers,
    TimeZoneStated: _lives_by,
    CustomerNumberGiven: _words_only,
    CustomerTagged: _tagged,
    CustomerUntagged: _untagged,
    ConsentGiven: _said_yes,
    ConsentWithdrawn: _said_no,
    FeedbackNoted: feedback_changes.said,
    ThemesGiven: feedback_changes.sorted_out,
    ComplaintAssigned: feedback_changes.assigned,
    ComplaintResolved: feedback_changes.resolved,
    FeedbackActedOn: feedback_changes.acted_on,
    CustomerTold: feedback_changes.told,
    EnquiryReceived: enquiry_changes.received,
    EnquiryAnswered: enquiry_changes.answered,
    OfferMade: enquiry_changes.offer_made,
    NeedNoted: enquiry_changes.need_noted,
    NeedMet: enquiry_changes.need_met,
    PromiseMade: _promised,
    PromiseMoved: _moved,
    PromiseKept: _kept,
    NextDateSet: _next_date,
    FollowUpPutOff: _put_off,
    ReasonSettled: _settled,
    HabitChangeAnswered: _habit,
    RelationshipPlanStarted: started,
    PlanStepDone: step_done,
    RelationshipPlanStopped: stopped,
    CustomerLost: _lost,
    LossReasonGiven: _why_lost,
    CustomerGoneForGood: _gone,
    CustomerReferred: _referred,
    ReferralGiven: _sent_somebody,
    ReferralReceived: _brought,
    NoteAdded: _words_only,
    NoteCorrected: _words_only,
    FactUndone: _words_only,
    NoteHeld: _words_only,
    HeldNoteTaken: _words_only,
    HeldNoteLeft: _words_only,
    ClockCorrected: _words_only,
}
"""Every kind of fact that a customer's stream may hold."""
