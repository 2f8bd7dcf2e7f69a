"""Does a plan begin, go on and stop on a customer's page, and does its step stand on Today?"""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from events.contacts import LogContactAttempt
from events.enquiries import ReceiveEnquiry
from events.firm import FIRM
from events.lifecycle import MarkGoneForGood
from events.purchases import RecordPurchase
from events.relationship_plans import (
    AFTER_A_FIRST_SALE,
    READY_MADE,
    PlanStep,
    RetireRelationshipPlan,
    StepKind,
    WriteRelationshipPlan,
)
from events.values import Channel, GoneReason, Money, Outcome
from tests.conftest import Clock
from tests.web.firm import ALICE, MANAGER, Firm, told
from tests.web.phone import Phone, statuses

JSON = {"Accept": "application/json"}
PLAN = UUID(int=0x91A)


def write(
    firm: Firm, name: str = AFTER_A_FIRST_SALE, plan: UUID = PLAN, steps: tuple[PlanStep, ...] = READY_MADE
) -> None:
    firm.do(FIRM, WriteRelationshipPlan(plan=plan, name=name, steps=steps), by=MANAGER)


def start(client: FlaskClient, customer: UUID, plan: UUID = PLAN, **more: str) -> Any:
    form = {"plan": str(plan), "fact_id": str(uuid4()), **more}
    return client.post(f"/customers/{customer}/plans", json=form, headers=JSON)


def plan_of(client: FlaskClient, customer: UUID) -> dict[str, Any]:
    found: dict[str, Any] = told(client, f"/customers/{customer}")["plan"]
    return found


def page_of(client: FlaskClient, customer: UUID, query: str = "") -> str:
    text = unescape(client.get(f"/customers/{customer}{query}").text)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))


@pytest.fixture
def ada(firm: Firm) -> UUID:
    write(firm)
    return firm.customer("Ada", bought=(1,))


def test_a_plan_begins_with_one_tap(firm: Firm, alice: FlaskClient, ada: UUID) -> None:
    assert told(alice, f"/customers/{ada}")["plan"] is None
    page = alice.get(f"/customers/{ada}").text
    assert "Start a plan" in page
    assert f'action="/customers/{ada}/plans"' in page
    assert "data-kept" in page
    assert start(alice, ada).status_code == 201
    found = plan_of(alice, ada)
    assert (found["name"], found["since"], found["ended"]) == (AFTER_A_FIRST_SALE, "2026-03-02", None)
    assert [(one["on"], one["state"]) for one in found["steps"]] == [
        ("2026-03-04", "to_come"),
        ("2026-03-09", "to_come"),
        ("2026-04-01", "to_come"),
        ("2026-06-01", "to_come"),
    ]
    assert "On plan: 0 of 4, next: Thank-you card on Wed 4 March." in page_of(alice, ada)


def test_its_step_stands_on_today_with_a_sentence(firm: Firm, alice: FlaskClient, ada: UUID, clock: Clock) -> None:
    start(alice, ada)
    clock.move(timedelta(days=10))
    card = next(one for one in told(alice, "/queue")["cards"] if one["customer"] == str(ada))
    assert "plan_step" in [reason["rule"] for reason in card["reasons"]]
    assert f"Plan “{AFTER_A_FIRST_SALE}”, step 2 of 4: Call, since 9 March." in page_of(alice, ada)
    assert "Behind: Call since 9 March." in page_of(alice, ada)
    why = unescape(alice.get(f"/customers/{ada}/why").text)
    assert "Step 2 of 4 of the plan: it waits until the next step’s day, 14 days at most." in why  # noqa: RUF001
    assert f"Plan “<bdi>{AFTER_A_FIRST_SALE}</bdi>” started." in why


def test_a_call_or_a_tap_does_a_step(firm: Firm, alice: FlaskClient, ada: UUID, clock: Clock) -> None:
    start(alice, ada)
    clock.move(timedelta(days=8))
    at = f"/customers/{ada}/plans/{plan_of(alice, ada)['id']}/steps"
    answer = alice.post(at, data={"step": "0", "fact_id": str(uuid4())}, headers={"HX-Request": "true"})
    assert "Plan step done for Ada" in answer.text
    firm.do(ada, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE), by=ALICE)
    assert [one["state"] for one in plan_of(alice, ada)["steps"]] == ["done", "done", "to_come", "to_come"]
    assert "On plan: 2 of 4, next: Useful article on Wed 1 April." in page_of(alice, ada)
    sentences = [fact["sentence"] for fact in told(alice, f"/customers/{ada}/history")["facts"]]
    assert f"Step of the plan “{AFTER_A_FIRST_SALE}” done: Thank-you card." in sentences
    assert f"Plan “{AFTER_A_FIRST_SALE}” started." in sentences


def test_what_a_phone_noted_without_a_signal_counts_from_its_day(
    firm: Firm, alice: FlaskClient, ada: UUID, clock: Clock
) -> None:
    phone = Phone(firm, ALICE)
    noted = phone.note(f"/customers/{ada}/plans", plan=str(PLAN))
    clock.move(timedelta(days=4))
    firm.do(ada, RecordPurchase(amount=Money(900), on=firm.today - timedelta(days=1)), by=ALICE)
    assert statuses(phone.send(noted, noted)) == ["accepted", "known"]
    assert plan_of(alice, ada)["since"] == "2026-03-02"
    assert plan_of(alice, ada)["ended"] == {"why": "bought", "on": "2026-03-05"}
    retired = phone.note(f"/customers/{ada}/plans", plan=str(uuid4()))
    assert statuses(phone.send(retired)) == ["refused"]


