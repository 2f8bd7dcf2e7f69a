"""Which facts were taken back with their import, to come in again, and which stand or were undone by a person?"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid5

from events.imports import again
from events.kernel import Recorded
from events.notes import FactUndone


def undoing(fact: UUID) -> UUID:
    """The id of the fact by which an imported one is taken back."""
    return uuid5(fact, "taken back")


def taken_back(facts: Iterable[Recorded]) -> set[UUID]:
    """What a person undid is no such thing: it does not come in again with the next export."""
    return {
        noted.body.of
        for noted in facts
        if isinstance(noted.body, FactUndone) and noted.fact_id == undoing(noted.body.of)
    }


def standing(facts: Iterable[Recorded]) -> list[Recorded]:
    """Those that were not taken back."""
    every = list(facts)
    gone = taken_back(every)
    return [noted for noted in every if noted.fact_id not in gone] if gone else every


def latest(fact: UUID, facts: Iterable[Recorded]) -> UUID:
    """The id under which a row stands, or would come in next."""
    gone = taken_back(facts)
    while fact in gone:
        fact = again(fact)
    return fact
