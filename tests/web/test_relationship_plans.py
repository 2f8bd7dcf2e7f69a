"""Can a manager write plans, see how they go, and begin one with a whole segment, counted first and only once each?"""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from backend.store import Busy
from backend.web import plan_segments
from events.firm import FIRM
from events.lifecycle import MarkLost
from events.purchases import RecordPurchase
from events.relationship_plans import AFTER_A_FIRST_SALE, READY_MADE, WriteRelationshipPlan
from events.started_plans import RelationshipPlanStarted
from events.tags import TagCustomer
from events.values import Money
from tests.conftest import Clock
from tests.web.firm import ALICE, BOB, CHARLIE, MANAGER, SOUTH, Firm, told

JSON = {"Accept": "application/json"}
PLAN = UUID(int=0x91A)
AT = f"/relationship-plans/{PLAN}"
STEPS: dict[str, Any] = {"step": ["Card", "Call", ""], "days": ["2", "7", ""], "kind": ["card", "call", "call"]}


@pytest.fixture
def written(firm: Firm) -> UUID:
    firm.do(FIRM, WriteRelationshipPlan(plan=PLAN, name=AFTER_A_FIRST_SALE, steps=READY_MADE), by=MANAGER)
    return PLAN


def meant(manager: FlaskClient, query: str = "") -> dict[str, Any]:
    return told(manager, f"{AT}/starts/new?{query}")


def begin(manager: FlaskClient, **form: str) -> tuple[int, int]:
    answer = manager.post(f"{AT}/starts", json={"fact_id": str(uuid4()), **form}, headers=JSON)
    assert answer.status_code == 201
    found = answer.get_json()
    return found["begun"], found["of"]


def has_plan(firm: Firm, customer: UUID) -> bool:
    return told(firm.client(MANAGER), f"/customers/{customer}")["plan"] is not None


def test_a_plan_is_written_by_rows_and_listed(firm: Firm, manager: FlaskClient) -> None:
    assert "Ready made: after a first sale" in manager.get("/relationship-plans").text
    assert "Thank-you card" in manager.get("/relationship-plans/new?ready=yes").text
    assert manager.get("/relationship-plans/new").status_code == 200
    answer = manager.post("/relationship-plans", data={"name": "After a fair", **STEPS}, follow_redirects=True)
    assert "The plan is saved." in answer.text
    found = told(manager, "/relationship-plans")["plans"]
    assert [(one["name"], one["retired"], one["running"]) for one in found] == [("After a fair", False, 0)]
    assert [(one["name"], one["after_days"], one["kind"]) for one in found[0]["steps"]] == [
        ("Card", 2, "card"),
        ("Call", 7, "call"),
    ]


def test_a_second_tap_writes_no_second_plan(firm: Firm, manager: FlaskClient) -> None:
    form = {"name": "After a fair", "fact_id": str(uuid4()), **STEPS}
    for _ in range(2):
        assert manager.post("/relationship-plans", json=form, headers=JSON).status_code == 201
    assert len(told(manager, "/relationship-plans")["plans"]) == 1


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"step": [], "days": [], "kind": []}, "at least one step"),
        ({"step": ["A", "B"], "days": ["7", "2"], "kind": ["call", "call"]}, "Put the earlier step first"),
        ({"step": ["A", "B"], "days": ["7", "7"], "kind": ["call", "call"]}, "Two steps are on day 7"),
        ({"step": ["A"], "days": [""], "kind": ["call"]}, "after how many days"),
        ({"step": ["A"], "days": ["-1"], "kind": ["call"]}, "after how many days"),
        ({"step": ["A"], "days": ["731"], "kind": ["call"]}, "between 0 and 730"),
        ({"step": [""], "days": ["7"], "kind": ["call"]}, "Give each step a name"),
        ({"step": ["A"], "days": ["7"], "kind": ["dance"]}, "Choose what “A” is"),
        ({"step": ["A"], "days": ["7"]}, "Choose what “A” is"),
        ({"step": ["\ud83d"], "days": [""], "kind": ["call"]}, "cannot be kept"),
        ({"step": [{}], "days": ["7"], "kind": ["call"]}, "Write words and numbers"),
        ({"name": "", **STEPS}, "Give the plan a name"),
        ({"name": "x" * 61, **STEPS}, "up to 60 characters"),
    ],
)
def test_what_is_no_plan_is_refused_in_a_sentence(
    firm: Firm, manager: FlaskClient, form: dict[str, Any], words: str
) -> None:
    answer = manager.post("/relationship-plans", json={"name": "After a fair", **form}, headers=JSON)
    assert answer.status_code == 422
    assert words in answer.text.encode().decode("unicode_escape", "replace") or words in unescape(
        str(answer.get_json())
    )
    assert told(manager, "/relationship-plans")["plans"] == []


