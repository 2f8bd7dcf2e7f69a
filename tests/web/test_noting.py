"""Does everything that a screen notes work, and withstand the wrong method, person, repetition and form?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from events.contacts import LogContactAttempt
from events.enquiries import ReceiveEnquiry
from events.feedback import NoteFeedback
from events.follow_ups import MakePromise
from events.kernel import Command, shape_of
from events.lifecycle import MarkLost
from events.purchases import RecordPurchase
from events.tags import TagCustomer
from events.telling import ActOnFeedback
from events.values import Channel, FeedbackKind, Money, Outcome
from tests.web.firm import ALICE, CHARLIE, Firm

JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://localhost/queue"}


@dataclass(frozen=True)
class Action:
    """`before` notes what is acted on: its fact's id takes the place of {fact} in path and fields."""

    path: str
    fields: dict[str, Any]
    bad: dict[str, Any]
    noted: str
    before: Callable[[Firm], Command] | None = None
    once: str = "fact_id"


def a_call(firm: Firm) -> Command:
    return LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE)


def a_promise(firm: Firm) -> Command:
    return MakePromise(on=firm.today)


def a_complaint(firm: Firm) -> Command:
    return NoteFeedback(kind=FeedbackKind.COMPLAINT)


def an_enquiry(firm: Firm) -> Command:
    return ReceiveEnquiry(text="A price list?")


def a_loss(firm: Firm) -> Command:
    return MarkLost()


def some_news(firm: Firm) -> Command:
    return ActOnFeedback(action=ALICE, reasons=(), on=firm.today)


def a_tag(firm: Firm) -> Command:
    return TagCustomer(tag="wholesale")


def a_purchase(firm: Firm) -> Command:
    return RecordPurchase(amount=Money(4500), on=firm.today)


