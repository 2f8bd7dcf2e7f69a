"""Imports: which file brought how much, and where does an imported row's identity come from?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid5

from events.kernel import Command, Decider, Fact, Noted, command, fact
from events.values import valid_name

IMPORTS = UUID("5f1a0c52-6b1e-5e0e-9a55-0c0ffee1a907")
"""The one stream of the firm's imports, and the name space of imported ids."""


@fact("import_finished")
class ImportFinished(Fact):
    source: str
    rows: int
    new_customers: int
    new_purchases: int
    known: int
    refused: int


@command
class FinishImport(Command):
    source: str
    rows: int
    new_customers: int
    new_purchases: int
    known: int
    refused: int

    def __post_init__(self) -> None:
        valid_name(self.source)


def decide(past: None, asked: FinishImport) -> list[ImportFinished]:
    return [
        ImportFinished(
            source=asked.source,
            rows=asked.rows,
            new_customers=asked.new_customers,
            new_purchases=asked.new_purchases,
            known=asked.known,
            refused=asked.refused,
        )
    ]


def evolve(past: None, noted: Noted) -> None:
    return None


IMPORT_RULES = Decider[None, FinishImport, ImportFinished](
    start=None,
    commands=(FinishImport,),
    facts=(ImportFinished,),
    decide=decide,
    evolve=evolve,
    reports=frozenset({FinishImport}),
)


@dataclass
class Identity:
    """Ids of imported rows: from (source, order id) or, without one, from the row's content and its k-th occurrence.

    Never from the file or the line, for shops export the whole year every month. One instance serves one file.
    """

    source: str
    _seen: Counter[tuple[str, date, int, int]] = field(default_factory=Counter)

    def customer(self, number: str) -> UUID:
        return uuid5(IMPORTS, f"customer\x1f{self.source}\x1f{number}")

    def purchase(self, number: str, on: date, amount: int, quantity: int, order_id: str | None) -> UUID:
        if order_id:
            return uuid5(IMPORTS, f"order\x1f{self.source}\x1f{order_id}")
        content = (number, on, amount, quantity)
        self._seen[content] += 1
        return uuid5(
            IMPORTS, f"row\x1f{self.source}\x1f{number}\x1f{on}\x1f{amount}\x1f{quantity}\x1f{self._seen[content]}"
        )