def test_a_step_may_come_after_500_days(firm: Firm, manager: FlaskClient) -> None:
    form = {"name": "Slow", "step": "Call", "days": "500", "kind": "call"}
    assert manager.post("/relationship-plans", data=form).status_code == 303


def test_a_plan_is_changed_retired_and_used_again(firm: Firm, manager: FlaskClient, written: UUID) -> None:
    assert 'value="Thank-you card"' in manager.get(f"{AT}/edit").text
    assert manager.post(AT, data={"name": "Newer", **STEPS}).status_code == 303
    assert told(manager, AT)["name"] == "Newer"
    answer = manager.post(f"{AT}/retirement", data={}, follow_redirects=True)
    assert "Customers who have it keep it." in answer.text
    assert "Retired." in manager.get("/relationship-plans").text
    assert manager.get(f"{AT}/starts/new").status_code == 422
    assert manager.post(f"{AT}/starts", json={}, headers=JSON).status_code == 422
    manager.post(AT, data={"name": "Newer", **STEPS})
    assert told(manager, AT)["retired"] is False


def test_only_managers_write_and_begin_for_many(firm: Firm, alice: FlaskClient, written: UUID) -> None:
    for path in ("/relationship-plans", "/relationship-plans/new"):
        assert alice.get(path).status_code == 403
    for path in (AT, f"{AT}/starts/new"):
        assert alice.get(path).status_code == 404
    assert alice.post("/relationship-plans", data={}).status_code == 403


def test_a_segment_is_counted_before_anything_begins(firm: Firm, manager: FlaskClient, written: UUID) -> None:
    rich = firm.customer("Rich", bought=(40, 80, 120))
    poor, fresh = firm.customer("Poor", bought=(40,)), firm.customer("Fresh", bought=(5,))
    never, tagged = firm.customer("Never"), firm.customer("Tagged", owner=BOB)
    firm.do(tagged, TagCustomer(tag="wholesale"), by=ALICE)
    firm.customer("Pooled", owner=None, bought=(40,))
    firm.customer("Southern", owner=CHARLIE, team=SOUTH, bought=(40,))
    firm.do(firm.customer("Lost", bought=(40,)), MarkLost(), by=ALICE)
    before = firm.store.head().position
    assert meant(manager)["customers"] == 5
    assert meant(manager, "worth_from=100.00")["customers"] == 1
    assert meant(manager, "worth_below=100.00&silent_from=0")["customers"] == 2
    assert meant(manager, "silent_from=30")["customers"] == 2
    assert meant(manager, "silent_until=30")["customers"] == 1
    assert meant(manager, "tag=Wholesale")["customers"] == 1
    assert meant(manager, "tag=nobody")["customers"] == 0
    assert firm.store.head().position == before
    assert begin(manager, silent_from="30") == (2, 2)
    assert [has_plan(firm, one) for one in (rich, poor, fresh, never, tagged)] == [True, True, False, False, False]


def test_who_has_a_plan_keeps_it_and_who_had_this_one_is_left_out(
    firm: Firm, manager: FlaskClient, written: UUID, clock: Clock
) -> None:
    ada, ben = firm.customer("Ada"), firm.customer("Ben")
    other = uuid4()
    firm.do(FIRM, WriteRelationshipPlan(plan=other, name="Other", steps=READY_MADE), by=MANAGER)
    for customer, plan in ((ada, other), (ben, PLAN)):
        firm.client(ALICE).post(f"/customers/{customer}/plans", data={"plan": str(plan)})
    clock.move(timedelta(days=1))
    firm.do(ben, RecordPurchase(amount=Money(100), on=firm.today), by=ALICE)
    firm.customer("Cara")
    found = meant(manager)
    assert (found["customers"], found["have_a_plan"], found["had_this_one"]) == (1, 1, 1)
    page = unescape(manager.get(f"{AT}/starts/new").text)
    assert "Start it with 1 customer" in page
    assert "1 customer has a plan already and keeps it." in page
    assert begin(manager) == (1, 1)
    assert told(manager, f"/customers/{ada}")["plan"]["name"] == "Other"
    assert meant(manager)["customers"] == 0
    firm.customer("Dora")
    assert begin(manager) == (1, 1)


