"""Does a list read as many rows of a book five times as large? The databases count them, no clock is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from backend.projections import actions, attempts, enquiries, power_hours, put_offs, queue, sent_items, voiced
from backend.projections.base import Scope
from backend.projections.voiced import About
from backend.store import Tx
from events.actions import BeginAction, GatherFeedback
from events.contacts import LogContactAttempt
from events.enquiries import ReceiveEnquiry
from events.feedback import NoteFeedback
from events.follow_ups import AnswerEnquiry
from events.power_hours import PlanPowerHour
from events.telling import ActOnFeedback
from events.values import Channel, EnquirySource, FeedbackKind, Outcome
from tests.projections.book import ANN, BEN, NORTH, Book
from tests.projections.test_query_plans import Spy

SHOWN = 5
FEW, MANY = 6, 30
ITEM, HOUR, ACTION = UUID(int=0x1E), UUID(int=0x40), UUID(int=0xAC)
LONG_AGO, TODAY = datetime(2025, 3, 2, tzinfo=UTC), date(2026, 3, 2)
CALLED = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, hour=HOUR)
WISHED = NoteFeedback(kind=FeedbackKind.SUGGESTION, themes=("Delivery",))
AS_MUCH = 1.2
"""A taller index is a step or two deeper."""
List = Callable[[Tx, UUID], object]
NO_LIST = "all that an action answers"
"""It reads everybody whom it gathers: it shows that the counting counts."""
LISTS: dict[str, List] = {
    NO_LIST: lambda tx, _: actions.gathered(tx, ACTION),
    "the queue with whom to tell": lambda tx, _: queue.plan(tx, ANN, TODAY, cards=20),
    "who speaks of a theme": lambda tx, _: voiced.speaking(tx, NORTH, About("Delivery"), SHOWN),
    "enquiries that wait": lambda tx, _: enquiries.waiting(tx, NORTH, SHOWN),
    "enquiries of the pool": lambda tx, _: enquiries.of_holder(tx, NORTH, SHOWN),
    "enquiries answered too late": lambda tx, _: enquiries.missed(
        tx, NORTH, LONG_AGO, datetime(2026, 3, 2, tzinfo=UTC), SHOWN
    ),
    "who of them bought": lambda tx, _: enquiries.bought(tx, NORTH, EnquirySource.FAIR, LONG_AGO, SHOWN),
    "actions that run": lambda tx, _: actions.of_team(tx, NORTH, actions.RUNNING, SHOWN),
    "actions of one's own": lambda tx, _: actions.of_owner(tx, ANN, actions.RUNNING, SHOWN),
    "whose words an action answers": lambda tx, _: actions.gathered_of(tx, ACTION, Scope((BEN, NORTH)), SHOWN),
    "whether it is for one of theirs": lambda tx, _: actions.gathers_of(tx, ACTION, Scope((BEN, NORTH))),
    "power hours of one's own": lambda tx, _: (
        power_hours.of_person(tx, ANN, LONG_AGO, SHOWN),
        attempts.of_hour(tx, HOUR, ANN),
        put_offs.of_hour(tx, HOUR, ANN),
    ),
    "what has worked": lambda tx, one: (attempts.of_person(tx, ANN), attempts.of_customer(tx, one)),
    "who got one item": lambda tx, _: sent_items.of_item(tx, NORTH, ITEM),
}


def test_lists_read_no_more_rows_of_a_larger_book(book: Book) -> None:
    one = book.customer("Ada Ann")
    book.note(one, WISHED, CALLED)
    book.note(HOUR, PlanPowerHour(cards=5, minutes=45))
    book.note(one, LogContactAttempt(channel=Channel.EMAIL, outcome=Outcome.SENT, item=ITEM))
    _grow(book, FEW)
    small = {name: _read(book, one, ask) for name, ask in LISTS.items()}
    _grow(book, MANY - FEW)
    large = {name: _read(book, one, ask) for name, ask in LISTS.items()}
    grown = {name: (small[name], large[name]) for name in LISTS if large[name] > AS_MUCH * small[name] + SHOWN}
    assert list(grown) == [NO_LIST], grown


def _grow(book: Book, many: int) -> None:
    """More customers of Ben, in the same team, each with words, enquiries and an action; and some in the pool."""
    asked = datetime(2026, 2, 2, 9, tzinfo=UTC)
    for number in range(many):
        customer = book.customer(f"Ben {number}", owner=BEN)
        wish = book.note(customer, WISHED, replace(CALLED, hour=None), by=BEN)
        late = book.note(customer, ReceiveEnquiry(source=EnquirySource.FAIR), at=asked, by=BEN)
        book.note(customer, AnswerEnquiry(enquiry=late), at=asked + timedelta(days=3), by=BEN)
        book.note(customer, ReceiveEnquiry(source=EnquirySource.FAIR), by=BEN)
        told = ActOnFeedback(action=uuid4(), reasons=(uuid4(),), on=TODAY)
        book.note(customer, told, by=BEN)
        book.note(uuid4(), BeginAction(what="More", owner=BEN, by=TODAY, team=NORTH))
        book.note(ACTION, GatherFeedback(customer=customer, of=wish))
        book.note(book.customer(f"Pool {number}", owner=None), ReceiveEnquiry())


def _read(book: Book, one: UUID, ask: List) -> int:
    """How much a list reads: steps of SQLite, or rows of PostgreSQL."""
    with book.store.database.read() as tx:
        if book.store.database.bytes_type == "BLOB":
            return _steps(tx, lambda: ask(tx, one))
        spy = Spy(tx)
        ask(spy, one)  # type: ignore[arg-type] # reads alone
        return sum(_rows(tx, sql, params) for sql, params in spy.asked)


def _steps(tx: Tx, ask: Callable[[], object]) -> int:
    counted = [0]

    def step() -> int:
        counted[0] += 1
        return 0

    connection: Any = tx.execute("SELECT 1")
    connection.connection.set_progress_handler(step, 1)
    try:
        ask()
    finally:
        connection.connection.set_progress_handler(None, 1)
    return counted[0]


def _rows(tx: Tx, sql: str, params: Sequence[object]) -> int:
    """With so few rows it would look through them all: it is asked not to where an index serves."""
    for way in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
        tx.execute(f"SET LOCAL enable_{way} = off")
    ((plan,),) = tx.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params).fetchall()
    return sum(_scanned(plan[0]["Plan"]))


def _scanned(node: dict[str, Any]) -> Iterator[int]:
    if "Scan" in node["Node Type"]:
        yield round((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"])
    for child in node.get("Plans", ()):
        yield from _scanned(child)
