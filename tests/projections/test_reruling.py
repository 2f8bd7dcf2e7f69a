"""Are other rules swapped in at once, with all that was noted meanwhile, and does nobody ever see half of it?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.commands import carry_out
from backend.projections import directory, firm, profiles, queue, reruling, views
from backend.projections.base import customer_of
from backend.projections.reruling import Prepared, adopt_beside, prepare
from backend.projections.setting import Setting
from backend.projections.verify import differences
from backend.store import Appended, Store, Tx, View, open_store
from events.contacts import LogContactAttempt
from events.customers import RegisterCustomer, register
from events.firm import FIRM
from events.kernel import Asked
from events.purchases import PurchaseRecorded, RecordPurchase
from events.rulebook import AdoptRulebook, Rulebook, Segment
from events.sweep import AdoptSweepPlan
from events.tags import TagCustomer
from events.values import Channel, Money, Outcome, Rule
from tests.conftest import SECRET
from tests.projections.book import ANN, NORTH, Book

MONDAY = date(2026, 3, 2)
OLD = Rulebook()
TRADE = Segment(name="Trade", tag="trade", changes=(("pleased_after", 2),))
NEW = Rulebook(pleased_after=3, segments=(TRADE,))
SPOKE = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE)


@pytest.fixture
def customers(book: Book, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Seven who bought on the last Friday, worked out three at a time; the last two are of the trade."""
    monkeypatch.setattr(profiles.in_batches, "__defaults__", (3,))
    found = [book.customer(f"Customer {number}") for number in range(7)]
    for customer in found:
        book.note(customer, RecordPurchase(amount=Money(4_500), on=date(2026, 2, 27)))
    for customer in found[-2:]:
        book.note(customer, TagCustomer(tag="trade"))
    return found


def adopting(book: Book, rulebook: Rulebook, before: Callable[[], object] = lambda: None) -> Callable[..., Appended]:
    """Adopts it once `before` was done."""
    asked = Asked(
        command_id=uuid4(),
        stream=FIRM,
        occurred_at=book.clock.now,
        noted_by=ANN,
        commands=(AdoptRulebook(rulebook=rulebook, name="Autumn"),),
    )

    def adopt(found: Sequence[View]) -> Appended:
        before()
        return carry_out(book.store, asked, views=found)

    return adopt


def under(rulebook: Rulebook) -> Callable[[Setting], Setting]:
    return lambda setting: replace(setting, rulebook=rulebook)


def due(tx: Tx, day: date) -> list[UUID]:
    """Who is asked whether they are pleased."""
    return sorted(one.customer for one in queue.due(tx, ANN, day) if one.rule is Rule.PLEASED)


def seen(store: Store) -> tuple[Rulebook, list[UUID]]:
    with store.database.read() as tx:
        return firm.setting(tx).rulebook, due(tx, MONDAY)


def test_other_rules_come_into_force_with_their_rows(book: Book, customers: list[UUID]) -> None:
    assert seen(book.store) == (OLD, [])
    appended = adopt_beside(book.store, under(NEW), adopting(book, NEW))
    assert [noted.body.name for noted in appended.recorded] == ["Autumn"]  # type: ignore[attr-defined]
    assert seen(book.store) == (NEW, sorted(customers))
    assert list(differences(book.store)) == []
    with book.store.database.read() as tx:
        setting = firm.setting(tx)
    assert (setting.rulebook_version, setting.rulebook_name) == (1, "Autumn")


def test_a_reader_sees_all_of_the_old_or_all_of_the_new(
    book: Book, customers: list[UUID], place: str, tmp_path: Path
) -> None:
    other = open_store(place, f"sqlite:///{tmp_path}/keys.db", SECRET, clock=book.clock)
    with other.database.read() as tx:
        assert firm.setting(tx).rulebook == OLD
        adopt_beside(book.store, under(NEW), adopting(book, NEW, lambda: seen(other)))
        assert (firm.setting(tx).rulebook, due(tx, MONDAY)) == (OLD, [])
    assert seen(other) == (NEW, sorted(customers))
    other.close()


def test_nothing_of_it_is_seen_before_it_is_adopted(book: Book, customers: list[UUID]) -> None:
    before = seen(book.store)
    prepare(book.store, under(NEW))
    assert seen(book.store) == before
    assert list(differences(book.store)) == []


