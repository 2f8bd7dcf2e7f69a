"""Is a power hour that two phones of one person worked, offline, the same in whichever order all of it comes in?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid5

import pytest

from backend.projections.rebuild import rebuild
from backend.projections.verify import differences
from events.customers import RegisterCustomer
from tests.conftest import Clock, new_schema
from tests.web.firm import ALICE, NORTH, Firm, told
from tests.web.phone import Phone, statuses

HOUR = UUID(int=0x40)
BEGUN = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
CUSTOMERS = [UUID(int=0xC0 + number) for number in range(4)]


def call(customer: int, outcome: str) -> tuple[str, dict[str, str]]:
    fields = {"channel": "call", "outcome": outcome, "hour": str(HOUR)}
    return f"/customers/{CUSTOMERS[customer]}/contact-attempts", fields


NOTED: list[tuple[int, tuple[str, dict[str, str]]]] = [
    (3, call(0, "no_answer")),
    (5, (f"/hours/{HOUR}/pauses", {})),
    (6, (f"/hours/{HOUR}/pauses", {})),
    (11, (f"/hours/{HOUR}/resumptions", {})),
    (14, (f"/hours/{HOUR}/resumptions", {})),
    (16, call(1, "said_no")),
    (17, call(1, "ordered")),
    (20, (f"/customers/{CUSTOMERS[2]}/put-offs", {"why": "no_time", "hour": str(HOUR)})),
    (34, call(3, "spoke")),
    (38, (f"/hours/{HOUR}/end", {})),
    (41, (f"/hours/{HOUR}/end", {})),
    (42, (f"/hours/{HOUR}/pauses", {})),
    (50, (f"/hours/{HOUR}/sharing", {})),
]
"""By two phones, over midnight: minutes after it began. The last card is done at 34, six of them paused."""
UNDONE = 6
"""The order was a slip of the thumb."""


def worked(firm: Firm, order: list[int]) -> dict[str, Any]:
    """The look-back when all comes in in this order, behind the plan."""
    for number, customer in enumerate(CUSTOMERS):
        registered = RegisterCustomer(name=f"Customer {number}", phone="+44 131 496 0123", owner=ALICE, team=NORTH)
        firm.do(customer, registered, command_id=UUID(int=0xD0 + number))
    phone = Phone(firm, ALICE)
    items = [
        phone.note(to, uuid5(HOUR, str(number)), (BEGUN + timedelta(minutes=minute)).isoformat(), **fields)
        for number, (minute, (to, fields)) in enumerate(NOTED)
    ]
    plan = {"cards": "4", "minutes": "60", "goal": "Two orders"}
    assert statuses(phone.send(phone.note(f"/hours/{HOUR}/plan", HOUR, BEGUN.isoformat(), **plan))) == ["accepted"]
    for number in order:
        assert statuses(phone.send(items[number]))[0] in ("accepted", "known")
    of = {"fact_id": items[UNDONE]["id"]}
    assert statuses(phone.send(phone.note(f"/customers/{CUSTOMERS[1]}/undo", **of))) == ["accepted"]
    return told(firm.client(ALICE), f"/hours/{HOUR}")


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_an_hour_is_the_same_in_every_order(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    clock, looked_back = Clock(), []
    clock.now = BEGUN + timedelta(days=1)
    for seed in range(4):
        place = new_schema(request.getfixturevalue("postgres")) if kind == "postgres" else ""
        (tmp_path / str(seed)).mkdir()
        firm = Firm(tmp_path / str(seed), clock, place)
        order = [*range(len(NOTED)), *Random(seed).sample(range(len(NOTED)), 4)]
        if seed:
            Random(seed).shuffle(order)
        looked_back.append(worked(firm, order))
        assert list(differences(firm.store)) == []
        rebuild(firm.store, processes=1)
        assert told(firm.client(ALICE), f"/hours/{HOUR}") == looked_back[-1]
        firm.store.close()
    first, *others = looked_back
    assert others == [first] * 3
    counted = {name: first[name] for name in ("minutes", "worked", "reached", "unanswered", "yes", "no", "skipped")}
    assert counted == {"minutes": 28, "worked": 4, "reached": 2, "unanswered": 1, "yes": 0, "no": 1, "skipped": 1}
