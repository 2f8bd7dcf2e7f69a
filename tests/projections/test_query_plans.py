"""Does every screen read only what it shows, however long the firm's book grows? The databases say how they look."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.projections import (
    acted_on,
    actions,
    attempts,
    directory,
    enquiries,
    habits,
    history,
    library,
    matching,
    people,
    plan_runs,
    portfolio,
    power_hours,
    profiles,
    put_offs,
    queue,
    referrals,
    search,
    sent_items,
    sweep,
    voiced,
    week,
)
from backend.projections.base import Scope
from backend.retention.days import Calendar
from backend.store import Store, Tx
from events.contacts import LogContactAttempt
from events.values import Channel, EnquirySource, Outcome
from tests.projections.book import ANN, ANNS, BEN, MANAGERS, NORTH, Book

TODAY = date(2026, 3, 2)
MANAGER_AND_SELLER = Scope((ANN, NORTH), NORTH)
IN_ORDER_OF_AN_INDEX = re.compile(
    r"SEARCH \w+( AS \w+)? USING (COVERING )?INDEX|SEARCH \w+ USING (INTEGER )?PRIMARY KEY"
)
SMALL = {"live_firm", "live_people", "log_head"}
"""Tables of a few rows whatever is sold: the firm, who works here, where the log ends."""
SORTED_FOR_A_PAGE = "FROM live_amendments WHERE of IN"
"""What was noted onto the facts of one page: a handful of rows, put in their order."""


class Spy:
    """A transaction that keeps what was asked of it."""

    writable = False

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self.asked: list[tuple[str, Sequence[object]]] = []

    def execute(self, sql: str, params: Sequence[object] = ()) -> Any:
        self.asked.append((sql, params))
        return self._tx.execute(sql, params)

    def execute_in(self, sql: str, values: Sequence[object]) -> Any:
        marks = ",".join("?" * len(values))
        return self.execute(sql.replace("(*)", f"({marks})"), values)


Screen = Callable[[Store, Tx, UUID], object]
SCREENS: dict[str, Screen] = {
    "the queue": lambda _, tx, __: queue.plan(tx, ANN, TODAY, cards=20, standing_in_for=[BEN]),
    "the queue with a sweep plan": lambda _, tx, __: queue.plan(tx, ANN, TODAY, cards=20, places=7),
    "whose share it is": lambda _, tx, __: sweep.holding(tx, TODAY),
    "how far the sweep is": lambda _, tx, __: (sweep.left(tx, ANN, 5_000, TODAY), sweep.before(tx, ANN, 5, TODAY, 99)),
    "the next of the pool": lambda _, tx, __: (sweep.best(tx, NORTH, 20), sweep.left(tx, NORTH, 1_000)),
    "how many were worked": lambda _, tx, __: directory.worked_today(tx, ANN, TODAY),
    "cards": lambda _, tx, one: (directory.entries(tx, [one]), profiles.load(tx, [one])),
    "one customer": lambda _, tx, one: directory.entry(tx, one, MANAGER_AND_SELLER),
    "the list": lambda _, tx, one: directory.by_name(tx, MANAGER_AND_SELLER, 50, (b"ada", one)),
    "the pool": lambda _, tx, __: directory.by_name(tx, Scope((NORTH,)), 50),
    "seen longest ago": lambda _, tx, __: directory.longest_unseen(tx, MANAGER_AND_SELLER, 50),
    "worked lately": lambda _, tx, __: directory.lately(tx, ANNS, ANN, 5),
    "the same name": lambda _, tx, __: directory.named(tx, ANNS, "Ada", 5),
    "search": lambda _, tx, __: search.matches(tx, NORTH, MANAGERS, "ada love", 50),
    "search by number": lambda _, tx, __: search.matches(tx, NORTH, ANNS, "900123", 50),
    "whom a file means": lambda _, tx, __: (
        matching.by_email(tx, ["ada@example.com"]),
        matching.by_number(tx, "till", ["1", "2"]),
        matching.by_phone(tx, ["900120"]),
        matching.by_name(tx, ["Ada"]),
    ),
    "history": history.page,
    "older contacts": lambda store, tx, one: history.page(
        store, tx, one, before=(store.stream(one)[0].occurred_at + timedelta(1), 9), kind=history.Kind.CONTACTS
    ),
    "on a day": lambda store, tx, one: store.stream(one, tx=tx),
    "one fact": lambda store, tx, one: store.find(one, tx=tx),
    "the week": lambda _, tx, __: week.week(tx, [people.Person(ANN)], TODAY, Calendar(), 20),
    "what a phone carries": lambda store, tx, one: (
        portfolio.portfolio(tx, [ANN, BEN], TODAY, at_most=500, turns=20),
        history.tell(store, tx, store.newest(tx, [one], 20)[one]),
        store.noted_after(tx, 3, 2_000),
        store.whole(tx, [one]),
        store.found(tx, [one]),
    ),
    "my own put-offs": lambda _, tx, __: put_offs.of_person(tx, ANN, datetime(2026, 2, 2, tzinfo=UTC)),
    "who asked": lambda _, tx, __: (
        enquiries.of_holder(tx, NORTH, 20),
        enquiries.waiting(tx, NORTH, 50),
        enquiries.missed(tx, NORTH, datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC), 50),
        enquiries.bought(tx, NORTH, EnquirySource.FAIR, datetime(2025, 3, 2, tzinfo=UTC), 10_000),
    ),
    "my power hours": lambda _, tx, one: (
        power_hours.of_person(tx, ANN, datetime(2026, 2, 2, tzinfo=UTC), 50),
        power_hours.of_people(tx, [ANN, BEN], datetime(2026, 2, 2, tzinfo=UTC)),
        attempts.of_hour(tx, one, ANN, undone=True),
        attempts.of_hour(tx, one, ANN),
        put_offs.of_hour(tx, one, ANN, undone=True),
        put_offs.of_hour(tx, one, ANN),
    ),
    "what has worked": lambda _, tx, one: (attempts.of_person(tx, ANN), attempts.of_customer(tx, one)),
    "whose habit changed": lambda _, tx, __: (
        habits.in_week(tx, NORTH, TODAY, TODAY, 50),
        habits.counted(tx, NORTH, TODAY, TODAY, 1_000),
        habits.waiting(tx, NORTH, TODAY, 50),
    ),
    "a segment of the team": lambda _, tx, __: directory.in_segment(tx, NORTH, (0, 10**12), (0, 10**6)),
    "how plans go": lambda _, tx, one: (
        plan_runs.counts(tx, NORTH, one, TODAY),
        plan_runs.having(tx, NORTH, TODAY),
        plan_runs.had(tx, NORTH, one),
    ),
    "the library": lambda _, tx, one: (
        library.shelf(tx),
        library.everything(tx),
        library.item(tx, one),
        sent_items.counts(tx, NORTH),
        sent_items.used(tx, NORTH),
        sent_items.of_item(tx, NORTH, one),
    ),
    "what customers want changed": lambda _, tx, __: (
        voiced.themes(tx, NORTH),
        voiced.in_theme(tx, NORTH, "Delivery", 51),
        voiced.all_in_theme(tx, NORTH, "Delivery"),
    ),
    "actions": lambda _, tx, one: (
        actions.action(tx, one),
        actions.of_team(tx, NORTH, actions.RUNNING, 51),
        actions.of_team(tx, NORTH, actions.DONE, 51),
        actions.of_owner(tx, ANN, actions.RUNNING, 51),
        actions.gathers_of(tx, one, MANAGER_AND_SELLER),
        actions.many(tx, one),
        actions.gathered(tx, one, one, 51),
        acted_on.came(tx, one),
    ),
    "how many are held": lambda _, tx, __: directory.held(tx, NORTH, 100),
    "whom somebody brought": lambda _, tx, one: referrals.brought(tx, one),
    "the version of a page": lambda _, tx, one: directory.position(tx, one),
}


@pytest.fixture
def one(book: Book) -> UUID:
    found = [book.customer(f"Ada {name}", phone=f"+44 7700 9001{name}") for name in range(20, 30)]
    for customer in found:
        book.note(customer, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE))
    return found[0]


@pytest.mark.parametrize("screen", SCREENS)
def test_no_screen_looks_through_the_whole_book(book: Book, one: UUID, screen: str) -> None:
    with book.store.database.read() as tx:
        spy = Spy(tx)
        SCREENS[screen](book.store, spy, one)  # type: ignore[arg-type] # reads alone
        assert spy.asked
        for sql, params in spy.asked:
            assert list(_faults(book.store, tx, sql, params)) == [], sql


def test_whose_request_it_is_is_looked_up_by_its_token(store: Store) -> None:
    sql = "SELECT person FROM sessions WHERE token = ? AND revoked IS NULL"
    with store.database.read() as tx:
        assert list(_faults(store, tx, sql, [uuid4().bytes])) == []


def _faults(store: Store, tx: Tx, sql: str, params: Sequence[object]) -> Iterator[str]:
    """The steps of a statement that look through more than one holder's rows, or sort them."""
    if SORTED_FOR_A_PAGE in sql:
        sql = sql.removesuffix("ORDER BY position")
    if store.database.bytes_type == "BLOB":
        yield from (step for step in _sqlite_steps(tx, sql, params) if not _narrow(step))
    else:
        yield from _postgres_faults(tx, sql, params)


def _sqlite_steps(tx: Tx, sql: str, params: Sequence[object]) -> list[str]:
    return [row[3] for row in tx.execute(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()]


def _narrow(step: str) -> bool:
    if step.startswith("SCAN"):
        return any(table in step for table in (*SMALL, "CONSTANT ROW", "held", "subquery"))
    if step.startswith("SEARCH"):
        return bool(IN_ORDER_OF_AN_INDEX.match(step))
    return "USE TEMP B-TREE FOR ORDER BY" not in step


def _postgres_faults(tx: Tx, sql: str, params: Sequence[object]) -> Iterator[str]:
    """With so few rows it would look through them all: it is asked not to where an index serves."""
    tx.execute("SET LOCAL enable_seqscan = off")
    tx.execute("SET LOCAL enable_bitmapscan = off")
    tx.execute("SET LOCAL enable_sort = off")
    for (step,) in tx.execute(f"EXPLAIN {sql}", params).fetchall():
        if "Seq Scan" in step and not any(table in step for table in SMALL):
            yield step
        if step.strip().startswith(("Sort ", "->  Sort ")):
            yield step
