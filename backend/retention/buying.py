"""Where is somebody in buying, by what came of it, and what became of those who asked?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from backend.retention.profile import Asked, Buying, Contact, Profile, Stage
from events.kernel import Recorded
from events.values import Outcome

DECIDED_FOR = timedelta(days=30)
"""So long a card still tells that somebody decided."""

_OVER = frozenset({Stage.YES, Stage.NO, Stage.LATER})


class Bought(NamedTuple):
    """Who asked, and bought for the first time so many days later."""

    asked: Asked
    days: int


def stage(profile: Profile, day: date) -> tuple[Stage, date] | None:
    """Where they are on a day, and since when; None for who asks for nothing. A purchase is a yes."""
    buying = profile.buying
    if buying is None:
        return None
    bought = _bought_since(profile, buying.since)
    found = (Stage.YES, bought) if bought else (buying.stage, buying.on)
    over = found[0] in (Stage.YES, Stage.NO) and found[1] + DECIDED_FOR < day
    return None if over else found


def _bought_since(profile: Profile, day: date) -> date | None:
    first = day.toordinal()
    return next((date.fromordinal(bought.day) for bought in profile.days if bought.day >= first), None)


def bought_after(profile: Profile, asked: Asked) -> date | None:
    """The day of the first purchase from an enquiry on."""
    return _bought_since(profile, asked.on)


def became(profile: Profile) -> Bought | None:
    """How an enquiry became a customer: the last one before the first purchase, or of its day."""
    if not profile.days:
        return None
    first = date.fromordinal(profile.days[0].day)
    asked = [one for one in profile.asked if one.on <= first]
    return Bought(asked[-1], (first - asked[-1].on).days) if asked else None


def begin(profile: Profile, noted: Recorded, on: date) -> None:
    """They asked: a new story begins, unless one is on in which there is more to tell already."""
    buying = profile.buying
    if buying is None or buying.stage in _OVER or _bought_since(profile, buying.since):
        profile.buying = Buying(Stage.ASKED, on, noted.fact_id, on)


def offered(profile: Profile, noted: Recorded, on: date) -> None:
    since = profile.buying.since if profile.buying and not _bought_since(profile, profile.buying.since) else on
    profile.buying = Buying(Stage.OFFERED, on, noted.fact_id, since, offered=True)


def contact_in_buying(profile: Profile, contact: Contact) -> None:
    """An order is a yes, "said no" a no; any other talk, and an answer in writing, goes on where they were."""
    buying = profile.buying
    if buying is None or buying.stage is Stage.YES:
        return
    if contact.outcome is Outcome.ORDERED:
        _reach(buying, Stage.YES, contact)
    elif contact.outcome is Outcome.SAID_NO:
        _reach(buying, Stage.NO, contact)
    elif contact.outcome.reached or (contact.outcome is Outcome.SENT and buying.stage is Stage.ASKED):
        _reach(buying, Stage.OFFERED if buying.offered else Stage.TALKING, contact)


def _reach(buying: Buying, at: Stage, contact: Contact) -> None:
    if buying.stage is not at:
        buying.stage, buying.on, buying.fact = at, contact.on, contact.fact


def answered_in_buying(profile: Profile, noted: Recorded, on: date) -> None:
    if profile.buying and profile.buying.stage is Stage.ASKED:
        profile.buying.stage, profile.buying.on, profile.buying.fact = Stage.TALKING, on, noted.fact_id


def put_off_in_buying(profile: Profile, noted: Recorded, on: date) -> None:
    buying = profile.buying
    if buying and buying.stage not in (Stage.YES, Stage.NO):
        buying.stage, buying.on, buying.fact = Stage.LATER, on, noted.fact_id


def lost_in_buying(profile: Profile, noted: Recorded, on: date) -> None:
    buying = profile.buying
    if buying and buying.stage is not Stage.YES:
        buying.stage, buying.on, buying.fact = Stage.NO, on, noted.fact_id
