"""Is an imported row known again, however often and in however long a file it comes?"""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from events.imports import IMPORT_RULES, FinishImport, Identity, ImportFinished
from tests.events.given import DAY, TOO_LONG, UNKEEPABLE, given, noted

ROWS = [("1", DAY, 100, 1), ("1", DAY, 100, 1), ("2", DAY, 100, 1), ("1", date(2026, 3, 3), 100, 1)]


def ids(rows: list[tuple[str, date, int, int]], source: str = "till") -> list[object]:
    identity = Identity(source)
    return [identity.purchase(number, on, amount, quantity, None) for number, on, amount, quantity in rows]


def test_the_end_of_an_import_is_noted() -> None:
    told = FinishImport(source="till", rows=9, new_customers=1, new_purchases=2, known=3, refused=4)
    fact = ImportFinished(source="till", rows=9, new_customers=1, new_purchases=2, known=3, refused=4)
    given().when(told).then(fact)
    assert IMPORT_RULES.fold(noted([fact])) is None


def test_a_source_that_cannot_be_kept_is_refused() -> None:
    for text in [*UNKEEPABLE, TOO_LONG]:
        given().when(
            partial(FinishImport, source=text, rows=0, new_customers=0, new_purchases=0, known=0, refused=0)
        ).refused("This text")


def test_the_same_file_gives_the_same_ids() -> None:
    assert ids(ROWS) == ids(ROWS)


def test_a_longer_export_adds_only_what_is_new() -> None:
    assert ids([*ROWS, ("3", DAY, 5, 1)])[: len(ROWS)] == ids(ROWS)
    assert set(ids(list(reversed(ROWS)))) == set(ids(ROWS))


def test_identical_rows_of_one_file_stay_separate_sales() -> None:
    assert len(set(ids([ROWS[0]] * 21))) == 21


@pytest.mark.parametrize(
    "row", [("2", DAY, 100, 1), ("1", date(2026, 3, 3), 100, 1), ("1", DAY, 101, 1), ("1", DAY, 100, 2)]
)
def test_each_part_of_a_row_tells_it_from_another(row: tuple[str, date, int, int]) -> None:
    assert ids([row]) != ids(ROWS[:1])
    assert ids(ROWS[:1], "till") != ids(ROWS[:1], "web")


def test_an_order_is_known_by_its_number_whatever_else_changes() -> None:
    first, later = Identity("till"), Identity("till")
    assert first.purchase("1", DAY, 100, 1, "A-1") == later.purchase("1", date(2026, 3, 3), 150, 2, "A-1")
    assert first.purchase("1", DAY, 100, 1, "A-1") != first.purchase("1", DAY, 100, 1, "A-2")


def test_a_customer_is_known_by_source_and_number() -> None:
    assert Identity("till").customer("1") == Identity("till").customer("1")
    assert len({Identity("till").customer("1"), Identity("web").customer("1"), Identity("till").customer("2")}) == 3
