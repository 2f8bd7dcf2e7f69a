"""Why is a customer due, or why not? Each rule with its numbers, the facts behind it, and what withholds it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify

from backend.projections import history
from backend.projections.history import Told
from backend.retention.agenda import Hold, Window
from backend.retention.profile import Profile
from backend.retention.rhythm import BANDS, WEEK, active
from backend.store import Tx
from backend.web import describing, htmx, sheets
from backend.web.cards import Card, Reason, card
from backend.web.session import Visit, visit
from backend.web.sweeping import Turn, sweeping
from backend.web.telling import Teller, as_json, teller_of
from events.rulebook import Rulebook

blueprint = Blueprint("reasons", __name__)
COMING = 3
ACTIVITY = ("surely", "likely", "maybe", "hardly", "barely")
"""How likely they are still a customer, by the bands of the rhythm; never told as a percentage."""


@dataclass(frozen=True, slots=True)
class Because:
    """A reason that speaks today, through `until` (None: until done)."""

    reason: Reason
    until: date | None
    facts: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """What a rule alone would ask for today, and what withholds it."""

    window: Window
    holds: tuple[tuple[Hold, date | None, tuple[Told, ...]], ...]


@dataclass(frozen=True, slots=True)
class Why:
    """`activity` is a word of ACTIVITY, None before the first purchase. `a_day` and `turn` are those of the sweep.

    `rulebook` holds the numbers of this customer's segment.

    `coming` are the next days with a reason, `over` the last window of each rule whose time has run out.
    """

    card: Card
    teller: Teller
    rulebook: Rulebook
    speaks: tuple[Because, ...]
    withheld: tuple[Withheld, ...]
    coming: tuple[tuple[date, Window], ...]
    over: tuple[Window, ...]
    activity: str | None
    a_day: int
    turn: Turn | None


@blueprint.get("/customers/<uuid:customer>/why")
def show(customer: UUID) -> Response:
    here, shown = visit(), card(visit(), customer)
    with here.read() as tx:
        why = explained(here, tx, shown)
    if htmx.wants_json():
        return jsonify(_told(why))
    return sheets.show("customers/why.html", why=why)


def explained(here: Visit, tx: Tx, shown: Card) -> Why:
    agenda, day, profile = shown.customer.agenda, shown.day, shown.customer.profile
    windows = agenda.on(day)
    speaks = tuple(
        Because(reason, window.last, _facts(here, tx, window.because))
        for reason, window in zip(shown.reasons, windows, strict=True)
    )
    withheld = tuple(
        Withheld(window, tuple((hold, hold.through(window), _facts(here, tx, hold.because)) for hold in holds))
        for window, holds in agenda.withheld(day)
    )
    over = {window.rule: window for window in agenda.windows if window.last is not None and window.last < day}
    still = {window.rule for window in agenda.windows if window.last is None or window.last >= day}
    starts = {(start, window.rule): window for window in agenda.open if (start := window.starts(day)) and start > day}
    sweep = sweeping(here, tx)
    return Why(
        card=shown,
        teller=teller_of(here, tx, forgotten=shown.name is None),
        rulebook=here.setting.rulebook.of(profile.tags, profile.worth),
        speaks=speaks,
        withheld=withheld,
        coming=tuple((start, window) for (start, _), window in sorted(starts.items())[:COMING]),
        over=tuple(window for rule, window in over.items() if rule not in still),
        activity=_activity(here, shown.customer.profile, day),
        a_day=sweep.plan.a_day if sweep else 0,
        turn=sweep.turn(tx, shown.customer) if sweep else None,
    )


def _facts(here: Visit, tx: Tx, because: Iterable[UUID]) -> tuple[Told, ...]:
    found = [noted for fact in because if (noted := here.store.find(fact, tx=tx)) is not None]
    return history.tell(here.store, tx, found)


def _activity(here: Visit, profile: Profile, day: date) -> str | None:
    if not profile.days:
        return None
    weeks = (day.toordinal() - profile.days[0].day) / WEEK
    p = active(here.setting.rhythm, profile.repeats, profile.span_weeks, weeks)
    return next((word for word, edge in zip(ACTIVITY, BANDS, strict=False) if p > edge), ACTIVITY[-1])


def _told(why: Why) -> dict[str, Any]:
    return {
        "customer": str(why.card.id),
        "day": why.card.day.isoformat(),
        "next_on": why.card.next_on and why.card.next_on.isoformat(),
        "activity": why.activity,
        "reasons": [_speaking(one, why.teller) for one in why.speaks],
        "withheld": [_withheld(one, why.teller) for one in why.withheld],
        "over": [{"rule": one.rule, "until": one.last and one.last.isoformat()} for one in why.over],
        "coming": [{"on": start.isoformat(), "rule": window.rule} for start, window in why.coming],
    }


def _speaking(one: Because, teller: Teller) -> dict[str, Any]:
    told = {"until": one.until and one.until.isoformat(), "facts": [as_json(fact, teller) for fact in one.facts]}
    return {**describing.reason(one.reason), **told}


def _withheld(one: Withheld, teller: Teller) -> dict[str, Any]:
    by = [
        {
            "hold": hold.kind,
            "on": hold.on.isoformat(),
            "until": through and through.isoformat(),
            "facts": [as_json(fact, teller) for fact in facts],
        }
        for hold, through, facts in one.holds
    ]
    return {"rule": one.window.rule, "since": one.window.first.isoformat(), "by": by}
