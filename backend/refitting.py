"""When are the numbers of the rhythm fitted anew, and to what? After an import and once a day, where enough was bought.

The customers' rows follow in the transaction of the fact: see `Views`.
"""

from __future__ import annotations

from datetime import datetime
from uuid import uuid5

from backend.commands import carry_out
from backend.projections import directory, firm, profiles
from backend.projections.views import Views
from backend.retention.fitted import enough, fitted_to
from backend.store import Store
from events.firm import FIRM
from events.kernel import SYSTEM, Asked
from events.rhythm import FitRhythm, RhythmFitted

GROWN_PERCENT = 5
"""So many purchases more, or fewer, than at the last fit make another worth its while."""


def refit(store: Store, now: datetime, *, always: bool = False) -> RhythmFitted | None:
    """Fit and note it, where it is time to (or `always`) and enough customers came back.

    Returns what was found; None where nothing was looked at. Fewer customers than enough are noted only where that
    takes numbers out of force.
    """
    with store.database.read() as tx:
        setting = firm.setting(tx)
        purchases = directory.purchases(tx)
        if setting.founded is None or not (always or _grown(setting.fitted, purchases)):
            return None
        found = fitted_to(profiles.bought(tx), setting.today(now), purchases)
    if enough(found) or setting.fitted:
        _note(store, now, found)
    return found


def _grown(last: RhythmFitted | None, purchases: int) -> bool:
    return last is None or abs(purchases - last.purchases) * 100 >= last.purchases * GROWN_PERCENT


def _note(store: Store, now: datetime, found: RhythmFitted) -> None:
    # Two who find the same at once note it once.
    command_id = uuid5(FIRM, f"rhythm fitted after {store.head().position}")
    asked = Asked(
        command_id=command_id, stream=FIRM, occurred_at=now, noted_by=SYSTEM, commands=(FitRhythm(found=found),)
    )
    carry_out(store, asked, views=[Views(lambda tx, stream: store.stream(stream, tx=tx))])
