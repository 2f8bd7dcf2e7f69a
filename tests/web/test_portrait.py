"""Does a customer's page tell who this is in ten seconds, to whom it may, today and on any day?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from events.consent import GiveConsent, WithdrawConsent
from events.contacts import LogContactAttempt
from events.customers import AssignCustomer, StatePreferredChannel
from events.enquiries import ReceiveEnquiry
from events.feedback import NoteFeedback
from events.follow_ups import MakePromise, SetNextDate
from events.lifecycle import MarkGoneForGood, MarkLost
from events.notes import UndoFact
from events.purchases import RecordPurchase
from events.values import Channel, FeedbackKind, GoneReason, Money, Outcome
from tests.conftest import Clock
from tests.web.firm import ALICE, BOB, NORTH, Firm, told

JSON = {"Accept": "application/json"}
SPOKE = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE)
SUBPAGES = ("", "/history", "/why", "/details/new", "/consents/new", "/loss/new", "/loss-reason/new", "/gone/new")


@pytest.mark.parametrize("page", SUBPAGES)
@pytest.mark.parametrize(("who", "status"), [("alice", 200), ("manager", 200), ("bob", 404), ("charlie", 404)])
def test_who_may_see_the_customer_sees_every_page_of_them(
    firm: Firm, page: str, who: str, status: int, request: pytest.FixtureRequest
) -> None:
    client, customer = request.getfixturevalue(who), firm.customer(bought=(40, 100))
    for headers in ({}, JSON, {"HX-Request": "true"}):
        assert client.get(f"/customers/{customer}{page}", headers=headers).status_code == status


@pytest.mark.parametrize("page", SUBPAGES)
def test_a_customer_who_is_not_there_has_no_page(alice: FlaskClient, page: str) -> None:
    assert alice.get(f"/customers/{uuid4()}{page}").status_code == 404
    assert alice.get(f"/customers/7{page}").status_code == 404


def test_the_page_says_who_this_is(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer("Tom Brennan", place="Portobello", bought=(61, 93, 125, 157, 600))
    page = alice.get(f"/customers/{customer}").text
    for words in ("Tom Brennan", "Portobello", "yours since", "£225", "so far, 5 orders", "£180", "61 days"):
        assert words in page
    assert "Seen in person: never" in page
    assert "Why not?" in page
    assert "Bought on 5 days" in page


def test_every_way_says_whether_and_why_not(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(email="tom@example.org")
    firm.do(customer, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.WRONG_NUMBER), by=ALICE)
    firm.do(customer, GiveConsent(channel=Channel.EMAIL, source="on the phone"), by=ALICE)
    firm.do(customer, WithdrawConsent(channel=Channel.VISIT), by=ALICE)
    page = alice.get(f"/customers/{customer}").text
    for words in (
        "This number is wrong",
        "No address yet",
        "Not wanted",
        "May be called: not asked",
        "May get e-mails: yes, 2 March, on the phone",
        "May be visited: no, 2 March",
    ):
        assert words in page
    ways = alice.get(f"/customers/{customer}", headers=JSON).get_json()["ways"]
    assert ways[0] == {"channel": "email", "state": "usable", "number": "tom@example.org"}


def test_the_preferred_way_is_said_or_seen_from_replies(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    for _ in range(2):
        firm.do(customer, LogContactAttempt(channel=Channel.TEXT, outcome=Outcome.ANSWERED), by=ALICE)
    assert "Answers texts" in alice.get(f"/customers/{customer}").text
    firm.do(customer, StatePreferredChannel(channel=Channel.CALL), by=ALICE)
    assert "Would rather: call" in alice.get(f"/customers/{customer}").text


def test_what_is_open_stands_there_with_what_to_do(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    promise = firm.do(customer, MakePromise(on=date(2026, 3, 9), note="Autumn order"), by=ALICE).recorded[0].fact_id
    complaint = firm.do(customer, NoteFeedback(kind=FeedbackKind.COMPLAINT, text="Late"), by=ALICE).recorded[0].fact_id
    enquiry = firm.do(customer, ReceiveEnquiry(text="Price?"), by=ALICE).recorded[0].fact_id
    page = alice.get(f"/customers/{customer}").text
    assert "Promised for Mon 9 March. “Autumn order”" in page
    assert f"/promises/{promise}/keeping" in page
    assert f"/promises/{promise}/new-date" in page
    assert f"/complaints/{complaint}/resolution/new" in page
    assert f"/enquiries/{enquiry}/answer" in page
    assert "“Price?”" in page


def test_a_lost_customer_is_asked_for_the_reason_later(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    firm.do(customer, MarkLost(), by=ALICE)
    page = alice.get(f"/customers/{customer}").text
    assert "Lost since 2 March" in page
    assert "/loss-reason/new" in page


def test_a_customer_gone_for_good_has_no_buttons_to_call(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    firm.do(customer, MarkGoneForGood(why=GoneReason.DIED), by=ALICE)
    page = alice.get(f"/customers/{customer}").text
    assert "Gone for good: died" in page
    assert "contact-attempts/new" not in page


def test_a_rest_is_said(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    firm.do(customer, SetNextDate(next_on=None), by=ALICE)
    assert "Rests" in alice.get(f"/customers/{customer}").text


def test_a_save_from_the_page_redraws_it(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    here = {"HX-Request": "true", "HX-Current-URL": f"http://localhost/customers/{customer}"}
    answer = alice.post(f"/customers/{customer}/details", data={"name": "Tom Brenan"}, headers=here)
    assert "hx-target=\"[data-redraw='who']\"" in answer.text
    assert "hx-target=\"[data-redraw='customer']\"" in answer.text
    assert "Tom Brenan" in answer.text


def test_only_what_changed_is_put_right(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer("Tom", phone="0131 496 0123", email="tom@example.org")
    form = {"name": "Tom", "phone": "", "email": "tom@example.org", "place": "Leith"}
    assert alice.post(f"/customers/{customer}/details", data=form, headers=JSON).status_code == 201
    known = alice.get(f"/customers/{customer}", headers=JSON).get_json()
    assert (known["phone"], known["email"], known["place"]) == (None, "tom@example.org", "Leith")
    newest = alice.get(f"/customers/{customer}/history", headers=JSON).get_json()["facts"][0]["sentence"]
    assert newest == "Details put right; phone taken out; place Leith."
    again = alice.post(f"/customers/{customer}/details", data={**form, "phone": ""}, headers=JSON)
    assert again.status_code == 422
    assert "Nothing was changed" in again.get_json()["error"]


def test_the_page_is_asked_for_again_and_not_sent_twice(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    first = alice.get(f"/customers/{customer}")
    again = alice.get(f"/customers/{customer}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.fixture
def story(firm: Firm, clock: Clock) -> UUID:
    """Bob's until 1 April, then Alice's; a visit undone later, and praise that Bob noted six days late."""
    clock.now = datetime(2026, 3, 10, 9, tzinfo=UTC)
    customer = firm.customer("Tom Brennan", owner=BOB)
    firm.do(customer, RecordPurchase(amount=Money(5100), on=date(2026, 3, 10)), by=BOB)
    clock.now = datetime(2026, 3, 12, 11, tzinfo=UTC)
    visit = firm.do(customer, LogContactAttempt(channel=Channel.VISIT, outcome=Outcome.MET), by=BOB).recorded[0]
    clock.now = datetime(2026, 4, 1, 9, tzinfo=UTC)
    firm.do(customer, AssignCustomer(owner=ALICE, team=NORTH))
    clock.now = datetime(2026, 4, 2, 9, tzinfo=UTC)
    firm.do(customer, NoteFeedback(kind=FeedbackKind.PRAISE, text="Told the bakery"), by=BOB, days_ago=5)
    firm.do(customer, GiveConsent(channel=Channel.EMAIL), by=ALICE)
    firm.do(customer, UndoFact(of=visit.fact_id), by=BOB)
    clock.now = datetime(2026, 5, 4, 9, tzinfo=UTC)
    return customer


def test_on_a_day_the_customer_stands_as_we_knew_them(story: UUID, alice: FlaskClient) -> None:
    page = alice.get(f"/customers/{story}?known_on=2026-03-30").text
    for words in (
        "Mon 30 March",
        "£51",
        "looked after by Bob Brown",
        "Seen in person: 12 March",
        "Nobody knew yet",
        "Told the bakery",
        "Bob Brown noted it on 2 April",
        "12 March: a contact",
        "1 April: a new owner",
        "All 3",
    ):
        assert words in page
    assert "May get e-mails" not in page
    told = alice.get(f"/customers/{story}?known_on=2026-03-30", headers=JSON).get_json()
    assert told["customer"]["owner"] == str(BOB)
    assert told["customer"]["worth_so_far"] == 5100
    assert told["customer"]["consent"]["email"]["given"] is None
    assert [one["fact"] for one in told["late"]] == ["feedback_noted", "fact_undone"]


def test_on_a_day_the_customer_stands_as_it_was(story: UUID, alice: FlaskClient) -> None:
    page = alice.get(f"/customers/{story}?true_on=2026-03-30").text
    for words in ("Seen in person: never", "Noted only later", "Told the bakery", "28 March: feedback"):
        assert words in page
    assert "Nobody knew yet" not in page
    after = alice.get(f"/customers/{story}?known_on=2026-04-02").text
    assert "yours since" in after
    assert "May get e-mails" in after


def test_a_past_day_offers_nothing_to_note(story: UUID, alice: FlaskClient) -> None:
    page = alice.get(f"/customers/{story}?known_on=2026-03-30").text
    assert 'method="post"' not in page


def test_before_the_first_fact_and_after_today_a_page_says_so(story: UUID, alice: FlaskClient) -> None:
    early = alice.get(f"/customers/{story}?known_on=1990-01-01")
    assert early.status_code == 200
    assert "Nobody knew Tom Brennan yet" in early.text
    late = alice.get(f"/customers/{story}?true_on=2027-01-01")
    assert late.status_code == 200
    assert "That day is still to come" in late.text


@pytest.mark.parametrize(
    "query",
    [
        "known_on=2026-02-31",
        "true_on=yesterday",
        "known_on=0001-01-01",
        "known_on=2026-3-1",
        "known_on=2026-03-01&true_on=2026-03-01",
        "known_on=%00",
        "true_on=9999-12-31",
    ],
)
def test_a_bad_day_is_refused_in_a_sentence(story: UUID, alice: FlaskClient, query: str) -> None:
    answer = alice.get(f"/customers/{story}?{query}", headers=JSON)
    assert answer.status_code == 422
    assert answer.get_json()["error"].endswith(".")


def test_an_empty_day_is_today(story: UUID, alice: FlaskClient) -> None:
    assert "How to be in touch" in alice.get(f"/customers/{story}?known_on=").text


def test_a_past_day_is_not_for_who_may_not_see_the_customer_today(
    story: UUID, bob: FlaskClient, charlie: FlaskClient, manager: FlaskClient
) -> None:
    address = f"/customers/{story}?known_on=2026-03-30"
    assert (bob.get(address).status_code, charlie.get(address).status_code) == (404, 404)
    assert manager.get(address).status_code == 200


def test_tags_are_shown_put_on_and_taken_off(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    for tag in ("  Whole  Sale", "abroad"):
        assert alice.post(f"/customers/{customer}/tags", data={"tag": tag}).status_code == 303
    assert told(alice, f"/customers/{customer}")["tags"] == ["abroad", "whole sale"]
    page = alice.get(f"/customers/{customer}").text
    assert 'value="whole sale"' in page
    alice.post(f"/customers/{customer}/tags/removal", data={"tag": "abroad"})
    assert told(alice, f"/customers/{customer}")["tags"] == ["whole sale"]
    past = alice.get(f"/customers/{customer}?known_on={firm.today}").text
    assert "whole sale" in past


def test_who_lives_by_another_clock_is_not_called_in_their_night(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer("Yuki", email="yuki@example.org", bought=(40,))
    at = f"/customers/{customer}/details"
    assert alice.post(at, data={"name": "Yuki", "zone": "Mars/Base"}, headers=JSON).status_code == 422
    assert alice.post(at, data={"name": "Yuki", "zone": "Pacific/Auckland"}, headers=JSON).status_code == 201
    page = alice.get(f"/customers/{customer}").text
    assert "Their time: " in page
    assert "calls wait until 9:00" in page
    assert "where they are: calls wait until 9:00" in alice.get("/queue").text
    assert "Lives by the clock of" in alice.get(f"/customers/{customer}/history").text
    only = {"zone": "", "fact_id": "01890000-0000-7000-8000-0000000000aa"}
    assert alice.post(at, data=only, headers=JSON).status_code == 201
    assert alice.post(at, data=only, headers=JSON).status_code in (200, 201), "known, not refused"
    assert "Their time" not in alice.get(f"/customers/{customer}").text


def test_a_consent_is_shown_with_its_day_source_and_wording(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(email="tom@example.org")
    said = {"channel": "email", "answer": "yes", "source": "in person", "wording": "May we write of offers?"}
    assert alice.post(f"/customers/{customer}/consents", data=said, headers=JSON).status_code == 201
    assert "in person: “May we write of offers?”" in alice.get(f"/customers/{customer}").text
