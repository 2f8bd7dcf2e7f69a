"""How did a customer stand on a day: as we knew it then, and as it really was?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from backend.projections.base import Customer
from backend.projections.setting import Setting, in_force
from backend.projections.views import state_of
from backend.retention.days import end_of, local_day
from backend.store import Store, Tx
from events.firm import FIRM
from events.kernel import Recorded


@dataclass(frozen=True, slots=True)
class Replay:
    """A customer on a day. `facts` are those it is made of, in the order in which they happened.

    `late` are facts that had happened by that day but were noted after it; of `known_on` they are left out, of
    `true_on` they are in. `before` and `after` are the nearest days on which something happened.
    """

    day: date
    known: bool
    setting: Setting
    customer: Customer | None
    facts: tuple[Recorded, ...]
    late: tuple[Recorded, ...]
    before: date | None
    after: date | None


def replay(store: Store, tx: Tx, customer: UUID, day: date, *, known: bool, now: datetime) -> Replay:
    """The same folds and the same queue function as today's, over what was known (or true) at the end of `day`.

    The rulebook and the setting are those in force then.
    """
    everything = store.stream(customer, tx=tx)
    firm = store.stream(FIRM, tx=tx)
    zone = in_force(firm).zone
    end = min(end_of(day, zone), now)
    setting = in_force([noted for noted in firm if noted.recorded_at <= end] or firm)
    happened = [noted for noted in everything if noted.occurred_at <= end]
    late = tuple(noted for noted in happened if noted.recorded_at > end)
    facts = [noted for noted in happened if noted.recorded_at <= end] if known else happened
    days = sorted({local_day(noted.recorded_at if known else noted.occurred_at, zone) for noted in everything})
    return Replay(
        day=day,
        known=known,
        setting=setting,
        customer=state_of(facts, setting) if facts else None,
        facts=tuple(facts),
        late=late,
        before=_nearest(days, day, -1),
        after=_nearest(days, day, +1),
    )


def _nearest(days: Sequence[date], day: date, direction: int) -> date | None:
    side = [one for one in days if (one < day if direction < 0 else one > day)]
    return (max(side) if direction < 0 else min(side)) if side else None
