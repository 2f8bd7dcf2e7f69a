"""Does what is being written leave nobody brought by somebody whom they brought? Asked once the views show it."""

from __future__ import annotations

from uuid import UUID

from backend.commands import Also
from backend.projections import referrals
from backend.store import Tx
from events.kernel import Refused


def no_circle(customer: UUID) -> Also:
    """Raises Refused where this customer would stand in a circle; whoever else writes waits until this is through."""

    def check(tx: Tx) -> None:
        if referrals.in_circle(tx, customer):
            raise Refused(
                "That would be a circle: one of them brought the other already, at once or through others."
                " Correct that first, or choose somebody else."
            )

    return check
