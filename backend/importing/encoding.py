"""In which letters is a text file written, and what are its lines? Never more than a row's worth in memory."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from backend.importing.lines import LONGEST_ROW, Tell, tell_nobody
from events.kernel import Refused

CHUNK = 128 * 1024
"""Characters or bytes read at once."""
OF_WINDOWS = (
    "This file is not in UTF-8. It was read with the letters of Windows (cp1252): look whether names are right."
)
NO_TEXT = "This is no table: it holds bytes that are no text. Save it as CSV or .xlsx and try again."
MOST_CONTROLS = 0.02
"""The share of the first bytes that may be control characters, beyond FEW_CONTROLS: text has next to none."""
FEW_CONTROLS = 8

_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a"))
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True)
class Encoding:
    """`clean` when every byte is known to be a letter that can be kept, so that rows need not be looked at again."""

    name: str
    clean: bool
    notes: tuple[str, ...] = ()

    @property
    def wide(self) -> bool:
        return self.name.startswith("utf-16")

    def spoilt(self, text: str) -> bool:
        """Whether some of it is no letter: NUL, half a letter or bytes of another encoding."""
        if self.clean:
            return False
        if "\x00" in text or (self.wide and "\ufffd" in text):
            return True
        return not text.isascii() and not _whole(text)


def _whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def encoding_of(path: Path) -> Encoding:
    """Reads the whole file once. Raises Refused where it is no text."""
    with path.open("rb") as file:
        head = file.read(CHUNK)
    bom = next((name for mark, name in _BOMS.items() if head.startswith(mark)), None)
    wide = bom if bom == "utf-16" else _wide_without_mark(head)
    if wide:
        return Encoding(wide, clean=False)
    if len(head) - len(head.translate(None, _CONTROLS)) > FEW_CONTROLS + MOST_CONTROLS * len(head):
        raise Refused(NO_TEXT)
    letters, strange, zeros = _count(path)
    if strange > letters:
        return Encoding("cp1252", clean=False, notes=(OF_WINDOWS,))
    return Encoding("utf-8-sig", clean=not strange and not zeros)


def _wide_without_mark(head: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of the first line is zero, as in no other encoding."""
    first = head[:200]
    evens, odds = first[0::2], first[1::2]
    if len(first) < 4:
        return None
    if odds.count(0) > 0.7 * len(odds) and evens.count(0) < 0.1 * len(evens):
        return "utf-16-le"
    if evens.count(0) > 0.7 * len(evens) and odds.count(0) < 0.1 * len(odds):
        return "utf-16-be"
    return None


def _count(path: Path) -> tuple[int, int, int]:
    """How many letters beyond ASCII are right in UTF-8, how many stretches of bytes are not, how many NULs."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    letters = strange = zeros = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            zeros += chunk.count(0)
            pending = decoder.getstate()[0]
            if chunk.isascii() and not pending:
                continue
            letters += len(_SEQUENCE.findall(chunk))
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                strange += max(1, _strange(pending + chunk))
                decoder.reset()
    return letters, strange + bool(decoder.getstate()[0]), zeros


def _strange(chunk: bytes) -> int:
    return len(re.findall(rb"[\x80-\xff]+", _SEQUENCE.sub(b"", chunk)))


def text_lines(path: Path, encoding: Encoding, tell: Tell = tell_nobody) -> Iterator[str]:
    """The lines without their ends. One that is too long comes cut, one character longer than LONGEST_ROW."""
    rest, cut = "", False
    for chunk in _chunks(path, encoding, tell):
        *whole, rest = (rest + chunk).split("\n")
        if cut and whole:
            del whole[0]
            cut = False
        yield from whole
        if cut:
            rest = ""
        elif len(rest) > LONGEST_ROW:
            yield rest[: LONGEST_ROW + 1]
            rest, cut = "", True
    if rest:
        yield rest


def _chunks(path: Path, encoding: Encoding, tell: Tell) -> Iterator[str]:
    errors = "replace" if encoding.wide else "surrogateescape"
    passed = 0
    with path.open("rb") as file, TextIOWrapper(file, encoding.name, errors) as text:
        while chunk := text.read(CHUNK):
            now = file.tell()
            tell(now - passed)
            passed = now
            yield chunk