ACTIONS = {
    "a contact attempt": Action(
        "contact-attempts",
        {"channel": "call", "outcome": "spoke", "note": "Ask in May."},
        {"channel": "call", "outcome": "met"},
        "contact_attempted",
    ),
    "feedback": Action("feedback", {"kind": "praise", "text": "Lovely."}, {"kind": "love"}, "feedback_noted"),
    "what changed": Action(
        "habit-answers", {"answer": "price", "text": "Dearer"}, {"answer": "because"}, "habit_change_answered"
    ),
    "a purchase": Action(
        "purchases",
        {"amount": "45.00", "on": "2026-02-27", "order_id": "A 12"},
        {"amount": "-45.00"},
        "purchase_recorded",
    ),
    "a correction of a purchase": Action(
        "purchases/{fact}/correction",
        {"amount": "54.00", "on": "2026-02-27"},
        {"amount": "54,00"},
        "purchase_corrected",
        a_purchase,
    ),
    "an enquiry": Action("enquiries", {"text": "A price list?"}, {"text": "\x00"}, "enquiry_received"),
    "the answer to an enquiry": Action("enquiries/{fact}/answer", {}, {"x": "1"}, "enquiry_answered", an_enquiry),
    "a promise": Action("promises", {"on": "2026-03-09", "note": "Autumn order"}, {"on": "2026-02-31"}, "promise_made"),
    "a promise moved": Action("promises/{fact}/new-date", {"on": "2026-03-10"}, {"on": ""}, "promise_moved", a_promise),
    "a promise kept": Action("promises/{fact}/keeping", {}, {"x": "1"}, "promise_kept", a_promise),
    "how a complaint ended": Action(
        "complaints/{fact}/resolution", {"text": "Money back."}, {"text": "x" * 4001}, "complaint_resolved", a_complaint
    ),
    "a face": Action("feedback", {"mood": "so_so", "themes": ["Price"]}, {"mood": "grumpy"}, "feedback_noted"),
    "what it is about": Action(
        "feedback/{fact}/themes", {"themes": ["Price"]}, {"themes": ["x" * 5_000]}, "themes_given", a_complaint
    ),
    "who looks after a complaint": Action(
        "complaints/{fact}/care",
        {"owner": str(ALICE), "by": "2026-03-09"},
        {"owner": str(CHARLIE), "by": "2026-03-09"},
        "complaint_assigned",
        a_complaint,
    ),
    "that they were told": Action("news/{fact}/telling", {}, {"x": "1"}, "customer_told", some_news),
    "another date": Action(
        "next-dates", {"next_on": "2026-03-09", "of": "{fact}"}, {"next_on": ""}, "next_date_set", a_call
    ),
    "not now": Action("put-offs", {"until": "2026-03-09", "why": "no_time"}, {"why": "bored"}, "follow_up_put_off"),
    "settled": Action("settlements", {"rules": "gone_quiet"}, {"rules": "promise"}, "reason_settled"),
    "a note": Action("notes", {"text": "Likes tea.", "of": "{fact}"}, {"text": " "}, "note_added", a_call),
    "a note put right": Action(
        "notes", {"text": "Likes coffee.", "of": "{fact}", "correct": "yes"}, {"text": ""}, "note_corrected", a_call
    ),
    "details put right": Action(
        "details", {"phone": "0131 496 0777", "email": "tom@example.org"}, {"name": " "}, "contact_details_corrected"
    ),
    "the preferred way": Action(
        "preferred-channel", {"channel": "text"}, {"channel": "pigeon"}, "preferred_channel_stated"
    ),
    "a tag": Action("tags", {"tag": "Wholesale"}, {"tag": "x" * 41}, "customer_tagged"),
    "a tag taken off": Action("tags/removal", {"tag": "wholesale"}, {"tag": ""}, "customer_untagged", a_tag),
    "a consent": Action(
        "consents",
        {"channel": "email", "answer": "yes", "source": "on the phone", "wording": "May we write to you?"},
        {"channel": "email", "answer": "maybe"},
        "consent_given",
    ),
    "a consent withdrawn": Action(
        "consents", {"channel": "call", "answer": "no"}, {"channel": "call"}, "consent_withdrawn"
    ),
    "a loss": Action(
        "loss", {"reason": "price", "text": "Too dear.", "closed": "yes"}, {"reason": "because"}, "customer_lost"
    ),
    "the reason of a loss": Action(
        "loss-reason", {"reason": "moved", "text": ""}, {"reason": ""}, "loss_reason_given", a_loss
    ),
    "gone for good": Action("gone", {"why": "closed"}, {"why": "bored"}, "customer_gone_for_good"),
    "an undo": Action("undo", {"fact_id": "{fact}"}, {"fact_id": "7"}, "fact_undone", a_call, once="undo_id"),
}
EACH = pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)


@dataclass
class Asked:
    """An action on a customer of Alice's, with its address and fields as a browser would send them."""

    firm: Firm
    customer: UUID
    path: str
    fields: dict[str, Any]

    def noted(self, name: str) -> int:
        """How many facts of this stored name the customer has."""
        return sum(shape_of(fact.body).name == name for fact in self.firm.store.stream(self.customer))


@pytest.fixture
def asked(firm: Firm, action: Action) -> Asked:
    customer = firm.customer(bought=(40, 100))
    before = firm.do(customer, action.before(firm), by=ALICE).recorded[0].fact_id if action.before else ""

    def filled(text: Any) -> Any:
        return str(text).replace("{fact}", str(before))

    path = f"/customers/{customer}/{filled(action.path)}"
    return Asked(firm, customer, path, {name: filled(value) for name, value in action.fields.items()})


@EACH
def test_it_is_noted_and_leads_back_to_a_page_that_says_so(action: Action, asked: Asked, alice: FlaskClient) -> None:
    before = asked.noted(action.noted)
    answer = alice.post(asked.path, data={**asked.fields, "back": "/queue"})
    assert answer.status_code == 303
    assert asked.noted(action.noted) == before + 1
    assert answer.location.startswith("/queue?saved=")
    assert b"data-saved" in alice.get(answer.location).data


