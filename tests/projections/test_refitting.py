"""Are the rhythm's numbers fitted when enough was bought, and in force from then on but never before?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from backend.projections import firm
from backend.projections.rebuild import ensure
from backend.projections.replay import replay
from backend.projections.setting import Setting
from backend.projections.verify import differences
from backend.refitting import refit
from backend.retention.rhythm import UNTIL_FITTED
from backend.retention.waiting import UNTIL_KNOWN
from backend.store import Store
from events.customers import CustomerRegistered
from events.firm import FIRM
from events.purchases import PurchaseRecorded
from events.rhythm import RhythmFitted
from events.rulebook import Rulebook
from tests.conftest import Clock
from tests.projections.book import ANN, NORTH, Book

BEGUN = date(2026, 1, 5)


def setting(book: Book) -> Setting:
    with book.store.database.read() as tx:
        return firm.setting(tx)


def customers(book: Book, many: int, *, back: int) -> list[UUID]:
    """Each bought on the first day; so many of them again, every 10 to 19 days until 60 days are over."""
    made = []
    for number in range(many):
        stream, gap = uuid4(), 10 + number % 10
        days = range(0, 60, gap) if number < back else (0,)
        amount = 1_000 + 10 * (number % 50)
        bought = [PurchaseRecorded(amount=amount, on=BEGUN + timedelta(days=after)) for after in days]
        book.bring(stream, CustomerRegistered(name="Ada", owner=ANN, team=NORTH), *bought)
        made.append(stream)
    return made


def fits(book: Book) -> list[RhythmFitted]:
    return [noted.body for noted in book.store.stream(FIRM) if isinstance(noted.body, RhythmFitted)]


def test_too_few_who_came_back_leave_the_numbers_of_other_shops(book: Book) -> None:
    customers(book, 105, back=99)
    found = refit(book.store, book.clock())
    assert found
    assert found.repeaters == 99
    assert fits(book) == []
    assert (setting(book).rhythm, setting(book).fitted) == (UNTIL_FITTED, None)
    assert (setting(book).spend, setting(book).waiting) == (None, UNTIL_KNOWN)


def test_the_firms_own_numbers_are_in_force_from_then_on(book: Book) -> None:
    book.on(date(2026, 3, 6))
    one = customers(book, 110, back=105)[0]
    now = book.on(date(2026, 3, 9))
    found = refit(book.store, now)
    assert fits(book) == [found]
    after = setting(book)
    assert (after.fitted, after.fitted_at) == (found, now)
    assert found
    assert after.rhythm.r == found.r != UNTIL_FITTED.r
    assert after.spend
    assert after.waiting.quarter == 12
    assert list(differences(book.store)) == [], "every row follows from them"
    with book.store.database.read() as tx:
        before, then = (
            replay(book.store, tx, one, day, known=True, now=now) for day in (date(2026, 3, 8), date(2026, 3, 9))
        )
    assert (before.setting.rhythm, before.setting.fitted) == (UNTIL_FITTED, None)
    assert then.setting.rhythm == after.rhythm
    assert before.setting.rulebook == then.setting.rulebook == Rulebook()
    assert before.customer is not None
    assert then.customer is not None
    assert before.customer.agenda != then.customer.agenda


def test_another_fit_is_made_when_purchases_grew_by_a_twentieth(book: Book) -> None:
    customers(book, 110, back=105)
    found = refit(book.store, book.clock())
    assert found
    assert refit(book.store, book.clock()) is None
    customers(book, found.purchases // 20, back=0)
    assert refit(book.store, book.clock()) is None
    customers(book, 1, back=0)
    again = refit(book.store, book.clock())
    assert again
    assert fits(book) == [found, again]
    assert refit(book.store, book.clock(), always=True) == again
    assert fits(book) == [found, again], "the same numbers are not noted twice"


def test_where_most_are_taken_off_the_list_again_the_numbers_go_too(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    customers(book, 110, back=105)
    assert refit(book.store, book.clock())
    monkeypatch.setattr("backend.retention.fitted.ENOUGH", 200)
    refit(book.store, book.clock() + timedelta(days=1), always=True)
    assert (setting(book).rhythm, setting(book).fitted) == (UNTIL_FITTED, None)
    assert len(fits(book)) == 2


def test_where_no_firm_lives_nothing_is_fitted(store: Store, clock: Clock) -> None:
    ensure(store)
    assert refit(store, clock()) is None
