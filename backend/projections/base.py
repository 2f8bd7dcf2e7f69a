"""What do all projections share? Tables, spellings, and rows that derive from one customer's state."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

import msgspec

from backend.projections.details import Details
from backend.projections.setting import Setting
from backend.retention.agenda import Agenda
from backend.retention.follow_ups import agenda
from backend.retention.profile import Profile
from backend.retention.sweep import was_untried
from backend.retention.trials import Trial, trials
from backend.store import Tx, delete_in, select_in, uuid_of
from events.rulebook import Rulebook, Segment

NO_LAST_DAY = 4_000_000
"""Stands in an index for "until done": later than any day."""

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer's state: all that every projection of customers derives from.

    `agenda` is that of whatever is in force. Rows derive from `by_rules`, in which no sweep plan counts, so that a firm
    may change its plan without writing every customer anew; `swept`: who was worked on one day only, from the sweep.
    `trials`: their silences since a control group is held back; none without one.
    """

    id: UUID
    profile: Profile
    details: Details
    by_rules: Agenda
    agenda: Agenda
    swept: bool
    trials: tuple[Trial, ...] = ()
    key: bytes = b""
    """The id as the first column of every row."""
    setting: Setting = Setting()  # noqa: RUF009 frozen
    """What was in force when the agendas were made: now, or on the day of a replay."""

    @property
    def rulebook(self) -> Rulebook:
        """The numbers of their own segment."""
        return self.setting.rulebook.of(self.profile.tags, self.profile.worth)

    @property
    def segment(self) -> Segment | None:
        return self.setting.rulebook.segment_of(self.profile.tags, self.profile.worth)

    @property
    def holder(self) -> UUID:
        """Who holds the customer: the owner, or the team whose pool does."""
        return self.profile.owner or self.profile.team or UUID(int=0)


def customer_of(customer: UUID, profile: Profile, details: Details, setting: Setting) -> Customer:
    rules = setting.rules
    by_rules = agenda(profile, *rules)
    made = by_rules.under(setting.calendar.on_or_after(setting.sweep.since)) if setting.sweep else by_rules
    swept, tried = was_untried(profile, *rules), _trials(profile, setting)
    return Customer(customer, profile, details, by_rules, made, swept, tried, customer.bytes, setting)


def _trials(profile: Profile, setting: Setting) -> tuple[Trial, ...]:
    since = setting.control_from
    if since is None:
        return ()
    rulebook = setting.rulebook.of(profile.tags, profile.worth)
    return tuple(trials(profile, rulebook, setting.rhythm, since.toordinal()))


@dataclass(frozen=True)
class Table:
    """A projection's table: columns with their SQL types, and its indexes. The first column is the customer's id.

    An index may say `WHERE`, which rows it holds. `by_key`: its rows are small, and lie in the order of the key, which
    are its first columns.
    """

    name: str
    columns: dict[str, str]
    indexes: tuple[str, ...] = ()
    key: str = ""
    by_key: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.columns)

    def create(self, tx: Tx) -> None:
        spelt = ", ".join(f"{name} {kind}" for name, kind in self.columns.items())
        key = f", PRIMARY KEY ({self.key})" if self.key else ""
        tx.execute(f"CREATE TABLE {self.name} ({spelt}{key}){tx.by_key if self.by_key else ''}")

    def index(self, tx: Tx, generation: int) -> None:
        """Index names carry the generation, for a rebuilt table keeps them when it takes the live one's name."""
        for number, index in enumerate(self.indexes):
            columns, where, which = index.partition(" WHERE ")
            tx.execute(f"CREATE INDEX {self.name}_{generation}_{number} ON {self.name} ({columns}){where}{which}")

    def replace(self, tx: Tx, customers: Sequence[bytes], rows: Sequence[Row]) -> None:
        """Put these rows in place of all rows of these customers."""
        delete_in(tx, f"DELETE FROM {self.name} WHERE {self.names[0]} IN (*)", customers)  # noqa: S608 a constant
        tx.insert(self.name, self.names, rows)

    def found(self, tx: Tx, keys: Iterable[bytes]) -> dict[bytes, Counter[Row]]:
        """The rows that stand there of these customers."""
        found: dict[bytes, Counter[Row]] = defaultdict(Counter)
        sql = f"SELECT {', '.join(self.names)} FROM {self.name} WHERE {self.names[0]} IN (*)"  # noqa: S608 constants
        for row in select_in(tx, sql, keys):
            found[row[0]][tuple(row)] += 1
        return found


class Question(Protocol):
    """A projection of customers: one table whose rows derive from one customer's state alone."""

    @property
    def table(self) -> Table: ...
    def rows(self, customer: Customer) -> Iterable[Row]: ...


@dataclass(frozen=True)
class Scope:
    """Whose customers somebody may see: held by one of these, or belonging to the team that they manage."""

    holders: tuple[UUID, ...]
    team: UUID | None = None

    def where(self) -> tuple[str, list[object]]:
        """The one visibility predicate, over the directory, for every list, search and single look."""
        marks = ",".join("?" * len(self.holders)) or "NULL"
        params: list[object] = [holder.bytes for holder in self.holders]
        if self.team is None:
            return f"(live_directory.holder IN ({marks}))", params
        return f"(live_directory.holder IN ({marks}) OR live_directory.team = ?)", [*params, self.team.bytes]

    def sees(self, owner: UUID | None, team: UUID | None) -> bool:
        """The same predicate over one line that was read already."""
        return (owner or team) in self.holders or (self.team is not None and self.team == team)


def id_or_none(stored: Any) -> UUID | None:
    return None if stored is None else uuid_of(stored)


def day_or_none(stored: int | None) -> date | None:
    return None if stored is None else date.fromordinal(stored)


def ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


_encoder = msgspec.msgpack.Encoder()
encode = _encoder.encode
