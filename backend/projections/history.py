"""What happened with a customer: every fact, newest first, page by page, with what was undone or put right?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from backend.projections.amendments import AMENDING, Amendments, amendments, amendments_among, amends
from backend.store import Store, Tx
from events.feedback import ComplaintAssigned, ComplaintResolved, ThemesGiven
from events.follow_ups import EnquiryAnswered, PromiseKept, PromiseMoved
from events.held import HeldNoteLeft, HeldNoteTaken
from events.kernel import Recorded, shape_of
from events.needs import NeedMet
from events.purchases import PurchaseVoided
from events.started_plans import PlanStepDone, RelationshipPlanStopped
from events.telling import CustomerTold

PAGE = 50


class Kind(StrEnum):
    """What one may want to see of a history alone."""

    CONTACTS = "contacts"
    PURCHASES = "purchases"
    FEEDBACK = "feedback"
    FOLLOW_UPS = "follow_ups"
    DETAILS = "details"


NAMES: dict[Kind, frozenset[str]] = {
    Kind.CONTACTS: frozenset({"contact_attempted", "enquiry_received", "enquiry_answered", "offer_made"}),
    Kind.PURCHASES: frozenset(
        {
            "purchase_recorded",
            "purchase_corrected",
            "purchase_refunded",
            "purchase_voided",
            "purchase_recognised",
            "history_stated",
        }
    ),
    Kind.FEEDBACK: frozenset(
        {
            "need_noted",
            "need_met",
            "feedback_noted",
            "themes_given",
            "complaint_assigned",
            "complaint_resolved",
            "feedback_acted_on",
            "customer_told",
            "habit_change_answered",
        }
    ),
    Kind.FOLLOW_UPS: frozenset(
        {
            "promise_made",
            "promise_moved",
            "promise_kept",
            "next_date_set",
            "follow_up_put_off",
            "reason_settled",
            "relationship_plan_started",
            "plan_step_done",
            "relationship_plan_stopped",
        }
    ),
    Kind.DETAILS: frozenset(
        {
            "customer_registered",
            "contact_details_corrected",
            "customer_assigned",
            "preferred_channel_stated",
            "customer_number_given",
            "time_zone_stated",
            "customer_tagged",
            "customer_untagged",
            "consent_given",
            "consent_withdrawn",
            "customer_lost",
            "loss_reason_given",
            "customer_gone_for_good",
            "customer_referred",
            "referral_given",
            "referral_received",
            "note_added",
            "note_corrected",
            "fact_undone",
            "note_held",
            "held_note_taken",
            "held_note_left",
            "clock_corrected",
        }
    ),
}
"""Every stored name of a customer's facts, once."""
CUSTOMERS_FACTS = frozenset().union(*NAMES.values())


SPEAKING = AMENDING | {
    PromiseKept, PromiseMoved, ThemesGiven, ComplaintAssigned, ComplaintResolved, CustomerTold, EnquiryAnswered,
    NeedMet, PlanStepDone, RelationshipPlanStopped, HeldNoteTaken, HeldNoteLeft,
}  # fmt: skip
"""The kinds of fact that speak of an earlier one: few, and a pack asks some thousand."""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as the history tells it. `about` is the fact that it speaks of: the promise kept, the fact undone.

    `undone_by` is the fact that undid it, `later` are those that put it right or say more of it, and stand.
    """

    noted: Recorded
    about: Recorded | None
    undone_by: Recorded | None
    later: tuple[Recorded, ...]

    @property
    def name(self) -> str:
        return shape_of(self.noted.body).name

    @property
    def undone(self) -> bool:
        """Whether it counts for nothing."""
        return self.undone_by is not None

    @property
    def voided(self) -> bool:
        """Whether that is because the order did not come about."""
        return self.undone_by is not None and isinstance(self.undone_by.body, PurchaseVoided)


@dataclass(frozen=True, slots=True)
class Page:
    """`older` says where the next page begins; None at the end."""

    facts: tuple[Told, ...]
    older: tuple[datetime, int] | None


def page(
    store: Store,
    tx: Tx,
    customer: UUID,
    *,
    before: tuple[datetime, int] | None = None,
    kind: Kind | None = None,
    limit: int = PAGE,
    known_on: datetime | None = None,
) -> Page:
    """Up to `limit` facts from below `before`, in the order in which things happened; never cut, only paged."""
    names: Collection[str] | None = NAMES[kind] if kind else None
    found = store.page(customer, before=before, limit=limit + 1, names=names, known_on=known_on, tx=tx)
    shown = found[:limit]
    older = (shown[-1].occurred_at, shown[-1].position) if len(found) > limit else None
    return Page(tell(store, tx, shown, known_on=known_on), older)


def tell(store: Store, tx: Tx, facts: Sequence[Recorded], *, known_on: datetime | None = None) -> tuple[Told, ...]:
    """Join to each fact what it speaks of and what was noted onto it, as far as that was known by `known_on`."""
    onto = amendments(tx, [noted.fact_id for noted in facts])
    again = amendments(tx, [one.fact for several in onto.values() for one in several])
    wanted = {one.fact for links in (onto, again) for several in links.values() for one in several}
    wanted |= {about for noted in facts if (about := speaks_of(noted)) is not None}
    known = {noted.fact_id: noted for noted in facts}
    known |= {noted.fact_id: noted for noted in store.found(tx, wanted - known.keys())}
    if known_on is not None:
        known = {fact: noted for fact, noted in known.items() if noted.recorded_at <= known_on}
    return tuple(_told(noted, known, onto | again) for noted in facts)


def tell_among(facts: Iterable[Recorded]) -> dict[UUID, Told]:
    """The same for facts of which all that was noted onto them is there: a replay."""
    known = {noted.fact_id: noted for noted in facts}
    onto = amendments_among(known.values())
    return {fact: _told(noted, known, onto) for fact, noted in known.items()}


def speaks_of(noted: Recorded) -> UUID | None:
    """The earlier fact without which the sentence of this one says little."""
    if type(noted.body) not in SPEAKING:
        return None
    match noted.body:
        case PromiseKept(promise=of) | PromiseMoved(promise=of):
            return of
        case ComplaintAssigned(complaint=of) | ComplaintResolved(complaint=of):
            return of
        case ThemesGiven(of=of) | CustomerTold(of=of):
            return of
        case EnquiryAnswered(enquiry=of) | NeedMet(need=of):
            return of
        case PlanStepDone(of=of) | RelationshipPlanStopped(of=of):
            return of
        case HeldNoteTaken(of=of) | HeldNoteLeft(of=of):
            return of
        case _:
            return amends(noted)


def _told(noted: Recorded, known: Mapping[UUID, Recorded], onto: Amendments) -> Told:
    """`known` holds what may be told; of several facts that undo one, the first that stands counts."""
    about = speaks_of(noted)
    links = [one for one in onto.get(noted.fact_id, ()) if one.fact in known and not _taken_back(one.fact, known, onto)]
    undone_by = next((known[one.fact] for one in links if one.undoes), None)
    later = tuple(known[one.fact] for one in links if not one.undoes)
    return Told(noted, known.get(about) if about else None, undone_by, later)


def _taken_back(fact: UUID, known: Mapping[UUID, Recorded], onto: Amendments) -> bool:
    return any(one.undoes and one.fact in known for one in onto.get(fact, ()))
