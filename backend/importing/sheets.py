"""Which kind of file is this, by what stands in it, and how is it read?"""

from __future__ import annotations

import re
from pathlib import Path

from backend.importing.csv_sheet import CsvSheet
from backend.importing.lines import LARGEST_FILE, Format, Line, Sheet, Tell
from backend.importing.mended import unmended
from backend.importing.vcard_sheet import VcardSheet
from backend.importing.xlsx_sheet import XlsxSheet
from events.kernel import Refused

__all__ = ["Format", "Line", "Sheet", "Tell", "open_sheet"]

KINDS = "Encore reads tables as CSV or .xlsx, and contact cards as .vcf."
_STRANGE = {
    b"%PDF": "a PDF. Ask for the export as CSV or .xlsx",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a picture or a sound",
    b"II*\x00": "a picture",
    b"MM\x00*": "a picture",
    b"BM": "a picture",
    b"\xd0\xcf\x11\xe0": "an old .xls workbook or one with a password. Save it as .xlsx or CSV, without a password",
    b"\x1f\x8b": "packed. Unpack it first",
    b"BZh": "packed. Unpack it first",
    b"7z\xbc\xaf": "packed. Unpack it first",
    b"Rar!": "packed. Unpack it first",
    b"\xfd7zXZ": "packed. Unpack it first",
    b"SQLite format": "a database. Ask for the export as CSV",
    b"{\\rtf": "a text document. Save its table as CSV or .xlsx",
}
_MARKED_UP = re.compile(rb"\s*<(?:!doctype|html|\?xml|table|svg)\b", re.IGNORECASE)
_JSON = re.compile(rb'\s*(?:\[\s*[\[{]|\{\s*["}])')
_CARD = re.compile(r"\s*BEGIN\s*:\s*VCARD\b", re.IGNORECASE)
_ZIPPED = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_LETTERS_OF_A_PICTURE = 64


def open_sheet(path: Path, name: str = "") -> Sheet:
    """Read as what the bytes are; `name` is what the user calls it. Raises Refused, in a sentence, for all else."""
    size = path.stat().st_size
    if not size:
        raise Refused("This file is empty.")
    if size > LARGEST_FILE:
        raise Refused(f"This file is larger than {LARGEST_FILE // 1024**2} MB. Split it into smaller ones.")
    with path.open("rb") as file:
        head = file.read(1024)
    if head.startswith(_ZIPPED):
        return unmended(XlsxSheet(path))
    if _is_card(head):
        return VcardSheet(path)
    _refuse_others(head, name)
    return unmended(CsvSheet(path))


def _is_card(head: bytes) -> bool:
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[1:2] == b"\x00" or head[:1] == b"\x00"
    letters = head.replace(b"\x00", b"") if wide else head
    return _CARD.match(letters.decode("latin-1").lstrip("\xef\xbb\xbf\xfe\xff")) is not None


def _refuse_others(head: bytes, name: str) -> None:
    """What is no table says so in its first bytes. BM also begins words, so a picture must look like one."""
    what = next((kind for mark, kind in _STRANGE.items() if head.startswith(mark)), None)
    if head.startswith(b"BM") and b"\x00" not in head[:_LETTERS_OF_A_PICTURE]:
        what = None
    if head[4:8] == b"ftyp":
        what = "a picture or a film"
    if _MARKED_UP.match(head) or _JSON.match(head):
        what = "a web page or data for programs, no table. Ask for the export as CSV or .xlsx"
    if what is not None:
        raise Refused(f"{name or 'This file'} is {what}. {KINDS}")
