"""Is every way in which people write a day or a number read, and none in a way that it cannot mean?"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.importing.values import DateStyle, NumberStyle, day, days, minor, number, numbers

TWELFTH = date(2024, 3, 12)
FIFTEENTH = date(2024, 3, 15)
ANY_DAY = st.dates(date(1970, 1, 1), date(2069, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-12",
        " 2024-03-12 ",
        "'2024-03-12",
        "2024-3-12",
        "2024/03/12",
        "2024.03.12",
        "20240312",
        "2024-03-12 09:14",
        "2024-03-12 09:50:26 +0200",
        "2024-03-12T09:14:00.000Z",
        "12.03.2024",
        "12.3.24",
        "12. 3. 2024",
        "12.03.2024 14:30",
        "12-Mar-24",
        "12 March 2024",
        "March 12th, 2024",
        "Mar 12, 2024, 2:30 PM",
        "Tuesday, 12 March 2024",
        "Tue Mar 12 2024 09:14:00 GMT+0100 (CET)",
        "12. März 2024",
        "12 mars 2024",
        "12 de marzo de 2024",
        "12 maart 2024",
        "45363",
        "45363.39",
    ],
)
def test_a_day_with_one_meaning(text: str) -> None:
    assert days(text) == dict.fromkeys(DateStyle, TWELFTH)
    assert day(text, None) == day(text, DateStyle.MDY) == TWELFTH


@pytest.mark.parametrize("text", ["3/15/2024", "3/15/2024 2:30 PM", "03-15-2024", "3/15/24 14:30"])
def test_a_day_that_one_order_alone_can_mean(text: str) -> None:
    assert days(text) == {DateStyle.MDY: FIFTEENTH}
    assert day(text, None) == FIFTEENTH
    assert day(text, DateStyle.DMY) is None


def test_days_that_can_be_two() -> None:
    assert days("04/05/2024") == {DateStyle.DMY: date(2024, 5, 4), DateStyle.MDY: date(2024, 4, 5)}
    assert days("04/05/06") == {
        DateStyle.DMY: date(2006, 5, 4),
        DateStyle.MDY: date(2006, 4, 5),
        DateStyle.YMD: date(2004, 5, 6),
    }
    assert day("04/05/2024", None) is None
    assert day("05/05/2024", None) == date(2024, 5, 5)


def test_two_digits_of_a_year() -> None:
    assert day("31/12/69", DateStyle.DMY) == date(2069, 12, 31)
    assert day("31/12/70", DateStyle.DMY) == date(1970, 12, 31)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "never",
        "31/02/2024",
        "2024-02-31",
        "0000-00-00",
        "2024-13-01",
        "1850-01-01",
        "12/2024",
        "12345678901",
        "99999",
        "1 2 3 4",
        "Mai Mai 2024",
        "12 Brumaire 2024",
        "2024-03-12 and more",
        "12:30",
        "١٢/٠٣/٢٠٢٤",
        "1" * 100,
    ],
)
def test_what_is_no_day(text: str) -> None:
    assert days(text) == {}


@settings(deadline=None)  # the first look at the names of months takes a while
@given(ANY_DAY, st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%b %d, %Y", "%Y%m%d"]))
def test_every_day_reads_as_itself(on: date, layout: str) -> None:
    assert set(days(on.strftime(layout)).values()) == {on}


@settings(deadline=None)  # the first look at the names of months takes a while
@given(ANY_DAY)
def test_every_day_is_among_its_readings(on: date) -> None:
    assert days(on.strftime("%d/%m/%Y"))[DateStyle.DMY] == on
    assert days(on.strftime("%m/%d/%y"))[DateStyle.MDY] == on
    assert days(on.strftime("%y/%m/%d"))[DateStyle.YMD] == on
    serial = (on - date(1899, 12, 30)) // timedelta(days=1)
    assert set(days(str(serial)).values()) == {on}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("45", "45"),
        ("45.00", "45"),
        ("12,50", "12.50"),
        ("0,5", "0.5"),
        (".5", "0.5"),
        ("$1,240.00", "1240"),
        ("1.234,56", "1234.56"),
        ("1'234.50", "1234.50"),
        ("1\u2019234.50", "1234.50"),
        ("1 234,56", "1234.56"),
        ("1\u202f234,56 €", "1234.56"),
        ("1,24,000.00", "124000"),
        ("1.234.567", "1234567"),
        ("(45.00)", "-45"),
        ("($45.00)", "-45"),
        ("-45", "-45"),
        ("\u221245,00", "-45"),
        ("-$45.00", "-45"),
        ("$-45.00", "-45"),
        ("45.00-", "-45"),
        ("45 €", "45"),
        ("EUR 45,00", "45"),
        ("kr 1.240,50", "1240.50"),
        ("CHF 1'240.-", "1240"),
        ("45,-", "45"),
        ("'75", "75"),
        ("+45", "45"),
        ("0,240", "0.240"),
        ("1.2340", "1.234"),
        ("2 pcs", "2"),
        ("١٢", "12"),
    ],
)
def test_a_number_with_one_meaning(text: str, value: str) -> None:
    assert set(numbers(text).values()) == {Decimal(value)}
    assert number(text, None) == number(text, NumberStyle.POINT) == number(text, NumberStyle.COMMA) == Decimal(value)


@pytest.mark.parametrize(("text", "point", "comma"), [("1,240", "1240", "1.24"), ("1.240", "1.24", "1240")])
def test_a_number_that_can_be_two(text: str, point: str, comma: str) -> None:
    assert numbers(text) == {NumberStyle.POINT: Decimal(point), NumberStyle.COMMA: Decimal(comma)}
    assert number(text, None) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "none",
        "20 %",
        "£",
        "1e5",
        "1,2,3",
        "12.34.5",
        "(45",
        "--45",
        "(-45)",
        "1 2",
        "EUR 5 USD",
        "x" * 1_000,
        "#VALUE!",
        "NaN",
        "inf",
        "0x10",
        "1_000",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert numbers(text) == {}


@settings(deadline=None)  # the first look at the names of months takes a while
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_every_amount_reads_as_itself(amount: Decimal) -> None:
    assert numbers(format_decimal(amount, "#,##0.00", locale="en"))[NumberStyle.POINT] == amount
    assert numbers(format_decimal(amount, "#,##0.00", locale="de"))[NumberStyle.COMMA] == amount
    assert numbers(format_decimal(amount, "#,##0.00", locale="fr"))[NumberStyle.COMMA] == amount
    assert numbers(format_decimal(amount, "#,##0.00", locale="de_CH"))[NumberStyle.POINT] == amount
    assert numbers(format_decimal(amount, "#,##0.00", locale="en_IN"))[NumberStyle.POINT] == amount


@settings(deadline=None)  # the first look at the names of months takes a while
@given(st.text(max_size=30))
def test_no_text_is_too_strange(text: str) -> None:
    assert set(days(text)) <= set(DateStyle)
    assert set(numbers(text)) <= set(NumberStyle)


def test_hundredths_are_exact() -> None:
    assert minor(Decimal("12.50")) == 1250
    assert minor(Decimal("9999999999.99")) == 999_999_999_999
    assert minor(Decimal("33.3333333")) == 3333
    assert minor(Decimal("-0.005")) == -1
