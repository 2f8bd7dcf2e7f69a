"""Who asks, with which rights, on which day? One visit per request, from the session cookie."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import cast
from uuid import UUID

from flask import Response, g, request

from backend.projections import firm, people
from backend.projections.base import Scope
from backend.projections.people import Person
from backend.projections.setting import Setting
from backend.store import Session, Store, Tx
from backend.web.house import House, house
from events.values import Role

NINETY_DAYS = 90 * 24 * 3600
"""As long as a session may live: a phone that was restarted is still signed in."""


@dataclass(frozen=True)
class Visit:
    """A request of somebody who is signed in. `everybody` are all people who work or worked here.

    `beside`: whose customers are seen beside their own, while something is carried out that was noted earlier.
    """

    house: House
    now: datetime
    setting: Setting
    person: Person
    everybody: tuple[Person, ...]
    session: Session
    beside: tuple[UUID, ...] = ()

    @property
    def store(self) -> Store:
        return self.house.store

    @cached_property
    def today(self) -> date:
        return self.setting.today(self.now)

    @cached_property
    def scope(self) -> Scope:
        """Whose customers this person may see today."""
        scope = self.scope_on(self.today)
        return replace(scope, holders=(*scope.holders, *self.beside)) if self.beside else scope

    def scope_on(self, day: date) -> Scope:
        """Whose customers they might see on a day, in today's roles and team."""
        return people.scope_of(self.person, self.everybody, day)

    def read(self) -> AbstractContextManager[Tx]:
        return self.store.database.read()

    def has(self, *roles: Role) -> bool:
        return any(self.person.has(role) for role in roles)

    def name_of(self, who: UUID | None) -> str | None:
        """The name of somebody who works or worked here; None for nobody and for what no person noted."""
        return next((person.name for person in self.everybody if person.id == who), None)


def cookie_name() -> str:
    return "__Host-encore" if house().secure else "encore"


def visit() -> Visit:
    """The visit of this request; only called on routes that ask for one."""
    return cast(Visit, g.visit)


def load_visit() -> Visit | None:
    """Whose request this is; None when nobody is signed in, or somebody who left."""
    here = house()
    now = here.clock()
    session = here.store.sign_in.session(request.cookies.get(cookie_name(), ""), now)
    return _visit(session, now) if session else None


def _visit(session: Session, now: datetime, *, still_here: bool = False) -> Visit | None:
    """`still_here`: also of somebody who left, as if they had not."""
    here = house()
    with here.store.database.read() as tx:
        everybody = tuple(people.people(tx))
        setting = firm.setting(tx)
    person = next((one for one in everybody if one.id == session.person), None)
    if person is None or (person.left and not still_here):
        return None
    return Visit(here, now, setting, replace(person, left=False) if still_here else person, everybody, session)


def revoked() -> Session | None:
    """Whose session this was, where it was ended from elsewhere or its person left; None for any other request.

    Such a device may hand over what was noted on it, and gets nothing.
    """
    here = house()
    token, now = request.cookies.get(cookie_name(), ""), here.clock()
    if not token:
        return None
    ended = here.store.sign_in.revoked(token, now)
    # Whoever left is shut out a moment after that is a fact: until then a session stands that opens nothing.
    return ended or (here.store.sign_in.session(token, now) if g.get("visit") is None else None)


def ended_visit() -> Visit | None:
    """The visit of a device that was signed out from elsewhere, with the rights that its person had; see `revoked`."""
    session = revoked()
    return _visit(session, house().clock(), still_here=True) if session else None


def sign_in(response: Response, token: str) -> Response:
    response.set_cookie(
        cookie_name(),
        token,
        max_age=NINETY_DAYS,
        httponly=True,
        secure=house().secure,
        samesite="Lax",
        path="/",
    )
    return response


def forget_cookie(response: Response) -> Response:
    response.delete_cookie(cookie_name(), secure=house().secure, httponly=True, samesite="Lax", path="/")
    return response


def device() -> str:
    """The kind of device in two words, from what the browser says of itself; no more is kept."""
    agent = request.user_agent.string
    kind = _first(agent, ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")) or "Another program"
    browser = _first(agent, ("Edg", "Firefox", "Chrome", "Safari"))
    return f"{kind}, {browser}" if browser else kind


def _first(text: str, names: Iterable[str]) -> str | None:
    return next((name for name in names if name in text), None)
