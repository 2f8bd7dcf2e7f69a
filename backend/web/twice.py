"""Is what is being sent from the library new to this customer? Asked once the views show it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from backend.commands import Also
from backend.projections import profiles
from backend.store import Tx
from events.kernel import Recorded, Refused


def not_twice(customer: UUID, item: UUID) -> Also:
    """Raises Refused where they have the item already, in whichever order the two were noted."""

    def check(tx: Tx, _: Sequence[Recorded]) -> None:
        for profile, _details in profiles.load(tx, [customer]).values():
            if any(one.item == item and one.times > 1 for one in profile.sent_items):
                raise Refused("They have this one already. Choose something else that is worth saying.")

    return check
