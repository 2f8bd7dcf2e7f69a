"""Who stands in a file of contact cards, of phones old and new?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vobject.base import ContentLine, textLineToContentLine
from vobject.icalendar import stringToTextValues

from backend.importing.encoding import encoding_of, text_lines
from backend.importing.entries import BadRow
from backend.importing.lines import LONGEST_ROW, MOST_ROWS, Format, Line, Tell, tell_nobody
from events.kernel import Refused

COLUMNS = (
    "Name",
    "First name",
    "Last name",
    "Organisation",
    "Phone",
    "Second phone",
    "E-mail",
    "Second e-mail",
    "Address",
    "Note",
)
LONGEST_CARD = 32 * 1024
"""Characters, without photos and what else is not read."""
MOST_PROPERTIES = 200
"""Names, phones, addresses: people have a dozen."""
TOO_LONG = f"This card is longer than {LONGEST_CARD:,} characters or {MOST_PROPERTIES} entries."
BROKEN = "This card cannot be read."
SPOILT = "This card has characters that are no text. Save it again in UTF-8."

# What is not read is dropped before it is parsed: photos, sounds and keys are most of a file.
_READ = re.compile(r"(?:[\w-]+\.)?(?:FN|N|ORG|TEL|EMAIL|ADR|NOTE)[;:]", re.IGNORECASE)
_BEGIN, _END = (re.compile(rf"{word}\s*:\s*VCARD\s*", re.IGNORECASE) for word in ("BEGIN", "END"))
_QUOTED = re.compile(r"[^:]*QUOTED-PRINTABLE[^:]*:", re.IGNORECASE)
_PARAMETER = r'(?:"[^"]*"|[^",;:]*)'
_HEAD = re.compile(rf"(?:[\w-]+\.)?[\w-]+(?:;[\w-]+(?:={_PARAMETER}(?:,{_PARAMETER})*)?)*:", re.ASCII)
"""What may stand before a value. vobject takes longer than anybody's life for a thousand commas without a colon."""
_NO_VOICE = frozenset({"FAX", "PAGER", "MODEM", "BBS", "X400", "TLX"})
_NEVER = ""
"""A separator that no letter is, for values that are not divided."""


@dataclass(slots=True)
class _Card:
    """What is read of one card: its lines as they stand, and its properties, each of the pieces of one line or more.

    `kept`: the last property is read; `quoted`: it is written as old phones do, with "=" before each end of a line.
    """

    number: int
    lines: list[str] = field(default_factory=list)
    properties: list[list[str]] = field(default_factory=list)
    length: int = 0
    kept: bool = False
    quoted: bool = False

    @property
    def too_long(self) -> bool:
        return self.length > LONGEST_CARD or len(self.properties) > MOST_PROPERTIES

    def add(self, line: str) -> None:
        soft_break = self.quoted and self.properties[-1][-1].endswith("=")
        folded = line[:1] in (" ", "\t")
        if not soft_break and not folded:
            self.kept = _READ.match(line) is not None
            self.quoted = self.kept and _QUOTED.match(line) is not None
        if self.kept:
            self.length += len(line) + 1
        if not self.kept or self.too_long:
            return
        self.lines.append(line)
        if soft_break:
            self.properties[-1][-1] = self.properties[-1][-1][:-1]
            self.properties[-1].append(line)
        elif folded:
            self.properties[-1].append(line[1:])
        else:
            self.properties.append([line])


