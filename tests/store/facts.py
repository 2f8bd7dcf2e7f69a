"""Which facts do the tests of the store write? Their own: the store knows facts, never which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from events.kernel import REGISTER, Fact, Noted, fact, personal

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PERSON = UUID(int=7)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Weight:
    grams: int

    def __post_init__(self) -> None:
        if self.grams < 0:
            raise ValueError("lighter than nothing")


@fact("test_thing_sold")
class ThingSold(Fact):
    on: date
    weight: Weight
    colour: Colour = Colour.RED
    parts: tuple[str, ...] = ()
    order: UUID | None = None


@fact("test_person_met")
class PersonMet(Fact):
    kind: str = "guest"
    name: str | None = personal()
    words: str | None = personal()


def _from_one(fields: dict[str, object]) -> dict[str, object]:
    return {"centimetres": 100 * int(str(fields.pop("metres"))), **fields}


@fact("test_wall_built", version=2, upcasters={1: _from_one})
class WallBuilt(Fact):
    centimetres: int
    builder: str | None = personal()


# The register is what the product stores: what these tests invent is taken out again and handed over by hand.
SHAPES = {name: REGISTER.pop(name) for name in ("test_thing_sold", "test_person_met", "test_wall_built")}


def noted(
    body: Fact, *, stream: UUID, fact_id: UUID | None = None, minutes: int = 0, because: tuple[UUID, ...] = ()
) -> Noted:
    return Noted(
        fact_id=fact_id or uuid4(),
        stream=stream,
        occurred_at=NOON + timedelta(minutes=minutes),
        noted_by=PERSON,
        device="phone",
        because=because,
        body=body,
    )


def sold(stream: UUID, *, grams: int = 5, fact_id: UUID | None = None, minutes: int = 0) -> Noted:
    body = ThingSold(on=date(2026, 3, 1), weight=Weight(grams))
    return noted(body, stream=stream, fact_id=fact_id, minutes=minutes)


def met(stream: UUID, name: str | None, *, words: str | None = None, fact_id: UUID | None = None) -> Noted:
    return noted(PersonMet(name=name, words=words), stream=stream, fact_id=fact_id)