def test_the_load_is_told_and_spread_over_working_days(firm: Firm, manager: FlaskClient, written: UUID) -> None:
    for number in range(12):
        firm.customer(f"Customer {number}", bought=(40,) * (number % 3 + 1))
    at_once = meant(manager, "a_day=100")
    assert (at_once["cards_a_day"], at_once["most"], at_once["most_on"]) == (2, 12, "2026-03-04")
    spread = meant(manager, "a_day=2")
    assert (spread["most"], spread["last_begins"]) == (2, "2026-03-09")
    assert begin(manager, a_day="2") == (12, 12)
    days = {told(manager, f"/customers/{one}")["plan"]["since"] for one in _customers(manager)}
    assert sorted(days) == [f"2026-03-0{day}" for day in (2, 3, 4, 5, 6, 9)]


def _customers(client: FlaskClient) -> list[str]:
    return [one["id"] for one in told(client, "/customers")["customers"]]


def test_the_same_form_again_begins_with_nobody_twice(
    firm: Firm, manager: FlaskClient, written: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    customers = [firm.customer(f"Customer {number}") for number in range(7)]
    monkeypatch.setattr(plan_segments, "AT_ONCE", 3)
    carry_out, left, tap = vars(plan_segments)["carry_out_together"], [1], str(uuid4())

    def busy(*args: Any, **more: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Busy
        carry_out(*args, **more)

    monkeypatch.setattr(plan_segments, "carry_out_together", busy)
    assert begin(manager, fact_id=tap) == (3, 7)
    page = unescape(manager.get(f"{AT}?said=begun&begun=3&of=7").text)
    assert "It began with 3 of 7 customers: many others were writing. Start it again for the rest." in page
    monkeypatch.setattr(plan_segments, "carry_out_together", carry_out)
    assert begin(manager, fact_id=tap) == (7, 7)
    before = firm.store.head().position
    assert begin(manager, fact_id=tap) == (7, 7)
    assert firm.store.head().position == before
    assert all(has_plan(firm, one) for one in customers)


def test_a_plan_that_somebody_began_meanwhile_runs_on(
    firm: Firm, manager: FlaskClient, written: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    customers = [firm.customer(f"Customer {number}") for number in range(3)]
    carry_out = vars(plan_segments)["carry_out_together"]

    def beaten(*args: Any, **more: Any) -> None:
        monkeypatch.setattr(plan_segments, "carry_out_together", carry_out)
        assert begin(firm.client(MANAGER)) == (3, 3)
        carry_out(*args, **more)

    monkeypatch.setattr(plan_segments, "carry_out_together", beaten)
    form = {"fact_id": str(uuid4())}
    assert manager.post(f"{AT}/starts", json=form, headers=JSON).status_code == 503
    assert manager.post(f"{AT}/starts", json=form, headers=JSON).get_json() == {"begun": 0, "of": 0}
    kinds = [noted.body for one in customers for noted in firm.store.stream(one)]
    assert sum(isinstance(body, RelationshipPlanStarted) for body in kinds) == 3


def test_managers_see_who_is_behind_and_what_it_brought(
    firm: Firm, manager: FlaskClient, written: UUID, clock: Clock
) -> None:
    ada, _, _ = (firm.customer(name) for name in ("Ada", "Ben", "Cara"))
    begin(manager)
    clock.move(timedelta(days=3))
    firm.do(ada, RecordPurchase(amount=Money(12_300), on=firm.today), by=ALICE)
    found = told(manager, AT)
    assert {name: found[name] for name in ("running", "behind", "bought", "brought", "over")} == {
        "running": 2, "behind": 2, "bought": 1, "brought": 12_300, "over": 0,
    }  # fmt: skip
    assert "1 customer bought within it, for £123." in unescape(manager.get(AT).text)
    assert "Runs with 2 customers, 2 behind; 1 bought within it" in manager.get("/relationship-plans").text
    assert "Plans" in manager.get("/team").text


@pytest.mark.parametrize(
    "query",
    [
        "worth_from=x",
        "worth_from=5&worth_below=5",
        "silent_from=9&silent_until=3",
        "silent_from=-1",
        "a_day=0",
        "a_day=",
    ],
)
def test_who_is_meant_is_asked_for_in_a_sentence(firm: Firm, manager: FlaskClient, written: UUID, query: str) -> None:
    assert manager.get(f"{AT}/starts/new?{query}", headers=JSON).status_code == 422
    form = dict(pair.split("=") for pair in query.split("&"))
    assert manager.post(f"{AT}/starts", json=form, headers=JSON).status_code == 422


@pytest.mark.parametrize("field", ["silent_from", "silent_until", "a_day"])
def test_a_number_that_no_database_takes_is_refused(manager: FlaskClient, written: UUID, field: str) -> None:
    for number in (10**9, 2**63, -(10**30)):
        answer = manager.post(f"{AT}/starts", json={field: number}, headers=JSON)
        assert (answer.status_code, "whole number" in answer.get_json()["error"]) == (422, True)
