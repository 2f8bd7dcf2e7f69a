"""Is a workbook read as data alone: dates as days, formulas as last computed, bombs refused?"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.importing import workbook as guards
from backend.importing import xlsx_sheet
from backend.importing.entries import BadRow
from backend.importing.lines import Line
from backend.importing.sheets import open_sheet
from backend.importing.xlsx_sheet import said
from events.kernel import Refused
from tests.importing.files import bad, bad_cells, cells, rewritten, workbook

SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "yes"),
        (7, "7"),
        (1240.5, "1240.5"),
        (0.1 + 0.2, "0.3"),
        (1e-05, "0.00001"),
        (1.5e20, "#NUM!"),
        (1240.0, "1240"),
        (1.234, "1.2340"),
        (date(2024, 3, 12), "2024-03-12"),
        (datetime(2024, 3, 12), "2024-03-12"),
        (datetime(2024, 3, 12, 9, 14), "2024-03-12 09:14"),
        (time(9, 14), "09:14:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_what_a_cell_says(value: Any, text: str) -> None:
    assert said(value) == text


def test_a_sheet_is_read_with_its_days_and_numbers(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        [["Name", "Bought", "Amount"], ["Anna", datetime(2024, 3, 12), 12.5], [None, None, None], ["Bert", None, 7]],
    )
    sheet = open_sheet(path)
    assert sheet.columns == ("Name", "Bought", "Amount")
    assert [line for line in sheet.lines() if isinstance(line, Line)] == [
        Line(2, ("Anna", "2024-03-12", "12.5"), "Anna\t2024-03-12\t12.5"),
        Line(4, ("Bert", "", "7"), "Bert\t\t7"),
    ]
    assert sheet.notes == ()


def test_the_first_sheet_with_a_table_is_read(tmp_path: Path) -> None:
    sheet = open_sheet(
        workbook(tmp_path, [], [["Notes of March"]], [["Report"], [], ["Name", "Town"], ["Anna", "Bonn"]])
    )
    assert cells(sheet) == [("Anna", "Bonn")]
    assert "several sheets" in sheet.notes[0]


def test_a_workbook_without_a_table(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="holds no table"):
        open_sheet(workbook(tmp_path, [["Only a title"]]))


def test_formulas_are_read_as_last_computed_and_never_carried_out(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["Name", "Amount"], ["Anna", "=1+1"], ["Bert", '=HYPERLINK("http://example.com","x")']])
    assert cells(open_sheet(path)) == [("Anna", ""), ("Bert", "")]
    computed = rewritten(path, SHEET, lambda xml: xml.replace("<v></v>", "<v>2</v>").replace("<v />", "<v>2</v>"))
    assert cells(open_sheet(computed))[0] == ("Anna", "2")


STRINGS = (
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>Name</t></si><si><t>Town</t></si>'
    "<si><r><rPr><b/></rPr><t>An</t></r><r><t>na</t></r><rPh><t>not said</t></rPh></si><si/></sst>"
)


def shared(folder: Path) -> Path:
    """A workbook whose texts stand in a part of their own, as most programs write them."""
    path = rewritten(workbook(folder, [[10, 11], [12, 13]]), "xl/sharedStrings.xml", STRINGS)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/>'
    rewritten(path, "[Content_Types].xml", lambda xml: xml.replace("</Types>", part + "</Types>"))
    return rewritten(path, SHEET, lambda xml: xml.replace('t="n"><v>1', 't="s"><v>'))


def test_texts_in_a_part_of_their_own(tmp_path: Path) -> None:
    sheet = open_sheet(shared(tmp_path))
    assert sheet.columns == ("Name", "Town")
    assert cells(sheet) == [("Anna", "")]


def test_a_text_that_is_not_there(tmp_path: Path) -> None:
    path = rewritten(shared(tmp_path), SHEET, lambda xml: xml.replace("<v>3", "<v>9"))
    with pytest.raises(Refused, match="cannot be read"):
        list(open_sheet(path).lines())


def test_macros_are_left_alone(tmp_path: Path) -> None:
    path = rewritten(workbook(tmp_path, [["Name", "Town"], ["Anna", "Bonn"]]), "xl/vbaProject.bin", "Sub Auto_Open()")
    rewritten(
        path,
        "[Content_Types].xml",
        lambda xml: xml.replace("spreadsheetml.sheet.main", "x").replace(
            "application/vnd.openxmlformats-officedocument.x+xml",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ),
    )
    assert cells(open_sheet(path)) == [("Anna", "Bonn")]


def test_a_row_wider_than_the_header_and_one_with_half_a_letter(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["Name", "Town"], ["Anna", "Bonn", "x"], ["Bert", "Ulm"]])
    assert bad(open_sheet(path)) == [(2, "This row has 3 columns, the first row names 2.")]
    assert bad_cells(open_sheet(path)) == [("Anna", "Bonn", "x")]


def test_a_sheet_that_lies_about_its_size_and_rows_far_down(tmp_path: Path) -> None:
    path = rewritten(
        workbook(tmp_path, [["Name", "Town"], ["Anna", "Bonn"]]),
        SHEET,
        lambda xml: xml.replace('ref="A1:B2"', 'ref="A1:XFD1048576"').replace('r="2"', 'r="999999999"'),
    )
    (line,) = open_sheet(path).lines()
    assert isinstance(line, Line)
    assert (line.number, line.cells) == (999_999_999, ("Anna", "Bonn"))


def test_what_was_read_adds_up_to_the_size(tmp_path: Path) -> None:
    sheet = open_sheet(workbook(tmp_path, [["Name", "Town"], *[["Anna", "Bonn"]] * 3_000]))
    told: list[int] = []
    assert sum(1 for _ in sheet.lines(told.append)) == 3_000
    assert sum(told) == sheet.size


def test_word_is_given_of_short_rows_until_the_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_sheet, "BYTES_OF_A_ROW", 100_000)
    sheet = open_sheet(workbook(tmp_path, [["Name", "Town"], *[["Anna", "Bonn"]] * 3_000]))
    told: list[int] = []
    list(sheet.lines(told.append))
    assert (len(told), sum(told)) == (4, sheet.size)


def bomb(folder: Path, inside: str) -> Path:
    return rewritten(
        workbook(folder, [["Name", "Town"], ["Anna", "Bonn"]]),
        SHEET,
        lambda xml: xml.replace("</sheetData>", inside + "</sheetData>"),
    )


@pytest.mark.parametrize(
    "inside",
    ["<row>" + "<c/>" * 400_000 + "</row>", "<x>" + " " * 2_000_000 + "</x>", "<y/>" * 500_000],
    ids=["a row without an end", "much of nothing", "what is no row"],
)
def test_a_small_file_cannot_fill_the_memory(inside: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = bomb(tmp_path, inside)
    with pytest.raises(Refused, match="too large once it is unpacked"):
        open_sheet(path)
    monkeypatch.setattr(guards, "MOST_PACKED", 10_000)
    with pytest.raises(Refused, match="A row of this workbook is too large"):
        list(open_sheet(path).lines())


def test_parts_that_are_read_whole_are_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "LARGEST_PART", 5_000)
    path = rewritten(
        workbook(tmp_path, [["Name", "Town"]]), "xl/styles.xml", lambda xml: xml + f"<!--{list(range(3000))}-->"
    )
    with pytest.raises(Refused, match="too large once it is unpacked"):
        open_sheet(path)


def test_too_many_texts_and_too_many_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shared(tmp_path)
    monkeypatch.setattr(guards, "MOST_STRINGS", 3)
    with pytest.raises(Refused, match="more than 3 different texts"):
        open_sheet(path)
    monkeypatch.setattr(guards, "MOST_PARTS", 3)
    with pytest.raises(Refused, match="too large"):
        open_sheet(path)


@pytest.mark.parametrize(
    "entity",
    [
        '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    ],
    ids=["a billion laughs", "another file"],
)
def test_xml_that_brings_more_than_it_says(entity: str, tmp_path: Path) -> None:
    path = rewritten(workbook(tmp_path, [["Name", "Town"], ["Anna", "Bonn"]]), SHEET, lambda xml: entity + xml)
    with pytest.raises(Refused, match="cannot be read"):
        list(open_sheet(path).lines())


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (SHEET, lambda xml: xml[: len(xml) // 2]),
        ("xl/workbook.xml", "<nonsense"),
        ("xl/styles.xml", ""),
        ("[Content_Types].xml", "<Types/>"),
    ],
)
def test_damage_is_one_sentence(part: str, change: Any, tmp_path: Path) -> None:
    path = rewritten(workbook(tmp_path, [["Name", "Town"], ["Anna", "Bonn"]]), part, change)
    with pytest.raises(Refused):
        list(open_sheet(path).lines())


def test_the_binary_workbook_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"\.xlsb"):
        open_sheet(rewritten(workbook(tmp_path, [["Name", "Town"]]), "xl/workbook.bin", "x"))


def test_a_date_that_is_none_is_a_cell_like_another(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["Name", "Bought"], ["Anna", datetime(2024, 3, 12)]])
    serial = rewritten(path, SHEET, lambda xml: xml.replace("45363", "99999999999"))
    (line,) = open_sheet(serial).lines()
    assert not isinstance(line, BadRow)
    assert line.cells[1] == "#VALUE!"
