"""Is whoever asks noted in seconds, answered in time by who takes them first, and followed until they buy?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4, uuid5

import pytest
from flask.testing import FlaskClient

from backend.web import plans
from events.contacts import LogContactAttempt
from events.customers import AssignCustomer
from events.enquiries import EnquiryReceived, ReceiveEnquiry
from events.feedback import NoteFeedback
from events.firm import FIRM
from events.follow_ups import AnswerEnquiry
from events.lifecycle import MarkGoneForGood
from events.needs import NoteNeed
from events.notes import AddNote
from events.purchases import RecordPurchase
from events.rulebook import AdoptRulebook, Rulebook
from events.values import Channel, EnquirySource, FeedbackKind, GoneReason, Money, Outcome
from tests.conftest import Clock
from tests.web.firm import ALICE, BOB, MANAGER, NORTH, Firm, told
from tests.web.phone import Phone

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://localhost/queue"}
JSON = {"Accept": "application/json"}
CAPTURED = {"ask": "yes", "asked": "yes", "name": "Rosa", "phone": "", "enquiry": "Do you rent?", "source": "fair"}


def asked_of(firm: Firm, customer: UUID) -> list[EnquiryReceived]:
    return [one.body for one in firm.store.stream(customer) if isinstance(one.body, EnquiryReceived)]


def waits(firm: Firm, owner: UUID | None = None) -> UUID:
    """Somebody who asked just now."""
    customer = firm.customer("Rosa", owner=owner)
    firm.do(customer, ReceiveEnquiry(text="Do you rent?", source=EnquirySource.FAIR), by=ALICE)
    return customer


def test_one_save_notes_who_asked_what_and_where_from(firm: Firm, alice: FlaskClient) -> None:
    sheet = alice.get("/note", headers=HTMX).text
    assert "/customers/enquiry/new" in sheet
    assert 'name="source"' in alice.get("/customers/enquiry/new", headers=HTMX).text
    answer = alice.post("/customers", data=CAPTURED, headers=JSON)
    assert answer.status_code == 201
    customer = UUID(answer.get_json()["id"])
    [enquiry] = asked_of(firm, customer)
    assert (enquiry.text, enquiry.source) == ("Do you rent?", EnquirySource.FAIR)
    page = alice.get("/queue").text
    assert "4 h left to answer, until 13:00" in page
    assert "Asked us something at a fair: “Do you rent?”" in " ".join(alice.get(f"/customers/{customer}").text.split())


def test_a_number_is_enough_and_nothing_at_all_is_not(firm: Firm, alice: FlaskClient) -> None:
    only = {"asked": "yes", "phone": "0131 496 0777"}
    answer = alice.post("/customers", data=only, headers=JSON)
    assert told(alice, f"/customers/{answer.get_json()['id']}")["name"] == "0131 496 0777"
    nobody = alice.post("/customers", data={"asked": "yes", "enquiry": "Hello?"}, headers=JSON)
    assert (nobody.status_code, "a name or a phone number" in nobody.text) == (422, True)
    long = alice.post("/customers", data={**CAPTURED, "enquiry": "x" * 5_000}, headers=JSON)
    assert (long.status_code, "too long" in long.text) == (422, True)


def test_what_a_phone_noted_without_a_signal_is_the_same(firm: Firm, alice: FlaskClient) -> None:
    phone = Phone(firm, ALICE)
    item = phone.note(
        "/customers", ask="yes", asked="yes", name="", phone="0131 496 0777", enquiry="", source="walk_in"
    )
    for status in ("accepted", "known"):
        assert [one["status"] for one in phone.send(item)] == [status]
    customer = uuid5(UUID(item["id"]), "customer")
    assert asked_of(firm, customer) == [EnquiryReceived(source=EnquirySource.WALK_IN)]
    assert told(alice, f"/customers/{customer}")["owner"] == str(ALICE)


def test_who_is_on_the_list_keeps_one_history(firm: Firm, alice: FlaskClient) -> None:
    known = firm.customer("Rosa")
    form = {**CAPTURED, "fact_id": str(uuid4())}
    doubles = alice.post("/customers", data=form, headers=HTMX)
    assert (doubles.status_code, f'name="of" value="{known}"' in doubles.text) == (409, True)
    page = alice.post("/customers", data=form).text
    assert "Do you rent?" in page
    assert alice.post("/customers", data={**form, "of": str(known)}, headers=JSON).get_json()["id"] == str(known)
    assert len(asked_of(firm, known)) == 1
    strange = alice.post("/customers", data={**CAPTURED, "of": str(firm.customer("Else", owner=BOB))}, headers=JSON)
    assert strange.status_code == 404


def test_what_nobody_took_stands_on_everybodys_today_the_oldest_first(
    firm: Firm, alice: FlaskClient, bob: FlaskClient, charlie: FlaskClient, clock: Clock
) -> None:
    first = UUID(alice.post("/customers", data={**CAPTURED, "pool": "yes"}, headers=JSON).get_json()["id"])
    clock.move(timedelta(minutes=10))
    second = waits(firm)
    for one in (alice, bob):
        asked = [card["customer"] for card in told(one, "/queue")["asked_the_team"]]
        assert asked == [str(first), str(second)]
        assert one.get("/queue").text.count("I take it") == 2
    assert told(charlie, "/queue")["asked_the_team"] == []
    assert bob.post(f"/customers/{first}/owner", headers=HTMX).status_code == 200
    assert [card["customer"] for card in told(alice, "/queue")["asked_the_team"]] == [str(second)]
    assert str(first) in [card["customer"] for card in told(bob, "/queue")["cards"]]


def test_two_take_the_same_and_one_is_told_kindly_also_from_the_outbox(firm: Firm, bob: FlaskClient) -> None:
    customer = waits(firm)
    alice, mona = Phone(firm, ALICE), Phone(firm, MANAGER)
    [refused] = mona.send(mona.note(f"/customers/{customer}/owner"))
    assert refused["status"] == "refused"
    assert bob.post(f"/customers/{customer}/owner", headers=JSON).status_code == 201
    [late] = alice.send(alice.note(f"/customers/{customer}/owner"))
    assert (late["status"], "Somebody else was quicker" in late["sentence"]) == ("refused", True)
    assert told(bob, f"/customers/{customer}")["owner"] == str(BOB)


def test_the_clock_says_since_when_it_is_late(firm: Firm, alice: FlaskClient, clock: Clock) -> None:
    customer = waits(firm, owner=ALICE)
    clock.move(timedelta(hours=5))
    assert "Late since 13:00." in alice.get("/queue").text
    assert told(alice, f"/customers/{customer}")["enquiries"][0]["late"] is True
    clock.move(timedelta(days=1))
    assert "Late since Mon 2 March, 13:00." in alice.get(f"/customers/{customer}").text
    assert "within 4 working hours, open from 9:00 to 17:00" in alice.get(f"/customers/{customer}/why").text
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(answer_within_hours=0)))
    assert "Late since" not in alice.get("/queue").text


def test_a_manager_reads_who_waits_whom_we_missed_and_who_bought(
    firm: Firm, alice: FlaskClient, manager: FlaskClient, clock: Clock
) -> None:
    assert alice.get("/team/enquiries").status_code == 403
    assert "Nobody asked yet" in manager.get("/team/enquiries").text
    customers = [waits(firm, owner=ALICE) for _ in range(5)]
    clock.move(timedelta(hours=6))
    enquiry = told(alice, f"/customers/{customers[0]}")["enquiries"][0]["id"]
    firm.do(customers[0], AnswerEnquiry(enquiry=UUID(enquiry)), by=ALICE)
    firm.do(customers[1], RecordPurchase(amount=Money(4500), on=firm.today), by=ALICE)
    shown = told(manager, "/team/enquiries")
    assert [len(shown[part]) for part in ("waiting", "missed_this_week", "missed_before")] == [4, 1, 0]
    assert (shown["waiting"][0]["late"], shown["missed_this_week"][0]["answered_by"]) == (True, str(ALICE))
    assert shown["sources"] == [{"source": "fair", "asked": 5, "bought": 1}]
    page = manager.get("/team/enquiries").text
    assert "answered 15:00 by Alice Adams" in page
    assert "2 h late" in page
    clock.move(timedelta(days=7))
    assert len(told(manager, "/team/enquiries")["missed_before"]) == 1


def test_of_too_few_enquiries_nobody_says_how_many_bought(firm: Firm, manager: FlaskClient) -> None:
    for _ in range(4):
        waits(firm)
    assert told(manager, "/team/enquiries")["sources"] == [{"source": "fair", "asked": 4, "bought": None}]
    assert "too few to say" in manager.get("/team/enquiries").text


def test_who_is_gone_for_good_asks_and_nothing_is_lost(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer("Rosa")
    firm.do(customer, MarkGoneForGood(why=GoneReason.CLOSED), by=ALICE)
    assert "undo “gone for good” in their history" in alice.get(f"/customers/{customer}/enquiries/new").text
    bar = alice.post(f"/customers/{customer}/enquiries", data={"text": "Still there?"}, headers=HTMX).text
    assert "Kept, but they are gone for good and nobody is reminded" in bar
    assert len(asked_of(firm, customer)) == 1


def test_outcomes_move_them_on_and_all_of_it_is_one_history(firm: Firm, alice: FlaskClient, clock: Clock) -> None:
    customer = waits(firm, owner=ALICE)
    path = f"/customers/{customer}"
    assert "Asked 2 March" in alice.get(path).text
    firm.do(customer, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE), by=ALICE)
    assert "Talking since 2 March" in alice.get(path).text
    assert "Offer to Rosa kept" in alice.post(f"{path}/enquiries/offers", data={"text": ""}, headers=HTMX).text
    assert told(alice, path)["stage"] == {"stage": "offered", "on": "2026-03-02"}
    clock.move(timedelta(days=12))
    firm.do(customer, RecordPurchase(amount=Money(4500), on=firm.today), by=ALICE)
    page = alice.get(path).text
    assert "Said yes 14 March" in page
    assert "Asked us on 2 March at a fair, first bought 12 days later" in page
    assert told(alice, path)["became_customer"] == {"asked_on": "2026-03-02", "source": "fair", "days": 12}


def test_a_need_is_on_the_card_until_it_is_met(firm: Firm, alice: FlaskClient) -> None:
    customer = waits(firm, owner=ALICE)
    assert "Need unknown" in alice.get("/queue").text
    path = f"/customers/{customer}/needs"
    assert alice.post(path, data={"text": ""}, headers=HTMX).status_code == 422
    assert "Need of Rosa kept" in alice.post(path, data={"text": "a quiet grinder"}, headers=HTMX).text
    assert "Needs: a quiet grinder" in alice.get("/queue").text
    need = told(alice, f"/customers/{customer}")["needs"][0]["id"]
    assert f"{path}/{need}/met" in alice.get(f"/customers/{customer}").text
    assert "Need of Rosa met" in alice.post(f"{path}/{need}/met", headers=HTMX).text
    assert "Need met: “a quiet grinder”." in " ".join(alice.get(f"/customers/{customer}/history").text.split())
    assert alice.post(f"{path}/{uuid4()}/met", headers=JSON).status_code == 422


def test_a_phone_keeps_the_need_and_until_when_to_answer(firm: Firm, alice: FlaskClient) -> None:
    customer = waits(firm, owner=ALICE)
    firm.do(customer, NoteNeed(text="a quiet grinder"), by=ALICE)
    [one] = told(alice, "/sync/pack")["customers"]
    assert one["lines"][3:] == ["Needs: a quiet grinder"]
    assert "Answer by Mon 2 March, 13:00." in one["due"][0]["why"]
    assert "Answer by Mon 2 March, 13:00." in one["open"][0]["what"]


def test_opening_after_closing_is_refused_in_a_sentence(firm: Firm, manager: FlaskClient) -> None:
    assert "nswered within 4 working hours" in manager.get("/rulebook").text
    wrong = manager.post("/rulebook", json={"opens_at": 17, "closes_at": 9}, headers=JSON)
    assert (wrong.status_code, "closes later on the day than it opens" in wrong.text) == (422, True)
    assert manager.post("/rulebook", json={"opens_at": 0, "closes_at": 24}, headers=JSON).status_code == 201


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


def test_of_two_who_asked_on_one_day_the_earlier_stands_first(firm: Firm, alice: FlaskClient, clock: Clock) -> None:
    asked = []
    for _ in range(6):
        asked.append(str(waits(firm, owner=ALICE)))
        clock.move(timedelta(minutes=1))
    assert [card["customer"] for card in told(alice, "/queue")["cards"]] == asked
