"""Are customers listed once each, in order, and never those of others?"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from backend.projections import directory
from backend.projections.base import Scope
from backend.projections.directory import Entry
from backend.projections.rebuild import rebuild
from events.contacts import LogContactAttempt
from events.purchases import RecordPurchase
from events.values import Channel, Money, Outcome
from tests.projections.book import ANN, ANNS, BEN, MANAGERS, NORTH, SOUTH, Book

NAMES = ["Ørsted", "Zoë", "zoe", "Émile", "emile", "李小龍", "Ann", "Bé", "b", "Z"]


def everything(book: Book, scope: Scope, page: int) -> list[Entry]:
    """Page after page until one comes back short."""
    found: list[Entry] = []
    with book.store.database.read() as tx:
        while True:
            after = (found[-1].sort_name, found[-1].customer) if found else None
            shown = directory.by_name(tx, scope, page, after)
            found += shown
            if len(shown) < page:
                return found


def ids(entries: Sequence[Entry]) -> list[UUID]:
    return [entry.customer for entry in entries]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(page=some.integers(1, 12))
def test_page_by_page_every_customer_comes_once_in_the_order_of_names(book: Book, page: int) -> None:
    for number, name in enumerate(NAMES):
        book.customer(name, owner=(ANN, None, BEN)[number % 3])
    for scope in (ANNS, MANAGERS):
        paged, whole = everything(book, scope, page), everything(book, scope, 10_000)
        assert ids(paged) == ids(whole)
        assert len(set(ids(paged))) == len(paged)
        assert [entry.sort_name for entry in paged] == sorted(entry.sort_name for entry in paged)


def test_another_teams_customer_is_in_no_list(book: Book) -> None:
    own, pool = book.customer("Own"), book.customer("Pool", owner=None)
    book.customer("Ben's", owner=BEN)
    book.customer("Southern", owner=None, team=SOUTH)
    with book.store.database.read() as tx:
        assert ids(directory.by_name(tx, ANNS, 50)) == [own, pool]
        assert set(ids(directory.longest_unseen(tx, ANNS, 50))) == {own, pool}
        assert directory.named(tx, ANNS, "southern", 50) == []


def test_a_customer_of_the_same_name_is_found_but_for_case_and_accents(book: Book) -> None:
    customer = book.customer("Zoë  Brénnan")
    with book.store.database.read() as tx:
        assert ids(directory.named(tx, ANNS, "zoe BRENNAN", 5)) == [customer]


def test_whom_nobody_met_comes_first_and_the_best_worth_before(book: Book) -> None:
    small, large, met = book.customer("Small"), book.customer("Large"), book.customer("Met")
    book.note(large, RecordPurchase(amount=Money(9000), on=book.clock.now.date()))
    book.note(met, LogContactAttempt(channel=Channel.VISIT, outcome=Outcome.MET))
    with book.store.database.read() as tx:
        assert ids(directory.longest_unseen(tx, ANNS, 50)) == [large, small, met]


def test_whom_one_worked_last_is_on_top_while_one_may_see_them(book: Book) -> None:
    worked, moved = book.customer("Worked"), book.customer("Moved", owner=None, team=SOUTH)
    book.customer("Untouched")
    for customer in (worked, moved):
        book.note(customer, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.NO_ANSWER))
    with book.store.database.read() as tx:
        assert ids(directory.lately(tx, ANNS, ANN, 8)) == [worked]


def test_a_list_keeps_its_order_when_it_is_built_anew(book: Book) -> None:
    """Of one day the last worked comes first; whom nobody met and who is worth the same stand in a fixed order."""
    worked = [book.customer("Ada") for _ in range(6)]
    for customer in worked:
        book.note(customer, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.NO_ANSWER))
    for _ in range(2):
        with book.store.database.read() as tx:
            assert ids(directory.lately(tx, ANNS, ANN, 4)) == worked[:1:-1]
            assert ids(directory.longest_unseen(tx, ANNS, 4)) == sorted(worked)[:4]
        rebuild(book.store, processes=1)


@pytest.mark.parametrize(
    ("sql", "params"),
    [
        (directory.BY_NAME.format("holder"), (ANN.bytes, b"a", ANN.bytes, 50)),
        (directory.BY_NAME.format(directory.OF_TEAM), (NORTH.bytes, b"a", ANN.bytes, 50)),
        (directory.NAMED.format("holder"), (ANN.bytes, b"a", 5)),
        (directory.BY_SEEN.format("holder"), (ANN.bytes, 50)),
        (directory.BY_SEEN.format(directory.OF_TEAM), (NORTH.bytes, 50)),
        (directory.LATELY.format(ANNS.where()[0]), (ANN.bytes, ANN.bytes, NORTH.bytes, 8)),
    ],
)
def test_no_list_scans_or_sorts_the_whole_book(book: Book, sql: str, params: tuple[object, ...]) -> None:
    if "postgres" in type(book.store.database).__module__:
        pytest.skip("the plan of a small table says nothing there")
    with book.store.database.read() as tx:
        plan = " ".join(str(row[3]) for row in tx.execute(f"EXPLAIN QUERY PLAN {sql}", params))
    assert "USING INDEX" in plan
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan
