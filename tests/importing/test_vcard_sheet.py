"""Are contact cards of phones old and new read, and does a broken one cost nothing but itself?"""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from backend.importing import vcard_sheet
from backend.importing.lines import Line
from events.kernel import Refused
from tests.importing.files import bad, bad_cells, cells, sheet_of


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def one(folder: Path, text: str | bytes) -> dict[str, str]:
    sheet = sheet_of(folder, text)
    (row,) = cells(sheet)
    return {name: cell for name, cell in zip(sheet.columns, row, strict=True) if cell}


def test_a_card_of_version_3(tmp_path: Path) -> None:
    said = one(
        tmp_path,
        card(
            "N:Lang;Anna;;Dr.;",
            "FN:Dr. Anna Lang",
            "ORG:Lang & Söhne\\, Bau;Sales",
            "TEL;TYPE=WORK,VOICE:+44 20 7946 0001",
            "TEL;TYPE=WORK,FAX:+44 20 7946 0009",
            "TEL;TYPE=CELL:+44 7700 900123",
            "EMAIL;TYPE=INTERNET:anna@example.com",
            "ADR;TYPE=WORK:;;1 High St;Bath;Somerset;BA1 1AA;UK",
            "NOTE:likes red\\, and\\nblue",
        ),
    )
    assert said == {
        "Name": "Dr. Anna Lang",
        "First name": "Anna",
        "Last name": "Lang",
        "Organisation": "Lang & Söhne, Bau",
        "Phone": "+44 7700 900123",
        "Second phone": "+44 20 7946 0001",
        "E-mail": "anna@example.com",
        "Address": "1 High St, BA1 1AA Bath, Somerset, UK",
        "Note": "likes red, and\nblue",
    }


def test_a_card_of_version_4(tmp_path: Path) -> None:
    said = one(
        tmp_path,
        card(
            "KIND:individual",
            "FN;LANGUAGE=en:Anna Lang",
            'TEL;VALUE=uri;TYPE="voice,home":tel:+44-20-7946-0001',
            'TEL;VALUE=uri;PREF=1;TYPE="voice,cell":tel:+44-7700-900123',
            "EMAIL;PREF=1:anna@example.com",
            "GENDER:F",
            version="4.0",
        ),
    )
    assert said["Phone"] == "+44-7700-900123"
    assert said["Second phone"] == "+44-20-7946-0001"
    assert said["E-mail"] == "anna@example.com"


def test_a_card_of_an_old_phone(tmp_path: Path) -> None:
    said = one(
        tmp_path,
        card(
            "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Zo=C3=AB",
            "FN;encoding=quoted-printable;charset=ISO-8859-1:Zo=EB M=FCller of the very =",
            "long name",
            "TEL;CELL;PREF:0170 1234567",
            "TEL;HOME:0221 123456",
            "ADR;HOME;ENCODING=QUOTED-PRINTABLE:;;Domstra=C3=9Fe 1=0D=0A2. Stock;K=C3=B6ln;;50667;",
            "NOTE:a=",
            version="2.1",
        ),
    )
    assert said["Name"] == "Zoë Müller of the very long name"
    assert said["First name"] == "Zoë"
    assert said["Last name"] == "Müller"
    assert said["Phone"] == "0170 1234567"
    assert said["Address"] == "Domstraße 1 2. Stock, 50667 Köln"
    assert said["Note"] == "a="


def test_a_card_in_the_letters_of_windows(tmp_path: Path) -> None:
    text = card("N;CHARSET=ISO-8859-1:Müller;Zoë", "FN:Zoë Müller", version="2.1").encode("cp1252")
    assert one(tmp_path, text)["Name"] == "Zoë Müller"


def test_groups_labels_and_folded_lines(tmp_path: Path) -> None:
    said = one(
        tmp_path,
        card(
            "FN:Anna",
            "  Lang",
            "item1.EMAIL;type=INTERNET:anna@exam",
            " ple.com",
            "item1.X-ABLabel:_$!<Other>!$_",
            "item2.TEL:0221",
            "\t 123456",
            "item2.X-ABLabel:Shop",
            "item3.ADR;type=HOME:;;1 High St\\n2nd floor;Bath;;;",
            "X-ABShowAs:COMPANY",
        ),
    )
    assert said == {
        "Name": "Anna Lang",
        "E-mail": "anna@example.com",
        "Phone": "0221 123456",
        "Address": "1 High St 2nd floor, Bath",
    }


