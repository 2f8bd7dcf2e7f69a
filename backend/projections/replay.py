"""How did a customer stand on a day: as we knew it then, and as it really was?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from uuid import UUID

from backend.projections.amendments import corrects
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

    `late` are the facts that speak of that day or earlier but were noted after it: as we knew it they are left out,
    as it was they are in. `customer` None: not on the list. `days` are all days with a fact, rising; `before` and
    `after` are the facts next to `day`; `first` is the day on which the first of all happened.
    """

    day: date
    known: bool
    setting: Setting
    customer: Customer | None
    facts: tuple[Recorded, ...]
    late: tuple[Recorded, ...]
    days: tuple[date, ...]
    first: date
    before: Recorded | None
    after: Recorded | None


def replay(store: Store, tx: Tx, customer: UUID, day: date, *, known: bool, now: datetime) -> Replay:
    """The same folds and the same queue function as today's, over what was known (or true) at the end of `day`.

    The rulebook and the setting are those in force then.
    """
    everything = store.stream(customer, tx=tx)
    firm = store.stream(FIRM, tx=tx)
    zone = in_force(firm).zone
    end = min(end_of(day, zone), now)
    setting = in_force([noted for noted in firm if noted.recorded_at <= end] or firm)
    true = _true_by(everything, end)
    facts = [noted for noted in true if noted.recorded_at <= end] if known else true
    dated = _dated(everything, zone, known=known)
    return Replay(
        day=day,
        known=known,
        setting=setting,
        customer=_listed(facts, setting),
        facts=tuple(facts),
        late=tuple(noted for noted in true if noted.recorded_at > end),
        days=tuple(dict.fromkeys(on for on, _ in dated)),
        first=local_day(everything[0].occurred_at, zone),
        before=next((noted for on, noted in reversed(dated) if on < day), None),
        after=next((noted for on, noted in dated if on > day), None),
    )


@dataclass(frozen=True, slots=True)
class Before:
    """A customer as whoever noted something about them knew them just before; None: not on the list then."""

    day: date
    customer: Customer | None
    facts: tuple[Recorded, ...]


def just_before(store: Store, tx: Tx, noted: Recorded, at: datetime) -> Before:
    """The same folds again, over what was known `at` the moment: what the server had by then, and what this person
    had noted before, sent or not. What is noted, undone or put right later changes nothing of it.
    """
    firm = store.stream(FIRM, tx=tx)
    setting = in_force([one for one in firm if one.recorded_at <= at] or firm)
    facts = [
        one
        for one in store.stream(noted.stream, tx=tx)
        if one.position < noted.position and (one.recorded_at <= at or one.noted_by == noted.noted_by)
    ]
    return Before(setting.today(at), _listed(facts, setting), tuple(facts))


def _listed(facts: Sequence[Recorded], setting: Setting) -> Customer | None:
    """None where nobody had put the customer on the list yet, or that was taken back."""
    state = state_of(facts, setting) if facts else None
    return state if state and state.profile.registered else None


def _dated(facts: Sequence[Recorded], zone: tzinfo, *, known: bool) -> list[tuple[date, Recorded]]:
    """Each fact with the day on which we knew it, or on which it happened, in the order of those days."""
    dated = [(local_day(noted.recorded_at if known else noted.occurred_at, zone), noted) for noted in facts]
    return sorted(dated, key=lambda one: one[0])


def _true_by(everything: Sequence[Recorded], end: datetime) -> list[Recorded]:
    """What had happened by `end`, with whatever was later undone or put right of it.

    An undo says that something never happened, whenever it is said: without it a slip of the finger would stay true
    on every day before somebody noticed.
    """
    ids: set[UUID] = set()
    true = []
    for noted in everything:
        if noted.occurred_at <= end or corrects(noted) in ids:
            ids.add(noted.fact_id)
            true.append(noted)
    return true
