"""What did the firm's own customers buy, as it is known now?"""

from __future__ import annotations

from uuid import UUID

from backend.projections import profiles
from backend.retention.backtest.buyers import Buyer
from backend.retention.profile import Profile
from backend.store import Store
from events.kernel import Refused


def buyers_of(store: Store) -> list[Buyer]:
    """Everybody on the list who bought. Raises Refused where nobody did."""
    with store.database.read() as tx:
        found = [
            _buyer(customer, profile)
            for batch in profiles.in_batches(profiles.everybody(tx))
            for customer, (profile, _) in profiles.load(tx, batch).items()
            if profile.registered and profile.days
        ]
    if not found:
        raise Refused("There is no purchase here to judge by yet.")
    return found


def _buyer(customer: UUID, profile: Profile) -> Buyer:
    return Buyer(
        customer=str(customer),
        days=tuple(bought.day for bought in profile.days),
        amounts=tuple(bought.amount for bought in profile.days),
        given_back=tuple(sorted((back.day, back.amount) for back in profile.given_back)),
    )
