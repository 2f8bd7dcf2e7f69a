"""How does a whole book of sales get into the log: set by set, and finished by bringing it in again?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from uuid import UUID

from backend.commands import carry_out
from backend.importing.book import Book, Home
from backend.store import Store, View
from events.customers import CustomerRegistered
from events.imports import IMPORTS, FinishImport, ImportFinished
from events.kernel import SYSTEM, Asked, Noted
from events.purchases import PurchaseRecorded

AT_ONCE = 5_000
"""Facts of one transaction: others write in between."""

Progress = Callable[[int], None]
"""Told of each set how many customers it held."""


def bring_in(
    store: Store,
    book: Book,
    *,
    home: Home,
    zone: tzinfo,
    views: Sequence[View],
    import_id: UUID,
    now: datetime,
    progress: Progress = lambda _: None,
) -> ImportFinished:
    """Append what is new. A customer's facts come in together, so a view sees each customer once."""
    new_customers = new_purchases = offered = 0
    for customers, facts in _sets(book.facts(home, zone)):
        bodies = [noted.body for noted in store.append_many(facts, views=views)]
        new_customers += sum(isinstance(body, CustomerRegistered) for body in bodies)
        new_purchases += sum(isinstance(body, PurchaseRecorded) for body in bodies)
        offered += len(facts) - customers
        progress(customers)
    finish = _finish(book, new_customers, new_purchases, known=offered - new_purchases)
    asked = Asked(command_id=import_id, stream=IMPORTS, occurred_at=now, noted_by=SYSTEM, commands=(finish,))
    (noted,) = carry_out(store, asked, views=views).recorded
    assert isinstance(noted.body, ImportFinished)
    return noted.body


def _finish(book: Book, new_customers: int, new_purchases: int, *, known: int) -> FinishImport:
    return FinishImport(
        source=book.source,
        rows=book.rows,
        new_customers=new_customers,
        new_purchases=new_purchases,
        known=known,
        refused=len(book.bad),
    )


def _sets(customers: Iterable[list[Noted]]) -> Iterator[tuple[int, list[Noted]]]:
    """Whole customers, some `AT_ONCE` facts at a time, with how many customers they are."""
    count, gathered = 0, list[Noted]()
    for facts in customers:
        count += 1
        gathered += facts
        if len(gathered) >= AT_ONCE:
            yield count, gathered
            count, gathered = 0, []
    if gathered:
        yield count, gathered
