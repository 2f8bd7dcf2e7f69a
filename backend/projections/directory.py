"""Which customers are there, whose are they, and what does a line of a list say of each?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from backend.projections.base import Customer, Row, Scope, Table, day_or_none, id_or_none, ordinal
from backend.projections.folding import folded
from backend.store import Tx, select_in, uuid_of

NEVER = 0
"""Stands in the index for a day that never was: before every other."""
TABLE = Table(
    "live_directory",
    {
        "customer": "BYTEA NOT NULL",
        "holder": "BYTEA NOT NULL",
        "owner": "BYTEA",
        "team": "BYTEA",
        "name": "TEXT",
        "sort_name": "BYTEA NOT NULL",
        "phone": "TEXT",
        "email": "TEXT",
        "place": "TEXT",
        "total": "BIGINT NOT NULL",
        "orders": "INTEGER NOT NULL",
        "bought_on": "INTEGER",
        "stated_on": "INTEGER",
        "stated_total": "BIGINT",
        "stated_orders": "INTEGER",
        "worth": "BIGINT NOT NULL",
        "touched_on": "INTEGER",
        "seen_on": "INTEGER NOT NULL",
        "standing": "TEXT NOT NULL",
        "worked_on": "INTEGER",
        "worked_by": "BYTEA",
        "worked_owed": "INTEGER NOT NULL",
        "worked_swept": "INTEGER NOT NULL",
        "position": "BIGINT NOT NULL",
    },
    indexes=(
        "holder, sort_name, customer",
        "team, sort_name, customer WHERE owner IS NOT NULL",
        "holder, seen_on, worth DESC, customer",
        "team, seen_on, worth DESC, customer WHERE owner IS NOT NULL",
        "worked_by, worked_on, position, worked_owed, worked_swept WHERE worked_by IS NOT NULL",
    ),
    key="customer",
    by_key=True,
)
OF_TEAM = "owner IS NOT NULL AND team"
"""Of a team all but its pool, which the pool's own index gives: an import fills it without writing two more."""
READ_COLUMNS = (
    "customer", "owner", "team", "name", "sort_name", "phone", "email", "place",
    "total", "orders", "bought_on", "stated_on", "stated_total", "stated_orders", "worth",
    "touched_on", "seen_on", "standing",
)  # fmt: skip
COLUMNS = ", ".join(READ_COLUMNS)
READ = f"SELECT {COLUMNS} FROM live_directory WHERE customer IN (*)"  # noqa: S608 constants only
BY_NAME = f"""
    SELECT {COLUMNS} FROM live_directory WHERE {{}} = ? AND (sort_name, customer) > (?, ?)
    ORDER BY sort_name, customer LIMIT ?
"""  # noqa: S608
NAMED = f"SELECT {COLUMNS} FROM live_directory WHERE {{}} = ? AND sort_name = ? LIMIT ?"  # noqa: S608
BY_SEEN = f"""
    SELECT {COLUMNS} FROM live_directory WHERE {{}} = ? ORDER BY seen_on, worth DESC, customer LIMIT ?
"""  # noqa: S608
LATELY = f"""
    SELECT {COLUMNS} FROM live_directory WHERE worked_by = ? AND {{}} ORDER BY worked_on DESC, position DESC LIMIT ?
"""  # noqa: S608
WORKED = """
    SELECT COUNT(*), COALESCE(SUM(worked_owed), 0), COALESCE(SUM(worked_swept), 0) FROM live_directory
    WHERE worked_by = ? AND worked_on = ?
"""
HELD = "SELECT COUNT(*) FROM (SELECT 1 FROM live_directory WHERE holder = ? LIMIT ?) AS held"
OF_HOLDER = "SELECT customer FROM live_directory WHERE holder = ?"
LISTED = "SELECT customer FROM live_directory WHERE customer IN (*)"
PURCHASES = "SELECT COALESCE(SUM(orders), 0) FROM live_directory"
POSITION = "SELECT position FROM live_directory WHERE customer = ?"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list; `name` None where the person was forgotten; `standing` is here, lost or gone.

    `sort_name` is the folded name as bytes, which every database sorts in the same way. `stated_*` is what a list said
    of the past before Encore, `worth` that or the total, whichever is more.
    """

    customer: UUID
    owner: UUID | None
    team: UUID | None
    name: str | None
    sort_name: bytes
    phone: str | None
    email: str | None
    place: str | None
    total: int
    orders: int
    bought_on: date | None
    stated_on: date | None
    stated_total: int | None
    stated_orders: int | None
    worth: int
    touched_on: date | None
    seen_on: date | None
    standing: str


class Worked(NamedTuple):
    """How many customers; `owed`: on how many of them something that was owed; `swept`: how many from the sweep."""

    customers: int
    owed: int
    swept: int


class Directory:
    table = TABLE

    def rows(self, customer: Customer) -> Iterable[Row]:
        if customer.profile.registered:
            yield self.row(customer)

    def row(self, customer: Customer) -> Row:
        profile, details = customer.profile, customer.details
        touched, seen, stated = profile.last_touch, profile.last_in_person, profile.stated
        return (
            customer.key,
            customer.holder.bytes,
            profile.owner and profile.owner.int.to_bytes(16),
            profile.team and profile.team.int.to_bytes(16),
            details.name,
            sorted_as(details.name),
            details.phone,
            details.email,
            details.place,
            profile.total,
            profile.orders,
            profile.days[-1].day if profile.days else None,
            ordinal(stated.last_order) if stated else None,
            stated.total if stated else None,
            stated.orders if stated else None,
            profile.worth,
            touched.on.toordinal() if touched else None,
            seen.on.toordinal() if seen else NEVER,
            "gone" if profile.gone else "lost" if profile.lost else "here",
            ordinal(profile.worked_on),
            profile.worked_by and profile.worked_by.bytes,
            int(profile.worked_owed),
            int(customer.swept),
            profile.last_position,
        )


def entry_of(customer: Customer) -> Entry:
    """The line of a customer as they stand: now, or on the day of a replay."""
    stored = dict(zip(TABLE.names, Directory().row(customer), strict=True))
    return _entry([stored[name] for name in READ_COLUMNS])


def sorted_as(name: str | None) -> bytes:
    return folded(name or "").encode()


def entries(tx: Tx, customers: Iterable[UUID]) -> dict[UUID, Entry]:
    found = select_in(tx, READ, [customer.bytes for customer in customers])
    return {entry.customer: entry for entry in map(_entry, found)}


def purchases(tx: Tx) -> int:
    """How many there are of all customers on the list: looks at each, so not for a page."""
    return int(tx.execute(PURCHASES).fetchone()[0])


def listed(tx: Tx, customers: Iterable[UUID]) -> set[UUID]:
    """Which of these are on the list, whoever may see them."""
    return {uuid_of(row[0]) for row in select_in(tx, LISTED, [customer.bytes for customer in customers])}


def entry(tx: Tx, customer: UUID, scope: Scope) -> Entry | None:
    """One customer, if this scope may see them."""
    where, params = scope.where()
    sql = f"SELECT {COLUMNS} FROM live_directory WHERE customer = ? AND {where}"  # noqa: S608 only marks are added
    row = tx.execute(sql, [customer.bytes, *params]).fetchone()
    return _entry(row) if row else None


def by_name(tx: Tx, scope: Scope, limit: int, after: tuple[bytes, UUID] | None = None) -> list[Entry]:
    """Customers in the order of their names, from behind `after`; never more than `limit` rows are read per holder."""
    name, customer = after or (b"", UUID(int=0))
    return _merged(tx, scope, BY_NAME, (name, customer.bytes, limit), lambda one: (one.sort_name, one.customer.bytes))


def named(tx: Tx, scope: Scope, name: str, limit: int) -> list[Entry]:
    """Customers of exactly this name, but for case and accents."""
    return _merged(tx, scope, NAMED, (sorted_as(name), limit), lambda one: one.customer.bytes)


def longest_unseen(tx: Tx, scope: Scope, limit: int) -> list[Entry]:
    """Never met first, then whom nobody met for the longest time; who is worth most goes first."""
    return _merged(tx, scope, BY_SEEN, (limit,), lambda one: (one.seen_on or date.min, -one.worth, one.customer.bytes))


def lately(tx: Tx, scope: Scope, person: UUID, limit: int) -> list[Entry]:
    """Whom this person worked last."""
    where, params = scope.where()
    return [_entry(row) for row in tx.execute(LATELY.format(where), (person.bytes, *params, limit))]


def worked_today(tx: Tx, person: UUID, day: date) -> Worked:
    """How many customers this person has worked on `day`."""
    return Worked(*map(int, tx.execute(WORKED, (person.bytes, day.toordinal())).fetchone()))


def held(tx: Tx, holder: UUID, at_most: int) -> int:
    """How many customers one person or pool holds, counted up to `at_most`."""
    return int(tx.execute(HELD, (holder.bytes, at_most)).fetchone()[0])


def of_holder(tx: Tx, holder: UUID) -> list[UUID]:
    return [uuid_of(row[0]) for row in tx.execute(OF_HOLDER, (holder.bytes,))]


def position(tx: Tx, customer: UUID) -> int:
    """The log position up to which this customer's rows stand; 0 for nobody. Serves as the version of their pages."""
    row = tx.execute(POSITION, (customer.bytes,)).fetchone()
    return int(row[0]) if row else 0


