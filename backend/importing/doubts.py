"""Can a column's dates or numbers be read two ways? Then it is asked, once, with examples, and never guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from backend.importing.columns import DATES, NUMBERS, Field, Mapping
from backend.importing.entries import BadRow
from backend.importing.lines import Sheet, Tell, tell_nobody
from backend.importing.values import LONGEST, DateStyle, NumberStyle, days, numbers

EXAMPLES = 3
MOST_SEEN = 50_000
"""Different values kept in mind, not to be looked at twice."""


@dataclass(frozen=True)
class Doubt:
    """Ask it as: which of `choices` is meant? `examples` are cells as they stand that differ by the answer."""

    field: Field
    examples: tuple[str, ...]
    choices: tuple[DateStyle, ...] | tuple[NumberStyle, ...]

    def readings(self, style: DateStyle | NumberStyle) -> tuple[date | Decimal | None, ...]:
        """What the examples would be; None where one would be no day or number."""
        if isinstance(style, DateStyle):
            return tuple(days(example).get(style) for example in self.examples)
        return tuple(numbers(example).get(style) for example in self.examples)


class Settled(NamedTuple):
    """The mapping with the styles that are certain, and what must be asked."""

    mapping: Mapping
    doubts: tuple[Doubt, ...]


S = TypeVar("S", DateStyle, NumberStyle)


@dataclass
class _Styles(Generic[S]):
    """What the values seen say of their style: in each of `possible` every one of them can be read."""

    every: tuple[S, ...]
    read: Callable[[str], dict[S, object]]
    possible: set[S] = field(init=False)
    alone: set[S] = field(default_factory=set)
    twofold: dict[frozenset[tuple[S, object]], str] = field(default_factory=dict)
    first: int | None = None

    def __post_init__(self) -> None:
        self.possible = set(self.every)

    def look(self, cell: str, place: int) -> None:
        found = self.read(cell)
        if not found:
            return
        self.possible &= found.keys()
        if len(found) == 1:
            self.alone |= found.keys()
        elif len(set(found.values())) > 1 and len(self.twofold) < MOST_SEEN:
            self.twofold.setdefault(frozenset(found.items()), cell)
            self.first = place if self.first is None else self.first

    def settle(self, said: S | None) -> tuple[S | None, tuple[str, ...]]:
        """The style, or None and the examples to ask with. What was `said` before holds where it can."""
        candidates = self.candidates()
        if said in candidates:
            return said, ()
        examples = [cell for found, cell in self.twofold.items() if len(_meanings(found, candidates)) > 1]
        if len(candidates) == 1 or not examples:
            return next(iter(candidates)) if len(candidates) == 1 else None, ()
        return None, tuple(examples[:EXAMPLES])

    def candidates(self) -> tuple[S, ...]:
        """Where the values contradict each other, those for which one speaks."""
        return tuple(style for style in self.every if style in (self.possible or self.alone or set(self.every)))


def _meanings(found: Iterable[tuple[S, object]], candidates: Iterable[S]) -> set[object]:
    return {value for style, value in found if style in set(candidates)}


def settle(sheet: Sheet, mapping: Mapping, today: date, tell: Tell = tell_nobody) -> Settled:
    """Reads every row once, unless it names neither days nor numbers. A style that was said stays where it can."""
    dates = _Styles(tuple(DateStyle), lambda cell: _days(cell, today))
    amounts = _Styles(tuple(NumberStyle), lambda cell: dict(numbers(cell)))
    looked = [*_places(mapping, DATES, dates), *_places(mapping, NUMBERS, amounts)]
    seen: set[tuple[int, str]] = set()
    for line in sheet.lines(tell) if looked else ():
        if isinstance(line, BadRow):
            continue
        for place, look in looked:
            cell = line.cells[place]
            if (place, cell) not in seen and len(cell) <= LONGEST:
                look(cell, place)
                seen.add((place, cell))
        if len(seen) > MOST_SEEN:
            seen.clear()
    date_style, date_examples = dates.settle(mapping.dates)
    number_style, number_examples = amounts.settle(mapping.numbers)
    doubts = []
    if date_examples:
        doubts.append(Doubt(_field_at(mapping, DATES, dates.first), date_examples, dates.candidates()))
    if number_examples:
        doubts.append(Doubt(_field_at(mapping, NUMBERS, amounts.first), number_examples, amounts.candidates()))
    return Settled(replace(mapping, dates=date_style, numbers=number_style), tuple(doubts))


def _days(cell: str, today: date) -> dict[DateStyle, object]:
    """A two-digit year can stand first, but not where the day would be still to come."""
    found = days(cell)
    first = found.get(DateStyle.YMD)
    if first is not None and first > today and len(set(found.values())) > 1:
        return {style: on for style, on in found.items() if style is not DateStyle.YMD}
    return dict(found)


def _places(
    mapping: Mapping, which: frozenset[Field], styles: _Styles[S]
) -> list[tuple[int, Callable[[str, int], None]]]:
    places = {place for one in which for place in mapping.columns.get(one, ())}
    return [(place, styles.look) for place in sorted(places)]


def _field_at(mapping: Mapping, which: frozenset[Field], place: int | None) -> Field:
    return next(one for one in Field if one in which and place in mapping.columns.get(one, ()))
