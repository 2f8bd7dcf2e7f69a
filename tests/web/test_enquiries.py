"""Is whoever asks noted in seconds, answered in time by who takes them first, and followed until they buy?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4, uuid5

from flask.testing import FlaskClient

from events.contacts import LogContactAttempt
from events.enquiries import EnquiryReceived, ReceiveEnquiry
from events.firm import FIRM
from events.follow_ups import AnswerEnquiry
from events.lifecycle import MarkGoneForGood
from events.needs import NoteNeed
from events.purchases import RecordPurchase
from events.rulebook import AdoptRulebook, Rulebook
from events.values import Channel, EnquirySource, GoneReason, Money, Outcome
from tests.conftest import Clock
from tests.web.firm import ALICE, BOB, Firm, told
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


def test_of_two_who_asked_on_one_day_the_earlier_stands_first(firm: Firm, alice: FlaskClient, clock: Clock) -> None:
    asked = []
    for _ in range(6):
        asked.append(str(waits(firm, owner=ALICE)))
        clock.move(timedelta(minutes=1))
    assert [card["customer"] for card in told(alice, "/queue")["cards"]] == asked
