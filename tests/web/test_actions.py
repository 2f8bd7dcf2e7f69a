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
from backend.web import acting, gathering
from events.feedback import NoteFeedback
from events.firm import FIRM
from events.lifecycle import MarkGoneForGood, MarkLost
from events.purchases import RecordPurchase
from events.rulebook import AdoptRulebook, Rulebook
from events.values import FeedbackKind, GoneReason, LossReason, Money
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
    for theme, words in (("x" * 5_000, "This text is too long"), ("%00", "cannot be kept")):
        for path in ("/actions", "/actions/new"):
            answer = manager.get(f"{path}?theme={theme}", headers=JSON)
            assert (answer.status_code, words in answer.get_json()["error"]) == (422, True)


def test_an_action_from_its_beginning_until_they_are_back(
    firm: Firm, clock: Clock, alice: FlaskClient, manager: FlaskClient
) -> None:
    (tom, _), (rosa, _) = spoke(firm), spoke(firm, "Rosa Marin")
    assert "It answers all that was said of <b>Delivery</b> so far." in text(manager, "/actions/new?theme=Delivery")
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
    rosa, of = spoke(firm, "Rosa Marin")
    assert post(manager, "/actions", **form) == first, "also once it is done; what was said since is not for it"
    one = {**BEGIN, "theme": "", "customer": str(rosa), "of": str(of), "fact_id": str(uuid4())}
    single = post(manager, "/actions", **one)
    post(manager, f"/actions/{single['id']}/ending", text="Done")
    assert post(manager, "/actions", **one) == single


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
    assert "Choose a day from today on" in refused(manager, "/actions", **{**BEGIN, "by": "2026-03-01"})
    assert "between 1900 and 2099" in refused(manager, "/actions", **{**BEGIN, "by": "9999-12-31"})
    at = f"/actions/{post(manager, '/actions', **BEGIN)['id']}"
    assert "Say what was done" in refused(manager, f"{at}/ending", text="")
    assert "Say first what was done" in refused(manager, f"{at}/telling")
    assert "Choose whose words" in refused(manager, f"{at}/leaving-out", customer="")
    assert "why nothing will be done" in refused(manager, f"{at}/dropping", text="")
    post(manager, f"{at}/dropping", text="Too dear")
    assert "Too dear" in text(manager, at)
    assert told(manager, "/actions")["running"] == []
    assert manager.get(f"/actions/{uuid4()}").status_code == 404


