"""What comes in again: after a taking back, in other words, after a person's undo, and cut off half-way?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from backend.importing import take_back as taking
from backend.importing.entries import Entry, Person, Sale, Stated
from backend.projections import directory, profiles
from events.feedback import NoteFeedback
from events.imports import IMPORTS, ImportUndone
from events.kernel import Noted
from events.notes import UndoFact
from events.purchases import RecordPurchase
from events.values import FeedbackKind, Money
from tests.importing.firm import DAY, Shop, sale
from tests.importing.test_people import known

SOMEBODY = UUID(int=0xABBA)


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Shop]:
    made = Shop(tmp_path)
    yield made
    made.store.close()


def worth(firm: Shop) -> list[tuple[int, int]]:
    """Total and orders of everybody on the list."""
    with firm.store.database.read() as tx:
        everybody = directory.listed(tx, profiles.everybody(tx))
        return sorted((line.total, line.orders) for line in directory.entries(tx, everybody).values())


def the_one(firm: Shop) -> UUID:
    with firm.store.database.read() as tx:
        (one,) = directory.listed(tx, profiles.everybody(tx))
    return one


def refunded(so_far: int) -> Entry:
    one = sale(2, number="1", order="A1", amount=1000)
    assert one.what
    return one._replace(what=one.what._replace(refunded=so_far))  # type: ignore[call-arg]


def refund_row(amount: int) -> Entry:
    one = sale(2, number="1", order="A1", amount=amount)
    assert one.what
    return one._replace(what=one.what._replace(refund=True))  # type: ignore[call-arg]


def test_a_recognised_sale_is_recognised_again(firm: Shop) -> None:
    rosa = known(firm, "Rosa", email="rosa@example.com")
    firm.do(rosa, RecordPurchase(amount=Money(990), on=DAY), by=SOMEBODY)
    rows = [sale(2, email="rosa@example.com", amount=990)]
    firm.take_back(firm.bring(rows))
    firm.bring(rows)
    assert worth(firm) == [(990, 1)]
    firm.bring(rows)
    assert worth(firm) == [(990, 1)]
    firm.sound()


def test_refunds_so_far_are_counted_from_what_stands(firm: Shop) -> None:
    firm.take_back(firm.bring([refunded(100)]))
    firm.bring([refunded(100)])
    firm.bring([refunded(250)])
    assert worth(firm) == [(750, 1)]
    firm.sound()


def test_a_refund_of_a_sale_that_came_again_is_of_that_sale(firm: Shop) -> None:
    rows = [sale(2, number="1", order="A1", amount=1000)]
    firm.take_back(firm.bring(rows))
    firm.bring(rows)
    firm.bring([refund_row(400)])
    assert worth(firm) == [(600, 1)]


def test_a_refund_finds_its_sale_though_the_address_is_another_now(firm: Shop) -> None:
    order = sale(2, email="rosa@example.com", order="A1", amount=1000)
    firm.bring([order])
    assert order.what
    firm.bring([order._replace(person=Person(email="rosa@new.example"), what=order.what._replace(refunded=1000))])  # type: ignore[call-arg]
    assert worth(firm) == [(0, 1)]
    assert firm.finished.new_customers == 0


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ({"phone": "0131 496 0101"}, {"phone": "0131 496 0101", "email": "rosa@example.com"}),
        ({"name": "Ann Lee", "phone": "0131 496 0101"}, {"name": "Ann B. Lee", "phone": "0131 496 0101"}),
        ({"email": "rosa@example.com"}, {"email": "rosa@example.com", "number": "7"}),
    ],
)
def test_details_that_are_gained_double_no_sale(firm: Shop, then: dict[str, Any], now: dict[str, Any]) -> None:
    amounts = (100, 100, 200)
    firm.bring([sale(line, amount=amount, **then) for line, amount in enumerate(amounts, 2)])
    more = (*amounts, 100, 300)
    firm.bring([sale(line, amount=amount, **now) for line, amount in enumerate(more, 2)])
    assert worth(firm) == [(sum(more), 5)]
    assert (firm.finished.known, firm.finished.new_purchases) == (3, 2)


def test_a_like_sale_of_another_shop_is_another_sale(firm: Shop) -> None:
    firm.bring([sale(2, email="rosa@example.com", amount=100)])
    firm.bring([sale(2, email="rosa@example.com", amount=100)], source="web shop")
    assert worth(firm) == [(200, 2)]


def test_what_a_person_undid_does_not_come_back(firm: Shop) -> None:
    rows = [sale(2, number="1", amount=1000), sale(3, number="1", amount=500)]
    firm.bring(rows)
    one = the_one(firm)
    wrong = next(noted for noted in firm.store.stream(one) if getattr(noted.body, "amount", 0) == 500)
    firm.do(one, UndoFact(of=wrong.fact_id), by=SOMEBODY)
    firm.bring(rows)
    assert worth(firm) == [(1000, 1)]


def test_two_numbers_with_one_address_are_two_also_where_it_is_known(firm: Shop) -> None:
    known(firm, "Info", email="info@firm.example")
    rows = [sale(2, number="1", email="info@firm.example"), sale(3, number="2", email="info@firm.example")]
    firm.bring(rows)
    assert worth(firm) == [(1000, 1), (1000, 1)]
    firm.bring(rows)
    assert worth(firm) == [(1000, 1), (1000, 1)]


def test_many_names_are_answered_together(firm: Shop) -> None:
    for number in range(60):
        known(firm, f"Person {number}")
    firm.bring([sale(line, name=f"Person {line - 2}") for line in range(2, 62)], names="same")
    assert (firm.finished.refused, firm.finished.new_customers, firm.finished.new_purchases) == (0, 0, 60)


def test_a_stated_past_that_goes_up_and_down_is_the_last_one(firm: Shop) -> None:
    for total in (100, 120, 100):
        firm.bring([Entry(2, Person(number="1"), Stated(total=total))])
    with firm.store.database.read() as tx:
        ((profile, _),) = profiles.load(tx, profiles.everybody(tx)).values()
    assert profile.stated
    assert profile.stated.total == 100
    firm.bring([Entry(2, Person(number="1"), Stated(total=100))])
    assert firm.finished.known == 1


def test_names_without_letters_are_told_apart(firm: Shop) -> None:
    firm.bring([sale(2, name="???"), sale(3, name="!!!")])
    assert len(worth(firm)) == 2


def test_taking_back_counts_whole_also_when_it_was_cut_off(firm: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = firm.bring([sale(line, number=str(line)) for line in range(2, 8)])
    monkeypatch.setattr(taking, "CUSTOMERS_AT_ONCE", 2)
    whole, sets = firm.store.append_many, list[object]()

    def cut_off(noted: list[Noted], **told: object) -> object:
        if len(sets) == 2:
            raise KeyboardInterrupt
        sets.append(noted)
        return whole(noted, **told)  # type: ignore[arg-type]

    monkeypatch.setattr(firm.store, "append_many", cut_off)
    with pytest.raises(KeyboardInterrupt):
        firm.take_back(import_id)
    monkeypatch.setattr(firm.store, "append_many", whole)
    firm.take_back(import_id)
    (undone,) = [noted.body for noted in firm.store.stream(IMPORTS) if isinstance(noted.body, ImportUndone)]
    assert (undone.customers, undone.facts, undone.kept) == (6, 12, 0)
    assert worth(firm) == []
    firm.sound()


def test_what_is_noted_while_it_is_taken_back_keeps_its_customer(firm: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = firm.bring([sale(2, number="1")])
    one, whole, late = the_one(firm), firm.store.append_many, [True]

    def meanwhile(noted: list[Noted], **told: object) -> object:
        if late.pop() if late else False:
            firm.do(one, NoteFeedback(kind=FeedbackKind.PRAISE, text="lovely"), by=SOMEBODY)
        return whole(noted, **told)  # type: ignore[arg-type]

    monkeypatch.setattr(firm.store, "append_many", meanwhile)
    firm.take_back(import_id)
    assert worth(firm) == [(0, 0)]
    firm.sound()


def test_two_imports_taken_back_leave_nobody(firm: Shop) -> None:
    first = firm.bring([sale(2, number="1", amount=100)])
    second = firm.bring([sale(2, number="1", amount=200)])
    firm.take_back(first)
    assert worth(firm) == [(200, 1)]
    firm.take_back(second)
    assert worth(firm) == []
    firm.sound()


def test_a_credit_note_with_a_number_of_its_own_still_gives_back(firm: Shop) -> None:
    bought = sale(2, number="1", order="I1", amount=10_000)
    note = sale(3, number="1", order="C2", amount=4_500)
    assert note.what
    note = note._replace(what=note.what._replace(refund=True))  # type: ignore[call-arg]
    firm.bring([bought, note])
    assert worth(firm) == [(5_500, 1)]
    firm.bring([bought, note])
    assert worth(firm) == [(5_500, 1)]
    firm.sound()


@pytest.mark.parametrize("row", [refunded(300), refund_row(300)])
def test_a_refund_from_another_import_comes_again_with_its_sale(firm: Shop, row: Entry) -> None:
    first = firm.bring([sale(2, number="1", order="A1", amount=1000)])
    rows = [row] if isinstance(row.what, Sale) and row.what.refunded else [sale(2, number="1", order="A1"), row]
    firm.bring(rows)
    before = worth(firm)
    firm.take_back(first)
    for _ in range(2):
        firm.bring(rows)
        assert worth(firm) == before
    firm.sound()


def test_what_equal_lines_of_one_order_give_back_adds_up(firm: Shop) -> None:
    line = sale(2, number="1", order="G1", amount=1000)
    assert line.what
    line = line._replace(what=line.what._replace(refunded=1000))  # type: ignore[call-arg]
    for _ in range(2):
        firm.bring([line, line._replace(line=3)])
        assert worth(firm) == [(0, 1)]
    firm.sound()
