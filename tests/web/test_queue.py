"""Does Today show whom to follow up, by lanes, how far the day has come, and only to whom it concerns?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from backend.store import Rows
from backend.store.sqlite import SqliteTx
from events.contacts import LogContactAttempt
from events.enquiries import ReceiveEnquiry
from events.feedback import NoteFeedback
from events.follow_ups import MakePromise
from events.team import GiveRoles, NoteAbsence, SetPlanSize
from events.values import Channel, FeedbackKind, Outcome, Role
from tests.conftest import Clock
from tests.web.firm import ALICE, BOB, MANAGER, NORTH, Firm, told


def names(client: FlaskClient) -> list[str]:
    return [card["name"] for card in told(client, "/queue")["cards"]]


def test_a_card_says_who_why_and_how(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer("Rosa Marin", place="Leith")
    firm.do(customer, MakePromise(on=firm.today, note="the autumn order"), by=ALICE)
    page = alice.get("/queue").text
    for words in ("Promised and waiting", "Rosa Marin", "Leith", "Promised for <em>today</em>", "the autumn order"):
        assert words in page
    assert 'href="tel:+441314960123"' in page
    assert f'data-sheet-url="/customers/{customer}/contact-attempts/new?channel=call"' in page
    assert "Never contacted" in page


def test_every_further_reason_is_a_tag(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=(8,))
    firm.do(customer, NoteFeedback(kind=FeedbackKind.COMPLAINT, text="late"), by=ALICE, days_ago=2)
    firm.do(customer, MakePromise(on=firm.today), by=ALICE, days_ago=3)
    page = alice.get("/queue").text
    assert "Complained <em>2 days ago</em>" in page
    assert '<span class="tag tag--amber">Promise for 2 March</span>' in page


def test_a_complaint_asks_first_how_it_ended(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    complaint = firm.do(customer, NoteFeedback(kind=FeedbackKind.COMPLAINT), by=ALICE).recorded[0].fact_id
    page = alice.get("/queue").text
    assert f"/customers/{customer}/complaints/{complaint}/resolution/new" in page
    assert page.index("Say how it ended<") < page.index("Log call")


def test_who_cannot_be_reached_has_a_number_added(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(phone=None)
    firm.do(customer, ReceiveEnquiry(), by=ALICE)
    page = alice.get("/queue").text
    assert f'href="/customers/{customer}/details/new"' in page
    assert "Add a number" in page


def test_the_plan_has_its_size_and_the_rest_could_wait(firm: Firm, alice: FlaskClient) -> None:
    firm.do(ALICE, SetPlanSize(cards=2))
    for number in range(4):
        firm.customer(f"Quiet {number}", bought=(45, 75, 105))
    firm.do(firm.customer("Rosa Marin"), MakePromise(on=firm.today), by=ALICE)
    today = told(alice, "/queue")
    assert [card["lane"] for card in today["cards"]] == ["promised", "quiet", "quiet"]
    assert (today["done"], today["total"], today["waiting"]) == (0, 3, {"quiet": 2})
    assert "2 · 2 more could wait" in alice.get("/queue").text


def test_what_is_done_counts_and_nobody_moves_up(firm: Firm, alice: FlaskClient) -> None:
    firm.do(ALICE, SetPlanSize(cards=2))
    for number in range(4):
        firm.customer(f"Quiet {number}", bought=(45, 75, 105))
    first = told(alice, "/queue")["cards"][0]["customer"]
    firm.do(UUID(first), LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE), by=ALICE)
    today = told(alice, "/queue")
    assert (today["done"], today["total"], len(today["cards"])) == (1, 2, 1)


def test_what_is_owed_does_not_use_up_the_plan(firm: Firm, alice: FlaskClient) -> None:
    firm.do(ALICE, SetPlanSize(cards=1))
    firm.customer("Quiet", bought=(45, 75, 105))
    promised = firm.customer("Rosa Marin")
    firm.do(promised, MakePromise(on=firm.today), by=ALICE)
    alice.post(
        f"/customers/{promised}/contact-attempts", data={"channel": "call", "outcome": "spoke", "rule": "promise"}
    )
    assert names(alice) == ["Quiet"]


@pytest.mark.parametrize("way", ["put-offs", "next-dates", "contact-attempts"])
def test_what_is_owed_uses_up_nothing_whatever_becomes_of_it(firm: Firm, alice: FlaskClient, way: str) -> None:
    firm.do(ALICE, SetPlanSize(cards=1))
    firm.customer("Quiet", bought=(45, 75, 105))
    asked = firm.customer("Rosa Marin")
    firm.do(asked, ReceiveEnquiry(text="A price list?"), by=ALICE, days_ago=1)
    later = (firm.today + timedelta(days=7)).isoformat()
    sent = {
        "put-offs": {"until": later},
        "next-dates": {"next_on": later},
        "contact-attempts": {"channel": "call", "outcome": "no_answer"},
    }
    assert alice.post(f"/customers/{asked}/{way}", data=sent[way]).status_code == 303
    assert names(alice) == ["Quiet"]


def test_who_was_on_the_plan_stays_on_it_when_more_comes_of_the_visit(firm: Firm, alice: FlaskClient) -> None:
    firm.do(ALICE, SetPlanSize(cards=1))
    for number in range(2):
        firm.customer(f"Quiet {number}", bought=(45, 75, 105))
    first = told(alice, "/queue")["cards"][0]["customer"]
    visit = {"channel": "visit", "outcome": "complaint"}
    told_of = alice.post(f"/customers/{first}/contact-attempts", json=visit, headers={"Accept": "application/json"})
    complaint = told_of.get_json()["facts"][1]
    ended = alice.post(f"/customers/{first}/complaints/{complaint}/resolution", data={"text": "Sent anew"})
    assert ended.status_code == 303
    assert names(alice) == []


def test_a_next_date_takes_a_card_off_the_plan_and_nobody_moves_up(firm: Firm, alice: FlaskClient) -> None:
    firm.do(ALICE, SetPlanSize(cards=1))
    for number in range(2):
        firm.customer(f"Quiet {number}", bought=(45, 75, 105))
    first = told(alice, "/queue")["cards"][0]["customer"]
    later = (firm.today + timedelta(days=7)).isoformat()
    assert alice.post(f"/customers/{first}/next-dates", data={"next_on": later}).status_code == 303
    assert names(alice) == []


def test_an_empty_day_says_what_to_do_next(firm: Firm, alice: FlaskClient) -> None:
    page = alice.get("/queue").text
    assert "Nobody is due today" in page
    assert 'href="/note"' in page


def test_quiet_hours_are_said(firm: Firm, clock: Clock) -> None:
    clock.move(timedelta(hours=-2))
    assert "Quiet hours until 9:00: calls wait." in firm.client(ALICE).get("/queue").text
    clock.move(timedelta(hours=2))
    assert "Quiet hours" not in firm.client(ALICE).get("/queue").text


def test_a_stand_in_sees_what_the_absent_owe_and_for_whom(firm: Firm, bob: FlaskClient) -> None:
    firm.customer("Quiet", bought=(45, 75, 105))
    firm.do(firm.customer("Rosa Marin"), MakePromise(on=firm.today), by=ALICE)
    last = firm.today + timedelta(days=1)
    firm.do(ALICE, NoteAbsence(first_day=firm.today, last_day=last, stand_in=BOB))
    assert names(bob) == ["Rosa Marin"]
    assert "for Alice Adams, away until 3 March" in bob.get("/queue").text


def test_everybody_has_their_own_day(firm: Firm, alice: FlaskClient, bob: FlaskClient) -> None:
    firm.do(firm.customer("Rosa Marin"), MakePromise(on=firm.today), by=ALICE)
    assert names(alice) == ["Rosa Marin"]
    assert names(bob) == []


def test_only_who_sells_has_a_day(
    manager: FlaskClient, admin: FlaskClient, nobody: FlaskClient, alice: FlaskClient
) -> None:
    assert [client.get("/queue").status_code for client in (manager, admin, nobody)] == [403, 403, 303]
    assert alice.post("/queue").status_code == 405


def test_a_manager_who_sells_too_has_one(firm: Firm, manager: FlaskClient) -> None:
    firm.do(MANAGER, GiveRoles(roles=(Role.MANAGER, Role.SALESPERSON), team=NORTH))
    assert manager.get("/queue").status_code == 200


def test_a_forgotten_name_does_not_break_the_day(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer("Rosa Marin")
    firm.do(customer, MakePromise(on=firm.today), by=ALICE)
    with firm.store.database.write() as tx:
        tx.execute("UPDATE live_directory SET name = NULL")
    assert "A forgotten customer" in alice.get("/queue").text


def test_a_day_takes_the_same_number_of_statements_however_full(
    firm: Firm, alice: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    execute = SqliteTx.execute

    def counted(tx: SqliteTx, sql: str, params: Sequence[object] = ()) -> Rows:
        seen.append(sql)
        return execute(tx, sql, params)

    monkeypatch.setattr(SqliteTx, "execute", counted)

    def statements() -> int:
        seen.clear()
        assert alice.get("/queue").status_code == 200
        return len(seen)

    firm.do(firm.customer("Rosa Marin"), MakePromise(on=firm.today), by=ALICE)
    few = statements()
    for number in range(10):
        firm.do(firm.customer(f"Customer {number}"), MakePromise(on=firm.today), by=ALICE)
    assert statements() == few
