"""Between power hours, feedback, enquiries and the library: is nothing lost, and nothing done in another's place?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from events.customers import AssignCustomer
from events.enquiries import EnquiryReceived
from events.power_hours import PlanPowerHour, PowerHourPlanned
from events.values import Channel
from tests.conftest import Clock
from tests.web.firm import ALICE, BOB, CHARLIE, SOUTH, Firm, told
from tests.web.phone import Phone, statuses

JSON = {"Accept": "application/json"}


def sent(client: FlaskClient, path: str, **fields: Any) -> tuple[int, dict[str, Any]]:
    answer = client.post(path, json={"fact_id": str(uuid4()), **fields}, headers=JSON)
    return answer.status_code, answer.get_json()


def worked(client: FlaskClient, hour: UUID) -> int:
    """Cards of an hour, as its look-back counts them."""
    assert sent(client, f"/hours/{hour}/end")[0] == 201
    counted: int = told(client, f"/hours/{hour}")["worked"]
    return counted


@pytest.mark.parametrize(("ways", "kept"), [("", ()), (["", "call"], (Channel.CALL,)), ([None], ()), ([], ())])
def test_a_way_that_is_empty_is_none(firm: Firm, alice: FlaskClient, ways: Any, kept: tuple[Channel, ...]) -> None:
    hour = uuid4()
    assert sent(alice, f"/hours/{hour}/plan", cards=5, minutes=60, ways=ways)[0] == 201
    (noted,) = firm.store.stream(hour)
    assert noted.body == PowerHourPlanned(cards=5, minutes=60, ways=kept)


def test_no_minutes_of_ones_own_are_not_the_usual_ones(firm: Firm, alice: FlaskClient) -> None:
    hour = uuid4()
    status, told = sent(alice, f"/hours/{hour}/plan", cards=5, minutes=60, own=0)
    assert (status, told["error"]) == (422, "Plan between 1 and 240 minutes.")
    assert firm.store.stream(hour) == []


@pytest.mark.parametrize(
    ("to", "fields"),
    [
        ("contact-attempts", {"channel": "call", "outcome": "ordered", "note": "Two lamps"}),
        ("put-offs", {"why": "no_time"}),
    ],
)
def test_nobody_notes_in_a_colleagues_hour(
    firm: Firm, alice: FlaskClient, bob: FlaskClient, to: str, fields: dict[str, str]
) -> None:
    hour, customer = uuid4(), firm.customer()
    bobs = firm.customer(owner=BOB)
    firm.do(hour, PlanPowerHour(cards=5, minutes=60), by=ALICE)
    assert sent(bob, f"/customers/{bobs}/{to}", hour=str(hour), **fields)[0] == 201, "what was typed is kept"
    assert worked(alice, hour) == 0
    assert sent(alice, f"/customers/{customer}/{to}", hour=str(hour), **fields)[0] == 201
    assert worked(alice, hour) == 1
    late = uuid4()
    assert sent(alice, f"/customers/{customer}/{to}", hour=str(late), **fields)[0] == 201
    firm.do(late, PlanPowerHour(cards=5, minutes=60), by=ALICE)
    assert worked(alice, late) == 1, "also where the plan comes after its steps"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ["a", "b"]}, "Write “text” as words."),
        ({"back": None}, "Fill in “back”."),
        ({"zzz{0}": "x"}, "There is no field “zzz{0}” here."),
        ({"about_price": "perhaps"}, "Say yes or no."),
        ({}, "Say how they put it: pleased, a complaint, an idea, leaving, or a face."),
    ],
)
def test_a_field_of_another_kind_gets_a_plain_sentence(
    firm: Firm, alice: FlaskClient, fields: dict[str, Any], sentence: str
) -> None:
    status, answer = sent(alice, f"/customers/{firm.customer()}/feedback", **fields)
    assert (status, answer["error"]) == (422, sentence)


def test_whether_to_look_for_doubles_may_be_left_empty(alice: FlaskClient) -> None:
    status, answer = sent(alice, "/customers", name="Ann Lee", ask="", anyway="")
    assert (status, "id" in answer) == (201, True)


def test_what_somebody_on_the_list_asked_is_noted_once_though_the_answer_was_lost(firm: Firm) -> None:
    phone, customer = Phone(firm, ALICE), firm.customer("Tom Brennan")
    item = asked_by(phone, customer)
    assert [statuses(phone.send(item)) for _ in range(2)] == [["accepted"], ["known"]]
    assert enquiries(firm, customer) == ["Do you rent?"]
    assert statuses(phone.send({**item, "fields": {**item["fields"], "enquiry": "Do you sell?"}})) == ["conflict"]


def test_what_somebody_asked_is_taken_late_as_any_note_is(firm: Firm, clock: Clock) -> None:
    phone, customer = Phone(firm, ALICE), firm.customer("Tom Brennan")
    item = asked_by(phone, customer)
    clock.move(timedelta(hours=1))
    firm.do(customer, AssignCustomer(owner=CHARLIE, team=SOUTH))
    too_late = asked_by(phone, customer)
    clock.move(timedelta(days=1))
    assert [statuses(phone.send(item)) for _ in range(2)] == [["accepted"], ["known"]]
    assert statuses(phone.send(too_late)) == ["refused"]
    assert enquiries(firm, customer) == ["Do you rent?"]


def test_what_somebody_asked_is_handed_over_by_a_lost_phone_and_taken(firm: Firm, manager: FlaskClient) -> None:
    phone, customer = Phone(firm, ALICE), firm.customer("Tom Brennan")
    strange = firm.customer("Else", owner=CHARLIE, team=SOUTH)
    item = asked_by(phone, customer)
    (session,) = told(manager, f"/team/{ALICE}/devices")["sessions"]
    manager.post(f"/team/{ALICE}/sessions/{session['id']}/end", data={"fact_id": str(uuid4())})
    assert statuses(phone.send(item, asked_by(phone, strange))) == ["accepted", "refused"]
    assert statuses(phone.send(item)) == ["known"]
    (held,) = told(manager, "/team/held")["held"]
    assert sent(manager, f"/team/held/{held['id']}/taking")[0] == 201
    assert enquiries(firm, customer) == ["Do you rent?"]


def asked_by(phone: Phone, customer: UUID) -> dict[str, Any]:
    return phone.note("/customers", ask="yes", asked="yes", name="Tom", enquiry="Do you rent?", of=str(customer))


def enquiries(firm: Firm, customer: UUID) -> list[str | None]:
    return [noted.body.text for noted in firm.store.stream(customer) if isinstance(noted.body, EnquiryReceived)]
