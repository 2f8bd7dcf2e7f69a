"""Which card is next in a power hour, and how far is it? One card at a time, from the plan of today and on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from backend.projections import profiles
from backend.retention.power_hour import PowerHour
from backend.web.cards import Elsewhere, elsewhere
from backend.web.hours_now import at_hand, said_no, steps_of
from backend.web.packing import packed, to_say
from backend.web.plans import is_quiet, plan_of
from backend.web.session import Visit
from backend.web.sweeping import sweeping

FACTS = 3
"""Last facts on the card, of those that stand."""


@dataclass(frozen=True, slots=True)
class HourView:
    """`done` of `total` cards; `minutes_left` are begun ones, `seconds_left` exact. `finishing`: the time is over, and
    this card may still be finished. `after_no`: the last one said no. `quiet_until`: calls wait for that hour; `there`:
    what the clock says where this customer lives, if not by the firm's. `card` None: nobody is left, or it is paused.
    """

    hour: PowerHour
    done: int
    total: int
    seconds_left: int
    finishing: bool
    after_no: bool
    quiet_until: int | None
    there: Elsewhere | None
    card: dict[str, Any] | None

    @property
    def minutes_left(self) -> int:
        return -(-self.seconds_left // 60)


def hour_view(here: Visit, hour: PowerHour) -> HourView | None:
    """None for an hour that is over, of which there is only the look-back."""
    with here.read() as tx:
        steps = steps_of(tx, hour)
    finishing = at_hand(hour, steps, here.now)
    if hour.over(here.now) and not finishing:
        return None
    worked = {step.customer for step in steps}
    rest = [customer for customer in _due(here, hour.cards) if customer not in worked]
    total = min(hour.cards, len(worked) + len(rest))
    card = _first(here, hour, rest) if len(worked) < total and not hour.paused_since else None
    if finishing and card is None:
        return None
    return HourView(
        hour=hour,
        done=len(worked),
        total=total,
        seconds_left=round(hour.left(here.now).total_seconds()),
        finishing=finishing,
        after_no=said_no(steps[-1] if steps else None),
        quiet_until=here.setting.rulebook.quiet_hours_until if is_quiet(here) else None,
        there=_there(here, card["id"]) if card else None,
        card=card,
    )


def _due(here: Visit, cards: int) -> list[UUID]:
    """Today's plan, and where it ends before so many cards, the most urgent of those who could wait."""
    with here.read() as tx:
        _, plan = plan_of(here, tx, here.person, sweeping(here, tx), at_least=cards)
    return [due.customer for due in plan.cards]


def _first(here: Visit, hour: PowerHour, customers: Iterable[UUID]) -> dict[str, Any] | None:
    found = (_packed(here, hour, customer) for customer in customers)
    return next((card for card in found if card), None)


def _there(here: Visit, customer: UUID) -> Elsewhere | None:
    with here.read() as tx:
        profile, _ = profiles.load(tx, [customer])[customer]
    return elsewhere(here, profile)


def _packed(here: Visit, hour: PowerHour, customer: UUID) -> dict[str, Any] | None:
    """The very card that a phone would draw from what it keeps."""
    with here.read() as tx:
        found, library = packed(here, tx, [customer], [], {}), to_say(tx)
    if not found:
        return None
    card = at_work(found[0], hour, here.today, here.now)
    return {**card, "worth": _worth_saying(card, library)}


def _worth_saying(card: dict[str, Any], library: Mapping[str, Any]) -> dict[str, Any] | None:
    """Of the library, what fits them best, and where its words stand."""
    key = (card["top"] or card)["says"]
    if key not in library:
        return None
    where = f"value-items/{key}" if "-" in key else "thanks"
    return {"title": library[key]["title"], "href": f"/customers/{card['id']}/{where}"}


def at_work(card: dict[str, Any], hour: PowerHour, day: date, now: datetime) -> dict[str, Any]:
    """Of a customer as a phone keeps them: the reason that leads, the ways of the plan, and the last facts."""
    due = sorted(
        (one for one in card["due"] if _runs(one, day)), key=lambda one: (one["lane"], -one["rank"], one["rule"])
    )
    facts = [fact for fact in card["facts"] if fact["stands"]]
    planned = [way for way in card["ways"] if way["channel"] in hour.ways]
    return {
        **card,
        "top": _as_of(due[0], now) if due else None,
        "ways": planned or card["ways"],
        "facts": facts[:FACTS],
    }


def _as_of(due: dict[str, Any], now: datetime) -> dict[str, Any]:
    """An answer may be late by then."""
    late = due.get("late")
    return {**due, "why": late["why"]} if late and now > late["after"] else due


def _runs(due: dict[str, Any], day: date) -> bool:
    since = (day - due["from"]).days
    until = due["until"]
    return (
        since >= 0 and (until is None or day <= until) and (not due["every"] or since % due["every"] < due["lasting"])
    )
