"""Which power hours of somebody are running, what was done in each, and what does a phone need of them?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from backend.projections import attempts, power_hours, put_offs
from backend.retention.hour_moments import Step
from backend.retention.power_hour import PowerHour, power_hour
from backend.store import Tx
from backend.web.session import Visit
from events.values import Outcome

LOOKED_BACK = timedelta(days=2)
"""Longer than an hour runs with the longest pause that it stands."""
MOST = 20
AT_HAND = timedelta(hours=1)
"""How long after its time the last card may still be finished."""


def hour_of(visit: Visit, tx: Tx, hour: UUID) -> PowerHour | None:
    return power_hour(visit.store.stream(hour, tx=tx))


def steps_of(tx: Tx, hour: UUID, *, undone: bool = False) -> list[Step]:
    """In the order in which they happened; `undone`: with those that were taken back."""
    tried = [Step(one.fact, one.customer, one.at, attempt=one) for one in attempts.of_hour(tx, hour, undone=undone)]
    skipped = [Step(one.fact, one.customer, one.at, why=one.why) for one in put_offs.of_hour(tx, hour, undone=undone)]
    return sorted([*tried, *skipped], key=lambda step: step.at)


def running(visit: Visit, tx: Tx) -> list[PowerHour]:
    """One's own hours that are not over, the last one first: mostly one, two where a second phone went on alone."""
    known = power_hours.of_person(tx, visit.person.id, visit.now - LOOKED_BACK, MOST)
    hours = (hour_of(visit, tx, one.hour) for one in known)
    return [hour for hour in hours if hour and not hour.over(visit.now)]


def at_hand(hour: PowerHour, steps: list[Step], now: datetime) -> bool:
    """Whether the time is over, and the card that was begun before may still be finished."""
    closed = hour.closes_at
    if hour.ended_at or closed is None or not closed <= now < closed + AT_HAND:
        return False
    return (steps[-1].at if steps else hour.begun_at) < closed


def hours_to_keep(visit: Visit, tx: Tx) -> list[dict[str, Any]]:
    """For a phone, which works on in them without a signal; times in milliseconds since 1970."""
    return [_kept(hour, steps_of(tx, hour.id)) for hour in running(visit, tx)]


def _kept(hour: PowerHour, steps: list[Step]) -> dict[str, Any]:
    last = steps[-1] if steps else None
    return {
        "id": hour.id,
        "at": _ms(hour.begun_at),
        "cards": hour.cards,
        "minutes": hour.minutes,
        "ways": hour.ways,
        "goal": hour.goal,
        "pauses": [(_ms(one.since), one.until and _ms(one.until)) for one in hour.pauses],
        "worked": list(dict.fromkeys(step.customer for step in steps)),
        "last": last and _ms(last.at),
        "no": said_no(last),
    }


def said_no(step: Step | None) -> bool:
    return bool(step and step.attempt and step.attempt.outcome is Outcome.SAID_NO)


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def not_anothers(visit: Visit, hour: UUID | None) -> UUID | None:
    """The hour in which something is noted, unless a colleague works it. One that is not sent yet is taken as given."""
    if hour is None:
        return None
    with visit.read() as tx:
        known = hour_of(visit, tx, hour)
    return None if known and known.person != visit.person.id else hour
