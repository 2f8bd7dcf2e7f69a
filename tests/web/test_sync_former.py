"""Is what somebody noted on a customer kept, though the customer became somebody else's before it was sent?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from events.contacts import ContactAttempted
from events.customers import AssignCustomer
from events.enquiries import ReceiveEnquiry
from events.team import NoteAbsence
from tests.conftest import Clock
from tests.web.firm import ALICE, BOB, CHARLIE, MANAGER, NORTH, SOUTH, Firm
from tests.web.phone import Phone, statuses


def call(phone: Phone, customer: UUID) -> dict[str, object]:
    return phone.note(f"/customers/{customer}/contact-attempts", channel="call", outcome="spoke")


def attempts(firm: Firm, customer: UUID) -> list[UUID]:
    return [noted.noted_by for noted in firm.store.stream(customer) if isinstance(noted.body, ContactAttempted)]


@pytest.mark.parametrize(("days", "status"), [(1, "accepted"), (30, "accepted"), (31, "refused")])
def test_a_late_note_of_a_former_owner_is_kept_for_thirty_days(
    firm: Firm, clock: Clock, days: int, status: str
) -> None:
    phone, customer = Phone(firm, ALICE), firm.customer("Tom Brennan")
    item = call(phone, customer)
    clock.move(timedelta(hours=1))
    firm.do(customer, AssignCustomer(owner=CHARLIE, team=SOUTH))
    clock.move(timedelta(days=days))
    phone.client = firm.client(ALICE)
    answer = phone.post(item, page=f"/customers/{customer}")
    assert statuses(answer.get_json()["results"]) == [status]
    assert attempts(firm, customer) == ([ALICE] if status == "accepted" else [])
    assert "Brennan" not in answer.text, "nothing is given back"
    assert answer.get_json()["page"] == ""
    assert phone.client.get(f"/customers/{customer}").status_code == 404
    if status == "accepted":
        assert statuses(phone.send(item)) == ["known"]
        clock.move(timedelta(days=300))
        phone.client = firm.client(ALICE)
        assert statuses(phone.send(item)) == ["known"]
        assert "Spoke" in firm.client(CHARLIE).get(f"/customers/{customer}/history").text


def test_what_was_noted_when_it_was_somebody_else_s_already_is_refused(firm: Firm, clock: Clock) -> None:
    phone, customer = Phone(firm, ALICE), firm.customer()
    clock.move(timedelta(hours=1))
    firm.do(customer, AssignCustomer(owner=CHARLIE, team=SOUTH))
    clock.move(timedelta(minutes=1))
    told = phone.send(call(phone, customer))
    assert statuses(told) == ["refused"]
    assert told[0]["sentence"] == "There is nothing here, or it is not yours to see."
    assert attempts(firm, customer) == []


def test_of_the_pool_only_whoever_asked_is_on_phones_and_noted_on_after_another_took_them(
    firm: Firm, clock: Clock
) -> None:
    phone, silent, asked = Phone(firm, ALICE), firm.customer("Tom", owner=None), firm.customer("Rosa", owner=None)
    firm.do(asked, ReceiveEnquiry(), by=ALICE)
    clock.move(timedelta(hours=1))
    for customer in (silent, asked):
        firm.do(customer, AssignCustomer(owner=BOB, team=NORTH))
    clock.move(timedelta(hours=1))
    assert statuses(phone.send(call(phone, silent), call(phone, asked))) == ["refused", "accepted"]


def test_of_several_owners_each_may_note_late_for_their_time(firm: Firm, clock: Clock) -> None:
    customer = firm.customer(owner=None)
    phones = {who: Phone(firm, who) for who in (ALICE, BOB, CHARLIE)}
    items = {"pool": call(phones[ALICE], customer), "early": call(phones[CHARLIE], customer)}
    for who, team in ((BOB, NORTH), (CHARLIE, SOUTH), (ALICE, NORTH), (CHARLIE, SOUTH)):
        clock.move(timedelta(days=1))
        firm.do(customer, AssignCustomer(owner=who, team=team))
        clock.move(timedelta(hours=1))
        items[f"{who} {team}"] = call(phones[who], customer)
    clock.move(timedelta(days=1))
    assert statuses(phones[ALICE].send(items["pool"], items[f"{ALICE} {NORTH}"])) == ["accepted"] * 2
    assert statuses(phones[BOB].send(items[f"{BOB} {NORTH}"])) == ["accepted"]
    assert statuses(phones[CHARLIE].send(items[f"{CHARLIE} {SOUTH}"], items["early"])) == ["accepted"] * 2
    assert sorted(attempts(firm, customer)) == sorted([ALICE, ALICE, BOB, CHARLIE, CHARLIE])


def test_who_stood_in_notes_late_and_no_longer_once_it_is_long_ago(firm: Firm, clock: Clock) -> None:
    first = date(2026, 3, 2)
    firm.do(ALICE, NoteAbsence(first_day=first, last_day=first + timedelta(days=1), stand_in=BOB))
    phone, customer = Phone(firm, BOB), firm.customer(owner=ALICE)
    items = [call(phone, customer) for _ in range(2)]
    clock.move(timedelta(days=5))
    after = call(phone, customer)
    assert statuses(phone.send(items[0], after)) == ["accepted", "refused"]
    clock.move(timedelta(days=30))
    phone.client = firm.client(BOB)
    assert statuses(phone.send(*items)) == ["known", "refused"]


def test_a_manager_s_late_note_is_kept_too(firm: Firm, clock: Clock) -> None:
    phone, customer = Phone(firm, MANAGER), firm.customer()
    item = call(phone, customer)
    clock.move(timedelta(hours=1))
    firm.do(customer, AssignCustomer(owner=CHARLIE, team=SOUTH))
    assert statuses(phone.send(item)) == ["accepted"]


def test_late_notes_reach_no_other_customer(firm: Firm, clock: Clock) -> None:
    """A form that names a fact of another customer of the new owner finds nothing there."""
    phone, customer, other = Phone(firm, ALICE), firm.customer(), firm.customer("Other", owner=CHARLIE, team=SOUTH)
    item = call(phone, customer)
    stranger = call(phone, other)
    clock.move(timedelta(hours=1))
    firm.do(customer, AssignCustomer(owner=CHARLIE, team=SOUTH))
    assert statuses(phone.send(item, stranger)) == ["accepted", "refused"]
    assert phone.client.get(f"/customers/{other}").status_code == 404
