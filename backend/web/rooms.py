"""Which rooms does somebody find in the bar below, and does a line say that the data is invented?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask, g, request

from backend.retention.days import local_day
from backend.web.formats import day_in_words
from backend.web.policy import ADMINS, EVERYBODY, MANAGERS, SALES, SELLING
from backend.web.session import Visit
from events.values import Role


@dataclass(frozen=True, slots=True)
class Room:
    """`name` is the room's key in _tabs.html and the name of its icon; it opens at `path` and leads to `further`."""

    name: str
    path: str
    roles: frozenset[Role]
    further: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        return any(path == first or path.startswith(first + "/") for first in (self.path, *self.further))


FROM_TEAM = (
    "/actions", "/backtest", "/control-group", "/hours", "/library", "/relationship-plans", "/rulebook", "/themes",
)  # fmt: skip
ROOMS = (
    Room("today", "/queue", SALES, ("/hour", "/hours")),
    Room("customers", "/customers", SELLING),
    Room("note", "/note", SELLING),
    Room("team", "/team", MANAGERS, FROM_TEAM),
    Room("people", "/people", ADMINS),
    Room("me", "/me", EVERYBODY, ("/actions", "/library")),
)


def init_app(app: Flask) -> None:
    @app.context_processor
    def frame() -> dict[str, Any]:
        """What layout.html needs on every page; nobody signed in sees no rooms."""
        here: Visit | None = g.get("visit")
        if here is None:
            return {"tabs": [], "demo": None, "whose": None}
        return {
            "tabs": tabs(here, request.path),
            "demo": demo(here),
            "whose": here.person if here.has(*SELLING) else None,
        }


def rooms(visit: Visit) -> list[Room]:
    return [room for room in ROOMS if visit.has(*room.roles)]


def tabs(visit: Visit, path: str) -> list[dict[str, Any]]:
    """The rooms of this person, each with whether `path` lies in it: in the first that leads there."""
    theirs = rooms(visit)
    here = next((room for room in theirs if room.holds(path)), None)
    return [{"icon": room.name, "href": room.path, "here": room is here} for room in theirs]


def demo(visit: Visit) -> dict[str, Any] | None:
    """The last real purchase lies on the day before a demo was made."""
    made_at = visit.setting.demo_made_at
    if made_at is None:
        return None
    made_on = local_day(made_at, visit.setting.zone)
    last = made_on - timedelta(days=1)
    return {"last_purchase": day_in_words(last, visit.today), "days_old": (visit.today - made_on).days}
