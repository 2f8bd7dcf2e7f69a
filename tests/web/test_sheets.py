"""Does each sheet offer what it should, as a dialog and as a page, and lead back to where one came from?"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from events.enquiries import ReceiveEnquiry
from events.feedback import NoteFeedback
from events.follow_ups import MakePromise, SetNextDate
from events.purchases import RecordPurchase
from events.values import FeedbackKind, Money
from tests.web.firm import ALICE, Firm, told

HTMX = {"HX-Request": "true"}
SHEETS = (
    "contact-attempts/new",
    "next-dates/new",
    "put-offs/new",
    "promises/new",
    "done/new",
    "feedback/new",
    "loss/new",
    "loss-reason/new",
    "habit-answers/new",
    "enquiries/new",
    "needs/new",
    "purchases/new",
    "notes/new",
    "referrer/new",
    "referrals/new",
)


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_is_a_dialog_for_htmx_and_a_page_without_scripts(firm: Firm, alice: FlaskClient, sheet: str) -> None:
    path = f"/customers/{firm.customer()}/{sheet}"
    dialog, page = alice.get(path, headers=HTMX).text, alice.get(path).text
    assert (dialog.count("<dialog"), dialog.count("<html")) == (1, 0)
    assert (page.count("<dialog"), page.count("<html")) == (0, 1)


@pytest.mark.parametrize("sheet", SHEETS)
def test_nobody_else_sees_a_sheet(firm: Firm, charlie: FlaskClient, admin: FlaskClient, sheet: str) -> None:
    path = f"/customers/{firm.customer()}/{sheet}"
    assert [charlie.get(path).status_code, admin.get(path).status_code] == [404, 404]


def test_a_page_leads_back_to_where_one_came_from(firm: Firm, alice: FlaskClient) -> None:
    path = f"/customers/{firm.customer()}/done/new"
    page = alice.get(path, headers={"Referer": "http://localhost/queue"}).text
    assert 'href="/queue" data-close' in page
    assert "contact-attempts/new?channel=call&amp;back=/queue" in page
    elsewhere = alice.get(path, headers={"Referer": "http://evil.example/queue"}).text
    assert 'href="/" data-close' in elsewhere


def test_done_offers_what_fits_each_reason(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=(45, 75, 105))
    promise = firm.do(customer, MakePromise(on=firm.today), by=ALICE).recorded[0].fact_id
    enquiry = firm.do(customer, ReceiveEnquiry(), by=ALICE).recorded[0].fact_id
    page = alice.get(f"/customers/{customer}/done/new").text
    assert f"/promises/{promise}/keeping" in page
    assert f"/promises/{promise}/new-date" in page
    assert f"/enquiries/{enquiry}/answer" in page
    assert 'name="rules" value="gone_quiet"' in page
    assert f"/customers/{customer}/gone/new" in page


def test_done_on_a_day_that_was_chosen_offers_another(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    firm.do(customer, SetNextDate(next_on=firm.today), by=ALICE, days_ago=5)
    assert ">Another date<" in alice.get(f"/customers/{customer}/done/new").text


def test_a_complaint_asks_how_it_ended(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=(5,))
    complaint = NoteFeedback(kind=FeedbackKind.COMPLAINT, text="A week late")
    fact = firm.do(customer, complaint, by=ALICE).recorded[0].fact_id
    assert f"/complaints/{fact}/resolution/new" in alice.get(f"/customers/{customer}/done/new").text
    assert "A week late" in alice.get(f"/customers/{customer}/complaints/{fact}/resolution/new").text
    alice.post(f"/customers/{customer}/complaints/{fact}/resolution", data={"text": "Money back."})
    assert told(alice, "/queue")["cards"] == []


def test_settling_takes_the_card_off_today(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=(45, 75, 105))
    assert len(told(alice, "/queue")["cards"]) == 1
    alice.post(f"/customers/{customer}/settlements", data={"rules": ["gone_quiet", "shadow"]})
    assert told(alice, "/queue")["cards"] == []


def test_not_now_comes_back_on_its_day(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=(45, 75, 105))
    fields = {"day": (firm.today + timedelta(days=3)).isoformat(), "why": "afraid_to_bother"}
    answer = alice.post(f"/customers/{customer}/put-offs", data=fields, headers=HTMX)
    assert "Put off: Tom Brennan" in answer.text
    assert "Next Thu 5 March." in answer.text


def test_a_rest_is_a_day_that_nobody_names(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=(45, 75, 105))
    answer = alice.post(f"/customers/{customer}/put-offs", data={"until": "rest"}, headers=HTMX)
    assert "Rests until a date is chosen." in answer.text


def test_days_are_moved_to_working_days(firm: Firm, alice: FlaskClient) -> None:
    page = alice.get(f"/customers/{firm.customer()}/next-dates/new").text
    for words in ("Tue 3 March", "Mon 9 March", "Mon 16 March", "Mon 30 March", "no date"):
        assert words in page


@pytest.mark.parametrize("path", ["next-dates", "put-offs", "promises"])
@pytest.mark.parametrize("day", ["2026-03-01", "2031-12-31", "0001-01-01", "2026-02-31"])
def test_a_day_that_nobody_means_is_refused(firm: Firm, alice: FlaskClient, path: str, day: str) -> None:
    name = {"next-dates": "next_on", "put-offs": "until", "promises": "on"}[path]
    assert alice.post(f"/customers/{firm.customer()}/{path}", data={name: day}).status_code == 422


def test_a_promise_noted_late_may_lie_before_today(firm: Firm, alice: FlaskClient) -> None:
    fields = {"on": "2026-03-01", "occurred_at": "2026-02-20T10:00:00+00:00"}
    assert alice.post(f"/customers/{firm.customer()}/promises", data=fields).status_code == 303


@pytest.mark.parametrize("day", ["2026-03-03", "2099-01-01"])
def test_a_purchase_to_come_is_refused(firm: Firm, alice: FlaskClient, day: str) -> None:
    fields = {"amount": "45.00", "on": day}
    assert alice.post(f"/customers/{firm.customer()}/purchases", data=fields).status_code == 422


@pytest.mark.parametrize("amount", ["-1", "1e3", "9" * 400, "", "NaN", "٤٥"])
def test_an_amount_that_nobody_paid_is_refused(firm: Firm, alice: FlaskClient, amount: str) -> None:
    customer = firm.customer()
    assert alice.post(f"/customers/{customer}/purchases", data={"amount": amount}).status_code == 422
    assert alice.post(f"/customers/{customer}/purchases", json={"amount": 45.0}).status_code == 422


def test_a_purchase_happened_on_its_day(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    alice.post(f"/customers/{customer}/purchases", data={"amount": "45.00", "on": "2026-02-27"})
    assert firm.store.stream(customer)[-1].occurred_at.isoformat() == "2026-02-27T00:00:00+00:00"
    alice.post(f"/customers/{customer}/purchases", data={"amount": "45.00"})
    assert firm.store.stream(customer)[-1].occurred_at == firm.clock()


def test_a_purchase_is_put_right_from_what_it_was(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    bought = firm.do(customer, RecordPurchase(amount=Money(4550), on=firm.today), by=ALICE).recorded[0].fact_id
    path = f"/customers/{customer}/purchases/{bought}/correction/new"
    assert 'value="45.50"' in alice.get(path).text
    assert alice.get(path.replace(str(bought), str(uuid4()))).status_code == 404
