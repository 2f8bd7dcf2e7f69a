"""Who is meant by a row: by number, then e-mail, then phone, and by a name alone only when somebody says so?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.importing.choices import NEW, OUT, SAME
from backend.importing.entries import Contacted, Entry, Person, Stated
from backend.projections import directory, profiles
from backend.store import Store
from events.consent import WithdrawConsent
from events.customers import RegisterCustomer
from events.values import Channel, Outcome
from tests.importing.firm import DAY, TEAM, Shop, sale


@pytest.fixture
def firm(place: str, tmp_path: Path) -> Iterator[Shop]:
    """On one kind of database after the other."""
    made = Shop(tmp_path, place)
    yield made
    made.store.close()


def known(firm: Shop, name: str, **said: Any) -> UUID:
    customer = uuid4()
    firm.do(customer, RegisterCustomer(name=name, team=TEAM, **said))
    return customer


def names(firm: Shop) -> list[str]:
    return sorted(str(key[0]) for key in firm.book().elements())


def test_three_spellings_of_one_person_are_one(firm: Shop) -> None:
    rows = [
        sale(2, name="Rosa Marin", phone="0131 496 0101"),
        sale(3, name="R. Marin", phone="+44 131 496 0101", amount=200),
        sale(4, name="Marin, Rosa", phone="0044 131 4960101", email="rosa@example.com", amount=300),
    ]
    firm.bring(rows)
    assert len(names(firm)) == 1
    (one,) = firm.book()
    assert one[-1] == 3


def test_two_people_with_one_phone_stay_two(firm: Shop) -> None:
    firm.bring([sale(2, name="Ann Brennan", phone="0131 496 0101"), sale(3, name="Tom Brennan", phone="01314960101")])
    assert names(firm) == ["Ann Brennan", "Tom Brennan"]
    firm.bring([sale(2, name="Tom Brennan", phone="0131 496 0101", amount=5)], source="web shop")
    assert (firm.finished.new_customers, firm.finished.changed) == (0, 1)


def test_two_numbers_of_a_shop_are_two_customers_whatever_else_they_share(firm: Shop) -> None:
    firm.bring([sale(2, number="1", name="Info", email="info@firm.example")])
    firm.bring([sale(2, number="2", name="Info", email="info@firm.example")])
    assert len(names(firm)) == 2
    firm.bring([sale(2, number="1", amount=7), sale(3, number="2", amount=7)])
    assert firm.finished.new_customers == 0


def test_a_number_of_another_shop_is_another_number(firm: Shop) -> None:
    firm.bring([sale(2, number="7", name="Rosa")])
    firm.bring([sale(2, number="7", name="Tom")], source="web shop")
    assert names(firm) == ["Rosa", "Tom"]


def test_who_was_found_by_address_is_found_by_number_from_then_on(firm: Shop) -> None:
    rosa = known(firm, "Rosa Marin", email="rosa@example.com")
    firm.bring([sale(2, number="C-7", name="Rosa", email="Rosa@Example.com")])
    assert firm.finished.new_customers == 0
    firm.bring([sale(2, number="C-7", amount=5)])
    assert (firm.finished.new_customers, firm.finished.new_purchases) == (0, 1)
    with firm.store.database.read() as tx:
        assert directory.entries(tx, [rosa])[rosa].orders == 2


@pytest.mark.parametrize(("answer", "customers", "refused"), [(SAME, 1, 0), (NEW, 2, 0), (OUT, 1, 1)])
def test_a_name_alone_is_never_guessed(firm: Shop, answer: str, customers: int, refused: int) -> None:
    known(firm, "Rosa Marin", email="rosa@example.com")
    firm.bring([sale(2, name="rosa marin")], names=answer)
    assert len(names(firm)) == customers
    assert firm.finished.refused == refused


def test_what_people_noted_is_not_overwritten(firm: Shop) -> None:
    rosa = known(firm, "Rosa Marin", email="rosa@example.com", phone="0131 496 0101")
    firm.bring([sale(2, name="ROSA", email="rosa@example.com", phone="07700 900123", place="Leith")])
    with firm.store.database.read() as tx:
        line = directory.entries(tx, [rosa])[rosa]
    assert (line.name, line.phone, line.place) == ("Rosa Marin", "0131 496 0101", "Leith")


def test_an_order_given_to_two_customers_is_the_first_ones(firm: Shop) -> None:
    firm.bring([sale(2, number="1", order="A1"), sale(3, number="2", order="A1"), sale(4, number="1", order="A1")])
    assert (firm.finished.new_customers, firm.finished.new_purchases, firm.finished.refused) == (1, 1, 1)


def contact(line: int, outcome: Outcome) -> Entry:
    return Entry(line, Person(number="1"), Contacted(on=DAY, channel=Channel.CALL, outcome=outcome, note="rang"))


def test_calls_of_the_past_are_contacts_and_come_once(firm: Shop) -> None:
    rows = [contact(2, Outcome.SPOKE), contact(3, Outcome.SPOKE), contact(4, Outcome.NO_ANSWER)]
    firm.bring(rows)
    assert firm.finished.contacts == 3
    firm.bring(list(reversed(rows)))
    assert (firm.finished.contacts, firm.finished.known) == (0, 3)


def test_a_call_that_cannot_end_so_is_left_out_and_brings_nobody(firm: Shop) -> None:
    firm.bring([contact(2, Outcome.MET)])
    assert (firm.finished.refused, firm.finished.new_customers, names(firm)) == (1, 0, [])


def consents(store: Store, customer: UUID) -> dict[Channel, bool]:
    with store.database.read() as tx:
        profile, _ = profiles.load(tx, [customer])[customer]
    return {channel: one.given for channel, one in profile.consent.items()}


def asked(given: bool) -> list[Entry]:
    return [Entry(2, Person(email="rosa@example.com"), Stated(total=100), consent=((Channel.EMAIL, given),))]


def test_consent_is_not_asked_unless_a_column_says_otherwise(firm: Shop) -> None:
    rosa = known(firm, "Rosa Marin", email="rosa@example.com")
    firm.bring([Entry(2, Person(email="rosa@example.com"), Stated(total=100))])
    assert consents(firm.store, rosa) == {}
    firm.bring(asked(True))
    assert consents(firm.store, rosa) == {Channel.EMAIL: True}


def test_a_no_said_here_outlives_any_file(firm: Shop) -> None:
    rosa = known(firm, "Rosa Marin", email="rosa@example.com")
    firm.do(rosa, WithdrawConsent(channel=Channel.EMAIL, source="on the phone"))
    firm.bring(asked(True))
    assert consents(firm.store, rosa) == {Channel.EMAIL: False}


def test_a_no_of_a_file_counts(firm: Shop) -> None:
    rosa = known(firm, "Rosa Marin", email="rosa@example.com")
    firm.bring(asked(True))
    firm.bring(asked(False), source="newsletter")
    assert consents(firm.store, rosa) == {Channel.EMAIL: False}


def test_ids_of_who_has_no_number_cannot_be_found_by_trying(firm: Shop, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Shop(tmp_path / "other")
    other.tools = type(other.tools)(other.store, other.views, other.clock, other.tools.new_id, lambda: "other salt")
    found = []
    for one in (firm, other):
        one.bring([sale(2, email="rosa@example.com")])
        with one.store.database.read() as tx:
            found += list(profiles.everybody(tx))
    other.store.close()
    assert len(set(found)) == 2


def test_what_is_taken_back_is_gone_and_comes_again(firm: Shop) -> None:
    rows = [sale(2, number="1", name="Rosa"), sale(3, email="tom@example.com"), sale(4, name="Ann", order="A1")]
    import_id = firm.bring(rows)
    whole = firm.book()
    firm.take_back(import_id)
    assert names(firm) == []
    firm.sound()
    firm.bring(rows)
    assert firm.book() == whole
    firm.sound()


def test_an_initial_that_may_be_either_joins_neither(firm: Shop) -> None:
    rows = [
        sale(line, name=name, phone="0131 496 0101", amount=100 + line)
        for line, name in enumerate(("Pia Shore", "Paul Shore", "P. Shore"), start=2)
    ]
    for _ in range(2):
        firm.bring(rows)
        assert names(firm) == ["P. Shore", "Paul Shore", "Pia Shore"]
        assert firm.book().total() == 3
    firm.bring([sale(2, name="P Shore", phone="0131 496 0101", amount=7)])
    assert len(names(firm)) == 3
