"""Between power hours, feedback, enquiries and the library: is nothing lost, and nothing done in another's place?"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from events.power_hours import PowerHourPlanned
from events.values import Channel
from tests.web.firm import Firm

JSON = {"Accept": "application/json"}


def sent(client: FlaskClient, path: str, **fields: Any) -> tuple[int, dict[str, Any]]:
    answer = client.post(path, json={"fact_id": str(uuid4()), **fields}, headers=JSON)
    return answer.status_code, answer.get_json()


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
