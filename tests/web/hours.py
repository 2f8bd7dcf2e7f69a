"""How do the tests of power hours plan one, work its cards and read its page?"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient

from events.contacts import LogContactAttempt
from events.power_hours import PlanPowerHour
from events.values import Channel, Outcome
from tests.web.firm import ALICE, Firm

CARD = re.compile(r'data-card="([0-9a-f-]{36})"')


def three(firm: Firm) -> list[UUID]:
    """Three who have gone quiet: each is due today."""
    return [firm.customer(name, bought=(61 + at, 93 + at, 125 + at)) for at, name in enumerate(("Tom", "Rosa", "Cleo"))]


def plan(firm: Firm, by: UUID = ALICE, **planned: Any) -> UUID:
    hour = uuid4()
    firm.do(hour, PlanPowerHour(**{"cards": 10, "minutes": 60} | planned), by=by)
    return hour


def log(firm: Firm, customer: UUID, outcome: Outcome, hour: UUID, by: UUID = ALICE) -> UUID:
    command = LogContactAttempt(channel=Channel.CALL, outcome=outcome, hour=hour)
    return firm.do(customer, command, by=by).recorded[0].fact_id


def post(client: FlaskClient, path: str, **fields: Any) -> int:
    return client.post(path, data={"fact_id": str(uuid4()), **fields}).status_code


def page(client: FlaskClient, hour: UUID) -> str:
    answer = client.get(f"/hours/{hour}")
    assert answer.status_code == 200
    return answer.text


def at_work(client: FlaskClient, hour: UUID) -> UUID | None:
    found = CARD.findall(page(client, hour))
    assert len(found) <= 1
    return UUID(found[0]) if found else None