class VcardSheet:
    """Each card is a row. Raises Refused where the file holds none."""

    format = Format.VCARD
    columns = COLUMNS

    def __init__(self, path: Path) -> None:
        self._path = path
        self._encoding = encoding_of(path)
        self.size = path.stat().st_size
        self.notes = self._encoding.notes
        if not any(_BEGIN.fullmatch(line.lstrip("\ufeff")) for line in text_lines(path, self._encoding)):
            raise Refused("This file holds no contact card.")

    def lines(self, tell: Tell = tell_nobody) -> Iterator[Line | BadRow]:
        for count, card in enumerate(self._cards(tell)):
            if count == MOST_ROWS:
                raise Refused(f"This file has more than {MOST_ROWS:,} cards. Split it into smaller ones.")
            yield card if isinstance(card, BadRow) else self._line(card)

    def _cards(self, tell: Tell) -> Iterator[_Card | BadRow]:
        card: _Card | None = None
        for number, line in enumerate(text_lines(self._path, self._encoding, tell), 1):
            if _BEGIN.fullmatch(line.lstrip("\ufeff")):
                if card is not None:
                    yield _without_end(card)
                card = _Card(number)
            elif card is not None and _END.fullmatch(line):
                yield card
                card = None
            elif card is not None:
                card.add(line)
        if card is not None:
            yield _without_end(card)

    def _line(self, card: _Card) -> Line | BadRow:
        text = "\n".join(card.lines)
        if card.too_long:
            return BadRow(card.number, TOO_LONG, text)
        try:
            cells = _cells(card)
        except Exception:  # whatever the parser meets in a stranger's card, the next card goes on
            return BadRow(card.number, BROKEN, text)
        if self._encoding.spoilt(text) or any(map(_unfit, cells)):
            return BadRow(card.number, SPOILT, text, cells)
        return Line(card.number, cells, text)


def _without_end(card: _Card) -> BadRow:
    return BadRow(card.number, "This card has no end.", "\n".join(card.lines))


def _unfit(cell: str) -> bool:
    return len(cell) > LONGEST_ROW or "\x00" in cell or any("\ud800" <= letter <= "\udfff" for letter in cell)


def _cells(card: _Card) -> tuple[str, ...]:
    properties: dict[str, list[ContentLine]] = {}
    for pieces in card.properties:
        line = "".join(pieces)
        if not _HEAD.match(line):
            raise ValueError("no property")
        # The words before an old phone's letters are known to vobject in capitals only.
        quoted = _QUOTED.match(line)
        content = textLineToContentLine(quoted[0].upper() + line[quoted.end() :] if quoted else line)
        properties.setdefault(content.name, []).append(content)
    family, given = _first(_parts(properties, "N"), 2)
    phones = _values([line for line in _preferred(properties.get("TEL", [])) if not _types(line) & _NO_VOICE])
    emails = _values(_preferred(properties.get("EMAIL", [])))
    name = next(iter(_values(properties.get("FN", []))), "")
    organisation = " ".join(filter(None, _parts(properties, "ORG")[:1]))
    return (
        name,
        given,
        family,
        organisation,
        *_first(phones, 2),
        *_first(emails, 2),
        _address(_parts(properties, "ADR")),
        "\n".join(_values(properties.get("NOTE", []))),
    )


def _first(values: Sequence[str], count: int) -> tuple[str, ...]:
    return (*values[:count], *[""] * (count - len(values)))


def _values(lines: Sequence[ContentLine]) -> list[str]:
    """What each line says, without escapes; blank ones left out, and each once."""
    said = (stringToTextValues(line.value, listSeparator=_NEVER)[0].strip() for line in lines)
    plain = (re.sub(r"^(?:tel|mailto):", "", value, flags=re.IGNORECASE) for value in said)
    return list(dict.fromkeys(filter(None, plain)))


def _parts(properties: dict[str, list[ContentLine]], name: str) -> list[str]:
    """The parts of the first name, organisation or address that says something."""
    for line in _preferred(properties.get(name, [])):
        parts = [part.strip() for part in stringToTextValues(line.value, listSeparator=";")]
        if any(parts):
            return parts
    return []


def _address(parts: Sequence[str]) -> str:
    """Street, code and town, country; from box, extended, street, town, region, code, country."""
    box, extended, street, town, region, code, country = _first(parts, 7)
    place = " ".join(filter(None, (code, town)))
    said = (box, extended, street, place, region, country)
    return ", ".join(" ".join(part.split()) for part in said if part)


def _preferred(lines: Sequence[ContentLine]) -> list[ContentLine]:
    """Those the card prefers, then mobile phones, then the others in its order."""
    return sorted(lines, key=lambda line: ("PREF" not in _types(line), not _types(line) & {"CELL", "IPHONE", "MOBILE"}))


def _types(line: ContentLine) -> set[str]:
    """Kinds of a phone or address, as all versions write them: TYPE=CELL, TYPE="cell,voice", CELL, PREF=1."""
    words = [*line.singletonparams, *line.params.get("TYPE", []), *(["PREF"] if "PREF" in line.params else [])]
    return {kind.strip().upper() for word in words for kind in word.split(",")}
