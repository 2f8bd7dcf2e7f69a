"""Does an outcome sheet say what each tap leads to, and does the tap lead there?"""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from events.contacts import ContactAttempted, LogContactAttempt
from events.feedback import FeedbackNoted
from events.follow_ups import SetNextDate
from events.values import Channel, FeedbackKind, Outcome, Rule
from tests.web.firm import ALICE, Firm, told

JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://localhost/queue"}


def last(firm: Firm, customer: UUID) -> ContactAttempted:
    return next(
        noted.body for noted in reversed(firm.store.stream(customer)) if isinstance(noted.body, ContactAttempted)
    )


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("call", ["Spoke", "Ordered", "No answer", "Voicemail", "Said no", "Wrong number", "They rang me"]),
        ("text", ["Sent", "Answered", "Ordered", "Said no", "Wrong number", "They wrote to me"]),
        ("email", ["Sent", "Answered", "Ordered", "Said no", "Wrong number"]),
        ("letter", ["Sent", "Answered", "Ordered", "Said no"]),
        ("visit", ["Met", "Ordered", "Not in", "Said no", "Complaint", "Earlier today", "Yesterday"]),
        ("video", ["Met", "Ordered", "No answer", "Said no"]),
    ],
)
def test_each_way_has_its_outcomes(firm: Firm, alice: FlaskClient, channel: str, words: list[str]) -> None:
    page = alice.get(f"/customers/{firm.customer()}/contact-attempts/new?channel={channel}").text
    places = [page.index(f">{word}<") for word in words]
    assert places == sorted(places)


def test_the_sheet_is_a_dialog_for_htmx_and_a_page_otherwise(firm: Firm, alice: FlaskClient) -> None:
    path = f"/customers/{firm.customer()}/contact-attempts/new?channel=call"
    dialog, page = (
        alice.get(path, headers=HTMX).text,
        alice.get(path, headers={"Referer": "http://localhost/queue"}).text,
    )
    assert dialog.lstrip().startswith("<dialog")
    assert "<h1>" in page
    assert 'name="back" value="/queue"' in page


def test_nobody_else_sees_the_sheet(firm: Firm, charlie: FlaskClient, admin: FlaskClient) -> None:
    path = f"/customers/{firm.customer()}/contact-attempts/new?channel=call"
    assert [charlie.get(path).status_code, admin.get(path).status_code] == [404, 404]


def test_an_unknown_way_is_refused(firm: Firm, alice: FlaskClient) -> None:
    assert alice.get(f"/customers/{firm.customer()}/contact-attempts/new?channel=pigeon").status_code == 422


def test_the_day_on_the_button_is_the_day_of_the_bar(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=(61, 93, 125))
    sheet = alice.get(f"/customers/{customer}/contact-attempts/new?channel=call").text
    assert "again tomorrow" in sheet
    assert "next Mon 30 March" in sheet
    assert "rests until 1 May" in sheet
    answer = alice.post(
        f"/customers/{customer}/contact-attempts", data={"channel": "call", "outcome": "spoke"}, headers=HTMX
    )
    assert "Next Mon 30 March." in answer.text
    assert last(firm, customer).next_on == date(2026, 3, 30)


def test_a_third_try_says_that_nobody_is_tried_more_often(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=(61, 93, 125))
    for days in (2, 1):
        attempt = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.NO_ANSWER, next_on=firm.today)
        firm.do(customer, attempt, by=ALICE, days_ago=days)
    sheet = alice.get(f"/customers/{customer}/contact-attempts/new?channel=call").text
    again = re.search(r">No answer</span> .*?>again (.*?)<", sheet)
    assert again
    assert again[1] != "tomorrow"
    answer = alice.post(
        f"/customers/{customer}/contact-attempts", data={"channel": "call", "outcome": "no_answer"}, headers=HTMX
    )
    assert f"Next {again[1]}." in answer.text


