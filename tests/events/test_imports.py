"""Is an imported row known again, however often and in however long a file it comes, and taken back once?"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from events.imports import (
    FinishImport,
    Identity,
    ImportFinished,
    ImportsSalted,
    ImportStarted,
    ImportUndone,
    SaltImports,
    StartImport,
    UndoImport,
    again,
)
from tests.events.given import DAY, FIRST, TOO_LONG, UNKEEPABLE, given

ROW = ("1", DAY, 100, 1)
STARTED = ImportStarted(source="till", kind="purchases")
FINISHED = ImportFinished(source="till", rows=9, new_customers=1, new_purchases=2, known=3, refused=4)
UNDO = UndoImport(import_id=FIRST, customers=3, facts=9, kept=1)
UNDONE = ImportUndone(import_id=FIRST, customers=3, facts=9, kept=1)


def test_the_end_of_an_import_is_noted() -> None:
    told = FinishImport(source="till", rows=9, new_customers=1, new_purchases=2, known=3, refused=4, changed=1)
    fact = ImportFinished(source="till", rows=9, new_customers=1, new_purchases=2, known=3, refused=4, changed=1)
    given().when(told).then(fact)


def test_the_beginning_of_an_import_is_noted_with_how_it_was_read() -> None:
    said: dict[str, Any] = {"kind": "people", "headers": "abc", "mapping": "{}", "file": "customers.csv", "team": FIRST}
    given().when(StartImport(source=" web  shop ", **said)).then(ImportStarted(source="web shop", **said))


def test_an_import_says_where_it_is_from() -> None:
    for source in ("", "  "):
        given().when(partial(StartImport, source=source, kind="people")).refused("Say where the file is from")
    for text in [*UNKEEPABLE, TOO_LONG]:
        given().when(partial(StartImport, source=text, kind="people")).refused("This text")
        given().when(
            partial(FinishImport, source=text, rows=0, new_customers=0, new_purchases=0, known=0, refused=0)
        ).refused("This text")


def test_the_salt_is_made_once() -> None:
    given().when(SaltImports(salt="a")).then(ImportsSalted(salt="a"))
    given(ImportsSalted(salt="a")).when(SaltImports(salt="b")).nothing()


def test_an_import_is_taken_back_once() -> None:
    given(STARTED).when(UNDO).then(UNDONE)
    given(STARTED, FINISHED).when(UNDO).then(UNDONE)
    given(STARTED, UNDONE).when(UNDO).refused("taken back already")
    given().when(UNDO).refused("no such import")


def test_the_same_row_has_the_same_id_and_its_next_occurrence_another() -> None:
    till = Identity("till")
    assert till.purchase(*ROW, 1) == Identity("till").purchase(*ROW, 1)
    assert len({till.purchase(*ROW, nth) for nth in range(1, 22)}) == 21


@pytest.mark.parametrize(
    "row", [("2", DAY, 100, 1), ("1", date(2026, 3, 3), 100, 1), ("1", DAY, 101, 1), ("1", DAY, 100, 2)]
)
def test_each_part_of_a_row_tells_it_from_another(row: tuple[str, date, int, int]) -> None:
    assert Identity("till").purchase(*row, 1) != Identity("till").purchase(*ROW, 1)
    assert Identity("till").purchase(*ROW, 1) != Identity("web").purchase(*ROW, 1)


def test_ids_stay_those_of_the_first_release() -> None:
    """What was imported then must be known for ever."""
    till = Identity("till")
    assert till.customer("7") == UUID("e8aff717-8136-5c62-b7b2-02ca9d8129ee")
    assert till.order("A-1") == UUID("fb74b498-22a7-525f-8f75-f328a604efce")
    assert till.purchase("7", DAY, 1250, 2, 1) == UUID("200f55f1-2b8e-5fec-84bf-6a0afaf2e230")


def test_an_order_is_known_by_its_number_in_its_shop() -> None:
    assert Identity("till").order("A-1") == Identity("till").order("A-1")
    assert len({Identity("till").order("A-1"), Identity("till").order("A-2"), Identity("web").order("A-1")}) == 3


def test_a_customer_is_known_by_source_and_number() -> None:
    assert Identity("till").customer("1") == Identity("till").customer("1")
    assert len({Identity("till").customer("1"), Identity("web").customer("1"), Identity("till").customer("2")}) == 3


def test_whatever_else_a_row_says_has_an_id_of_its_kind() -> None:
    till = Identity("till")
    assert till.other("contact", "1", DAY) == till.other("contact", "1", DAY)
    assert len({till.other("contact", "1", DAY), till.other("consent", "1", DAY), till.other("contact", "2", DAY)}) == 3


def test_what_comes_in_again_has_a_new_id_which_is_always_the_same() -> None:
    assert again(FIRST) == again(FIRST)
    assert len({FIRST, again(FIRST), again(again(FIRST))}) == 3
