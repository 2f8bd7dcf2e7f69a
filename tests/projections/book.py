"""How do the tests of projections note things: a small firm on one kind of database after the other?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from backend.commands import carry_out
from backend.projections.base import Scope
from backend.projections.rebuild import ensure
from backend.projections.views import Views
from backend.store import Store
from events.customers import RegisterCustomer
from events.firm import FIRM, FoundFirm
from events.kernel import SYSTEM, Asked, Command, Fact, note
from tests.conftest import Clock

NORTH, SOUTH = UUID(int=0x4E), UUID(int=0x50)
ANN, BEN, CARA = UUID(int=0xA), UUID(int=0xB), UUID(int=0xC)
ANNS = Scope((ANN, NORTH))
"""Ann sells in the north: her own customers and the pool of her team."""
MANAGERS = Scope((), NORTH)


class Book:
    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        ensure(store)
        self._views = [Views(lambda tx, stream: store.stream(stream, tx=tx))]
        clock.move(-timedelta(days=60))
        self.note(FIRM, FoundFirm(name="Encore Tests", currency="GBP", time_zone="Europe/London"))
        clock.move(timedelta(days=60))

    def on(self, day: date, hour: int = 12) -> datetime:
        """Move the clock to that day."""
        self.clock.now = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        return self.clock.now

    def note(self, stream: UUID, *commands: Command, at: datetime | None = None, by: UUID = ANN) -> UUID:
        """Carry out commands; returns the id of the first fact."""
        asked = Asked(
            command_id=uuid4(), stream=stream, occurred_at=at or self.clock.now, noted_by=by, commands=commands
        )
        return carry_out(self.store, asked, views=self._views, sent=b"a test").recorded[0].fact_id

    def customer(
        self,
        name: str,
        *,
        phone: str | None = None,
        email: str | None = None,
        place: str | None = None,
        owner: UUID | None = ANN,
        team: UUID = NORTH,
    ) -> UUID:
        customer = uuid4()
        self.note(customer, RegisterCustomer(name=name, phone=phone, email=email, place=place, owner=owner, team=team))
        return customer

    def bring(self, stream: UUID, *bodies: Fact) -> list[UUID]:
        """Facts as an import makes them, without a command; returns their ids."""
        asked = Asked(command_id=uuid4(), stream=stream, occurred_at=self.clock.now, noted_by=SYSTEM, commands=())
        recorded = self.store.append_many(note(asked, bodies), views=self._views)
        return [noted.fact_id for noted in recorded]

    def days_ago(self, days: int) -> datetime:
        return self.clock.now - timedelta(days=days)
