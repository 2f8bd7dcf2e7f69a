"""Which facts were undone, corrected or added to, and by which later facts?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from backend.projections.base import Row, Table
from backend.store import Tx, select_in
from events.follow_ups import NextDateSet
from events.kernel import Recorded
from events.notes import FactUndone, NoteAdded, NoteCorrected
from events.purchases import PurchaseCorrected

TABLE = Table(
    "live_amendments",
    {
        "customer": "BYTEA NOT NULL",
        "fact": "BYTEA NOT NULL",
        "of": "BYTEA NOT NULL",
        "undoes": "INTEGER NOT NULL",
        "position": "BIGINT NOT NULL",
    },
    indexes=("of", "customer"),
    key="fact",
)
READ = "SELECT of, fact, undoes FROM live_amendments WHERE of IN (*) ORDER BY position"


@dataclass(frozen=True, slots=True)
class Amendment:
    of: UUID
    fact: UUID
    undoes: bool


def amendment_rows(facts: Iterable[Recorded]) -> Iterable[Row]:
    for noted in facts:
        match noted.body:
            case FactUndone(of=of):
                yield (noted.stream.bytes, noted.fact_id.bytes, of.bytes, 1, noted.position)
            case NoteCorrected(of=of) | PurchaseCorrected(of=of):
                yield (noted.stream.bytes, noted.fact_id.bytes, of.bytes, 0, noted.position)
            case NoteAdded(of=UUID() as of) | NextDateSet(of=UUID() as of):
                yield (noted.stream.bytes, noted.fact_id.bytes, of.bytes, 0, noted.position)
            case _:
                pass


def amendments(tx: Tx, facts: Sequence[UUID]) -> dict[UUID, list[Amendment]]:
    """For each of these facts what was noted onto it, in the order of the log."""
    found: dict[UUID, list[Amendment]] = {}
    for of, fact, undoes in select_in(tx, READ, [fact.bytes for fact in facts]):
        one = Amendment(UUID(bytes=bytes(of)), UUID(bytes=bytes(fact)), bool(undoes))
        found.setdefault(one.of, []).append(one)
    return found
