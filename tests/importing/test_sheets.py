"""Is a file read as what its bytes are, and is it said what it is where it is no table?"""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from backend.importing import sheets
from backend.importing.sheets import Format, open_sheet
from events.kernel import Refused
from tests.importing.files import sheet_of, workbook, written

CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Anna Lang\nEND:VCARD\n"


def test_the_name_of_a_file_does_not_matter(tmp_path: Path) -> None:
    assert open_sheet(workbook(tmp_path, [["Name", "Town"], ["Anna", "Bonn"]], name="a.xlsx")).format is Format.XLSX
    assert open_sheet(written(tmp_path, CARD, "contacts.csv"), "contacts.csv").format is Format.VCARD
    assert open_sheet(written(tmp_path, "Name,Town\nAnna,Bonn\n", "a.xls"), "a.xls").format is Format.CSV


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_cards_are_known_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    assert sheet_of(tmp_path, CARD.encode(encoding)).format is Format.VCARD


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"BM\x36\x00\x00\x00", "a picture"),
        (b"\x00\x00\x00\x18ftypheic", "a picture or a film"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls"),
        (b"\x1f\x8b\x08\x00", "packed"),
        (b"{\\rtf1", "a text document"),
        (b"<!DOCTYPE html><table>", "a web page"),
        (b'<?xml version="1.0"?>', "a web page"),
        (b'[{"name": "Anna"}]', "data for programs"),
    ],
)
def test_other_files_are_called_by_their_name(head: bytes, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        open_sheet(written(tmp_path, head + b"x" * 100), "march.dat")
    assert str(refused.value).startswith("march.dat is ")


def test_a_word_that_begins_like_a_picture_is_a_table(tmp_path: Path) -> None:
    assert sheet_of(tmp_path, "BMW model,Town\ni3,Bonn\n").columns == ("BMW model", "Town")


def test_a_zip_of_something_else(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("photo.jpg", b"x")
    with pytest.raises(Refused, match="no workbook"):
        open_sheet(tmp_path / "photos.zip")


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LARGEST_FILE", 1024**2)
    with pytest.raises(Refused, match="larger than 1 MB"):
        sheet_of(tmp_path, b"Name,Town\n" * 200_000)