def test_it_stops_by_itself_and_says_why(firm: Firm, alice: FlaskClient, ada: UUID, clock: Clock) -> None:
    ben = firm.customer("Ben")
    for one in (ada, ben):
        start(alice, one)
    clock.move(timedelta(days=3))
    firm.do(ada, RecordPurchase(amount=Money(900), on=firm.today), by=ALICE)
    firm.do(ben, ReceiveEnquiry(text="Do you deliver?"), by=ALICE)
    assert "Ended on 5 March: they bought. 0 of 4 done." in page_of(alice, ada)
    assert "Ended on 5 March: they were in touch." in page_of(alice, ben)
    assert plan_of(alice, ada)["ended"] == {"why": "bought", "on": "2026-03-05"}
    assert f"{AFTER_A_FIRST_SALE}: On plan" in page_of(alice, ada, "?known_on=2026-03-04")


def test_a_person_stops_it_with_a_reason(firm: Firm, alice: FlaskClient, ada: UUID) -> None:
    start(alice, ada)
    at = f"/customers/{ada}/plans/{plan_of(alice, ada)['id']}/stop"
    assert alice.post(at, json={"why": "not_wanted"}, headers=JSON).status_code == 201
    assert plan_of(alice, ada)["ended"]["why"] == "stopped"
    sentences = [fact["sentence"] for fact in told(alice, f"/customers/{ada}/history")["facts"]]
    assert f"Plan “{AFTER_A_FIRST_SALE}” stopped: they would rather not." in sentences


def test_another_plan_ends_the_first_and_says_so_beforehand(firm: Firm, alice: FlaskClient, ada: UUID) -> None:
    other = uuid4()
    write(firm, "After a fair", other)
    start(alice, ada)
    assert "A customer has one plan at a time: another one ends this one." in page_of(alice, ada)
    start(alice, ada, other)
    assert plan_of(alice, ada)["name"] == "After a fair"


def test_a_later_version_or_a_retirement_changes_no_running_plan(firm: Firm, alice: FlaskClient, ada: UUID) -> None:
    start(alice, ada)
    write(firm, "Newer", steps=READY_MADE[:1])
    firm.do(FIRM, RetireRelationshipPlan(plan=PLAN), by=MANAGER)
    assert (plan_of(alice, ada)["name"], len(plan_of(alice, ada)["steps"])) == (AFTER_A_FIRST_SALE, 4)
    assert "Start another plan" not in page_of(alice, ada)
    answer = start(alice, ada)
    assert answer.status_code == 422
    assert "That plan was retired" in answer.text


def test_with_who_is_gone_none_is_started(firm: Firm, alice: FlaskClient, ada: UUID) -> None:
    firm.do(ada, MarkGoneForGood(why=GoneReason.CLOSED), by=ALICE)
    assert "Start a plan" not in page_of(alice, ada)
    answer = start(alice, ada)
    assert answer.status_code == 422
    assert "no plan is started with them" in answer.text


@pytest.mark.parametrize("plan", ["", "x", str(UUID(int=7))])
def test_what_is_no_plan_is_refused(firm: Firm, alice: FlaskClient, ada: UUID, plan: str) -> None:
    answer = alice.post(f"/customers/{ada}/plans", json={"plan": plan}, headers=JSON)
    assert answer.status_code in (404, 422)
    assert plan_of(alice, ada) is None


@pytest.mark.parametrize(("step", "status"), [("9", 422), ("-1", 422), ("", 422), ("3", 201)])
def test_a_step_is_one_of_the_plan(firm: Firm, alice: FlaskClient, ada: UUID, step: str, status: int) -> None:
    start(alice, ada)
    at = f"/customers/{ada}/plans/{plan_of(alice, ada)['id']}"
    assert alice.post(f"{at}/steps", json={"step": step}, headers=JSON).status_code == status
    unknown = alice.post(f"/customers/{ada}/plans/{uuid4()}/steps", json={"step": 0}, headers=JSON)
    assert unknown.status_code == 422
    assert alice.post(f"{at}/stop", json={"why": "bored"}, headers=JSON).status_code == 422


def test_words_are_only_words(firm: Firm, alice: FlaskClient) -> None:
    nasty = "<b>javascript:alert(1)"
    write(firm, nasty, steps=(PlanStep(name=nasty, after_days=0, kind=StepKind.CALL),))
    ada = firm.customer("Ada")
    start(alice, ada)
    for path in (f"/customers/{ada}", "/queue", f"/customers/{ada}/history", f"/customers/{ada}?known_on=2026-03-02"):
        text = alice.get(path).text
        assert "<b>javascript" not in text
        assert 'href="javascript' not in text
    due = next(one for one in alice.get("/sync/pack").get_json()["customers"] if one["id"] == str(ada))["due"]
    assert any("step 1 of 1: *<b>javascript:alert(1)*" in one["why"] for one in due)