def test_a_picked_day_is_a_chosen_one(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    fields = {"channel": "call", "outcome": "spoke", "next_on": "2026-03-11"}
    assert alice.post(f"/customers/{customer}/contact-attempts", json=fields, headers=JSON).status_code == 201
    assert (last(firm, customer).next_on, last(firm, customer).chosen) == (date(2026, 3, 11), True)


def test_a_rest_has_no_day(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    fields = {"channel": "call", "outcome": "spoke", "rest": True}
    alice.post(f"/customers/{customer}/contact-attempts", json=fields, headers=JSON)
    assert (last(firm, customer).next_on, last(firm, customer).rest) == (None, True)


def test_what_a_person_chose_stays_while_nobody_is_reached(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    firm.do(customer, SetNextDate(next_on=firm.today + timedelta(days=10)), by=ALICE)
    alice.post(f"/customers/{customer}/contact-attempts", data={"channel": "call", "outcome": "no_answer"})
    assert last(firm, customer).next_on == firm.today + timedelta(days=10)


@pytest.mark.parametrize("day", ["2026-02-27", "2099-12-31"])
def test_a_next_day_that_nobody_means_is_refused(firm: Firm, alice: FlaskClient, day: str) -> None:
    fields = {"channel": "call", "outcome": "spoke", "next_on": day}
    assert alice.post(f"/customers/{firm.customer()}/contact-attempts", data=fields).status_code == 422


def test_the_customer_who_rang_is_one_tap(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    fields = {"channel": "call", "outcome": "spoke", "inbound": "yes", "rule": ""}
    answer = alice.post(f"/customers/{customer}/contact-attempts", data=fields, headers=HTMX)
    assert "Tom Brennan rang" in answer.text
    assert last(firm, customer).inbound


def test_a_complaint_on_a_visit_is_a_meeting_and_a_complaint_at_once(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    fields = {"channel": "visit", "outcome": "complaint", "rule": ""}
    answer = alice.post(f"/customers/{customer}/contact-attempts", data=fields, headers=HTMX)
    *_, met, complaint = firm.store.stream(customer)
    assert isinstance(complaint.body, FeedbackNoted)
    assert (last(firm, customer).outcome, complaint.body.kind) == (Outcome.MET, FeedbackKind.COMPLAINT)
    assert complaint.because == (met.fact_id,)
    assert f'name="of" value="{complaint.fact_id}"' in answer.text
    alice.post(f"/customers/{customer}/undo", data={"fact_id": str(met.fact_id)})
    assert told(alice, "/queue")["cards"] == []


def test_the_time_on_the_phone_is_the_time_of_the_call(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    path = f"/customers/{customer}/contact-attempts"
    sheet = alice.get(f"{path}/new?channel=call&started_at=2026-03-02T08:45:00.000Z").text
    assert "Started 08:45" in sheet
    assert 'name="occurred_at" value="2026-03-02T08:45:00+00:00"' in sheet
    alice.post(path, data={"channel": "call", "outcome": "spoke", "occurred_at": "2026-03-02T08:45:00+00:00"})
    assert firm.store.stream(customer)[-1].occurred_at.isoformat() == "2026-03-02T08:45:00+00:00"


@pytest.mark.parametrize(
    "wrong", ["2026-03-02T11:00:00.000Z", "9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+23:00"]
)
def test_a_phone_whose_clock_is_wrong_asks_when_it_was(firm: Firm, alice: FlaskClient, wrong: str) -> None:
    query = urlencode({"channel": "call", "started_at": wrong})
    sheet = alice.get(f"/customers/{firm.customer()}/contact-attempts/new?{query}").text
    assert "Started" not in sheet
    assert "When was it?" in sheet


def test_a_visit_noted_late_counts_from_its_day(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    fields = {"channel": "visit", "outcome": "met", "occurred_at": "2026-03-01T10:00:00+00:00"}
    alice.post(f"/customers/{customer}/contact-attempts", data=fields)
    assert last(firm, customer).next_on == date(2026, 3, 30)


def test_the_reason_that_was_worked_goes_along(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=(45, 75, 105))
    assert 'name="rule" value="gone_quiet"' in alice.get(f"/customers/{customer}/contact-attempts/new").text
    fields = {"channel": "call", "outcome": "spoke", "rule": "gone_quiet"}
    alice.post(f"/customers/{customer}/contact-attempts", data=fields)
    assert last(firm, customer).rule is Rule.GONE_QUIET
