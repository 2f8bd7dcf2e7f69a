"""What happened with a customer: every fact, newest first, page by page, with what was undone or put right?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from backend.projections.amendments import amendments
from backend.store import Store, Tx
from events.kernel import Recorded, shape_of

PAGE = 50


class Kind(StrEnum):
    """What one may want to see of a history alone."""

    CONTACTS = "contacts"
    PURCHASES = "purchases"
    FEEDBACK = "feedback"
    FOLLOW_UPS = "follow_ups"
    DETAILS = "details"


NAMES: dict[Kind, frozenset[str]] = {
    Kind.CONTACTS: frozenset({"contact_attempted", "enquiry_received", "enquiry_answered"}),
    Kind.PURCHASES: frozenset({"purchase_recorded", "purchase_corrected"}),
    Kind.FEEDBACK: frozenset({"feedback_noted", "complaint_resolved"}),
    Kind.FOLLOW_UPS: frozenset(
        {
            "promise_made",
            "promise_moved",
            "promise_kept",
            "next_date_set",
            "follow_up_put_off",
            "reason_settled",
        }
    ),
    Kind.DETAILS: frozenset(
        {
            "customer_registered",
            "contact_details_corrected",
            "customer_assigned",
            "preferred_channel_stated",
            "consent_given",
            "consent_withdrawn",
            "customer_lost",
            "loss_reason_given",
            "customer_gone_for_good",
            "note_added",
            "note_corrected",
            "fact_undone",
        }
    ),
}
"""Every stored name of a customer's facts, once."""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as the history tells it. `undone_by` and `later` are the facts that undid it or say more of it."""

    noted: Recorded
    undone_by: Recorded | None
    later: tuple[Recorded, ...]

    @property
    def name(self) -> str:
        return shape_of(self.noted.body).name

    @property
    def undone(self) -> bool:
        return self.undone_by is not None


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


def tell(store: Store, tx: Tx, facts: list[Recorded], *, known_on: datetime | None = None) -> tuple[Told, ...]:
    """Join to each fact what was noted onto it, as far as it was known by `known_on`."""
    later = amendments(tx, [noted.fact_id for noted in facts])
    by_id = {noted.fact_id: noted for noted in facts}
    told = []
    for noted in facts:
        undone_by, more = None, []
        for amendment in later.get(noted.fact_id, ()):
            fact = by_id.get(amendment.fact) or store.find(amendment.fact, tx=tx)
            if fact is None or (known_on is not None and fact.recorded_at > known_on):
                continue
            if amendment.undoes:
                undone_by = fact
            else:
                more.append(fact)
        told.append(Told(noted, undone_by, tuple(more)))
    return tuple(told)
