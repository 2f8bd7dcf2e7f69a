"""When are the numbers of the rhythm fitted anew, and to what? After an import and once a day, where enough was bought.

The customers' rows are worked out beside, and follow in the transaction of the fact: see `reruling`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid5

from backend.commands import carry_out
from backend.projections import directory, firm, profiles
from backend.projections.reruling import adopt_beside
from backend.projections.setting import Setting, fitted
from backend.retention.fitted import enough, fitted_to
from backend.retention.pulse import Weeks
from backend.store import Store, Tx
from events.firm import FIRM
from events.kernel import SYSTEM, Asked
from events.rhythm import FitRhythm, RhythmFitted

GROWN_PERCENT = 5
"""So many purchases more, or fewer, than at the last fit make another worth its while."""
WEEK = timedelta(days=7)
SEASON_PERCENT = 5
"""So far from the last known pulse, too: in a season in which few buy, nothing grows and all the more is to be told."""


def refit(store: Store, now: datetime, *, always: bool = False) -> RhythmFitted | None:
    """Fit and note it, where it is time to (or `always`) and enough customers came back.

    Returns what was found; None where nothing was looked at. Fewer customers than enough are noted only where that
    takes numbers out of force.
    """
    with store.database.read() as tx:
        setting = firm.setting(tx)
        purchases = directory.purchases(tx)
        if setting.founded is None:
            return None
        if not (always or _grown(setting.fitted, purchases) or _season_changes(tx, setting, now)):
            return None
        found = fitted_to(profiles.bought(tx), setting.today(now), purchases)
    if enough(found) or setting.fitted:
        _note(store, now, found)
    return found


def _grown(last: RhythmFitted | None, purchases: int) -> bool:
    return last is None or abs(purchases - last.purchases) * 100 >= last.purchases * GROWN_PERCENT


def _season_changes(tx: Tx, setting: Setting, now: datetime) -> bool:
    """Whether the base buys otherwise than when it was fitted, a week ago or longer."""
    if setting.fitted is None or setting.fitted_at is None or now - setting.fitted_at < WEEK:
        return False
    weeks = Weeks()
    for days in profiles.bought(tx):
        weeks.add(days)
    known, found = setting.rhythm.pulse.share(weeks.last), weeks.pulse().share(weeks.last)
    return abs(found - known) * 100 >= SEASON_PERCENT


def _note(store: Store, now: datetime, found: RhythmFitted) -> None:
    # Two who find the same at once note it once; two who find otherwise are told apart.
    command_id = uuid5(FIRM, f"rhythm fitted after {store.head().position}: {found}")
    asked = Asked(
        command_id=command_id, stream=FIRM, occurred_at=now, noted_by=SYSTEM, commands=(FitRhythm(found=found),)
    )
    adopt_beside(store, lambda setting: fitted(setting, found, now), lambda views: carry_out(store, asked, views=views))