def _merged(tx: Tx, scope: Scope, sql: str, params: Sequence[Any], key: Any) -> list[Entry]:
    """One ordered list of what each holder's index gives; the last of `params` is the limit of each and of all."""
    holders = [*scope.holders, scope.team] if scope.team else scope.holders
    sources = [("holder", holder.bytes) for holder in dict.fromkeys(holders)]
    sources += [(OF_TEAM, scope.team.bytes)] if scope.team else []
    found = [[_entry(row) for row in tx.execute(sql.format(column), (of, *params))] for column, of in sources]
    unique = {one.customer: one for one in merge(*found, key=key)}
    return list(islice(unique.values(), params[-1]))


def _entry(row: Any) -> Entry:
    customer, owner, team, name, sort_name, phone, email, place, total, orders, *days, standing = row
    bought, stated, stated_total, stated_orders, worth, touched, seen = days
    return Entry(
        customer=uuid_of(customer),
        owner=id_or_none(owner),
        team=id_or_none(team),
        name=name,
        sort_name=sort_name,
        phone=phone,
        email=email,
        place=place,
        total=total,
        orders=orders,
        bought_on=day_or_none(bought),
        stated_on=day_or_none(stated),
        stated_total=stated_total,
        stated_orders=stated_orders,
        worth=worth,
        touched_on=day_or_none(touched),
        seen_on=date.fromordinal(seen) if seen else None,
        standing=standing,
    )
