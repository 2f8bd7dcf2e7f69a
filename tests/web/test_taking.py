"""Who takes an enquiry that stands with everybody, who is told kindly, and what does each phone keep of it?"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier, get_ident
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from backend.store import Store
from backend.web import plans
from events.customers import AssignCustomer
from events.enquiries import ReceiveEnquiry
from events.feedback import NoteFeedback
from events.needs import NoteNeed
from events.notes import AddNote
from events.values import EnquirySource, FeedbackKind
from tests.conftest import Clock
from tests.web.firm import ALICE, BOB, MANAGER, NORTH, Firm, told
from tests.web.phone import Phone

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://localhost/queue"}
JSON = {"Accept": "application/json"}


def waits(firm: Firm) -> UUID:
    """Somebody who asked just now, whom nobody looks after."""
    customer = firm.customer("Rosa", owner=None)
    firm.do(customer, ReceiveEnquiry(text="Do you rent?", source=EnquirySource.FAIR), by=ALICE)
    return customer


def at_once(monkeypatch: pytest.MonkeyPatch, nth: int) -> None:
    """Two have read what is known before either of them appends: at the nth question of each whether it was noted."""
    both, ask, asked = Barrier(2, timeout=20), Store.answered, Counter[int]()

    def answered(*args: Any) -> Any:
        asked[get_ident()] += 1
        if asked[get_ident()] == nth:
            both.wait()
        return ask(*args)

    monkeypatch.setattr(Store, "answered", answered)


@pytest.mark.parametrize("way", ["page", "phone"])
def test_of_two_at_the_same_moment_one_has_them_and_one_is_told(
    place: str, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    firm = Firm(tmp_path, clock, place)
    customer, phones = waits(firm), (Phone(firm, ALICE), Phone(firm, BOB))

    def take(phone: Phone) -> tuple[bool, str]:
        if way == "phone":
            [one] = phone.send(phone.note(f"/customers/{customer}/owner"))
            return one["status"] == "accepted", one.get("sentence", "")
        answer = phone.client.post(f"/customers/{customer}/owner", headers=JSON)
        return answer.status_code == 201, answer.text

    at_once(monkeypatch, {"page": 1, "phone": 2}[way])
    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(take, phones))
    assert sorted(won for won, _ in found) == [False, True]
    [sentence] = [words for won, words in found if not won]
    assert "Somebody else was quicker, and looks after this customer already." in sentence
    winner = phones[0 if found[0][0] else 1]
    assert told(winner.client, f"/customers/{customer}")["owner"] == str(winner.person)
    firm.store.close()


def test_two_take_the_same_and_one_is_told_kindly_also_from_the_outbox(firm: Firm, bob: FlaskClient) -> None:
    customer = waits(firm)
    alice, mona = Phone(firm, ALICE), Phone(firm, MANAGER)
    [refused] = mona.send(mona.note(f"/customers/{customer}/owner"))
    assert refused["status"] == "refused"
    assert bob.post(f"/customers/{customer}/owner", headers=JSON).status_code == 201
    [late] = alice.send(alice.note(f"/customers/{customer}/owner"))
    assert (late["status"], "Somebody else was quicker" in late["sentence"]) == ("refused", True)
    assert told(bob, f"/customers/{customer}")["owner"] == str(BOB)


def test_every_phone_of_the_team_keeps_what_nobody_took_and_no_more_of_it(
    firm: Firm, alice: FlaskClient, charlie: FlaskClient, manager: FlaskClient, clock: Clock
) -> None:
    customer = waits(firm)
    firm.do(customer, NoteFeedback(kind=FeedbackKind.COMPLAINT, text="Our secret"), by=BOB, days_ago=1)
    firm.do(customer, AddNote(text="Ask for the niece"), by=BOB)
    clock.move(timedelta(minutes=1))
    second = waits(firm)
    pack = told(alice, "/sync/pack")
    assert [one["id"] for one in pack["asked"]] == [str(customer), str(second)]
    assert (pack["customers"], pack["asked_more"]) == ([], False)
    first = pack["asked"][0]
    by_rule = {due["rule"]: due for due in first["due"]}
    assert set(by_rule) == {"enquiry", "complaint"}
    assert "“Do you rent?”" in by_rule["enquiry"]["why"]
    assert "Late since 13:00." in by_rule["enquiry"]["late"]["why"]
    assert by_rule["enquiry"]["late"]["after"] == "2026-03-02T13:00:00Z"
    assert by_rule["complaint"]["why"] == "Complaint open 1 day"
    assert (first["facts"], [one["kind"] for one in first["open"]]) == ([], ["enquiry"])
    assert "secret" not in str(pack)
    assert "niece" not in str(pack)
    assert [one["channel"] for one in first["ways"]] == ["call", "text"]
    for other in (charlie, manager):
        assert told(other, "/sync/pack")["asked"] == []


def test_a_pack_tells_anew_whom_nobody_took(firm: Firm, alice: FlaskClient, bob: FlaskClient) -> None:
    customer = waits(firm)
    known = told(alice, "/sync/pack")
    assert bob.post(f"/customers/{customer}/owner", headers=JSON).status_code == 201
    then = told(alice, f"/sync/pack?since={known['version']}")
    assert (then["full"], then["asked"]) == (False, [])


def test_of_too_many_the_oldest_are_shown_and_that_there_are_more(
    firm: Firm, alice: FlaskClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "MOST_ASKED", 2)
    first, second = waits(firm), waits(firm)
    assert "The next ones come up" not in alice.get("/queue").text
    clock.move(timedelta(minutes=1))
    waits(firm)
    page = alice.get("/queue").text
    assert page.count("I take it") == 2
    assert "These are the 2 oldest. The next ones come up as these are taken." in page
    pack = told(alice, "/sync/pack")
    assert ({one["id"] for one in pack["asked"]}, pack["asked_more"]) == ({str(first), str(second)}, True)


def test_the_enquiry_is_what_a_card_of_the_team_is_about(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer("Rosa", owner=None)
    firm.do(customer, NoteFeedback(kind=FeedbackKind.COMPLAINT, text="Late"), by=ALICE, days_ago=3)
    firm.do(customer, ReceiveEnquiry(text="Do you rent?"), by=ALICE)
    page = " ".join(alice.get("/queue").text.split())
    assert "Asked us <em>today</em>. “Do you rent?”" in page
    assert ">Complaint open 3 days<" in page.replace("> ", ">").replace(" <", "<")


def test_who_was_not_the_first_keeps_what_they_noted_meanwhile(firm: Firm, bob: FlaskClient, clock: Clock) -> None:
    customer = waits(firm)
    phone = Phone(firm, ALICE)
    clock.move(timedelta(minutes=5))
    assert bob.post(f"/customers/{customer}/owner", headers=JSON).status_code == 201
    clock.move(timedelta(hours=1))
    claim = phone.note(f"/customers/{customer}/owner")
    call = phone.note(f"/customers/{customer}/contact-attempts", channel="call", outcome="spoke", note="From June on")
    need = phone.note(f"/customers/{customer}/needs", text="a quiet grinder")
    refused, *kept = phone.send(claim, call, need)
    assert (refused["status"], "Somebody else was quicker" in refused["sentence"]) == ("refused", True)
    assert [one["status"] for one in kept] == ["accepted", "accepted"]
    page = bob.get(f"/customers/{customer}/history").text
    assert "From June on" in page
    assert "a quiet grinder" in page
    clock.move(timedelta(days=8))
    phone.client = firm.client(ALICE)
    [late] = phone.send(phone.note(f"/customers/{customer}/needs", text="another"))
    assert late["status"] == "refused"


def test_what_was_taken_is_given_back_by_undo_and_stands_with_everybody_again(
    firm: Firm, alice: FlaskClient, bob: FlaskClient
) -> None:
    customer = waits(firm)
    bar = alice.post(f"/customers/{customer}/owner", headers=HTMX).text
    assert "Rosa is yours now" in bar
    claim = firm.store.stream(customer)[-1].fact_id
    assert f'value="{claim}"' in bar
    assert f'value="{claim}"' in alice.get(f"/customers/{customer}").text, "also later, from the history"
    firm.do(customer, NoteNeed(text="a quiet grinder"), by=ALICE)
    undo = {"fact_id": str(claim), "undo_id": str(uuid4())}
    assert bob.post(f"/customers/{customer}/undo", data=undo, headers=HTMX).status_code == 404
    for _ in range(2):
        said = alice.post(f"/customers/{customer}/undo", data=undo, headers=HTMX)
        assert "Rosa is back in the team" in said.text
    assert [card["customer"] for card in told(bob, "/queue")["asked_the_team"]] == [str(customer)]
    assert "a quiet grinder" in bob.get(f"/customers/{customer}").text
    assert bob.post(f"/customers/{customer}/owner", headers=JSON).status_code == 201
    again = firm.store.stream(customer)[-1].fact_id
    firm.do(customer, AssignCustomer(owner=ALICE, team=NORTH))
    refused = alice.post(f"/customers/{customer}/undo", data={"fact_id": str(again)}, headers=HTMX)
    assert (refused.status_code, "as long as they look after them" in refused.text) == (422, True)


def test_taking_and_giving_back_without_a_signal_leaves_no_trace_on_others(firm: Firm, alice: FlaskClient) -> None:
    customer, phone = waits(firm), Phone(firm, ALICE)
    claim = phone.note(f"/customers/{customer}/owner")
    undo = phone.note(f"/customers/{customer}/undo", fact_id=claim["id"])
    assert [one["status"] for one in phone.send(claim, undo)] == ["accepted", "accepted"]
    assert [card["customer"] for card in told(alice, "/queue")["asked_the_team"]] == [str(customer)]


def test_a_late_claim_undoes_nothing_that_came_between(firm: Firm, bob: FlaskClient, clock: Clock) -> None:
    customer, phone = waits(firm), Phone(firm, ALICE)
    claim = phone.note(f"/customers/{customer}/owner")
    clock.move(timedelta(hours=1))
    bob.post(f"/customers/{customer}/owner", headers=JSON)
    taken = firm.store.stream(customer)[-1].fact_id
    clock.move(timedelta(hours=1))
    assert bob.post(f"/customers/{customer}/undo", data={"fact_id": str(taken)}, headers=JSON).status_code == 201
    [late] = phone.send(claim)
    assert (late["status"], "take them there" in late["sentence"]) == ("refused", True)
    [again] = phone.send(phone.note(f"/customers/{customer}/owner"))
    assert again["status"] == "accepted"
    assert told(firm.client(ALICE), f"/customers/{customer}")["owner"] == str(ALICE)
