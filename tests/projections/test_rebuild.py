"""Is what is built anew what stood there, also when several processes do it and others write meanwhile?"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from backend.projections import directory, parts
from backend.projections.rebuild import rebuild
from backend.projections.verify import differences
from events.customers import CorrectContactDetails
from events.firm import FIRM
from events.purchases import RecordPurchase
from events.rulebook import AdoptRulebook, Rulebook
from events.values import Money
from tests.projections.book import ANNS, Book


@pytest.fixture
def customers(book: Book, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Ten customers with three facts each, which is a log in many parts here."""
    monkeypatch.setattr(parts, "FACTS_AT_ONCE", 3)
    monkeypatch.setattr(parts, "WORTH_A_PROCESS", 2)
    found = [book.customer(f"Customer {number}", phone=f"+44 7700 9000{number}") for number in range(10)]
    for customer in found:
        for day in (date(2026, 2, 3), date(2026, 2, 20)):
            book.note(customer, RecordPurchase(amount=Money(4_500), on=day))
    return found


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_what_is_built_anew_is_what_stood_there(book: Book, customers: list[UUID], processes: int) -> None:
    told: list[int] = []
    read = rebuild(book.store, told.append, processes=processes)
    assert read == book.store.head().position == told[-1]
    assert list(differences(book.store)) == []


@pytest.mark.parametrize("processes", [1, 2])
def test_what_is_noted_meanwhile_is_taken_in(book: Book, customers: list[UUID], processes: int) -> None:
    def note(_: int) -> None:
        book.note(customers[0], CorrectContactDetails(name="Another Name"))
        book.customer("Somebody New")

    rebuild(book.store, note, processes=processes)
    assert list(differences(book.store)) == []
    with book.store.database.read() as tx:
        names = {line.name for line in directory.by_name(tx, ANNS, 100)}
    assert {"Another Name", "Somebody New", "Customer 9"} <= names


def test_a_rulebook_adopted_meanwhile_is_in_force_for_everybody(book: Book, customers: list[UUID]) -> None:
    rules = replace(Rulebook(), pleased_after=3)
    waiting = [AdoptRulebook(rulebook=rules)]

    def adopt(_: int) -> None:
        while waiting:
            book.note(FIRM, waiting.pop())

    rebuild(book.store, adopt)
    assert list(differences(book.store)) == []


def test_where_a_process_dies_all_stays_as_it_was(
    book: Book, customers: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "_parts", lambda *_: os._exit(1))
    with pytest.raises(RuntimeError, match="ended early"):
        rebuild(book.store, processes=2)
    assert list(differences(book.store)) == []
    monkeypatch.undo()
    rebuild(book.store)
    assert list(differences(book.store)) == []