def test_an_action_answers_no_more_than_it_can_those_of_most_worth_first(
    firm: Firm, manager: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoke(firm, "Rosa Marin")
    tom, _ = spoke(firm, bought=(40,))
    monkeypatch.setattr(acting, "MOST_GATHERED", 1)
    monkeypatch.setattr(gathering, "MOST_GATHERED", 1)
    plain = manager.post("/actions", data=BEGIN)
    assert plain.location.endswith("said=full")
    page = text(manager, plain.location)
    assert "It answers as many as one action can" in page
    assert "Tom Brennan" in page
    assert "Rosa Marin" not in page
    (line,) = told(manager, "/actions")["running"]
    assert line["gathered"] == 1
    again = manager.post(f"/actions/{line['id']}/gathering")
    assert again.location.endswith("said=full")
    assert told(manager, f"/actions/{line['id']}")["gathered"] == 1
    post(manager, f"/actions/{line['id']}/ending", text="Done")
    assert told(manager, f"/customers/{tom}")["news"]
    assert told(manager, "/actions")["themes"][0]["customers"] == 1


def test_with_thousands_it_takes_more_than_one_go(
    firm: Firm, manager: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = [spoke(firm, f"Tom {number}")[0] for number in range(3)]
    monkeypatch.setattr(gathering, "AT_ONCE", 2)
    monkeypatch.setattr(gathering, "PATIENCE", -1)
    plain = manager.post("/actions", data=BEGIN)
    assert plain.location.endswith("said=more")
    assert "there are more of them" in text(manager, plain.location)
    at = plain.location.split("?")[0]
    assert "2 customers" in text(manager, at)
    assert manager.post(f"{at}/gathering").location.endswith("said=gathered")
    assert post(manager, f"{at}/ending", text="Done")["to_tell"] == 2
    assert post(manager, f"{at}/telling")["to_tell"] == 3
    assert [post(manager, f"{at}/reopening")["reopened"] for _ in range(2)] == [False, True]
    assert all(told(manager, f"/customers/{one}")["news"] == [] for one in several)


def test_what_an_action_gathered_is_taken_out_again(
    firm: Firm, alice: FlaskClient, bob: FlaskClient, manager: FlaskClient
) -> None:
    tom, _ = spoke(firm)
    firm.do(tom, LATE, by=ALICE)
    rosa, _ = spoke(firm, "Rosa Marin", owner=BOB)
    at = f"/actions/{post(manager, '/actions', **BEGIN)['id']}"
    assert "Take out<span" in text(manager, at)
    page = text(alice, f"/customers/{tom}")
    assert page.count("To be done by Mon 16 March: Post on Mondays.") == 2
    assert page.count("Take it out of the action") == 2
    form = {"customer": str(tom), "fact_id": str(uuid4())}
    assert [post(alice, f"{at}/leaving-out", **form)["gathered"] for _ in range(2)] == [1, 1]
    assert "Take it out" not in text(alice, f"/customers/{tom}")
    assert alice.post(f"{at}/leaving-out", json={"customer": str(rosa)}, headers=JSON).status_code == 404
    assert bob.post(f"{at}/leaving-out", json={"customer": str(tom)}, headers=JSON).status_code == 404
    assert post(manager, f"{at}/gathering")["gathered"] == 2
    assert post(manager, f"{at}/leaving-out", customer=str(tom))["gathered"] == 1
    done = post(manager, f"{at}/ending", text="We post on Mondays now")
    assert done["to_tell"] == 1
    assert rules(bob, rosa)[0] == "tell_fixed"
    assert "tell_fixed" not in rules(alice, tom)
    assert "over already" in refused(manager, f"{at}/leaving-out", customer=str(rosa))
    assert list(differences(firm.store)) == []


def test_what_was_not_said_or_is_about_something_else_leaves_the_action(
    firm: Firm, alice: FlaskClient, manager: FlaskClient
) -> None:
    (tom, fact), (rosa, other), (lee, third) = spoke(firm), spoke(firm, "Rosa Marin"), spoke(firm, "Late Lee")
    at = f"/actions/{post(manager, '/actions', **BEGIN)['id']}"
    own = {"what": "Ask her", "by": "2026-03-16", "customer": str(rosa), "of": str(other), "theme": "Delivery"}
    single = post(alice, "/actions", **own)["id"]
    post(alice, f"/customers/{tom}/undo", fact_id=str(fact))
    assert told(manager, at)["gathered"] == 2
    post(alice, f"/customers/{rosa}/feedback/{other}/themes", themes=["Price"])
    post(alice, f"/customers/{lee}/feedback/{third}/themes", themes=["Price", "Delivery"])
    assert told(manager, at)["gathered"] == 1
    assert told(alice, f"/actions/{single}")["gathered"] == 1, "what was chosen alone is about itself"
    assert post(manager, f"{at}/ending", text="We post on Mondays now")["to_tell"] == 1
    post(alice, f"/customers/{lee}/undo", fact_id=str(third))
    assert told(manager, at)["gathered"] == 1, "what is over stays as it ended"
    assert list(differences(firm.store)) == []


def test_an_action_is_opened_again_and_nobody_is_told_of_it_until_it_is_done(
    firm: Firm, alice: FlaskClient, manager: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tom, _), (rosa, _) = spoke(firm), spoke(firm, "Rosa Marin")
    at = f"/actions/{post(manager, '/actions', **BEGIN)['id']}"
    post(manager, f"{at}/ending", text="We post on Mondays now")
    news = told(alice, f"/customers/{tom}")["news"][0]["id"]
    post(alice, f"/customers/{tom}/news/{news}/telling")
    assert "It is not done after all" in text(manager, at)
    form = {"fact_id": str(uuid4())}
    assert [post(manager, f"{at}/reopening", **form)["reopened"] for _ in range(2)] == [True, True]
    assert "It runs again" in text(manager, f"{at}?said=reopened")
    assert "tell_fixed" not in rules(alice, tom) + rules(alice, rosa)
    assert told(manager, "/actions")["themes"][0]["customers"] == 2
    assert post(manager, f"{at}/ending", text="Now we really do")["to_tell"] == 2
    assert rules(alice, tom)[0] == rules(alice, rosa)[0] == "tell_fixed"
    line = told(manager, at)
    assert (line["told"], line["to_tell"], line["to_note"]) == (0, 2, 0)
    assert alice.post(f"{at}/reopening", json={}, headers=JSON).status_code == 404
    monkeypatch.setattr(gathering, "_in_batches", lambda *_: None)
    assert post(manager, f"{at}/reopening")["reopened"] is False
    assert told(manager, at)["state"] == "done"
    monkeypatch.undo()
    assert post(manager, f"{at}/reopening")["reopened"] is True
    post(manager, f"{at}/dropping", text="Too dear")
    assert told(manager, "/actions")["dropped"][0]["ending"] == "Too dear"
    assert "Too dear" in text(manager, "/actions")
    post(manager, f"{at}/reopening")
    assert [one["id"] for one in told(manager, "/actions")["running"]] == [at.removeprefix("/actions/")]
    assert list(differences(firm.store)) == []


def test_whoever_undid_a_telling_or_is_gone_is_not_told_after_all(
    firm: Firm, alice: FlaskClient, manager: FlaskClient
) -> None:
    (tom, _), (rosa, _), (lee, _) = spoke(firm), spoke(firm, "Rosa Marin"), spoke(firm, "Late Lee")
    at = f"/actions/{post(manager, '/actions', **BEGIN)['id']}"
    firm.do(rosa, MarkGoneForGood(why=GoneReason.CLOSED), by=ALICE)
    assert post(manager, f"{at}/ending", text="Done")["to_tell"] == 2
    news = told(alice, f"/customers/{tom}")["news"][0]["id"]
    post(alice, f"/customers/{tom}/undo", fact_id=news)
    line = told(manager, at)
    assert (line["gathered"], line["to_tell"], line["to_note"]) == (3, 1, 0)
    assert "not on the way" not in text(manager, at)
    assert post(manager, f"{at}/telling")["to_tell"] == 1
    assert rules(alice, lee)[0] == "tell_fixed"


def test_why_they_left_is_on_the_board_also_when_said_later(
    firm: Firm, alice: FlaskClient, manager: FlaskClient
) -> None:
    tom, rosa = firm.customer(bought=(40,)), firm.customer("Rosa Marin")
    firm.do(tom, MarkLost(), by=ALICE)
    lost = firm.do(rosa, MarkLost(reason=LossReason.SERVICE), by=ALICE).recorded[0].fact_id
    assert told(manager, "/actions")["reasons"] == [{"reason": "service", "customers": 1, "worth_at_stake": 0}]
    post(alice, f"/customers/{tom}/loss-reason", reason="service", text="Nobody ever rang back")
    assert "Why they left (the service), 2 March. “Nobody ever rang back”" in text(alice, f"/customers/{tom}")
    board = told(manager, "/actions?reason=service")
    assert board["reasons"] == [{"reason": "service", "customers": 2, "worth_at_stake": 4_500}]
    assert [one["name"] for one in board["speaking"]] == ["Tom Brennan", "Rosa Marin"]
    assert "Left for the service" in text(manager, "/actions")
    assert "/actions/new?reason=service" in text(manager, "/actions?reason=service")
    assert "all who <b>left for the service</b> so far" in text(manager, "/actions/new?reason=service")
    begun = post(manager, "/actions", what="Ring back", owner=str(BOB), by="2026-03-16", reason="service")
    assert begun["gathered"] == 2
    assert "Left for the service" in text(manager, f"/actions/{begun['id']}")
    post(alice, f"/customers/{rosa}/loss-reason", reason="price")
    assert told(manager, f"/actions/{begun['id']}")["gathered"] == 1
    post(alice, f"/customers/{rosa}/undo", fact_id=str(lost))
    post(manager, f"/actions/{begun['id']}/ending", text="We ring back")
    assert told(manager, "/actions")["reasons"] == []
    assert manager.get("/actions?reason=nothing").status_code == 422
    assert list(differences(firm.store)) == []


def test_many_are_told_over_the_days_and_an_interruption_is_gone_on_from(
    firm: Firm, manager: FlaskClient, alice: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = [spoke(firm, f"Tom {number}")[0] for number in range(5)]
    at = f"/actions/{post(manager, '/actions', **BEGIN)['id']}"
    monkeypatch.setattr(gathering, "AT_ONCE", 2)
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(told_a_day=2)))
    calls = [0]

    def busy(*args: Any, **more: Any) -> None:
        calls[0] += 1
        if calls[0] == 2:
            raise Busy
        carry_out_together(*args, **more)

    monkeypatch.setattr(gathering, "carry_out_together", busy)
    assert post(manager, f"{at}/ending", text="Done")["to_tell"] == 2
    assert "3 customers are not on the way to be told yet" in text(manager, at)
    assert post(manager, f"{at}/telling")["to_tell"] == 5
    days = sorted(told(alice, f"/customers/{one}")["news"][0]["on"] for one in several)
    assert days == ["2026-03-02", "2026-03-02", "2026-03-03", "2026-03-03", "2026-03-04"]
    assert "not on the way" not in text(manager, at)
    assert list(differences(firm.store)) == []
