"""What stands in the cells of a workbook, read row by row, and never more of it than its size allows?

openpyxl reads the parts, with defusedxml. The rows and the guards are ours: a workbook is a zip of XML, so that a small
file can hold a thousand times its size and a row without an end, which openpyxl would read whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import iterparse
from zipfile import ZipFile

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet._reader import DATA_TAG, INLINE_STRING, ROW_TAG, VALUE_TAG
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from events.kernel import Refused

MOST_PARTS = 5_000
"""Files in the zip; a sheet with a picture in each row has some thousand."""
LARGEST_UNPACKED = 512 * 1024 * 1024
"""Bytes. A million rows of a till are some 300 MB of XML."""
MOST_PACKED = 100
"""How many bytes of XML may come out of one: a real sheet has 5 to 40, a bomb 1,000."""
FREE_OF_RATIO = 1024 * 1024
"""Bytes that may come out of however few: an empty sheet packs well."""
LARGEST_PART = 2 * 1024 * 1024
"""Bytes of each part that is read whole: the list of parts and sheets, formats, relations."""
LARGEST_STRINGS = 48 * 1024 * 1024
MOST_STRINGS = 500_000
"""The texts of all sheets are kept in memory while they are read; these take some 100 MB."""
LONGEST_ROW_XML = 1024 * 1024
"""Bytes of one row: a thousand columns of a thousand letters. It bounds the memory that XML without rows can take."""

AS_CSV = "Save the sheet as CSV and try again."
TOO_LARGE = f"This workbook is too large once it is unpacked. {AS_CSV}"
DAMAGED = f"This workbook cannot be read: it is damaged, or it is no .xlsx file. {AS_CSV}"
_WHOLE = re.compile(r"\[Content_Types\]\.xml|.*\.rels|xl/(workbook|styles|theme/.*)\.xml", re.IGNORECASE)
_STRING, _TEXT, _RUN = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("si", "t", "r"))

Row = tuple[int, list[tuple[int, object]]]
"""The number of a row and its cells: each with its column, from 1, and its value as Python has it."""


class Workbook:
    """Open while it is used. Raises Refused for what is too large or no workbook."""

    def __init__(self, path: Path) -> None:
        with ExitStack() as undone, understood():
            file = undone.enter_context(path.open("rb"))
            self._reader: Any = ExcelReader(file, read_only=True, keep_vba=False, data_only=True, keep_links=False)
            self._archive: ZipFile = self._reader.archive
            _weigh(self._archive, path.stat().st_size)
            self._reader.read_manifest()
            self._read_strings()
            self._reader.read_workbook()
            apply_stylesheet(self._archive, self._reader.wb)
            self.close = undone.pop_all().close

    def sheets(self) -> list[tuple[str, int]]:
        """Where each sheet of cells stands in the zip, and its bytes; hidden ones last."""
        with understood():
            sizes = {part.filename: part.file_size for part in self._archive.infolist()}
            every = [
                (sheet.state != "visible", relation.target)
                for sheet, relation in self._reader.parser.find_sheets()
                if "chartsheet" not in relation.Type and relation.target in sizes
            ]
            return [(target, sizes[target]) for _, target in sorted(every, key=lambda one: one[0])]

    def rows(self, sheet: str) -> Iterator[Row]:
        """The rows that stand in it, one at a time; what is computed comes as it was last computed."""
        with understood(), self._archive.open(sheet) as source:
            guarded = _Guarded(source)
            values = _Values(self._reader.shared_strings, self._reader.wb)
            number = 0
            for element in _elements(guarded, ROW_TAG, DATA_TAG):
                number = int(element.get("r", number + 1))
                yield number, values.of(element)

    def _read_strings(self) -> None:
        part = self._reader.package.find(SHARED_STRINGS)
        if part is None:
            return
        with self._archive.open(part.PartName[1:]) as source:
            for element in _elements(_Guarded(source), _STRING, None):
                self._reader.shared_strings.append(_text(element))
                if len(self._reader.shared_strings) > MOST_STRINGS:
                    raise Refused(f"This workbook has more than {MOST_STRINGS:,} different texts. {AS_CSV}")


@contextmanager
def understood() -> Iterator[None]:
    """Whatever a foreign parser meets in foreign bytes is one sentence for the user."""
    try:
        yield
    except Refused:
        raise
    except Exception as why:
        raise Refused(DAMAGED) from why


class _Guarded:
    """A stream of XML in which something must be finished every LONGEST_ROW_XML bytes, and no entity can be declared.

    No workbook has a DOCTYPE. Only UTF-16 could hide one, and that is full of NULs, which UTF-8 has none of.
    """

    def __init__(self, source: Any) -> None:
        self._source = source
        self._last = b""
        self.since = 0

    def read(self, size: int = -1) -> bytes:
        piece: bytes = self._source.read(size)
        self.since += len(piece)
        if b"<!DOCTYPE" in self._last + piece or b"\x00" in piece:
            raise Refused(DAMAGED)
        self._last = piece[-8:]
        if self.since > LONGEST_ROW_XML:
            raise Refused(f"A row of this workbook is too large. {AS_CSV}")
        return piece


def _elements(source: _Guarded, tag: str, within: str | None) -> Iterator[Any]:
    """Each element of this tag once it is whole, and thrown away when the next is asked for."""
    parent = None
    for event, element in iterparse(source, events=("start", "end")):  # noqa: S314 - see _Guarded
        if event == "start":
            if parent is None and (within is None or element.tag == within):
                parent = element
        elif element.tag == tag and parent is not None:
            yield element
            parent.clear()
            source.since = 0
        elif element is parent:
            return


class _Values:
    """What the cells of a sheet say; a formula says what it was last computed to."""

    def __init__(self, strings: list[str], book: Any) -> None:
        self._strings, self._epoch = strings, book.epoch
        # As openpyxl's own reader of sheets asks.
        self._dates, self._spans = book._date_formats, book._timedelta_formats  # noqa: SLF001

    def of(self, row: Any) -> list[tuple[int, object]]:
        """The cells of a row that say something."""
        column, found = 0, []
        for cell in row:
            at = cell.get("r")
            column = _column(at.rstrip("0123456789")) if at else column + 1
            if (value := self._value(cell)) is not None:
                found.append((column, value))
        return found

    def _value(self, cell: Any) -> object:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inside = cell.find(INLINE_STRING)
            return None if inside is None else _text(inside)
        said = cell.findtext(VALUE_TAG)
        if not said:
            return None
        if kind == "n":
            return self._number(said, int(cell.get("s", 0)))
        return self._strings[int(said)] if kind == "s" else bool(int(said)) if kind == "b" else said

    def _number(self, said: str, style: int) -> object:
        """A number, or the day or time that its format makes of it."""
        number = float(said) if not said.isdecimal() else int(said)
        if style not in self._dates:
            return number
        try:
            return from_excel(number, self._epoch, timedelta=style in self._spans)
        except (OverflowError, ValueError):
            return "#VALUE!"


@lru_cache(maxsize=2_048)
def _column(letters: str) -> int:
    return column_index_from_string(letters)


def _text(element: Any) -> str:
    """The letters of a shared text, without its formats and without how it is pronounced."""
    return "".join(
        piece.text or ""
        for child in element
        for piece in ([child] if child.tag == _TEXT else child.findall(_TEXT) if child.tag == _RUN else [])
    )


def _weigh(archive: ZipFile, packed: int) -> None:
    """Sizes are what the zip says; zipfile reads no more of a part than that."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.bin" in names:
        raise Refused("This is a binary workbook (.xlsb). Save it as .xlsx or CSV and try again.")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Refused("This is a zip file, but no workbook. Unpack it, and choose the table in it.")
    if len(parts) > MOST_PARTS:
        raise Refused(TOO_LARGE)
    read = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
    unpacked = sum(part.file_size for part in read)
    if unpacked > LARGEST_UNPACKED or unpacked > max(FREE_OF_RATIO, MOST_PACKED * packed):
        raise Refused(TOO_LARGE)
    for part in read:
        strings = "sharedstrings" in part.filename.lower()
        if part.file_size > (LARGEST_STRINGS if strings else LARGEST_UNPACKED):
            raise Refused(TOO_LARGE)
        if _WHOLE.fullmatch(part.filename) and part.file_size > LARGEST_PART:
            raise Refused(TOO_LARGE)
