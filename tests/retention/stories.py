"""What may a customer's story be? Hypothesis strategies over every kind of fact, with undoing and correcting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from hypothesis import strategies as st

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
    SETTLED_BY_HAND,
    EnquiryAnswered,
    FollowUpPutOff,
    NextDateSet,
    PromiseKept,
    PromiseMade,
    PromiseMoved,
    ReasonSettled,
)
from events.habits import HabitChangeAnswered
from events.kernel import Fact, Recorded
from events.lifecycle import CustomerGoneForGood, CustomerLost, LossReasonGiven
from events.needs import NeedMet, NeedNoted
from events.notes import FactUndone, NoteAdded, NoteCorrected
from events.purchases import PurchaseCorrected, PurchaseRecognised, PurchaseRecorded, PurchaseRefunded, PurchaseVoided
from events.referrals import CustomerReferred, ReferralGiven, ReferralReceived
from events.relationship_plans import PlanStep, StepKind
from events.started_plans import PlanStepDone, PlanStopReason, RelationshipPlanStarted, RelationshipPlanStopped
from events.stated import HistoryStated
from events.tags import CustomerTagged, CustomerUntagged
from events.telling import CustomerTold, FeedbackActedOn
from events.time_zones import TimeZoneStated
from events.values import (
    OUTCOMES,
    Channel,
    EnquirySource,
    FeedbackKind,
    GoneReason,
    HabitAnswer,
    LossReason,
    Mood,
    PutOffReason,
    Rule,
    Touch,
)
from tests.retention.story import SOMEBODY, Told, day, nth, story

LONG = 500
numbers = st.integers(0, LONG)
words = st.none() | st.text(max_size=5)
channels = st.sampled_from(Channel)


@st.composite
def attempts(draw: st.DrawFn, on: int) -> ContactAttempted:
    channel = draw(channels)
    outcome = draw(st.sampled_from(sorted(OUTCOMES[channel])))
    next_on = draw(st.none() | st.integers(0, 90))
    return ContactAttempted(
        channel=channel,
        outcome=outcome,
        inbound=outcome.reached and draw(st.booleans()),
        next_on=None if next_on is None else day(on + next_on),
        chosen=next_on is not None and draw(st.booleans()),
        rest=next_on is None and draw(st.booleans()),
        rule=draw(st.none() | st.sampled_from(Rule)),
        note=draw(words),
        item=draw(st.sampled_from((None, None, nth(1), nth(2)))),
        touch=draw(st.none() | st.sampled_from(Touch)),
    )


@st.composite
def plan_starts(draw: st.DrawFn, on: int) -> RelationshipPlanStarted:
    days = sorted(draw(st.sets(st.integers(0, 120), min_size=1, max_size=4)))
    kinds = st.sampled_from(StepKind)
    return RelationshipPlanStarted(
        plan=nth(draw(st.integers(1, 2))),
        name="A plan",
        steps=tuple(PlanStep(name="A step", after_days=after, kind=draw(kinds)) for after in days),
        on=day(on + draw(st.sampled_from((0, 0, 3)))),
    )


FIXED = (CustomerRegistered, CustomerAssigned, FactUndone)
"""What the rules do not let anybody undo."""


@st.composite
def facts_about(draw: st.DrawFn, on: int, before: list[Fact]) -> Fact:
    """One fact of any kind; what points at another fact points at one that was recorded before."""
    some = nth(draw(st.integers(1, len(before))))
    sale = draw(st.sampled_from(_sales(before)))
    plan = draw(st.sampled_from(_plans(before)))
    said = draw(st.sampled_from(_said(before)))
    later = day(on + draw(st.integers(0, 90)))
    bought_on = day(on - draw(st.sampled_from((0, 0, 0, 1, 5))))
    amounts = st.integers(0, 50_000)
    rare: list[Callable[[], Fact]] = [
        lambda: EnquiryReceived(text=draw(words), source=draw(st.sampled_from((None, *EnquirySource)))),
        lambda: OfferMade(text=draw(words)),
        lambda: NeedNoted(text=draw(words)),
        lambda: NeedMet(need=some),
        lambda: FeedbackNoted(kind=draw(st.sampled_from(FeedbackKind)), text=draw(words)),
        lambda: ConsentGiven(channel=draw(channels)),
        lambda: ConsentWithdrawn(channel=draw(channels)),
        lambda: ContactDetailsCorrected(phone=draw(words), has_phone=draw(st.none() | st.booleans())),
        lambda: CustomerAssigned(owner=SOMEBODY, team=SOMEBODY),
        lambda: PreferredChannelStated(channel=draw(channels)),
        lambda: TimeZoneStated(zone=draw(st.sampled_from(("", "Asia/Tokyo")))),
        lambda: CustomerTagged(tag=draw(st.sampled_from(("trade", "wholesale")))),
        lambda: CustomerUntagged(tag=draw(st.sampled_from(("trade", "wholesale")))),
        lambda: PromiseMade(on=later, note=draw(words)),
        lambda: NextDateSet(next_on=draw(st.sampled_from((None, later))), of=draw(st.sampled_from((None, some)))),
        lambda: FollowUpPutOff(until=draw(st.sampled_from((None, later))), why=draw(st.sampled_from(PutOffReason))),
        lambda: ReasonSettled(rules=(draw(st.sampled_from(sorted(SETTLED_BY_HAND))),)),
        lambda: HabitChangeAnswered(answer=draw(st.sampled_from(HabitAnswer)), text=draw(words)),
        lambda: CustomerLost(reason=draw(st.sampled_from((None, *LossReason))), text=draw(words)),
        lambda: LossReasonGiven(reason=draw(st.sampled_from(LossReason)), text=draw(words)),
        lambda: CustomerGoneForGood(why=draw(st.sampled_from(GoneReason))),
        lambda: CustomerReferred(by=draw(st.sampled_from((SOMEBODY, nth(1))))),
        lambda: ReferralGiven(text=draw(words)),
        lambda: ReferralReceived(customer=draw(st.sampled_from((SOMEBODY, nth(1))))),
        lambda: NoteAdded(of=some, text=draw(words)),
        lambda: NoteCorrected(of=some, text=draw(words)),
        lambda: FactUndone(of=draw(st.sampled_from(_to_undo(before)))),
        lambda: FeedbackNoted(kind=FeedbackKind.COMPLAINT, mood=draw(st.sampled_from(Mood)), themes=("Price",)),
        lambda: ComplaintAssigned(complaint=said, owner=SOMEBODY, by=later),
        lambda: ComplaintResolved(complaint=some, text=draw(words)),
        lambda: ComplaintResolved(complaint=said, told=draw(st.booleans())),
        lambda: ThemesGiven(of=said, themes=draw(st.sampled_from(((), ("Delivery",))))),
        lambda: FeedbackActedOn(action=SOMEBODY, reasons=(said,), on=later),
        lambda: CustomerTold(of=some),
        lambda: EnquiryAnswered(enquiry=some),
        lambda: PromiseKept(promise=some),
        lambda: PromiseMoved(promise=some, on=later),
        lambda: CustomerNumberGiven(source="till", number=draw(words)),
        lambda: HistoryStated(
            last_order=draw(st.sampled_from((None, bought_on))), total=draw(st.none() | amounts), orders=1
        ),
        lambda: PurchaseCorrected(of=some, amount=draw(amounts), on=bought_on),
        lambda: PurchaseCorrected(of=sale, amount=draw(amounts), on=bought_on),
        lambda: PurchaseRefunded(of=draw(st.sampled_from((None, sale))), amount=draw(amounts), on=day(on)),
        lambda: PurchaseVoided(of=sale, on=day(on)),
        lambda: PurchaseRecognised(of=sale, source="till"),
        lambda: draw(plan_starts(on)),
        lambda: draw(plan_starts(on)),
        lambda: PlanStepDone(of=plan, step=draw(st.integers(0, 4))),
        lambda: RelationshipPlanStopped(of=plan, why=draw(st.sampled_from(PlanStopReason))),
    ]
    often: list[Callable[[], Fact]] = [
        lambda: draw(attempts(on)),
        lambda: PurchaseRecorded(amount=draw(amounts), on=bought_on),
    ]
    return draw(st.sampled_from([*rare, *often * 8]))()


def _to_undo(before: list[Fact]) -> list[UUID]:
    """With one that is not there yet, or never will be."""
    found = [nth(number) for number, body in enumerate(before, 1) if not isinstance(body, FIXED)]
    return [*found, nth(len(before) + 2)]


def _sales(before: list[Fact]) -> list[UUID]:
    """What may be given back or voided: purchases, rows that are one, and one that is not there yet."""
    kinds = PurchaseRecorded | PurchaseRecognised
    found = [nth(number) for number, body in enumerate(before, 1) if isinstance(body, kinds)]
    return [*found, nth(len(before) + 3)]


def _said(before: list[Fact]) -> list[UUID]:
    """What is sorted, ended and acted on: feedback and losses, and one that is not there yet."""
    found = [nth(number) for number, body in enumerate(before, 1) if isinstance(body, FeedbackNoted | CustomerLost)]
    return [*found, nth(len(before) + 1)]


def _plans(before: list[Fact]) -> list[UUID]:
    """What steps are noted of: plans that were started, and one that is not there yet."""
    found = [nth(number) for number, body in enumerate(before, 1) if isinstance(body, RelationshipPlanStarted)]
    return [*found, nth(len(before) + 1)]


@st.composite
def told(draw: st.DrawFn) -> list[Told]:
    """Facts in the order in which they happened; the first puts the customer on the list."""
    found: list[Told] = [(0, CustomerRegistered(name="Ann", has_phone=True, has_email=draw(st.booleans())))]
    for on in sorted(draw(st.lists(numbers, max_size=25))):
        found.append((on, draw(facts_about(on, [body for _, body in found]))))
    return found


@st.composite
def stories(draw: st.DrawFn) -> list[Recorded]:
    return story(*draw(told()))


@st.composite
def late_stories(draw: st.DrawFn) -> list[Recorded]:
    """Facts recorded in another order than they happened; corrections may be older than what they correct."""
    facts = draw(stories())
    moved = [draw(st.integers(-40, 0)) for _ in facts]
    return [
        noted
        if isinstance(noted.body, CustomerRegistered)
        else replace(noted, occurred_at=noted.occurred_at + timedelta(days=back, seconds=noted.position))
        for noted, back in zip(facts, moved, strict=True)
    ]
