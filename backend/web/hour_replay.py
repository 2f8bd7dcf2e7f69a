"""What stood on the screen at one moment of a power hour, and what was done with it? The same card, by its facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from backend.projections import directory
from backend.projections.directory import entry_of
from backend.projections.history import Told, tell, tell_among
from backend.projections.replay import just_before
from backend.retention.hour_moments import Ending, Moment, Step, moments
from backend.retention.power_hour import Pause, PowerHour
from backend.store import Tx
from backend.web.cards import card_of
from backend.web.hour_cards import FACTS, at_work
from backend.web.hours_now import steps_of
from backend.web.packing import packed_then
from backend.web.session import Visit
from backend.web.telling import Teller, teller_of
from events.kernel import Refused


@dataclass(frozen=True, slots=True)
class Replayed:
    """The `nth` of `many` moments. `card` is as it stood then, `told` what was done with it.

    Both are None where no card was at hand, or that of somebody whose customers this person may not see; `card` alone
    for who was not on the list then.
    """

    hour: PowerHour
    moment: Moment
    nth: int
    many: int
    card: dict[str, Any] | None
    told: Told | None
    teller: Teller

    @property
    def kind(self) -> str:
        """What the moment is of, for the page."""
        match self.moment.what:
            case None:
                return "plan"
            case Step():
                return "card"
            case Pause():
                return "pause"
            case Ending():
                return "end"


def replayed(here: Visit, tx: Tx, hour: PowerHour, nth: int) -> Replayed:
    """Raises Refused for a moment that never was."""
    steps = steps_of(tx, hour.id, undone=True)
    told = {one.noted.fact_id: one for one in tell(here.store, tx, here.store.found(tx, [one.fact for one in steps]))}
    steps = [_undone(step, told.get(step.fact)) for step in steps]
    every = moments(hour, steps, here.now)
    if not 1 <= nth <= len(every):
        raise Refused(f"This hour has {len(every)} moments. Choose one of them.")
    moment = every[nth - 1]
    of = told.get(moment.what.fact) if isinstance(moment.what, Step) else None
    entry = directory.entry(tx, of.noted.stream, here.scope) if of else None
    return Replayed(
        hour=hour,
        moment=moment,
        nth=nth,
        many=len(every),
        card=_card(here, tx, hour, of) if of and entry else None,
        told=of if entry else None,
        teller=teller_of(here, tx, forgotten=entry is not None and entry.name is None),
    )


def _undone(step: Step, told: Told | None) -> Step:
    return replace(step, undone_at=told.undone_by.occurred_at) if told and told.undone_by else step


def _card(here: Visit, tx: Tx, hour: PowerHour, told: Told) -> dict[str, Any] | None:
    then = just_before(here.store, tx, told.noted, max(told.noted.occurred_at, hour.begun_at))
    if then.customer is None:
        return None
    last = list(tell_among(then.facts).values())[-FACTS:][::-1]
    card = card_of(then.customer, entry_of(then.customer), then.day)
    return at_work(packed_then(here, tx, card, last), hour, then.day)
