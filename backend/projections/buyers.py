"""What did the firm's own customers buy, as it is known now? What the backtest plays again."""

from __future__ import annotations

from uuid import UUID

from backend.projections import profiles
from backend.retention.backtest.buyers import Buyer
from backend.retention.profile import Profile
from backend.store import Tx


def buyers(tx: Tx) -> list[Buyer]:
    """Everybody on the list who bought."""
    return [
        _buyer(customer, profile)
        for batch in profiles.in_batches(list(profiles.everybody(tx)))
        for customer, (profile, _) in profiles.load(tx, batch).items()
        if profile.registered and profile.days
    ]


def _buyer(customer: UUID, profile: Profile) -> Buyer:
    return Buyer(
        customer=str(customer),
        days=tuple(bought.day for bought in profile.days),
        amounts=tuple(bought.amount for bought in profile.days),
        given_back=tuple(sorted((back.day, back.amount) for back in profile.given_back)),
    )
