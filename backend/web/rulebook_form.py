"""Which rulebook was typed, and what is wrong with which field? The same for a form and for JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from marshmallow import Schema, ValidationError, fields

from backend.web.errors import Invalid
from backend.web.forms import Amount, Filled, Form, Tag, Whole, load
from backend.web.rule_words import PER_SEGMENT, WORDS, Word, as_json
from events.kernel import Refused
from events.rulebook import MOST_SEGMENTS, Rulebook, Segment
from events.values import Money, valid_name

SEGMENT = re.compile(r"segment-(\d{1,2})-(?:(name|tag|worth_from|worth_below)|(what|number)-(\d{1,2}))", re.ASCII)
ROWS_OFFERED = 2
"""Empty places for numbers of a segment that differ, beside those that are filled."""

Typed = dict[str, Any]
"""What stands in each field, by its name."""


class Number(Whole):
    """A number of the rulebook, within its bounds."""

    def __init__(self, word: Word) -> None:
        super().__init__(load_default=None)
        self._word = word

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return within(super()._deserialize(value, attr, data, **kwargs), self._word)


class Name(fields.String):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return valid_name(super()._deserialize(value, attr, data, **kwargs)) or ""


class What(fields.String):
    """Which number differs."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        name = super()._deserialize(value, attr, data, **kwargs)
        if name not in PER_SEGMENT:
            raise ValidationError("Choose one of the numbers that can differ.")
        return name


SEGMENT_FIELDS: Mapping[str, type[fields.Field[Any]]] = {
    "name": Name,
    "tag": Tag,
    "worth_from": Amount,
    "worth_below": Amount,
    "what": What,
    "number": Whole,
}


class RulebookForm(Form):
    """`name` is what this version is called; `version` the one that was in force when the form was filled in.

    `looked_at` is the mark of the numbers of which the effect was shown; "" where none was.
    """

    name = Filled(Name())
    version = Whole(load_default=None)
    looked_at = fields.String(load_default="")


@dataclass(frozen=True, slots=True)
class Asked:
    """`rulebook` None: it cannot be, for the `problems` by field, "" for the whole."""

    typed: Typed
    form: dict[str, Any]
    rulebook: Rulebook | None
    problems: dict[str, str]


def within(number: int, word: Word) -> int:
    if not word.low <= number <= word.high:
        raise ValidationError(f"From {word.low} to {word.high:,}, please.")
    return number


def mark_of(rulebook: Rulebook) -> str:
    """Tells one rulebook from another in a form."""
    return sha256(json.dumps(as_json(rulebook)).encode()).hexdigest()[:16]


def typed_of(rulebook: Rulebook) -> Typed:
    """A rulebook as it stands in the form."""
    return _flat(as_json(rulebook))


def places(typed: Typed) -> list[tuple[int, list[int]]]:
    """The numbers of the segments in the form, with those of their differing numbers: filled ones, then empty ones."""
    rows: dict[int, set[int]] = {}
    for name in typed:
        if match := SEGMENT.fullmatch(name):
            row = rows.setdefault(int(match[1]), set())
            if match[4] and _filled(typed, int(match[1]), int(match[4])):
                row.add(int(match[4]))
    kept = {at: row for at, row in rows.items() if any(typed.get(name) for name in _names(typed, at))}
    if len(kept) < MOST_SEGMENTS:
        kept[max(kept, default=-1) + 1] = set()
    return [(at, [*sorted(row), *_free(row)]) for at, row in sorted(kept.items())]


def read(given: Mapping[str, Any], standing: Rulebook) -> Asked:
    """Read what was sent; a number that was not is that of the rulebook in force. Raises Invalid for no segments."""
    typed = _flat(given)
    try:
        form = load(_schema(typed), typed)
    except Invalid as invalid:
        return Asked(typed, {}, None, invalid.fields)
    problems: dict[str, str] = {}
    said = "segments" in given or any(SEGMENT.fullmatch(name) for name in typed)
    segments = tuple(_segments(form, problems)) if said else standing.segments
    numbers = {name: form[name] for name in WORDS if form[name] is not None}
    try:
        rulebook = replace(standing, **numbers, segments=segments)
    except Refused as refused:
        problems.setdefault("", str(refused))
    return Asked(typed, form, None if problems else rulebook, problems)


