"""Do the rows that were left out come back in, once they are mended in the file of them?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from backend.importing.entries import BadRow
from backend.importing.lines import Line
from backend.importing.mended import ADDED, to_mend
from backend.importing.refused import RefusedRows
from backend.importing.sheets import open_sheet
from tests.web.firm import ALICE, Firm, told
from tests.web.test_imports import brought, checked, everybody, sound, upload

HEAD = "Who,When,What it cost,Ring them\n"
SALES = (
    HEAD
    + 'A7,2025-01-03,12.50,+44 131 496 0001\nA8,2025-02-31,30,+44 131 496 0002\n"A9, the other",never,-5,=1+1\nA9,x\n'
)
CHOSEN = {"kind": "purchases", "column-0": "number", "column-1": "date", "column-2": "amount", "column-3": "phone"}


def left_out(client: FlaskClient, at: str) -> str:
    answer = client.get(f"{at}/refused.csv")
    text = answer.text
    answer.close()
    return text


def test_mended_rows_come_in_as_the_columns_were_read(firm: Firm, manager: FlaskClient) -> None:
    at = brought(manager, SALES, **CHOSEN, source="van")["at"]
    assert {one["phone"] for one in everybody(manager).values()} == {"+44 131 496 0001"}
    text = left_out(manager, at)
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Who", "When", "What it cost", "Ring them", *ADDED]
    assert rows[1][:5] == ["A8", "2025-02-31", "30", "'+44 131 496 0002", "3"]
    assert rows[2][:5] == ["A9, the other", "never", "'-5", "'=1+1", "4"]
    assert [row[4] for row in rows[1:]] == ["3", "4", "5"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    again = upload(manager, text.replace("2025-02-31", "2025-02-28"), "left-out-rows.csv")
    assert "as the last time" in manager.get(again).text
    assert "Left out: line" not in manager.get(again).text
    counts = checked(manager, again)
    assert (counts["new_customers"], counts["new_sales"], counts["refused"]) == (1, 1, 2)
    manager.post(f"{again}/start", data={"whose": "pool"})
    assert told(manager, again)["stage"] == "finished"
    assert "+44 131 496 0002" in {one["phone"] for one in everybody(manager).values()}
    assert brought(manager, SALES)["new_customers"] == 0
    sound(firm)


def test_rows_that_are_known_by_their_text_are_parted(firm: Firm, manager: FlaskClient) -> None:
    firm.customer("Rosa Marin", place="Leith", owner=ALICE)
    at = brought(manager, 'Name;Town\n"Rosa Marin";Leith\nNew Person;Perth\n')["at"]
    rows = list(csv.reader(io.StringIO(left_out(manager, at))))
    assert rows[1][:3] == ["Rosa Marin", "Leith", "2"]


@pytest.mark.parametrize(
    ("bad", "cells"),
    [
        (BadRow(2, "why", "BEGIN:VCARD\r\nN:x"), ["BEGIN:VCARD\r\nN:x", "", "2", "why"]),
        (BadRow(2, "why", "a,b,c", ("a", "b", "c")), ["a", "b", "2", "why", "c"]),
        (BadRow(2, "why", "a", ("=a",)), ["'=a", "", "2", "why"]),
        (BadRow(2, "why", "x" * 200_000), ["x" * 200_000, "", "2", "why"]),
    ],
)
def test_each_row_has_its_reason_behind_the_columns(tmp_path: Path, bad: BadRow, cells: list[str]) -> None:
    with RefusedRows(tmp_path / "refused.csv") as refused:
        refused.add(bad)
    lines = to_mend(tmp_path / "refused.csv", ("One", "=Two"), cells_in_text=True)
    assert list(csv.reader(io.StringIO("".join(lines), newline=""))) == [["One", "'=Two", *ADDED], cells]


def test_such_a_file_is_read_as_the_one_before(tmp_path: Path) -> None:
    with RefusedRows(tmp_path / "refused.csv") as refused:
        for cells in (("+44 1", "b"), ("'quoted", "=1")):
            refused.add(BadRow(2, "why", "", cells))
    lines = to_mend(tmp_path / "refused.csv", ("One", "=Two"), cells_in_text=True)
    (tmp_path / "mended.csv").write_text("".join(lines))
    sheet = open_sheet(tmp_path / "mended.csv")
    assert sheet.columns == ("One", "=Two")
    assert [line.cells for line in _lines(sheet.lines())] == [("+44 1", "b"), ("'quoted", "=1")]


def _lines(lines: Iterator[Line | BadRow]) -> Iterator[Line]:
    for line in lines:
        assert isinstance(line, Line)
        yield line
