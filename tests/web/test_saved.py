"""Does the bar say what was saved, for whom and next when, and only to whom may see it?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from events.contacts import LogContactAttempt
from events.customers import AssignCustomer
from events.follow_ups import MakePromise, PutOff
from events.kernel import Command
from events.lifecycle import MarkGoneForGood
from events.purchases import RecordPurchase
from events.values import Channel, GoneReason, Money, Outcome
from tests.web.firm import ALICE, BOB, NORTH, Firm

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://localhost/queue"}


def bar(client: FlaskClient, fact: UUID) -> str:
    page = client.get(f"/queue?saved={fact}").text
    return page[page.index("data-saved") : page.index("</section>", page.index("data-saved"))]


def noted(firm: Firm, customer: UUID, command: Command) -> UUID:
    return firm.do(customer, command, by=ALICE).recorded[0].fact_id


@pytest.mark.parametrize(
    ("channel", "outcome", "words"),
    [
        (Channel.CALL, Outcome.SPOKE, "Spoke with Tom Brennan"),
        (Channel.CALL, Outcome.NO_ANSWER, "No answer from Tom Brennan"),
        (Channel.CALL, Outcome.VOICEMAIL, "Left a voicemail for Tom Brennan"),
        (Channel.CALL, Outcome.SAID_NO, "Tom Brennan said no"),
        (Channel.CALL, Outcome.WRONG_NUMBER, "Wrong number for Tom Brennan"),
        (Channel.CALL, Outcome.ORDERED, "Tom Brennan ordered"),
        (Channel.TEXT, Outcome.SENT, "Wrote to Tom Brennan"),
        (Channel.TEXT, Outcome.ANSWERED, "Tom Brennan answered"),
        (Channel.VISIT, Outcome.MET, "Met Tom Brennan"),
        (Channel.VISIT, Outcome.NOT_IN, "Tom Brennan was not in"),
    ],
)
def test_each_outcome_in_words(firm: Firm, alice: FlaskClient, channel: Channel, outcome: Outcome, words: str) -> None:
    fact = noted(firm, firm.customer(), LogContactAttempt(channel=channel, outcome=outcome))
    assert words in bar(alice, fact)


def test_after_a_wrong_number_the_right_one_is_a_tap_away(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    wrong = noted(firm, customer, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.WRONG_NUMBER))
    assert f'href="/customers/{customer}/details/new"' in bar(alice, wrong)
    spoke = noted(firm, customer, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE))
    assert "Add a number" not in bar(alice, spoke)


def test_it_says_next_when(firm: Firm, alice: FlaskClient) -> None:
    assert "Next today." in bar(alice, noted(firm, firm.customer(), MakePromise(on=firm.today)))
    put_off = PutOff(until=firm.today + timedelta(days=3))
    assert "Next Thu 5 March." in bar(alice, noted(firm, firm.customer(), put_off))
    assert "Rests until a date is chosen." in bar(alice, noted(firm, firm.customer(), PutOff(until=None)))


def test_gone_for_good_has_no_next_date(firm: Firm, alice: FlaskClient) -> None:
    fact = noted(firm, firm.customer(), MarkGoneForGood(why=GoneReason.CLOSED))
    assert "Tom Brennan is gone for good" in bar(alice, fact)
    assert "No more follow-ups." in bar(alice, fact)


def test_an_amount_is_said(firm: Firm, alice: FlaskClient) -> None:
    fact = noted(firm, firm.customer(), RecordPurchase(amount=Money(4550), on=firm.today))
    assert "Tom Brennan bought for £45.50" in bar(alice, fact)


def test_it_offers_a_note_another_date_and_undo(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    fact = noted(firm, customer, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE))
    shown = bar(alice, fact)
    assert f'href="/customers/{customer}/notes/new?of={fact}"' in shown
    assert f'href="/customers/{customer}/next-dates/new?of={fact}"' in shown
    assert f'action="/customers/{customer}/undo"' in shown


def test_a_new_customer_is_not_undone(firm: Firm, alice: FlaskClient) -> None:
    registered = firm.store.stream(firm.customer())[0].fact_id
    shown = bar(alice, registered)
    assert "New customer: Tom Brennan" in shown
    assert "/undo" not in shown


def test_it_says_nothing_of_customers_whom_one_may_not_see(
    firm: Firm, alice: FlaskClient, charlie: FlaskClient
) -> None:
    customer = firm.customer()
    fact = noted(firm, customer, MakePromise(on=firm.today))
    assert "data-saved" not in charlie.get(f"/queue?saved={fact}").text
    firm.do(customer, AssignCustomer(owner=BOB, team=NORTH))
    assert "data-saved" not in alice.get(f"/queue?saved={fact}").text


@pytest.mark.parametrize("asked", ["", "7", str(UUID(int=7)), str(ALICE)])
def test_it_says_nothing_of_what_is_no_fact_of_a_customer(alice: FlaskClient, asked: str) -> None:
    answer = alice.get(f"/queue?saved={asked}")
    assert answer.status_code == 200
    assert "data-saved" not in answer.text


def test_an_undo_says_what_was_undone(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    fact = noted(firm, customer, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE))
    answer = alice.post(f"/customers/{customer}/undo", data={"fact_id": str(fact)}, headers=HTMX)
    assert "Undone: Spoke with Tom Brennan" in answer.text
    again = alice.post(f"/customers/{customer}/undo", data={"fact_id": str(fact)}, headers=HTMX)
    assert "Already done for Tom Brennan" in again.text
    assert len(firm.store.stream(customer)) == 3


def test_an_undo_leads_back_to_the_page_it_came_from(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    fact = noted(firm, customer, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE))
    assert 'name="back" value="/queue"' in bar(alice, fact)
    answer = alice.post(f"/customers/{customer}/undo", data={"fact_id": str(fact), "back": f"/queue?saved={fact}"})
    assert answer.location.startswith("/queue?saved=")
    assert answer.location.count("saved=") == 1
    assert str(fact) not in answer.location


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere(firm: Firm, alice: FlaskClient, back: str) -> None:
    customer = firm.customer()
    answer = alice.post(f"/customers/{customer}/enquiries", data={"back": back})
    assert answer.location.startswith(f"/customers/{customer}?saved=")