@EACH
def test_htmx_gets_the_bar_and_the_redrawn_queue(action: Action, asked: Asked, alice: FlaskClient) -> None:
    answer = alice.post(asked.path, data=asked.fields, headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.count("data-saved") == 1
    assert "hx-target=\"[data-redraw='queue']\"" in answer.text
    assert "<html" not in answer.text


@EACH
def test_another_program_gets_json(action: Action, asked: Asked, alice: FlaskClient) -> None:
    answer = alice.post(asked.path, json=asked.fields, headers=JSON)
    assert answer.status_code == 201
    assert asked.firm.store.find(UUID(answer.get_json()["fact_id"])) is not None


@EACH
def test_it_is_not_done_by_following_a_link(action: Action, asked: Asked, alice: FlaskClient) -> None:
    assert alice.get(asked.path).status_code in (200, 405)
    assert alice.delete(asked.path).status_code == 405
    assert asked.noted("fact_undone") == 0


@EACH
@pytest.mark.parametrize("who", ["charlie", "admin", "nobody"])
def test_who_may_not_see_the_customer_notes_nothing(
    action: Action, asked: Asked, who: str, request: pytest.FixtureRequest
) -> None:
    before = len(asked.firm.store.stream(asked.customer))
    answer = request.getfixturevalue(who).post(asked.path, data=asked.fields)
    assert answer.status_code == (401 if who == "nobody" else 404)
    assert len(asked.firm.store.stream(asked.customer)) == before


@EACH
def test_a_customer_who_is_not_there_is_not_found(action: Action, asked: Asked, alice: FlaskClient) -> None:
    path = asked.path.replace(str(asked.customer), str(uuid4()))
    assert alice.post(path, data=asked.fields).status_code == 404


@EACH
def test_the_same_again_is_noted_once_and_answered_as_before(action: Action, asked: Asked, alice: FlaskClient) -> None:
    fields = {**asked.fields, action.once: str(uuid4())}
    first = alice.post(asked.path, json=fields, headers=JSON)
    count = len(asked.firm.store.stream(asked.customer))
    again = alice.post(asked.path, json=fields, headers=JSON)
    assert (again.status_code, again.json) == (201, first.json)
    assert len(asked.firm.store.stream(asked.customer)) == count


@EACH
def test_the_same_id_for_something_else_is_a_conflict(action: Action, asked: Asked, alice: FlaskClient) -> None:
    fields = {**asked.fields, action.once: str(uuid4())}
    assert alice.post(asked.path, json=fields, headers=JSON).status_code == 201
    other = {**fields, "occurred_at": "2026-03-02T08:00:00+00:00"}
    assert alice.post(asked.path, json=other, headers=JSON).status_code == 409


def test_an_order_number_makes_a_purchase_once_for_a_program_that_makes_no_ids(firm: Firm, alice: FlaskClient) -> None:
    path = f"/customers/{firm.customer()}/purchases"
    sold = {"amount": "45.00", "on": "2026-02-27", "order_id": "A 12"}
    first, again = (alice.post(path, json=sold, headers=JSON) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    assert alice.post(path, json={**sold, "amount": "54.00"}, headers=JSON).status_code == 409
    assert alice.post(path, json={**sold, "order_id": "A 13"}, headers=JSON).get_json() != first.get_json()


@EACH
def test_an_id_of_another_customer_is_a_conflict(action: Action, asked: Asked, alice: FlaskClient, firm: Firm) -> None:
    taken = str(firm.do(firm.customer("Rosa Marin"), a_call(firm), by=ALICE).recorded[0].fact_id)
    assert alice.post(asked.path, data={**asked.fields, action.once: taken}).status_code == 409


@EACH
def test_a_bad_form_is_refused_in_one_sentence(action: Action, asked: Asked, alice: FlaskClient) -> None:
    before = len(asked.firm.store.stream(asked.customer))
    answer = alice.post(asked.path, data=action.bad, headers=HTMX)
    assert answer.status_code == 422
    assert answer.text.count("data-sentence") == 1
    assert len(asked.firm.store.stream(asked.customer)) == before


@EACH
@pytest.mark.parametrize("extra", [{"noted_by": str(ALICE)}, {"occurred_at": "2099-01-01T00:00:00+00:00"}])
def test_a_field_that_is_not_asked_for_and_a_time_to_come_are_refused(
    action: Action, asked: Asked, alice: FlaskClient, extra: dict[str, str]
) -> None:
    assert alice.post(asked.path, data={**asked.fields, **extra}).status_code == 422