def _flat(given: Mapping[str, Any]) -> Typed:
    """JSON says segments as a list: the same in the fields of the form. Raises Invalid where it is none."""
    typed, segments = {name: value for name, value in given.items() if name != "segments"}, given.get("segments", [])
    if not isinstance(segments, list) or not all(map(_is_segment, segments)):
        raise Invalid({"segments": "Write segments as a list; each has a name, a tag or worth, and its changes."})
    for at, one in enumerate(segments):
        segment = dict(one)
        for row, (what, number) in enumerate(segment.pop("changes", {}).items()):
            typed |= {f"segment-{at}-what-{row}": what, f"segment-{at}-number-{row}": number}
        typed |= {f"segment-{at}-{name}": value for name, value in segment.items()}
    return typed


def _is_segment(given: object) -> bool:
    return isinstance(given, dict) and isinstance(given.get("changes", {}), dict)


def _schema(typed: Typed) -> Schema:
    found: dict[str, fields.Field[Any]] = {name: Number(word) for name, word in WORDS.items()}
    for name in typed:
        if match := SEGMENT.fullmatch(name):
            found[name] = Filled(SEGMENT_FIELDS[match[2] or match[3]]())
    return RulebookForm.from_dict(found)()


def _segments(form: Mapping[str, Any], problems: dict[str, str]) -> Iterator[Segment]:
    every = {int(match[1]) for name in form if (match := SEGMENT.fullmatch(name))}
    for at in sorted(every):
        if all(form[name] is None for name in _names(form, at)):
            continue
        low, high = (form.get(f"segment-{at}-{name}") for name in ("worth_from", "worth_below"))
        try:
            yield Segment(
                name=form.get(f"segment-{at}-name") or "",
                tag=form.get(f"segment-{at}-tag") or "",
                worth_from=_minor(low),
                worth_below=_minor(high),
                changes=tuple(_changes(form, at, problems)),
            )
        except Refused as refused:
            problems[f"segment-{at}-name"] = str(refused)


def _changes(form: Mapping[str, Any], at: int, problems: dict[str, str]) -> Iterator[tuple[str, int]]:
    said: set[str] = set()
    for row in sorted({int(match[4]) for name in _names(form, at) if (match := SEGMENT.fullmatch(name)) and match[4]}):
        what, number = form.get(f"segment-{at}-what-{row}"), form.get(f"segment-{at}-number-{row}")
        field = f"segment-{at}-number-{row}"
        if what is None and number is None:
            continue
        if what is None or number is None:
            problems[field] = "Say which number differs, and what it is."
        elif what in said:
            problems[field] = "This number stands here twice."
        else:
            said.add(what)
            yield from _bounded(what, number, field, problems)


def _bounded(what: str, number: int, field: str, problems: dict[str, str]) -> Iterator[tuple[str, int]]:
    try:
        yield what, within(number, WORDS[what])
    except ValidationError as error:
        problems[field] = str(error.messages[0])


def _minor(given: Money | None) -> int | None:
    return None if given is None else given.minor


def _names(fields_: Mapping[str, Any], at: int) -> list[str]:
    return [name for name in fields_ if name.startswith(f"segment-{at}-")]


def _filled(typed: Typed, at: int, row: int) -> bool:
    return any(typed.get(f"segment-{at}-{part}-{row}") not in ("", None) for part in ("what", "number"))


def _free(row: set[int]) -> list[int]:
    start = max(row, default=-1) + 1
    return list(range(start, start + ROWS_OFFERED))
