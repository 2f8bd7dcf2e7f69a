"""Does an export come in once, however often and in whatever state it comes, and is each bad row named?"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Encore = Callable[..., Result]
HEADER = b"customer_id,date,quantity,amount\n"


def test_an_export_comes_in_with_its_customers(shop: Encore, tmp_path: Path) -> None:
    file = tmp_path / "till.csv"
    file.write_bytes(HEADER + b"7,2025-01-03,1,12.50\n7,2025-02-03,1,2\n8,2025-02-04,2,0\n")
    said = shop("import", file)
    assert said.exit_code == 0
    assert "3 rows: 3 purchases are new, 0 were known; 2 customers are new; 0 rows are refused." in said.output
    assert shop("verify").exit_code == 0


def test_a_longer_export_adds_only_what_is_new(shop: Encore, tmp_path: Path) -> None:
    rows = b"7,2025-01-03,1,12.50\n7,2025-01-03,1,12.50\n8,2025-02-04,2,3\n"
    january, march = tmp_path / "january.csv", tmp_path / "march.csv"
    january.write_bytes(HEADER + rows)
    march.write_bytes(HEADER + b"9,2025-03-09,1,4\n" + rows + b"7,2025-01-03,1,12.50\n")
    assert "3 purchases are new" in shop("import", january).output
    assert "0 purchases are new, 3 were known" in shop("import", january).output
    assert "2 purchases are new, 3 were known; 1 customers are new" in shop("import", march).output


def test_another_source_has_customers_of_its_own(shop: Encore, tmp_path: Path) -> None:
    file = tmp_path / "till.csv"
    file.write_bytes(HEADER + b"7,2025-01-03,1,12.50\n")
    shop("import", file)
    assert "1 purchases are new, 0 were known" in shop("import", file, "--source", "web shop").output


def test_rows_of_one_order_are_lines_of_one_sale(shop: Encore, tmp_path: Path) -> None:
    file = tmp_path / "till.csv"
    file.write_bytes(
        b"order_id,customer_id,date,quantity,amount\n"
        b"A1,7,2025-01-03,1,10\nA1,7,2025-01-03,2,5.5\nA1,8,2025-01-03,1,1\nA1,7,2025-01-04,1,1\n"
    )
    said = shop("import", file).output
    assert "4 rows: 1 purchases are new" in said
    assert "line 4: An earlier row gives this order to another customer." in said
    assert "line 5: An earlier row gives this order another day." in said


@pytest.mark.parametrize(
    "file",
    [
        b"\xef\xbb\xbf" + HEADER + b"7,2025-01-03,1,12.50\n",
        b"amount;date;customer_id;quantity\r\n12.50;2025-01-03;7;1\r\n",
        b'"Customer_ID","Date","Quantity","Amount","colour"\n"7","2025-01-03","1","12.50","red, dark"\n',
        HEADER + b"7,2025-01-03,1,12.50",
    ],
    ids=["byte order mark", "semicolons in another order", "quotes and a column of their own", "no last line end"],
)
def test_the_usual_spellings_are_understood(file: bytes, shop: Encore, tmp_path: Path) -> None:
    (tmp_path / "till.csv").write_bytes(file)
    assert "1 purchases are new" in shop("import", tmp_path / "till.csv").output


BAD = {
    b"7,2025-02-31,1,5.00": "no such day",
    b"7,2099-01-01,1,5.00": "still to come",
    b"7,0001-01-01,1,5.00": "no such day",
    b"7,2025-02-01,1," + b"9" * 400: "is no amount",
    b"7,2025-02-01,1.5,5.00": "no whole number",
    b"7,2025-02-01,9999999,5.00": "a million at most",
    b",2025-02-01,1,5.00": "does not say whose it is",
    b"7\x00,2025-02-01,1,5.00": "no text",
    b"7\xed\xa0\x80,2025-02-01,1,5.00": "no text",
    b"M\xfcller,2025-02-01,1,5.00": "no text",
    b"7,2025-02-01,1": "has 3 columns",
    b"7,2025-02-01,1,5.00,9": "has 5 columns",
    b'"7,2025-02-01,1,5.00': "quotes",
    b"7" * 101 + b",2025-02-01,1,5.00": "longer than 100",
}


def test_bad_rows_are_named_and_the_others_come_in(shop: Encore, tmp_path: Path) -> None:
    file = tmp_path / "till.csv"
    file.write_bytes(HEADER + b"\n".join(BAD) + b"\n\n7,2025-01-03,1,12.50\n")
    result = shop("import", file)
    assert result.exit_code == 0
    assert "1 purchases are new" in result.output
    with (tmp_path / "till.csv.refused.csv").open(encoding="utf-8", newline="") as refused:
        told = list(csv.DictReader(refused))
    assert [row["line"] for row in told] == [str(line) for line in range(2, 2 + len(BAD))]
    for row, why in zip(told, BAD.values(), strict=True):
        assert why in row["reason"]
        assert f"line {row['line']}: {row['reason']}" in result.output


def test_only_the_first_twenty_are_printed(shop: Encore, tmp_path: Path) -> None:
    file = tmp_path / "till.csv"
    file.write_bytes(HEADER + b"7,never,1,5\n" * 30)
    said = shop("import", file).output
    assert said.count("no such day") == 20
    assert "and 10 more" in said


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_refused_row_is_carried_out_by_a_spreadsheet(start: str, shop: Encore, tmp_path: Path) -> None:
    file = tmp_path / "till.csv"
    file.write_bytes(HEADER + start.encode() + b'cmd|calc,2025-02-01,1,5"\n')
    shop("import", file)
    with (tmp_path / "till.csv.refused.csv").open(newline="") as refused:
        assert next(csv.DictReader(refused))["row"].startswith("'" + start)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"", "This file is empty."),
        (b"%PDF-1.7 a bill", "a PDF"),
        (b"a line\nand another one\n", "table"),
        (b"colour,shape\nred,round\n", "Bring the file in once under Me"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(file: bytes, why: str, shop: Encore, tmp_path: Path) -> None:
    (tmp_path / "till.csv").write_bytes(file)
    result = shop("import", tmp_path / "till.csv")
    assert result.exit_code == 1
    assert why in result.output


def test_new_customers_come_to_whom_they_are_given(shop: Encore, tmp_path: Path) -> None:
    file = tmp_path / "till.csv"
    file.write_bytes(HEADER + b"7,2025-01-03,1,12.50\n")
    assert "Nobody who looks after customers works here" in shop("import", file, "--owner", "bob@example.com").output
    assert "Teams: Sales" in shop("import", file, "--team", "East").output
    assert shop("import", file, "--owner", "Ann@example.com").exit_code == 0


def test_without_a_firm_nothing_is_imported(encore: Encore, tmp_path: Path) -> None:
    (tmp_path / "till.csv").write_bytes(HEADER)
    result = encore("import", tmp_path / "till.csv")
    assert result.exit_code == 1
    assert "No firm lives in this database yet" in result.output


def test_dates_that_can_be_read_two_ways_are_asked_for(shop: Encore, tmp_path: Path) -> None:
    file = tmp_path / "till.csv"
    file.write_bytes(b"customer_id,date,amount\n7,03/04/2025,5\n7,05/06/2025,5\n")
    asked = shop("import", file)
    assert asked.exit_code == 1
    assert "can be read in two ways. Say which: --dates dmy or --dates mdy." in asked.output
    assert "2 purchases are new" in shop("import", file, "--dates", "mdy").output
    assert "2 were known" in shop("import", file).output, "remembered"


def test_a_name_alone_is_left_out_unless_it_is_said_who_it_is(shop: Encore, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(b"Name,Town\nRosa Marin,Leith\n")
    first = shop("import", file, "--source", "list").output
    assert "1 customers are new" in first
    other = "--source", "another list"
    assert "1 rows are refused" in shop("import", file, *other).output
    assert "0 customers are new; 0 rows are refused" in shop("import", file, *other, "--names", "same").output
    assert "1 customers are new; 0 rows are refused" in shop("import", file, *other, "--names", "new").output


def test_an_import_leaves_no_copy_of_the_file(shop: Encore, environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "till.csv"
    file.write_bytes(HEADER + b"7,2025-01-03,1,12.50\n")
    shop("import", file)
    assert not [path for path in (tmp_path / "imports").iterdir() if path.is_dir()]
