"""May we call? Stated once by a manager, seen where a customer gave no answer, and asked for in one tap elsewhere."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from backend.projections.setting import in_force
from events.consent import GiveConsent, WithdrawConsent
from events.contact_basis import ContactBasis
from events.feedback import NoteFeedback
from events.firm import FIRM
from events.values import Channel, FeedbackKind
from tests.conftest import Clock
from tests.web.firm import ALICE, Firm

JSON = {"Accept": "application/json"}
STATED = {"basis": "existing_customers", "source": "the order form", "wording": "We may ring you about your order."}
LINE = "Calls and service messages: existing customers, stated 2 March by Mona Marsh"


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def test_a_manager_states_it_once_and_changes_it(manager: FlaskClient, firm: Firm, clock: Clock) -> None:
    assert "not stated yet" in manager.get("/me").text
    assert manager.get("/contact-basis", headers=JSON).get_json() == {"basis": None}
    answer = manager.post("/contact-basis", data=STATED)
    assert (answer.status_code, answer.location) == (303, "/me?said=basis")
    page = plain(manager.get(answer.location).text)
    assert "Why we may call is stated." in page
    assert LINE in page
    clock.move(timedelta(days=2))
    assert manager.post("/contact-basis", json={**STATED, "basis": "contract"}, headers=JSON).status_code == 201
    told = manager.get("/contact-basis", headers=JSON).get_json()
    assert (told["basis"], told["source"], told["by"]) == ("contract", "the order form", "Mona Marsh")
    assert told["at"].startswith("2026-03-04")
    assert "a contract, stated 4 March by Mona Marsh" in plain(manager.get("/contact-basis").text)


def test_a_replay_uses_the_one_in_force_then(manager: FlaskClient, firm: Firm) -> None:
    manager.post("/contact-basis", data=STATED)
    manager.post("/contact-basis", data={**STATED, "basis": "agreed"})
    facts = firm.store.stream(FIRM)
    bases = [in_force(facts[:known]).basis for known in range(1, len(facts) + 1)]
    found = [basis and basis.stated.basis for basis in bases]
    assert found == [None, ContactBasis.EXISTING_CUSTOMERS, ContactBasis.AGREED]


def test_the_same_again_is_no_new_fact(manager: FlaskClient, firm: Firm) -> None:
    form = {**STATED, "fact_id": str(uuid4())}
    manager.post("/contact-basis", data=form)
    before = firm.store.head().position
    assert manager.post("/contact-basis", data=form).status_code == 303
    assert manager.post("/contact-basis", data=STATED).status_code == 303
    assert firm.store.head().position == before
    assert manager.post("/contact-basis", data={**form, "basis": "contract"}).status_code == 409


def test_whoever_comes_from_another_page_goes_on_there(manager: FlaskClient) -> None:
    assert 'name="back" value="/team"' in manager.get("/contact-basis?back=/team").text
    assert manager.post("/contact-basis", data={**STATED, "back": "/team"}).location == "/team"
    assert 'name="back"' not in manager.get("/contact-basis?back=//e.example").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"basis": ""}, "Choose one of"),
        ({"basis": "because"}, "Choose one of"),
        ({"basis": None}, "Choose why we may call"),
        ({"source": ""}, "Say where that is written or was said"),
        ({"source": "x" * 300}, "200 characters"),
        ({"wording": "a\x00b"}, "cannot be kept"),
        ({"who": "me"}, "There is no field"),
    ],
)
def test_what_cannot_be_taken_is_said_in_a_sentence(
    manager: FlaskClient, changes: dict[str, str | None], words: str
) -> None:
    form = {name: value for name, value in {**STATED, **changes}.items() if value is not None}
    answer = manager.post("/contact-basis", json=form, headers=JSON)
    assert answer.status_code == 422
    assert words in answer.get_json()["error"]
    assert manager.get("/contact-basis", headers=JSON).get_json() == {"basis": None}


def test_a_customers_page_says_it_where_they_gave_no_answer(
    manager: FlaskClient, alice: FlaskClient, firm: Firm
) -> None:
    customer = firm.customer(email="tom@example.org")
    assert "Calls and service messages" not in alice.get(f"/customers/{customer}").text, "she cannot state it"
    assert "Calls and service messages: not stated yet" in plain(manager.get(f"/customers/{customer}").text)
    manager.post("/contact-basis", data=STATED)
    page = plain(alice.get(f"/customers/{customer}").text)
    assert LINE in page
    assert "“We may ring you about your order.”" in page
    assert alice.get(f"/customers/{customer}", headers=JSON).get_json()["contact_basis"] == "existing_customers"
    for channel in (Channel.CALL, Channel.TEXT, Channel.EMAIL):
        firm.do(customer, GiveConsent(channel=channel), by=ALICE)
    assert LINE not in plain(alice.get(f"/customers/{customer}").text), "their own answers say it all"


def asked(client: FlaskClient, customer: UUID, path: str = "/queue") -> list[str]:
    """The channels for which a page offers to ask this customer."""
    return re.findall(rf'href="/customers/{customer}/consents/new\?channel=(\w+)"', client.get(path).text)


def test_a_card_asks_where_there_is_an_address_and_no_answer(alice: FlaskClient, firm: Firm) -> None:
    both = firm.customer(email="tom@example.org", bought=(61, 93, 125))
    neither = firm.customer("Rosa Marin", phone=None, bought=(61, 93, 125))
    assert asked(alice, both) == ["text", "email"]
    assert asked(alice, both, f"/customers/{both}") == ["text", "email"]
    assert asked(alice, neither) == []
    assert "E-mail: not asked: ask Tom Brennan" in plain(alice.get("/queue").text)
    firm.do(both, WithdrawConsent(channel=Channel.EMAIL), by=ALICE)
    assert asked(alice, both) == ["text"]
    firm.do(both, GiveConsent(channel=Channel.TEXT), by=ALICE)
    assert asked(alice, both) == []


def test_what_a_customer_is_owed_needs_no_asking(alice: FlaskClient, firm: Firm) -> None:
    customer = firm.customer(email="tom@example.org", bought=(20,))
    firm.do(customer, NoteFeedback(kind=FeedbackKind.COMPLAINT), by=ALICE)
    assert asked(alice, customer) == []


def test_a_manager_who_reads_anothers_queue_is_not_asked_to_ask(manager: FlaskClient, firm: Firm) -> None:
    customer = firm.customer(email="tom@example.org", bought=(61, 93, 125))
    page = manager.get(f"/team/{ALICE}/queue")
    assert page.status_code == 200
    assert f"/customers/{customer}" in page.text
    assert asked(manager, customer, f"/team/{ALICE}/queue") == []


def test_an_answer_goes_back_to_where_one_was_with_the_way_opened(alice: FlaskClient, firm: Firm) -> None:
    customer = firm.customer(email="tom@example.org", bought=(61, 93, 125))
    assert "mailto:" not in alice.get("/queue").text
    sheet = alice.get(
        f"/customers/{customer}/consents/new?channel=email", headers={"Referer": "http://localhost/queue"}
    )
    assert '<option value="email" selected' in sheet.text
    assert 'name="back" value="/queue"' in sheet.text
    answer = alice.post(f"/customers/{customer}/consents", data={"channel": "email", "answer": "yes", "back": "/queue"})
    assert answer.location.split("?")[0] == "/queue"
    page = alice.get(answer.location).text
    assert "mailto:tom@example.org" in page
    assert "may be contacted" in page


def test_the_queue_is_redrawn_with_the_way_opened(alice: FlaskClient, firm: Firm) -> None:
    customer = firm.customer(email="tom@example.org", bought=(61, 93, 125))
    htmx = {"HX-Request": "true", "HX-Current-URL": "http://localhost/queue"}
    form = {"channel": "email", "answer": "yes", "source": "on the phone"}
    drawn = alice.post(f"/customers/{customer}/consents", data=form, headers=htmx).text
    assert "mailto:tom@example.org" in drawn
    assert "channel=email" in drawn, "the outcome sheet of an e-mail"
    assert "consents/new?channel=email" not in drawn
