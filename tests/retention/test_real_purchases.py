"""Does the queue of a real shop have the size of a working day?"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from backend.retention.agenda import Agenda
from backend.retention.fold import carry_on, fold
from backend.retention.profile import Profile
from events.customers import CustomerRegistered
from events.kernel import SYSTEM, Fact, Recorded
from events.purchases import PurchaseRecorded
from events.values import Money, Rule
from tests.retention.story import agenda_of

PURCHASES = Path(__file__).resolve().parents[2] / "backend" / "cli" / "demo" / "cdnow.csv"
Book = dict[str, list[Recorded]]


@pytest.fixture(scope="module")
def book() -> Book:
    """The CDNOW sample as a shop would import it: each customer registered with the first purchase."""
    with PURCHASES.open(newline="") as rows:
        return facts_of(sorted((row["customer_id"], row["date"], row["amount"]) for row in csv.DictReader(rows)))


def facts_of(rows: list[tuple[str, str, str]]) -> Book:
    book: Book = {}
    for number, (customer, on, amount) in enumerate(rows):
        day = date.fromisoformat(on)
        known = book.setdefault(customer, [])
        if not known:
            known.append(recorded(2 * number, day, CustomerRegistered(name="Somebody", has_phone=True)))
        known.append(recorded(2 * number + 1, day, PurchaseRecorded(amount=Money.parse(amount).minor, on=day)))
    return book


def recorded(number: int, day: date, body: Fact) -> Recorded:
    moment = datetime.combine(day, time.min, UTC)
    return Recorded(
        fact_id=UUID(int=number),
        stream=UUID(int=0),
        occurred_at=moment,
        noted_by=SYSTEM,
        body=body,
        position=number,
        version=1,
        recorded_at=moment,
    )


@pytest.fixture(scope="module")
def profiles(book: Book) -> list[Profile]:
    return [fold(facts, UTC) for facts in book.values()]


@pytest.fixture(scope="module")
def agendas(profiles: list[Profile]) -> list[Agenda]:
    return [agenda_of(profile) for profile in profiles]


@pytest.fixture(scope="module")
def day_one(profiles: list[Profile]) -> date:
    return date.fromordinal(max(profile.days[-1].day for profile in profiles) + 1)


def test_purchases_add_up_as_published(profiles: list[Profile]) -> None:
    assert len(profiles) == 2_357
    assert sum(len(profile.days) for profile in profiles) == 6_696
    assert sum(profile.orders for profile in profiles) == 6_919


def test_carrying_on_purchase_by_purchase_is_the_fold(book: Book, profiles: list[Profile]) -> None:
    for facts, profile in zip(list(book.values())[:300], profiles, strict=False):
        one_by_one = Profile()
        for noted in facts:
            one_by_one = carry_on(one_by_one, [noted], UTC)
        assert one_by_one == profile


def test_on_day_one_the_silent_are_a_few_days_work(agendas: list[Agenda], day_one: date) -> None:
    """The design counts 74 for 2,357 customers."""
    top = Counter(made.on(day_one)[0].rule for made in agendas if made.on(day_one))
    assert 60 <= top[Rule.GONE_QUIET] <= 110
    assert top[Rule.SECOND_PURCHASE] <= 40
    assert top[Rule.PLEASED] + top[Rule.THANK_YOU] <= 30


def test_the_shadow_portfolio_never_comes_all_at_once(agendas: list[Agenda], day_one: date) -> None:
    for number in range(0, 70, 7):
        day = day_one + timedelta(days=number)
        here = sum(any(window.rule is Rule.SHADOW for window in made.on(day)) for made in agendas)
        assert 100 < here < len(agendas) / 4


def test_nobody_is_without_a_next_date(agendas: list[Agenda], day_one: date) -> None:
    assert all(made.next_on(day_one) is not None for made in agendas)


def test_a_few_a_week_are_asked_what_changed(agendas: list[Agenda], day_one: date) -> None:
    weeks = 10
    opens = [window.opens for made in agendas for window in made.windows if window.rule is Rule.HABIT_CHANGED]
    lately = [on for on in opens if day_one - timedelta(weeks=weeks) <= on < day_one]
    assert 1 <= len(lately) / weeks <= 8
