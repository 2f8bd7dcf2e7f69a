"""What does a file most likely hold, by the names of its columns and a look at its cells? A person corrects it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from backend.importing.columns import FIELDS, NEEDED, Field, Mapping
from backend.importing.entries import Kind
from backend.importing.presets import Preset, preset_of
from backend.importing.values import days, numbers
from backend.importing.words import ABOUT_ANOTHER, ALONE, SPELLINGS, spelt

SEVERAL = frozenset({Field.PHONE, Field.EMAIL, Field.PLACE})
"""What more than one column may hold."""
MOST_CELLS = 0.6
"""The share of filled cells that must look like something, before an unknown column is taken for it."""
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PHONE = re.compile(r"[+(0][\d\s()./-]{6,}")
_MONEY = re.compile(r"\D{0,4}\d[\d.,' ]*[.,]\d{2}\D{0,4}")
_LOOKS: dict[Field, Callable[[str], object]] = {
    Field.EMAIL: EMAIL.fullmatch,
    Field.DATE: lambda cell: not cell.isdecimal() and days(cell),
    Field.AMOUNT: lambda cell: _MONEY.fullmatch(cell) and numbers(cell),
    Field.PHONE: _PHONE.fullmatch,
}


class Guess(NamedTuple):
    kind: Kind
    preset: Preset | None
    mapping: Mapping


def guess(columns: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> Guess:
    """`sample`: the cells of some rows."""
    preset = preset_of(columns)
    if preset is not None:
        return Guess(preset.kind, preset, preset.mapping(columns))
    mapping = _by_words(columns, _kind(columns, sample), sample)
    return Guess(mapping.kind, None, mapping)


def _kind(columns: Sequence[str], sample: Sequence[Sequence[str]]) -> Kind:
    """Contacts say how or with what result; purchases say when and how much; people are what is left."""
    names = [spelt(column) for column in columns]
    told = {which for name in names for which, phrases in SPELLINGS.items() if name in phrases}
    if Field.OUTCOME in told or {Field.CHANNEL, Field.NOTE, Field.DATE} <= told:
        return Kind.CONTACTS
    if Field.LAST_ORDER in told:
        return Kind.PEOPLE
    found = _by_words(columns, Kind.PURCHASES, sample).columns
    return Kind.PURCHASES if all(found.get(which) for which in NEEDED[Kind.PURCHASES]) else Kind.PEOPLE


def _by_words(columns: Sequence[str], kind: Kind, sample: Sequence[Sequence[str]]) -> Mapping:
    names = [spelt(column) for column in columns]
    found: dict[Field, list[int]] = {}
    for strict in (True, False):
        for place, name in enumerate(names):
            if not any(place in places for places in found.values()):
                which = _field(name, kind, found, strict=strict)
                if which is not None:
                    found.setdefault(which, []).append(place)
    _by_cells(found, kind, len(columns), sample)
    _numbered(found, sample)
    ordered = {which: tuple(_ordered(which, found[which], names)) for which in FIELDS[kind] if which in found}
    return Mapping(kind, ordered)


def _field(name: str, kind: Kind, found: dict[Field, list[int]], *, strict: bool) -> Field | None:
    """What a column is called, first by its whole name; then, if not `strict`, by the longest phrase in it."""
    free = [which for which in FIELDS[kind] if which in SEVERAL or which not in found]
    if strict:
        return next((which for which in free if name in SPELLINGS.get(which, ())), None)
    words = set(name.split())
    within = [
        (len(phrase), which)
        for which in free
        for phrase in SPELLINGS.get(which, ())
        if phrase not in ALONE
        and f" {phrase} " in f" {name} "
        and not ABOUT_ANOTHER.intersection(words.difference(phrase.split()))
    ]
    return max(within, key=lambda one: one[0])[1] if within else None


def _by_cells(found: dict[Field, list[int]], kind: Kind, width: int, sample: Sequence[Sequence[str]]) -> None:
    """What no name tells, the cells may: an address with an @, a day, an amount, a phone."""
    for which, looks in _LOOKS.items():
        if which in found or which not in FIELDS[kind]:
            continue
        taken = {place for places in found.values() for place in places}
        for place in range(width):
            cells = [row[place].strip() for row in sample if place < len(row) and row[place].strip()]
            if place not in taken and cells and sum(map(bool, map(looks, cells))) >= MOST_CELLS * len(cells):
                found[which] = [place]
                break


def _numbered(found: dict[Field, list[int]], sample: Sequence[Sequence[str]]) -> None:
    """A column called Customer that holds digits alone holds their numbers."""
    if Field.NAME in found and Field.NUMBER not in found:
        (place, *_) = found[Field.NAME]
        cells = [row[place].strip() for row in sample if place < len(row) and row[place].strip()]
        if cells and all(map(str.isdecimal, cells)):
            found[Field.NUMBER] = found.pop(Field.NAME)


_STREET = re.compile(r"street|address|adresse|anschrift|strasse|rue|direccion|calle|adres|straat")
_CODE = re.compile(r"zip|post|plz|code|codigo")


def _ordered(which: Field, places: list[int], names: Sequence[str]) -> list[int]:
    """An address is street, code, town, in whatever order its columns stand."""
    if which is not Field.PLACE:
        return places
    return sorted(places, key=lambda at: 0 if _STREET.search(names[at]) else 1 if _CODE.search(names[at]) else 2)
