"""Does no file whatever end in anything but rows, bad rows or one sentence?"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.importing.sheets import open_sheet
from tests.fuzz.reading import read_through
from tests.fuzz.seeds import SEEDS


@st.composite
def mutated(draw: st.DrawFn, whole: bytes) -> bytes:
    """The file with some bytes changed, doubled or left out."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(content)))
        length = draw(st.integers(0, 8))
        content[at : at + length] = draw(st.binary(max_size=8)) * draw(st.integers(1, 3))
    return bytes(content)


def read(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "any"
        path.write_bytes(content)
        read_through(path, open_sheet)


@settings(deadline=None)  # files are written
@given(st.binary(max_size=2_000))
def test_any_bytes(content: bytes) -> None:
    read(content)


@settings(deadline=None)  # files are written
@given(
    st.sampled_from([b"PK\x03\x04", b"BEGIN:VCARD\n", b"Name,Date\n", b"\xff\xfe", b"\xef\xbb\xbf"]),
    st.binary(max_size=500),
)
def test_any_bytes_after_a_beginning(head: bytes, content: bytes) -> None:
    read(head + content)


@settings(deadline=None)  # files are written
@given(st.text(max_size=1_000), st.sampled_from(["utf-8", "utf-16", "utf-16-le", "cp1252"]))
def test_any_text(text: str, encoding: str) -> None:
    read("Name,Date,Amount\n".encode(encoding) + text.encode(encoding, "replace"))


@pytest.mark.parametrize("kind", SEEDS)
@settings(deadline=None)  # files are written
@given(data=st.data())
def test_a_file_that_was_changed_on_the_way(kind: str, data: st.DataObject) -> None:
    read(data.draw(mutated(data.draw(st.sampled_from(SEEDS[kind])))))
