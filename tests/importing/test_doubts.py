"""Is a column that could be read two ways asked once, with examples, and one that could not be, never?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from backend.importing.columns import Field, Mapping
from backend.importing.doubts import Settled, settle
from backend.importing.entries import Kind
from backend.importing.values import DateStyle, NumberStyle
from events.kernel import Refused
from tests.importing.files import TODAY, entries, guessed, sheet_of

DMY, MDY, YMD = DateStyle.DMY, DateStyle.MDY, DateStyle.YMD
POINT, COMMA = NumberStyle.POINT, NumberStyle.COMMA


def settled(folder: Path, days: list[str], amounts: list[str] | None = None, *, said: Mapping | None = None) -> Settled:
    amounts = amounts or ["12"] * len(days)
    rows = [f"7;{day};{amount}" for day, amount in zip(days, amounts, strict=True)]
    sheet = sheet_of(folder, "Customer ID;Date;Amount\n" + "\n".join(rows) + "\n")
    return settle(sheet, said or guessed(sheet).mapping, TODAY)


def test_a_date_that_could_be_two_is_asked_once_with_examples(tmp_path: Path) -> None:
    found = settled(tmp_path, ["05/05/2024", "04/05/2024", "04/05/2024", "01/02/2024", "2024-03-01"])
    assert found.mapping.dates is None
    (doubt,) = found.doubts
    assert (doubt.field, doubt.choices) == (Field.DATE, (DMY, MDY))
    assert doubt.examples == ("04/05/2024", "01/02/2024")
    assert doubt.readings(DMY) == (date(2024, 5, 4), date(2024, 2, 1))
    assert doubt.readings(MDY) == (date(2024, 4, 5), date(2024, 1, 2))


@pytest.mark.parametrize(
    ("days", "style"),
    [
        (["04/05/2024", "31/05/2024"], DMY),
        (["04/05/2024", "5/31/2024"], MDY),
        (["04/05/24", "31/05/24"], DMY),
        (["04/05/99", "12/11/98"], None),
        (["99/05/04", "98/12/11"], YMD),
        (["05/05/2024"], None),
        (["2024-05-04", "04.05.2024", "4 May 2024", "nonsense"], None),
    ],
)
def test_a_column_that_one_order_alone_can_mean_is_settled(
    days: list[str], style: DateStyle | None, tmp_path: Path
) -> None:
    found = settled(tmp_path, days)
    assert found.mapping.dates is style
    assert bool(found.doubts) == (days == ["04/05/99", "12/11/98"])


def test_years_come_first_only_where_the_day_has_been(tmp_path: Path) -> None:
    (doubt,) = settled(tmp_path, ["04/05/31", "06/05/30"]).doubts
    assert doubt.choices == (DMY, MDY, YMD)
    assert not settled(tmp_path, ["11/10/24", "31/12/24"]).doubts


def test_a_column_that_contradicts_itself_is_asked(tmp_path: Path) -> None:
    (doubt,) = settled(tmp_path, ["31/05/2024", "5/31/2024", "04/05/2024"]).doubts
    assert doubt.choices == (DMY, MDY)
    assert doubt.examples == ("04/05/2024",)


@pytest.mark.parametrize(
    ("amounts", "style"),
    [
        (["1,240", "12.50"], POINT),
        (["1.240", "12,50"], COMMA),
        (["12", "0"], None),
        (["1,240.00", "1.240,00"], None),
        (["$1,240.00"], POINT),
    ],
)
def test_numbers_are_settled_by_those_with_one_meaning(
    amounts: list[str], style: NumberStyle | None, tmp_path: Path
) -> None:
    found = settled(tmp_path, ["2024-05-04"] * len(amounts), amounts)
    assert found.mapping.numbers is style
    assert not found.doubts


def test_a_number_that_could_be_two_is_asked(tmp_path: Path) -> None:
    (doubt,) = settled(tmp_path, ["2024-05-04"] * 2, ["1.240", "12"]).doubts
    assert (doubt.field, doubt.choices, doubt.examples) == (Field.AMOUNT, (POINT, COMMA), ("1.240",))
    assert doubt.readings(POINT) == (Decimal("1.240"),)
    assert doubt.readings(COMMA) == (Decimal(1240),)


def test_what_was_answered_is_not_asked_again_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    asked = settled(tmp_path, ["04/05/2024"])
    answered = replace(asked.mapping, dates=MDY)
    again = settled(tmp_path, ["06/05/2024"], said=answered)
    assert (again.mapping.dates, again.doubts) == (MDY, ())
    assert settled(tmp_path, ["31/05/2024", "04/05/2024"], said=answered).mapping.dates is DMY


def test_an_answer_holds_for_every_row(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "Customer ID,Date,Amount\n7,04/05/2024,12\n")
    with pytest.raises(AssertionError):
        entries(sheet)


def test_a_mapping_is_remembered_as_json() -> None:
    mapping = Mapping(Kind.PURCHASES, {Field.DATE: (1,), Field.PLACE: (4, 2)}, DMY, COMMA)
    assert Mapping.of_plain(mapping.as_plain()) == mapping
    assert Mapping.of_plain(Mapping(Kind.PEOPLE).as_plain()) == Mapping(Kind.PEOPLE)


@pytest.mark.parametrize(
    "plain",
    [
        None,
        {},
        {"kind": "people"},
        {"kind": "dogs", "columns": {}},
        {"kind": "people", "columns": []},
        {"kind": "people", "columns": {"name": [-1]}},
        {"kind": "people", "columns": {"name": [True]}},
        {"kind": "people", "columns": {"name": "1"}},
        {"kind": "people", "columns": {"tail": [1]}},
        {"kind": "people", "columns": {"name": [10**9]}},
        {"kind": "people", "columns": {}, "dates": "abc"},
    ],
)
def test_what_no_mapping_was_is_refused(plain: object) -> None:
    with pytest.raises(Refused, match="Choose the columns again"):
        Mapping.of_plain(plain)


def test_what_must_still_be_said() -> None:
    assert Mapping(Kind.PURCHASES).missing() == (Field.DATE, Field.AMOUNT, Field.NUMBER)
    assert Mapping(Kind.PEOPLE, {Field.PHONE: (0,)}).missing() == ()
