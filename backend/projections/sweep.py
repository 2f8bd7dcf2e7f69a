"""Whom of the quiet ones has nobody tried yet: how many are left, who comes next, and until when will it take?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from backend.projections.base import Customer, Row, Table
from backend.store import Tx, uuid_of

TABLE = Table(
    "live_sweep",
    {"customer": "BYTEA NOT NULL", "holder": "BYTEA NOT NULL", "rank": "BIGINT NOT NULL", "quiet": "INTEGER NOT NULL"},
    indexes=("holder, rank DESC, customer, quiet", "holder, quiet"),
    key="customer",
    by_key=True,
)
BEST = """
    SELECT customer, rank FROM live_sweep WHERE holder = ? AND +quiet <= ? ORDER BY rank DESC, customer LIMIT ?
"""
"""The + keeps the databases from taking the index by days, and then sorting all that it gives."""
LEFT = "SELECT COUNT(*) FROM (SELECT 1 FROM live_sweep WHERE holder = ? AND quiet <= ? LIMIT ?) AS held"
BEFORE = """
    SELECT COUNT(*) FROM (SELECT 1 FROM live_sweep WHERE holder = ? AND rank > ? AND +quiet <= ? LIMIT ?) AS held
"""
HOLDING = """
    WITH RECURSIVE held (holder) AS (
        SELECT * FROM (SELECT holder FROM live_sweep WHERE holder > ? ORDER BY holder LIMIT 1) AS held_first
        UNION ALL
        SELECT (SELECT s.holder FROM live_sweep AS s WHERE s.holder > held.holder ORDER BY s.holder LIMIT 1)
        FROM held WHERE held.holder IS NOT NULL
    )
    SELECT holder FROM held
    WHERE holder IS NOT NULL AND EXISTS (SELECT 1 FROM live_sweep AS s WHERE s.holder = held.holder AND s.quiet <= ?)
"""
"""One step of the index for each holder: the databases would look through all rows for the different ones."""
ANY_DAY = 4_000_000
"""Later than any day: also those who are not quiet yet."""


class Sweep:
    table = TABLE

    def rows(self, customer: Customer) -> Iterable[Row]:
        place = customer.by_rules.place if customer.profile.registered else None
        if place:
            yield customer.key, customer.holder.bytes, place.rank, place.first.toordinal()


def best(tx: Tx, holder: UUID, limit: int, day: date | None = None) -> list[tuple[UUID, int]]:
    """Whom nobody tried, with their ranks, best worth first: who is quiet on `day`, or with None whoever."""
    return [(uuid_of(key), rank) for key, rank in tx.execute(BEST, (holder.bytes, _until(day), limit))]


def left(tx: Tx, holder: UUID, at_most: int, day: date | None = None) -> int:
    """How many of them one person or pool holds, counted up to `at_most`."""
    return int(tx.execute(LEFT, (holder.bytes, _until(day), at_most)).fetchone()[0])


def before(tx: Tx, holder: UUID, rank: int, day: date, at_most: int) -> int:
    """How many of them come before somebody of this rank, counted up to `at_most`."""
    return int(tx.execute(BEFORE, (holder.bytes, rank, day.toordinal(), at_most)).fetchone()[0])


def holding(tx: Tx, day: date) -> list[UUID]:
    """Every person and pool that holds some who are quiet on `day`, in the order of their ids."""
    return sorted(uuid_of(holder) for (holder,) in tx.execute(HOLDING, (b"", day.toordinal())))


def _until(day: date | None) -> int:
    return ANY_DAY if day is None else day.toordinal()