def test_what_is_noted_meanwhile_stands_in_both(book: Book, customers: list[UUID]) -> None:
    """Also by whom nothing would have changed, and by who came meanwhile."""
    new: list[UUID] = []

    def while_preparing(setting: Setting) -> Setting:
        book.note(customers[0], SPOKE)
        new.append(book.customer("Somebody New"))
        book.note(new[0], RecordPurchase(amount=Money(4_500), on=date(2026, 2, 27)))
        return replace(setting, rulebook=NEW)

    def before_the_swap() -> None:
        book.note(customers[1], SPOKE)
        assert seen(book.store) == (OLD, [])

    adopt_beside(book.store, while_preparing, adopting(book, NEW, before_the_swap))
    assert list(differences(book.store)) == []
    rulebook, found = seen(book.store)
    assert rulebook == NEW
    assert set(found) == {*customers[2:], *new}


def test_only_who_changed_is_worked_out_under_the_lock(
    book: Book, customers: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[UUID] = []

    def counted(customer: UUID, *rest: Any) -> Any:
        worked.append(customer)
        return customer_of(customer, *rest)

    def begin() -> None:
        book.note(customers[1], SPOKE)
        monkeypatch.setattr(views, "customer_of", counted)

    adopt_beside(book.store, under(NEW), adopting(book, NEW, begin))
    assert worked == [customers[1]]


def test_only_rows_that_differ_are_written(book: Book, customers: list[UUID]) -> None:
    """Of a rule that the trade alone has otherwise, the rows of the trade; none of what no rule decides."""
    trade = replace(OLD, segments=(TRADE,))
    prepared = prepare(book.store, under(trade))
    assert set(prepared.rows["live_agenda"]) == {customer.bytes for customer in customers[-2:]}
    assert prepared.rows["live_directory"] == {}
    assert "live_profiles" not in prepared.rows
    same = prepare(book.store, under(replace(OLD, plan_cards=7)))
    assert not any(same.rows.values())


def test_who_was_worked_on_from_the_sweep_is_told_by_the_new_rules(book: Book, customers: list[UUID]) -> None:
    quiet = uuid4()
    asked = RegisterCustomer(name="Quiet", owner=ANN, team=NORTH, source="till")
    book.bring(quiet, register(asked), PurchaseRecorded(amount=1_000, on=date(2025, 11, 10)))
    book.note(quiet, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.NO_ANSWER))
    with book.store.database.read() as tx:
        assert directory.worked_today(tx, ANN, MONDAY).swept == 1
    later = Rulebook(second_until=300)
    prepared = prepare(book.store, under(later))
    assert set(prepared.rows["live_directory"]) == {quiet.bytes}
    adopt_beside(book.store, under(later), adopting(book, later))
    with book.store.database.read() as tx:
        assert directory.worked_today(tx, ANN, MONDAY).swept == 0
    assert list(differences(book.store)) == []


def test_two_who_adopt_at_once_do_so_one_after_the_other(book: Book, customers: list[UUID]) -> None:
    others = [Rulebook(pleased_after=60)]

    def somebody_else() -> None:
        while others:
            other = others.pop()
            adopt_beside(book.store, under(other), adopting(book, other))

    adopt_beside(book.store, under(NEW), adopting(book, NEW, somebody_else))
    assert seen(book.store) == (NEW, sorted(customers))
    assert list(differences(book.store)) == []


def test_a_sweep_plan_adopted_meanwhile_changes_nothing(book: Book, customers: list[UUID]) -> None:
    def somebody_else() -> None:
        book.note(FIRM, AdoptSweepPlan(a_day=20, since=MONDAY))

    adopt_beside(book.store, under(NEW), adopting(book, NEW, somebody_else))
    assert list(differences(book.store)) == []


def test_where_others_keep_changing_the_rules_it_still_comes_to_an_end(
    book: Book, customers: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = iter(range(20, 90))

    def somebody_else() -> None:
        book.note(FIRM, AdoptRulebook(rulebook=Rulebook(pleased_after=next(numbers))))

    prepared: list[Store] = []

    def counted(store: Store, after: Callable[[Setting], Setting]) -> Prepared:
        prepared.append(store)
        return prepare(store, after)

    monkeypatch.setattr(reruling, "prepare", counted)
    adopt_beside(book.store, under(NEW), adopting(book, NEW, somebody_else))
    assert len(prepared) == reruling.TRIES
    assert seen(book.store) == (NEW, sorted(customers))
    assert list(differences(book.store)) == []


def test_what_ends_early_leaves_the_old_state_whole(
    book: Book, customers: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = seen(book.store)

    def dies(*_: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(reruling.Reruling, "derive", dies)
    with pytest.raises(RuntimeError, match="the power went"):
        adopt_beside(book.store, under(NEW), adopting(book, NEW))
    assert seen(book.store) == before
    assert list(differences(book.store)) == []


def test_a_rulebook_that_comes_unprepared_is_right_as_well(book: Book, customers: list[UUID]) -> None:
    book.note(FIRM, AdoptRulebook(rulebook=NEW))
    assert seen(book.store) == (NEW, sorted(customers))
    assert list(differences(book.store)) == []
