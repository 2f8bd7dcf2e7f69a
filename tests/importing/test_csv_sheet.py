"""Is a file of separated cells read in whatever letters, separators and quotes it comes, and is each bad row named?"""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.importing import csv_sheet
from backend.importing.entries import BadRow
from backend.importing.lines import LONGEST_ROW, MOST_COLUMNS, Line
from events.kernel import Refused
from tests.importing.files import bad, bad_cells, cells, sheet_of

TABLE = "Name,Town\nZoë Müller,Köln\nŁukasz Nowak,Łódź\n"
ROWS = [("Zoë Müller", "Köln"), ("Łukasz Nowak", "Łódź")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_letters_of_every_kind_are_read(encoding: str, tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, TABLE.encode(encoding))
    assert sheet.columns == ("Name", "Town")
    assert cells(sheet) == ROWS
    assert sheet.notes == ()


def test_both_ways_round_of_utf_16_with_their_mark(tmp_path: Path) -> None:
    assert cells(sheet_of(tmp_path, b"\xfe\xff" + TABLE.encode("utf-16-be"))) == ROWS
    assert cells(sheet_of(tmp_path, b"\xff\xfe" + TABLE.encode("utf-16-le"))) == ROWS


def test_letters_of_windows_are_read_and_that_is_said(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "Name;Town\nZoë Müller;Köln\nJosé “Pepe”;Málaga\n".encode("cp1252"))
    assert cells(sheet) == [("Zoë Müller", "Köln"), ("José “Pepe”", "Málaga")]
    assert "cp1252" in sheet.notes[0]


def test_one_broken_row_does_not_make_the_others_strange(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, TABLE.encode() + b"M\xfcller,Bonn\n" + b"half\xed\xa0\x80,Bonn\n")
    assert [line.cells for line in sheet.lines() if isinstance(line, Line)] == ROWS
    assert bad(sheet) == [(4, csv_sheet.SPOILT), (5, csv_sheet.SPOILT)]


def test_a_nul_is_a_bad_row(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, b"Name,Town\nAnna\x00,Bonn\nBert,Ulm\n")
    assert bad(sheet) == [(2, csv_sheet.SPOILT)]
    assert bad_cells(sheet) == [("Anna\x00", "Bonn")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found(delimiter: str, tmp_path: Path) -> None:
    text = delimiter.join(["Name", "Amount", "Note"]) + "\n" + delimiter.join(["Anna", "12", "red"]) + "\n"
    assert cells(sheet_of(tmp_path, text)) == [("Anna", "12", "red")]


@pytest.mark.parametrize(
    "text",
    [
        "Datum;Betrag, brutto;Name\n1.2.2024;45,00;Anna, geb. Lang\n1.3.2024;5,00;Bert, Ulm\n",
        "sep=;\nDatum;Betrag, brutto;Name\n1.2.2024;45,00;Anna, geb. Lang\n1.3.2024;5,00;Bert, Ulm\n",
        "Sales of March\n\nDatum;Betrag, brutto;Name\n1.2.2024;45,00;Anna, geb. Lang\n1.3.2024;5,00;Bert, Ulm\n",
    ],
    ids=["decimal commas", "a first line that says so", "a title above"],
)
def test_the_header_decides_where_cells_hold_other_separators(text: str, tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, text)
    assert sheet.columns == ("Datum", "Betrag, brutto", "Name")
    assert cells(sheet) == [("1.2.2024", "45,00", "Anna, geb. Lang"), ("1.3.2024", "5,00", "Bert, Ulm")]


def test_cells_pasted_from_a_spreadsheet(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, 'Name\tAddress\nAnna Lang\t"1 High St\nBath"\r\nBert Roe\tUlm')
    assert cells(sheet) == [("Anna Lang", "1 High St\nBath"), ("Bert Roe", "Ulm")]


def test_quoted_cells_go_over_lines_and_double_their_quotes(tmp_path: Path) -> None:
    sheet = sheet_of(
        tmp_path, 'Name,Note\r\n"Lang, Anna","said ""yes"",\r\nthen\r\nno"\r\nBert, "spaced"\r\n"Cy",x\r\n'
    )
    assert cells(sheet) == [("Lang, Anna", 'said "yes",\nthen\nno'), ("Bert", "spaced"), ("Cy", "x")]
    assert [line.number for line in sheet.lines() if isinstance(line, Line)] == [2, 5, 6]
    first = next(sheet.lines())
    assert first.text == '"Lang, Anna","said ""yes"",\nthen\nno"'


def test_old_line_ends_and_a_missing_last_one(tmp_path: Path) -> None:
    assert cells(sheet_of(tmp_path, "Name,Town\rAnna,Bonn\rBert,Ulm")) == [("Anna", "Bonn"), ("Bert", "Ulm")]


def test_a_quote_that_never_closes_is_one_bad_row(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, 'Name,Town\nAnna,"Bonn\n' + "Bert,Ulm\n" * 2_000)
    lines = list(sheet.lines())
    assert bad(sheet) == [(2, csv_sheet.NOT_CLOSED)]
    assert bad_cells(sheet) == [()]
    assert len(lines) == 2_001
    assert lines[0].text == 'Anna,"Bonn'


def test_a_quote_inside_a_cell_is_a_letter_and_after_one_is_a_mistake(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, 'Name,Size\nAnna,5" pipe\n"Bert" Roe,4\nCy,3\n')
    assert [line.cells for line in sheet.lines() if isinstance(line, Line)] == [("Anna", '5" pipe'), ("Cy", "3")]
    assert bad(sheet) == [(3, csv_sheet.NOT_CLOSED)]


def test_rows_longer_and_shorter_than_the_header(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "Name,Town\nAnna\nBert,Ulm,7\nCy,Bath,,\n,,\n\n \nDee,York\n")
    assert [line.cells for line in sheet.lines() if isinstance(line, Line)] == [("Cy", "Bath"), ("Dee", "York")]
    assert bad(sheet) == [
        (2, "This row has 1 columns, the first row names 2."),
        (3, "This row has 3 columns, the first row names 2."),
    ]
    assert bad_cells(sheet) == [("Anna",), ("Bert", "Ulm", "7")]


def test_a_row_without_an_end_is_one_bad_row(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "Name,Town\n" + "x" * (3 * LONGEST_ROW) + ",y\nAnna,Bonn\n")
    assert [line.cells for line in sheet.lines() if isinstance(line, Line)] == [("Anna", "Bonn")]
    ((line, why),) = bad(sheet)
    assert (line, why) == (2, csv_sheet.TOO_LONG)


def test_a_column_named_twice_gets_a_number_and_one_without_a_name_its_place(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "Phone,phone,,Phone (2),,\n1,2,3,4,,\n")
    assert sheet.columns == ("Phone", "phone (2)", "Column 3", "Phone (2) (2)")
    assert cells(sheet) == [("1", "2", "3", "4")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "This file is empty."),
        ("\n \n\t\n", "This file is empty."),
        ("Dear Anna\nthank you for the order\n", "only one column"),
        ("Anna Lang,anna@example.com\nBert Roe,bert@example.com\n", "must name the columns"),
        ("Anna Lang,+44 20 7946 0000\n", "must name the columns"),
        ("2024-03-01,7,Anna\n2024-03-02,8,Bert\n", "must name the columns"),
        ("12.50,Anna,x\n", "must name the columns"),
        (",".join(f"c{n}" for n in range(100_000)) + "\n", f"{MOST_COLUMNS:,} at most"),
        (bytes(range(256)) * 20, "no text"),
    ],
    ids=["nothing", "blank", "prose", "e-mails", "phones", "dates", "amounts", "100,000 columns", "bytes"],
)
def test_what_is_no_table_is_refused_in_a_sentence(content: bytes | str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=sentence):
        sheet_of(tmp_path, content)


def test_more_rows_than_a_shop_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_sheet, "MOST_ROWS", 3)
    assert len(cells(sheet_of(tmp_path, "Name,Town\n" + "Anna,Bonn\n" * 3))) == 3
    with pytest.raises(Refused, match="more than 3 rows"):
        list(sheet_of(tmp_path, "Name,Town\n" + "Anna,Bonn\n" * 4).lines())


def test_what_was_read_adds_up_to_the_size(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "Name,Town\n" + "Anna,Bonn\n" * 100_000)
    told: list[int] = []
    assert sum(1 for _ in sheet.lines(told.append)) == 100_000
    assert sum(told) == sheet.size
    assert len(told) > 3


def test_the_lines_can_be_read_again(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, TABLE)
    first = sheet.lines()
    next(first)
    assert cells(sheet) == ROWS
    assert not isinstance(next(first), BadRow)
