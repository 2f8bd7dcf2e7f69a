"""Which facts were undone, corrected or added to, and by which later facts?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from backend.projections.base import Row, Table
from backend.store import Tx, select_in, uuid_of
from events.follow_ups import NextDateSet
from events.kernel import Recorded
from events.notes import FactUndone, NoteAdded, NoteCorrected
from events.purchases import PurchaseCorrected, PurchaseRecognised, PurchaseRefunded, PurchaseVoided

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
    """`undoes`: the fact `of` counts for nothing; `voids`: because the order did not come about."""

    of: UUID
    fact: UUID
    undoes: bool
    voids: bool = False


AMENDING = frozenset(
    {
        FactUndone, NoteAdded, NoteCorrected, NextDateSet,
        PurchaseCorrected, PurchaseRefunded, PurchaseVoided, PurchaseRecognised,
    }
)  # fmt: skip
"""The kinds of fact that may be noted onto another."""

UNDONE, VOIDED = 1, 2
"""In which way a fact counts for nothing: it never happened, or the order did not come about."""

Amendments = dict[UUID, list[Amendment]]
"""For each fact what was noted onto it, in the order of the log."""


def corrects(noted: Recorded) -> UUID | None:
    """The fact of which this one says how it really was: it never happened, or happened otherwise."""
    match noted.body:
        case FactUndone(of=of) | NoteCorrected(of=of) | PurchaseCorrected(of=of):
            return of
        case PurchaseVoided(of=of) | PurchaseRecognised(of=of):
            return of
        case _:
            return None


def amends(noted: Recorded) -> UUID | None:
    """The fact onto which this one was noted, to correct it or to say more."""
    match noted.body:
        case NoteAdded(of=of) | NextDateSet(of=of) | PurchaseRefunded(of=of):
            return of
        case _:
            return corrects(noted)


def amendment_rows(facts: Iterable[Recorded]) -> Iterable[Row]:
    for noted in facts:
        of = amends(noted) if type(noted.body) in AMENDING else None
        if of is not None:
            undoes = _undoes(noted)
            yield (noted.stream.bytes, noted.fact_id.bytes, of.bytes, undoes, noted.position)


def _undoes(noted: Recorded) -> int:
    return UNDONE if isinstance(noted.body, FactUndone) else VOIDED if isinstance(noted.body, PurchaseVoided) else 0


def _amendment(of: UUID, fact: UUID, undoes: int) -> Amendment:
    return Amendment(of, fact, undoes != 0, undoes == VOIDED)


def amendments(tx: Tx, facts: Sequence[UUID]) -> Amendments:
    rows = select_in(tx, READ, [fact.bytes for fact in facts])
    return _by_fact(_amendment(uuid_of(of), uuid_of(fact), undoes) for of, fact, undoes in rows)


def amendments_among(facts: Iterable[Recorded]) -> Amendments:
    """The same, read off the facts themselves."""
    return _by_fact(
        _amendment(of, noted.fact_id, _undoes(noted))
        for noted in sorted(facts, key=lambda one: one.position)
        if (of := amends(noted)) is not None
    )


def _by_fact(found: Iterable[Amendment]) -> Amendments:
    grouped: Amendments = {}
    for one in found:
        grouped.setdefault(one.of, []).append(one)
    return grouped
