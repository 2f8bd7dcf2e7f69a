"""Does a file meet the customers that it means: by number, e-mail, phone or name, over all teams, and nobody else?"""

from __future__ import annotations

from uuid import UUID

import pytest

from backend.projections import matching, search
from events.customers import CorrectContactDetails, GiveCustomerNumber
from events.notes import UndoFact
from tests.projections.book import ANNS, NORTH, SOUTH, Book


@pytest.fixture
def tom(book: Book) -> UUID:
    customer = book.customer("Tom Brénnan", phone="+44 7700 900123", email="Tom@Example.com")
    book.customer("Rosa Marin", phone="+44 7700 900999", email="tom@example.com.invalid", team=SOUTH)
    return customer


def test_an_address_is_known_in_capitals_or_not_and_only_whole(book: Book, tom: UUID) -> None:
    asked = ["TOM@example.com", " tom@example.com", "tom@example", "tom", "", "  ", "töm@example.com"]
    with book.store.database.read() as tx:
        assert matching.by_email(tx, asked) == {"TOM@example.com": [tom], " tom@example.com": [tom]}


def test_a_phone_is_known_by_its_last_nine_digits(book: Book, tom: UUID) -> None:
    asked = ["07700 900123", "700900123", "0044 7700 900 123", "900123", "7700 900124", "123", ""]
    with book.store.database.read() as tx:
        assert matching.by_phone(tx, asked) == {one: [tom] for one in asked[:3]}


def test_a_name_is_known_but_for_case_and_accents_and_only_whole(book: Book, tom: UUID) -> None:
    with book.store.database.read() as tx:
        found = matching.by_name(tx, ["tom  BRENNAN", "Tom", "Brennan Tom"])
    assert found == {"tom  BRENNAN": [tom]}


def test_a_number_is_that_of_one_shop(book: Book, tom: UUID) -> None:
    other = book.customer("Other", team=SOUTH)
    book.note(tom, GiveCustomerNumber(source="till", number="1182"))
    book.note(tom, GiveCustomerNumber(source="shop", number="7"))
    book.note(other, GiveCustomerNumber(source="shop", number="1182"))
    with book.store.database.read() as tx:
        assert matching.by_number(tx, "till", ["1182", "118", "11 82"]) == {"1182": [tom]}
        assert matching.by_number(tx, "shop", ["1182", "7"]) == {"1182": [other], "7": [tom]}
        assert matching.by_number(tx, "till\x1f1182", [""]) == {}


def test_a_number_that_was_undone_means_nobody(book: Book, tom: UUID) -> None:
    given = book.note(tom, GiveCustomerNumber(source="till", number="1182"))
    book.note(tom, UndoFact(of=given))
    with book.store.database.read() as tx:
        assert matching.by_number(tx, "till", ["1182"]) == {}


def test_a_search_does_not_hit_a_number_or_a_whole_address(book: Book, tom: UUID) -> None:
    book.note(tom, GiveCustomerNumber(source="till", number="998877"))
    with book.store.database.read() as tx:
        for query in ("998877", "till", "=till", "@tom", "="):
            assert search.matches(tx, NORTH, ANNS, query, 9) == ([tom] if query == "@tom" else [])


def test_what_is_put_right_is_known_anew(book: Book, tom: UUID) -> None:
    book.note(tom, CorrectContactDetails(name="Tom Brown", email=""))
    with book.store.database.read() as tx:
        assert matching.by_name(tx, ["Tom Brennan", "tom brown"]) == {"tom brown": [tom]}
        assert matching.by_email(tx, ["tom@example.com"]) == {}


def test_thousands_are_asked_at_once_and_several_of_one_name_come_in_a_fixed_order(book: Book) -> None:
    twins = sorted(book.customer("Ada") for _ in range(3))
    asked = [f"nobody {number}" for number in range(3_000)]
    with book.store.database.read() as tx:
        assert matching.by_name(tx, [*asked, "Ada"]) == {"Ada": twins}
