"""Does one action gather many customers, tell each of them once, and count who came back?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from backend.commands import carry_out_together
from backend.projections.verify import differences
from backend.store import Busy
from backend.web import gathering
from events.feedback import NoteFeedback
from events.purchases import RecordPurchase
from events.values import FeedbackKind, Money
from tests.conftest import Clock
from tests.web.firm import ALICE, BOB, CHARLIE, SOUTH, Firm, told

JSON = {"Accept": "application/json"}
LATE = NoteFeedback(kind=FeedbackKind.SUGGESTION, text="Post it sooner", themes=("Delivery",))
BEGIN = {"what": "Post on Mondays", "owner": str(BOB), "by": "2026-03-16", "theme": "Delivery"}


def spoke(firm: Firm, name: str = "Tom Brennan", **known: Any) -> tuple[UUID, UUID]:
    customer = firm.customer(name, **known)
    return customer, firm.do(customer, LATE, by=ALICE).recorded[0].fact_id


def post(client: FlaskClient, path: str, **fields: Any) -> dict[str, Any]:
    answer = client.post(path, json=fields, headers=JSON)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def refused(client: FlaskClient, path: str, **fields: Any) -> str:
    answer = client.post(path, json=fields, headers=JSON)
    assert answer.status_code == 422, answer.text
    sentence: str = answer.get_json()["error"]
    return sentence


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def rules(client: FlaskClient, customer: UUID) -> list[str]:
    return [reason["rule"] for reason in told(client, f"/customers/{customer}")["reasons"]]


def test_the_board_shows_themes_by_worth_at_stake(firm: Firm, alice: FlaskClient, manager: FlaskClient) -> None:
    tom, _ = spoke(firm, bought=(40,))
    spoke(firm, "Rosa Marin")
    spoke(firm, "Far Away", owner=CHARLIE, team=SOUTH)
    board = told(manager, "/actions?theme=Delivery")
    assert board["themes"] == [{"theme": "Delivery", "customers": 2, "worth_at_stake": 4_500}]
    assert board["speaking"][0]["customer"] == str(tom)
    page = text(manager, "/actions?theme=Delivery")
    assert "Tom Brennan" in page
    assert "Far Away" not in page
    assert "2 customers" in text(manager, "/actions")
    assert told(alice, "/actions")["themes"] == []
    assert "Nothing to put right" in text(alice, "/actions")
    assert told(manager, "/actions?theme=" + "x" * 5_000)["speaking"] == []


def test_an_action_from_its_beginning_until_they_are_back(
    firm: Firm, clock: Clock, alice: FlaskClient, manager: FlaskClient
) -> None:
    (tom, _), (rosa, _) = spoke(firm), spoke(firm, "Rosa Marin")
    assert "It answers all that your customers said" in text(manager, "/actions/new?theme=Delivery")
    begun = post(manager, "/actions", **BEGIN)
    assert begun["gathered"] == 2
    at = f"/actions/{begun['id']}"
    assert "Bob Brown, by Mon 16 March · 2 customers" in text(manager, "/actions")
    late, _ = spoke(firm, "Late Lee")
    assert post(manager, f"{at}/gathering")["gathered"] == 3
    post(manager, f"{at}/date", owner=str(ALICE), by="2026-03-09")
    clock.move(timedelta(days=8))
    assert "Mon 9 March, late" in text(manager, at)
    done = post(manager, f"{at}/ending", text="We post on Mondays now")
    assert done["to_tell"] == 3
    assert rules(alice, tom)[0] == rules(alice, late)[0] == "tell_fixed"
    assert "“We post on Mondays now”" in text(alice, f"/customers/{tom}")
    news = told(alice, f"/customers/{tom}")["news"][0]["id"]
    post(alice, f"/customers/{tom}/news/{news}/telling")
    firm.do(tom, RecordPurchase(amount=Money(1_200), on=firm.today), by=ALICE)
    (line,) = told(manager, "/actions")["done"]
    counted = {name: line[name] for name in ("gathered", "to_tell", "told", "came_back", "amount")}
    assert counted == {"gathered": 3, "to_tell": 3, "told": 1, "came_back": 1, "amount": 1_200}
    assert told(manager, "/actions")["themes"] == []
    assert "1 of 3 told, 1 bought since, for £12" in text(manager, "/actions")
    assert "What was done" in text(manager, at)
    assert "over already" in refused(manager, f"{at}/gathering")
    assert "over already" in refused(manager, f"{at}/ending", text="Again")
    assert post(manager, f"{at}/telling")["to_tell"] == 3
    assert rules(alice, rosa)[0] == "tell_fixed"
    assert list(differences(firm.store)) == []


def test_the_same_form_again_begins_nothing_twice_and_tells_nobody_twice(firm: Firm, manager: FlaskClient) -> None:
    tom, _ = spoke(firm)
    form = {**BEGIN, "fact_id": str(uuid4())}
    first, again = post(manager, "/actions", **form), post(manager, "/actions", **form)
    assert first == again
    ending = {"text": "Done", "fact_id": str(uuid4())}
    assert post(manager, f"/actions/{first['id']}/ending", **ending) == post(
        manager, f"/actions/{first['id']}/ending", **ending
    )
    assert len(told(manager, f"/customers/{tom}")["news"]) == 1
    assert len(told(manager, "/actions")["done"]) == 1


def test_salespeople_act_for_their_own_customers_and_see_what_is_done_for_them(
    firm: Firm, alice: FlaskClient, bob: FlaskClient, manager: FlaskClient, charlie: FlaskClient
) -> None:
    tom, reason = spoke(firm)
    assert f"/actions/new?customer={tom}" in text(alice, f"/customers/{tom}")
    own = {"what": "Ask the courier", "by": "2026-03-16", "customer": str(tom), "of": str(reason)}
    begun = post(alice, "/actions", **own)
    at = f"/actions/{begun['id']}"
    assert begun["gathered"] == 1
    assert [one["owner"] for one in told(alice, "/actions")["running"]] == [str(ALICE)]
    assert told(bob, "/actions")["running"] == []
    assert [bob.get(at).status_code, charlie.get(at).status_code, manager.get(at).status_code] == [404, 404, 200]
    others = post(manager, "/actions", **BEGIN)
    assert len(told(alice, "/actions")["running"]) == 2
    seen = f"/actions/{others['id']}"
    assert "It is done" not in text(alice, seen)
    assert alice.post(f"{seen}/ending", json={"text": "Mine"}, headers=JSON).status_code == 404
    assert post(alice, "/actions", **BEGIN)["gathered"] == 0, "a whole theme is for managers"
    rosa, theirs = spoke(firm, "Rosa Marin", owner=BOB)
    firm.do(rosa, LATE, by=BOB)
    elses = alice.post("/actions", json={**own, "customer": str(rosa), "of": str(theirs)}, headers=JSON)
    assert elses.status_code == 404
    assert "put right already" in refused(alice, "/actions", **{**own, "of": str(uuid4())})


def test_what_nobody_could_do_is_refused_in_a_sentence(firm: Firm, manager: FlaskClient, charlie: FlaskClient) -> None:
    assert "Choose somebody of your team" in refused(manager, "/actions", **{**BEGIN, "owner": str(CHARLIE)})
    assert "Say what is to be done" in refused(manager, "/actions", **{**BEGIN, "what": ""})
    assert "up to 60 characters" in refused(manager, "/actions", **{**BEGIN, "theme": "x" * 3_000})
    assert "by when" in refused(manager, "/actions", **{**BEGIN, "by": ""})
    at = f"/actions/{post(manager, '/actions', **BEGIN)['id']}"
    assert "Say what was done" in refused(manager, f"{at}/ending", text="")
    assert "Say first what was done" in refused(manager, f"{at}/telling")
    assert "why nothing will be done" in refused(manager, f"{at}/dropping", text="")
    post(manager, f"{at}/dropping", text="Too dear")
    assert "Too dear" in text(manager, at)
    assert told(manager, "/actions")["running"] == []
    assert manager.get(f"/actions/{uuid4()}").status_code == 404


def test_an_action_answers_no_more_than_it_can(
    firm: Firm, manager: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoke(firm)
    spoke(firm, "Rosa Marin")
    monkeypatch.setattr(gathering, "MOST_GATHERED", 1)
    assert "up to 1 customers" in refused(manager, "/actions", **BEGIN)


def test_many_are_told_over_the_days_and_an_interruption_is_gone_on_from(
    firm: Firm, manager: FlaskClient, alice: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = [spoke(firm, f"Tom {number}")[0] for number in range(5)]
    at = f"/actions/{post(manager, '/actions', **BEGIN)['id']}"
    monkeypatch.setattr(gathering, "AT_ONCE", 2)
    monkeypatch.setattr(gathering, "A_DAY", 2)
    calls = [0]

    def busy(*args: Any, **more: Any) -> None:
        calls[0] += 1
        if calls[0] == 2:
            raise Busy
        carry_out_together(*args, **more)

    monkeypatch.setattr(gathering, "carry_out_together", busy)
    assert post(manager, f"{at}/ending", text="Done")["to_tell"] == 2
    assert "Only 2 of 5" in text(manager, at)
    assert post(manager, f"{at}/telling")["to_tell"] == 5
    days = sorted(told(alice, f"/customers/{one}")["news"][0]["on"] for one in several)
    assert days == ["2026-03-02", "2026-03-02", "2026-03-03", "2026-03-03", "2026-03-04"]
    assert "Only" not in text(manager, at)
    assert list(differences(firm.store)) == []