@pytest.mark.parametrize("indented", [True, False])
def test_photos_are_dropped_before_they_are_parsed(indented: bool, tmp_path: Path) -> None:
    photo = b64encode(bytes(range(256)) * 184).decode()
    folded = ("\r\n " if indented else "\r\n").join(photo[at : at + 72] for at in range(0, len(photo), 72))
    text = card("FN:Anna Lang", "PHOTO;ENCODING=BASE64;TYPE=JPEG:" + folded, "", "TEL:0221 123456")
    assert len(text) > 46_000
    assert one(tmp_path, text) == {"Name": "Anna Lang", "Phone": "0221 123456"}
    (line,) = sheet_of(tmp_path, text).lines()
    assert line.text == "FN:Anna Lang\nTEL:0221 123456"


def test_a_broken_card_is_one_bad_row(tmp_path: Path) -> None:
    text = (
        card("FN:Anna Lang")
        + card("FN;CHARSET=NO-SUCH;ENCODING=QUOTED-PRINTABLE:=C3")
        + card("FN:Bert", "TEL;;;=:")
        + "BEGIN:VCARD\nFN:Cy without an end\n"
        + card("FN:" + "x" * vcard_sheet.LONGEST_CARD)
        + card("FN:Dee Roe")
        + "BEGIN:VCARD\nFN:Eve cut"
    )
    sheet = sheet_of(tmp_path, text)
    names = [line.cells[0] for line in sheet.lines() if isinstance(line, Line)]
    assert [name for name in names if name != "Bert"] == ["Anna Lang", "Dee Roe"]
    assert ("This card has no end.") in dict(bad(sheet)).values()
    assert dict(bad(sheet))[5] == vcard_sheet.BROKEN
    assert bad(sheet)[-1][1] == "This card has no end."


@pytest.mark.parametrize("head", ["TEL;x=" + "," * 30_000, "TEL" + ";a" * 15_000 + '"', 'TEL;x="' + ":" * 30_000])
def test_a_property_that_never_comes_to_its_value(head: str, tmp_path: Path) -> None:
    assert bad(sheet_of(tmp_path, card(head))) == [(1, vcard_sheet.BROKEN)]


def test_a_card_of_very_many_phones(tmp_path: Path) -> None:
    many = card(*["TEL:0221 1"] * (vcard_sheet.MOST_PROPERTIES + 1))
    assert bad(sheet_of(tmp_path, many)) == [(1, vcard_sheet.TOO_LONG)]


@pytest.mark.parametrize("more", ["\r\n a", "=\r\na"])
def test_a_property_of_very_many_lines(more: str, tmp_path: Path) -> None:
    kind = ";ENCODING=QUOTED-PRINTABLE" if "=" in more else ""
    assert one(tmp_path, card(f"FN{kind}:" + "x" + more * 7_000, version="2.1"))["Name"] == "x" + "a" * 7_000


def test_a_card_with_bytes_that_are_no_text(tmp_path: Path) -> None:
    text = card("FN:Zoë").encode() + card("FN:An\x00na").encode() + b"BEGIN:VCARD\r\nFN:M\xfcller\r\nEND:VCARD\r\n"
    sheet = sheet_of(tmp_path, text)
    assert [why for _, why in bad(sheet)] == [vcard_sheet.SPOILT] * 2
    encoded = card("FN;ENCODING=QUOTED-PRINTABLE:An=00na", version="2.1")
    sheet = sheet_of(tmp_path, encoded)
    assert bad(sheet) == [(1, vcard_sheet.SPOILT)]
    assert bad_cells(sheet) == [("An\x00na", *[""] * 9)]


def test_a_file_that_only_begins_like_a_card(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no contact card"):
        sheet_of(tmp_path, "BEGIN:VCARD is how a card begins\n")


def test_what_was_read_adds_up_to_the_size(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, card("FN:Anna Lang", "TEL:0221 123456") * 3_000)
    told: list[int] = []
    assert sum(1 for _ in sheet.lines(told.append)) == 3_000
    assert sum(told) == sheet.size
