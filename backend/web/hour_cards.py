"""Which card is next in a power hour, and how far is it? One card at a time, from the plan of today and on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from backend.retention.power_hour import PowerHour
from backend.web.hours_now import at_hand, said_no, steps_of
from backend.web.packing import packed
from backend.web.plans import plan_of
from backend.web.session import Visit
from backend.web.sweeping import sweeping

FACTS = 3
"""Last facts on the card."""


@dataclass(frozen=True, slots=True)
class HourView:
    """`done` of `total` cards; `minutes_left` are begun ones, `seconds_left` exact. `finishing`: the time is over, and
    this card may still be finished. `after_no`: the last one said no. `card` None: nobody is left, or it is paused.
    """

    hour: PowerHour
    done: int
    total: int
    seconds_left: int
    finishing: bool
    after_no: bool
    card: dict[str, Any] | None

    @property
    def minutes_left(self) -> int:
        return -(-self.seconds_left // 60)


def hour_view(here: Visit, hour: PowerHour) -> HourView | None:
    """None for an hour that is over, of which there is only the look-back."""
    with here.read() as tx:
        steps = steps_of(tx, hour.id)
    finishing = at_hand(hour, steps, here.now)
    if hour.over(here.now) and not finishing:
        return None
    worked = {step.customer for step in steps}
    rest = [customer for customer in _due(here, hour.cards) if customer not in worked]
    total = min(hour.cards, len(worked) + len(rest))
    return HourView(
        hour=hour,
        done=len(worked),
        total=total,
        seconds_left=round(hour.left(here.now).total_seconds()),
        finishing=finishing,
        after_no=said_no(steps[-1] if steps else None),
        card=_first(here, hour, rest) if len(worked) < total and not hour.paused_since else None,
    )


def _due(here: Visit, cards: int) -> list[UUID]:
    """Today's plan, and where it ends before so many cards, the most urgent of those who could wait."""
    with here.read() as tx:
        _, plan = plan_of(here, tx, here.person, sweeping(here, tx), at_least=cards)
    return [due.customer for due in plan.cards]


def _first(here: Visit, hour: PowerHour, customers: Iterable[UUID]) -> dict[str, Any] | None:
    found = (_packed(here, hour, customer) for customer in customers)
    return next((card for card in found if card), None)


def _packed(here: Visit, hour: PowerHour, customer: UUID) -> dict[str, Any] | None:
    """The very card that a phone would draw from what it keeps."""
    with here.read() as tx:
        found = packed(here, tx, [customer], [], {})
    return at_work(found[0], hour, here.today) if found else None


def at_work(card: dict[str, Any], hour: PowerHour, day: date) -> dict[str, Any]:
    """Of a customer as a phone keeps them: the reason that leads, the ways of the plan, and the last facts."""
    due = sorted(
        (one for one in card["due"] if _runs(one, day)), key=lambda one: (one["lane"], -one["rank"], one["rule"])
    )
    planned = [way for way in card["ways"] if way["channel"] in hour.ways]
    return {**card, "top": due[0] if due else None, "ways": planned or card["ways"], "facts": card["facts"][:FACTS]}


def _runs(due: dict[str, Any], day: date) -> bool:
    since = (day - due["from"]).days
    until = due["until"]
    return (
        since >= 0 and (until is None or day <= until) and (not due["every"] or since % due["every"] < due["lasting"])
    )
