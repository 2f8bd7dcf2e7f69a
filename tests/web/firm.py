"""Which firm do the tests of screens work in? Two teams, five people and whichever customers a test registers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from backend.app import create_app
from backend.commands import carry_out
from backend.importing.steps import here
from backend.projections.rebuild import ensure
from backend.projections.views import Views
from backend.store import Appended, Store, open_store
from backend.web.tools import tools_of
from backend.web.uploads import Uploads
from events.customers import RegisterCustomer
from events.firm import FIRM, FoundFirm
from events.kernel import SYSTEM, Asked, Command
from events.purchases import RecordPurchase
from events.rulebook import Rulebook
from events.team import FormTeam, InvitePerson, Join
from events.values import Money, Role

NORTH, SOUTH = UUID(int=0x4E), UUID(int=0x50)
ALICE, BOB, CHARLIE = UUID(int=0xA11CE), UUID(int=0xB0B), UUID(int=0xC4A7)
MANAGER, ADMIN = UUID(int=0x3A), UUID(int=0xAD)
"""Alice and Bob sell in the north, where the manager is; Charlie sells in the south; the admin sees no customers."""
PEOPLE = (
    (ALICE, "Alice Adams", (Role.SALESPERSON,), NORTH),
    (BOB, "Bob Brown", (Role.SALESPERSON,), NORTH),
    (CHARLIE, "Charlie Clark", (Role.SALESPERSON,), SOUTH),
    (MANAGER, "Mona Marsh", (Role.MANAGER,), NORTH),
    (ADMIN, "Ada Admin", (Role.ADMIN,), None),
)

PLACES = Rulebook().shadow_spread + 1
COMPILED = FileSystemBytecodeCache()
"""Shared, so that not every test compiles every template anew."""
_builders: dict[tuple[object, ...], Any] = {}
_compile_builder = Rule._compile_builder


def _compiled_once(rule: Rule, append_unknown: bool = True) -> Any:
    """The same for addresses, of which every app of a test has the same hundred."""
    key = (rule.rule, append_unknown, rule.subdomain, str(rule.defaults))
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]


Rule._compile_builder = _compiled_once  # type: ignore[assignment]


class Firm:
    """A firm in a SQLite file of its own unless it is said; `clock` stands until a test moves it."""

    def __init__(self, folder: Path, clock: Callable[[], datetime], place: str = "") -> None:
        self.clock = clock
        url = place or f"sqlite:///{folder}/encore.db"
        self.store: Store = open_store(url, f"sqlite:///{folder}/keys.db", b"a secret for tests alone", clock=clock)
        ensure(self.store)
        self.views = [Views(lambda tx, stream: self.store.stream(stream, tx=tx))]
        root = folder / "imports"
        uploads = Uploads(root, here(tools_of(self.store, self.views, clock), root))
        self.app: Flask = create_app(self.store, secure=False, clock=clock, uploads=uploads)
        self.app.testing = True
        self.app.jinja_env.bytecode_cache = COMPILED
        self._found()

    @property
    def today(self) -> date:
        return self.clock().date()

    def do(
        self, stream: UUID, *commands: Command, by: UUID = SYSTEM, days_ago: int = 0, command_id: UUID | None = None
    ) -> Appended:
        """Carry out commands as the screens do."""
        asked = Asked(
            command_id=command_id or uuid4(),
            stream=stream,
            occurred_at=self.clock() - timedelta(days=days_ago),
            noted_by=by,
            commands=commands,
        )
        return carry_out(self.store, asked, views=self.views, sent=b"a test")

    def customer(
        self,
        name: str = "Tom Brennan",
        *,
        owner: UUID | None = ALICE,
        team: UUID = NORTH,
        phone: str | None = "+44 131 496 0123",
        email: str | None = None,
        place: str | None = None,
        bought: Sequence[int] = (),
    ) -> UUID:
        """A customer who bought for 45.00 each of these numbers of days ago; the first in the shadow portfolio.

        Their place there follows from the id of the registration: drawn by lot, a test would fail on some days.
        """
        customer = uuid4()
        registered = RegisterCustomer(name=name, phone=phone, email=email, place=place, owner=owner, team=team)
        first_place = UUID(int=uuid4().int // PLACES * PLACES)
        self.do(customer, registered, days_ago=max(bought, default=200), command_id=first_place)
        for days in bought:
            self.do(
                customer,
                RecordPurchase(amount=Money(4500), on=self.today - timedelta(days=days)),
                by=SYSTEM,
                days_ago=days,
            )
        return customer

    def client(self, person: UUID) -> FlaskClient:
        """A browser in which this person is signed in."""
        client = self.app.test_client()
        client.set_cookie("encore", self.store.sign_in.open_session(person, "Test, Browser", self.clock()))
        return client

    def _found(self) -> None:
        self.do(FIRM, FoundFirm(name="Encore Tests", currency="GBP", time_zone="Europe/London"))
        self.do(NORTH, FormTeam(name="North"))
        self.do(SOUTH, FormTeam(name="South"))
        for person, name, roles, team in PEOPLE:
            email = f"{name.split()[0].lower()}@encore.example"
            self.do(person, InvitePerson(name=name, email=email, roles=roles, team=team))
            self.do(person, Join())


def told(client: FlaskClient, path: str) -> dict[str, Any]:
    """What another program reads there."""
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found
