"""Is a customer found by a part of any word, and by the end of a phone number, and by nobody else?"""

from __future__ import annotations

from uuid import UUID

import pytest

from backend.projections import search
from backend.projections.base import Scope
from events.customers import AssignCustomer, CorrectContactDetails
from tests.projections.book import ANN, ANNS, BEN, CARA, MANAGERS, NORTH, SOUTH, Book


def found(book: Book, query: str, *, scope: Scope = ANNS, team: UUID = NORTH, limit: int = 50) -> set[UUID]:
    with book.store.database.read() as tx:
        return set(search.matches(tx, team, scope, query, limit))


@pytest.mark.parametrize(
    "query",
    ["bren", "BRÉN", "tom", "brennan tom", "o'ne", "neill", "tom.b@", "example", "porto", "  tom   porto "],
)
def test_the_beginning_of_any_word_finds(book: Book, query: str) -> None:
    customer = book.customer("Tom Brénnan-O'Neill", email="tom.b@example.org", place="4 High Street, Portobello")
    book.customer("Rosa Marin", email="rosa@invented.test")
    assert found(book, query) == {customer}


@pytest.mark.parametrize("query", ["ennan", "tom rosa", "", "   ", "'", "%", "_", "*"])
def test_what_begins_no_word_finds_nobody(book: Book, query: str) -> None:
    book.customer("Tom Brennan")
    assert found(book, query) == set()


@pytest.mark.parametrize(
    "query", ["0123", "496 0123", "0131 496 0123", "+44 131 496 0123", "0044 131 496 0123", "(0131) 496-0123"]
)
@pytest.mark.parametrize("phone", ["+44 131 496 0123", "0131 496 0123", "0131/4960123"])
def test_the_end_of_a_phone_number_finds_with_and_without_the_country(book: Book, phone: str, query: str) -> None:
    customer = book.customer("Tom", phone=phone)
    book.customer("Rosa", phone="+44 131 496 9999")
    assert found(book, query) == {customer}


@pytest.mark.parametrize(("name", "query"), [("李小龍", "李小"), ("محمد الفارسي", "الفار"), ("Łódź & Sons", "lodz")])
def test_names_of_any_script_are_found(book: Book, name: str, query: str) -> None:
    customer = book.customer(name)
    assert found(book, query) == {customer}


def test_another_teams_customer_is_never_found(book: Book) -> None:
    southern = book.customer("Tom South", owner=CARA, team=SOUTH)
    colleague = book.customer("Tom North", owner=BEN)
    assert found(book, "tom") == set()
    assert found(book, "tom", team=SOUTH) == set()
    assert found(book, "tom", scope=MANAGERS) == {colleague}
    assert found(book, "tom", scope=Scope((CARA, SOUTH)), team=SOUTH) == {southern}


def test_a_corrected_name_is_found_and_the_old_one_is_not(book: Book) -> None:
    customer = book.customer("Tom Brenan")
    book.note(customer, CorrectContactDetails(name="Tom Brennan", phone="0131 496 0123"))
    assert found(book, "brenan") == set()
    assert found(book, "brennan") == found(book, "0123") == {customer}


def test_who_moves_to_another_team_moves_in_the_search(book: Book) -> None:
    customer = book.customer("Tom")
    book.note(customer, AssignCustomer(owner=CARA, team=SOUTH))
    assert found(book, "tom") == set()
    assert found(book, "tom", scope=Scope((CARA,)), team=SOUTH) == {customer}


def test_no_more_than_the_limit_are_read(book: Book) -> None:
    for number in range(6):
        book.customer(f"Tom {number}")
    assert len(found(book, "tom", limit=4)) == 4


def test_a_search_reads_the_index_of_terms_and_not_the_book(book: Book) -> None:
    if "postgres" in type(book.store.database).__module__:
        pytest.skip("the plan of a small table says nothing there")
    where, params = ANNS.where()
    sql = search.MATCHES.format(f"{where} AND {search.ALSO}")
    asked = [NORTH.bytes, b"tom", b"tom\xff", *params, b"b", b"b\xff", 50]
    with book.store.database.read() as tx:
        plan = [str(row[3]) for row in tx.execute(f"EXPLAIN QUERY PLAN {sql}", asked)]
    assert any("SEARCH live_terms USING" in step for step in plan)
    assert not any("SCAN" in step for step in plan)


def test_scopes_without_anybody_find_nobody(book: Book) -> None:
    book.customer("Tom", owner=ANN)
    assert found(book, "tom", scope=Scope(())) == set()
