"""In what world does the demo play? A store whose clock is moved, and chance that falls the same each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.commands import carry_out
from backend.projections import profiles
from backend.retention.profile import Profile
from backend.store import Store, View
from backend.web.ids import new_id
from events.kernel import SYSTEM, Asked, Command, Recorded


@dataclass
class Clock:
    """Stands where the play has come to."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass
class World:
    store: Store
    views: tuple[View, ...]
    clock: Clock
    chance: Random
    zone: ZoneInfo

    def new_id(self) -> UUID:
        return new_id(self.clock.at, self.chance.getrandbits)

    def wait_until(self, day: date, hour: int) -> None:
        """Move the clock on to an hour of a day, never back."""
        self.wait_for(self.moment(day, hour))

    def wait_for(self, moment: datetime) -> None:
        self.clock.at = max(self.clock.at, moment)

    def moment(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), self.zone).astimezone(self.clock.at.tzinfo)

    def do(
        self,
        stream: UUID,
        *commands: Command,
        by: UUID = SYSTEM,
        on: date | None = None,
        device: str = "",
        known_as: UUID | None = None,
    ) -> Sequence[Recorded]:
        """Carry commands out some minutes after the last ones; `on`: they tell of an afternoon before.

        `known_as`: the id that a screen gives to what follows from something else, so that it is done once.
        """
        self.clock.at += timedelta(seconds=self.chance.randrange(20, 400))
        asked = Asked(
            command_id=known_as or self.new_id(),
            stream=stream,
            occurred_at=self.moment(on, 14) if on else self.clock.at,
            noted_by=by,
            device=device,
            commands=commands,
        )
        return carry_out(self.store, asked, views=self.views).recorded

    def profile(self, customer: UUID) -> Profile:
        with self.store.database.read() as tx:
            return profiles.load(tx, [customer])[customer][0]

    def likely(self, p: float) -> bool:
        return self.chance.random() < p
