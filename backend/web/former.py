"""May somebody still note on a customer what they noted while it was theirs? Late notes are taken, never lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from backend.projections import directory
from backend.web.session import Visit
from events.customers import CustomerAssigned, CustomerRegistered

STILL_TAKEN = timedelta(days=30)
"""How long after it ended to be theirs."""
KEPT = timedelta(days=7)
"""As long as a phone without a signal keeps who is in the pool, and its owner may believe to have taken them."""


def holder_for(visit: Visit, customer: UUID, at: datetime) -> UUID | None:
    """Who holds a customer on whom this person may note what was noted `at` that time; None where they may not."""
    with visit.read() as tx:
        entry = directory.entries(tx, [customer]).get(customer)
    if entry is None:
        return None
    seen = visit.scope.sees(entry.owner, entry.team) or _was_seen(visit, customer, at)
    return (entry.owner or entry.team) if seen else None


def _was_seen(visit: Visit, customer: UUID, at: datetime) -> bool:
    """Whether they could see the customer then, and until lately; of the pool, as far as their phone could know."""
    owners = [
        noted for noted in visit.store.stream(customer) if isinstance(noted.body, CustomerRegistered | CustomerAssigned)
    ]
    scope = visit.scope_on(visit.setting.today(at))
    held = [noted.occurred_at for noted in owners]
    for noted, ended in zip(owners, [*held[1:], None], strict=True):
        assert isinstance(noted.body, CustomerRegistered | CustomerAssigned)
        lately = (at if ended is None else ended) >= visit.now - STILL_TAKEN
        known = timedelta() if noted.body.owner else KEPT
        then = noted.occurred_at <= at and (ended is None or at < ended + known)
        if then and lately and scope.sees(noted.body.owner, noted.body.team):
            return True
    return False
