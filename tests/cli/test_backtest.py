"""Does `encore backtest` judge a file and the firm's own purchases, and say in one sentence what is wrong?"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Encore = Callable[..., Result]
HEAD = "customer_id,date,quantity,amount"
ASKED = ("--start", "2025-06-02", "--end", "2025-08-11", "--calls", "2", "--follow-weeks", "6", "--in-time-weeks", "6")


def rows(customer: str, amount: str, *days: int) -> list[str]:
    start = date(2025, 6, 2)
    return [f"{customer},{start + timedelta(days=on)},1,{amount}" for on in days]


GOOD = [*rows("7", "20.00", -70, -50, -30, -12), *rows("8", "5", -60, -30, 0, 30, 60), *rows("9", "1.5", -9)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, GOOD)


def written(folder: Path, lines: list[str], head: str = HEAD) -> Path:
    file = folder / "shop.csv"
    file.write_text("\n".join([head, *lines]) + "\n")
    return file


def told(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def by_policy(result: Result) -> dict[str, dict[str, Any]]:
    return {one["policy"]: one for one in told(result)["policies"]}


def test_a_file_is_judged_and_told_in_words(encore: Encore, file: Path) -> None:
    result = encore("backtest", "--csv", file, *ASKED)
    assert result.exit_code == 0
    assert "5 weeks from 2025-06-02, 2 calls a week: 10 purchases of 3 customers" in result.output
    assert "known: 1." in result.output
    assert "oracle" in result.output
    assert "wasted: calls to customers who bought within 14 days" in result.output


def test_json_has_each_policy_in_percent(encore: Encore, file: Path) -> None:
    found = by_policy(encore("backtest", "--csv", file, *ASKED, "--json"))
    assert list(found) == [
        "encore", "random", "rfm", "longest-silent", "fixed-30-90", "fixed-60-120", "most-likely-left", "oracle"
    ]  # fmt: skip
    assert found["oracle"] == {
        "policy": "oracle", "reached": 100.0, "low": 100.0, "high": 100.0, "precision": 100.0, "wasted": 0.0, "calls": 1
    }  # fmt: skip


def test_only_the_policies_that_are_asked_for(encore: Encore, file: Path) -> None:
    asked = ("--policy", "rfm", "--policy", "encore", "--policy", "rfm")
    assert list(by_policy(encore("backtest", "--csv", file, *ASKED, *asked, "--json"))) == ["rfm", "encore"]


def test_picks_say_who_was_called_when(encore: Encore, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "picks.csv"
    assert encore("backtest", "--csv", file, *ASKED, "--policy", "oracle", "--picks", out).exit_code == 0
    with out.open(newline="") as lines:
        assert list(csv.DictReader(lines)) == [
            {"week": "2025-06-02", "policy": "oracle", "rank": "1", "customer_id": "7"}
        ]


def test_picks_never_go_over_the_purchases(encore: Encore, file: Path) -> None:
    before = file.read_bytes()
    result = encore("backtest", "--csv", file, *ASKED, "--picks", file)
    assert (result.exit_code, "to another file" in result.output) == (1, True)
    assert file.read_bytes() == before


def test_columns_in_any_order_others_ignored_and_no_quantity(encore: Encore, file: Path, tmp_path: Path) -> None:
    whole = told(encore("backtest", "--csv", file, *ASKED, "--json"))
    turned = ["x,{3},{1},{0}".format(*line.split(",")) for line in reversed(GOOD)]
    again = written(tmp_path, turned, " Note ,AMOUNT,date,\ufeffcustomer_id".replace("\ufeff", ""))
    assert told(encore("backtest", "--csv", again, *ASKED, "--json")) == whole


def test_a_time_behind_the_day_is_left_out(encore: Encore, file: Path, tmp_path: Path) -> None:
    whole = told(encore("backtest", "--csv", file, *ASKED, "--json"))
    times = ["{},{} 23:59:59,{},{}".format(*line.split(",")) for line in GOOD]
    assert told(encore("backtest", "--csv", written(tmp_path, times), *ASKED, "--json")) == whole


def test_zero_negative_and_long_amounts_count(encore: Encore, tmp_path: Path) -> None:
    odd = ["7,2025-05-01,1,0", "7,2025-05-02,1,-3.50", "8,2025-05-05,1,12.3456789", "9,2025-05-04,1,-1"]
    found = told(encore("backtest", "--csv", written(tmp_path, GOOD + odd), *ASKED, "--json"))
    assert found["purchases"] == 12, "money given back is no purchase"


def test_nobody_to_reach_is_said_and_null(encore: Encore, tmp_path: Path) -> None:
    file = written(tmp_path, rows("8", "5", -60, -30, 0, 30, 60))
    assert "Nobody to reach" in encore("backtest", "--csv", file, *ASKED).output
    assert by_policy(encore("backtest", "--csv", file, *ASKED, "--json"))["encore"]["reached"] is None


def test_a_start_before_the_first_purchase_waits_for_it(encore: Encore, file: Path) -> None:
    early = ("--start", "2020-01-01", *ASKED[2:])
    assert by_policy(encore("backtest", "--csv", file, *early, "--json"))["oracle"]["calls"] == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("7,2025-02-30,1,5", "Line 3: '2025-02-30' is no day"),
        ("7,20250203,1,5", "Line 3: '20250203' is no day"),
        ("7,2025-W05-1,1,5", "Line 3: '2025-W05-1' is no day"),
        ("7,2025-02-03,1,1_000", "Line 3: '1_000' is no amount"),
        ("7,2025-02-03,1,12,50", "Line 3: it has more cells"),
        ("7,0001-01-01,1,5", "Line 3: '0001-01-01' is no day"),
        ("7,,1,5", "Line 3: '' is no day"),
        ("7,2025-02-03 noon,1,5", "Line 3: '2025-02-03 noon' is no day"),
        ("7,2025-02-03,1,five", "Line 3: 'five' is no amount"),
        ("7,2025-02-03,1,", "Line 3: '' is no amount"),
        ("7,2025-02-03,1,NaN", "Line 3: 'NaN' is no amount"),
        ("7,2025-02-03,1,1e999999", "Line 3: '1e999999' is no amount"),
        ("7,2025-02-03", "Line 3: it has fewer cells"),
        (",2025-02-03,1,5", "Line 3: customer_id is empty"),
        ('"7"x,2025-02-03,1,5', "Line 3 cannot be read as CSV"),
    ],
)
def test_a_bad_row_is_named(encore: Encore, tmp_path: Path, line: str, said: str) -> None:
    result = encore("backtest", "--csv", written(tmp_path, [GOOD[0], line]), *ASKED)
    assert result.exit_code == 1
    assert said in result.output
    assert result.output.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "The first line must name the columns"),
        (b"customer_id,amount\n7,5\n", "missing: date"),
        (b"customer_id,date,amount,Amount\n7,2025-02-03,5,6\n", "more than one column amount"),
        (HEAD.encode(), "holds no purchase"),
        (HEAD.encode() + b"\n\n7,2025-02-03,1,-5\n", "holds no purchase"),
        (HEAD.encode() + b"\n\xff\xfe,2025-02-03,1,5\n", "not written in UTF-8"),
    ],
)
def test_a_file_without_purchases_is_named(encore: Encore, tmp_path: Path, text: bytes, said: str) -> None:
    (tmp_path / "shop.csv").write_bytes(text)
    result = encore("backtest", "--csv", tmp_path / "shop.csv", *ASKED)
    assert (result.exit_code, said in result.output) == (1, True), result.output


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (("--end", "2025-05-01"), 1, "comes before the start"),
        (("--end", "2025-06-20"), 1, "There is no week to judge"),
        (("--calls", "0"), 2, "--calls"),
        (("--start", "2025-02-30"), 2, "--start"),
        (("--start", "0001-01-01"), 1, "between 1900 and 2099"),
        (("--end", "0001-01-01"), 1, "between 1900 and 2099"),
        (("--end", "9999-12-31"), 1, "between 1900 and 2099"),
        (("--policy", "best"), 2, "'best' is not one of"),
        (("--picks", "/no/such/folder/picks.csv"), 1, "cannot be used"),
    ],
)
def test_terms_that_cannot_be_are_refused(
    encore: Encore, file: Path, more: tuple[str, ...], code: int, said: str
) -> None:
    result = encore("backtest", "--csv", file, *ASKED, *more)
    assert (result.exit_code, said in result.output) == (code, True), result.output


def test_a_firm_is_judged_on_its_own_purchases(shop: Encore, file: Path) -> None:
    assert shop("import", file, "--source", "till", "--dates", "ymd", "--names", "new").exit_code == 0
    found = told(shop("backtest", *ASKED, "--json"))
    assert (found["customers"], found["purchases"], found["lapsers"]) == (3, 10, 1)
    assert by_policy(shop("backtest", *ASKED, "--json"))["oracle"]["reached"] == 100
    assert "weeks from" in shop("backtest", "--follow-weeks", "6").output


def test_a_firm_without_a_purchase_or_no_firm_is_told(encore: Encore) -> None:
    assert "No firm lives in this database yet" in encore("backtest").output
    assert encore("invite", "ann@example.com", "--name", "Ann", "--firm", "A shop").exit_code == 0
    result = encore("backtest")
    assert (result.exit_code, "no purchase here" in result.output) == (1, True)
