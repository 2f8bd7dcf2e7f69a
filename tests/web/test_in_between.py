"""Between power hours, feedback, enquiries and the library: is nothing lost, and nothing done in another's place?"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from backend.web.hours_now import steps_of
from events.power_hours import PlanPowerHour, PowerHourPlanned
from events.values import Channel
from tests.web.firm import ALICE, BOB, Firm

JSON = {"Accept": "application/json"}


def sent(client: FlaskClient, path: str, **fields: Any) -> tuple[int, dict[str, Any]]:
    answer = client.post(path, json={"fact_id": str(uuid4()), **fields}, headers=JSON)
    return answer.status_code, answer.get_json()


def steps(firm: Firm, hour: UUID) -> int:
    with firm.store.database.read() as tx:
        return len(steps_of(tx, hour))


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
    assert steps(firm, hour) == 0
    assert sent(alice, f"/customers/{customer}/{to}", hour=str(hour), **fields)[0] == 201
    assert steps(firm, hour) == 1
    late = uuid4()
    assert sent(alice, f"/customers/{customer}/{to}", hour=str(late), **fields)[0] == 201
    firm.do(late, PlanPowerHour(cards=5, minutes=60), by=ALICE)
    assert steps(firm, late) == 1, "also where the plan comes after its steps"


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
