"""Does somebody find their customers, and only theirs, and note a new one once?"""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from backend.web.finding import PAGE
from events.contacts import LogContactAttempt
from events.customers import RegisterCustomer
from events.enquiries import EnquiryReceived
from events.purchases import RecordPurchase
from events.team import NoteAbsence
from events.values import Channel, Money, Outcome
from tests.web.firm import ALICE, BOB, CHARLIE, NORTH, SOUTH, Firm

JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}
CALLED = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.NO_ANSWER)


def names(client: FlaskClient, address: str) -> list[str]:
    return [one["name"] for one in client.get(address, headers=JSON).get_json()["customers"]]


def details(firm: Firm, answer_id: str) -> tuple[UUID | None, UUID | None]:
    """Who looks after a customer, and in which team."""
    registered = firm.store.stream(UUID(answer_id))[0].body
    assert hasattr(registered, "owner")
    assert hasattr(registered, "team")
    return registered.owner, registered.team


def test_the_list_holds_ones_own_and_the_pool_in_the_order_of_names(firm: Firm, alice: FlaskClient) -> None:
    firm.customer("Zoë")
    firm.customer("Ann", owner=None)
    firm.customer("Bob's", owner=BOB)
    firm.customer("Southern", owner=CHARLIE, team=SOUTH)
    assert names(alice, "/customers") == ["Ann", "Zoë"]
    assert names(alice, "/customers?show=pool") == ["Ann"]
    page = alice.get("/customers").text
    assert "Zoë" in page
    assert "Bob&#39;s" not in page
    assert "Southern" not in page


def test_a_manager_lists_the_team_and_not_another(firm: Firm, manager: FlaskClient) -> None:
    firm.customer("Alice's")
    firm.customer("Bob's", owner=BOB)
    firm.customer("Southern", owner=CHARLIE, team=SOUTH)
    assert names(manager, "/customers") == ["Alice's", "Bob's"]
    assert names(manager, "/customers?q=south") == []


def test_whom_one_worked_last_stands_on_top(firm: Firm, alice: FlaskClient) -> None:
    firm.customer("Ann")
    worked = firm.customer("Zoë")
    firm.do(worked, CALLED, by=ALICE)
    page = alice.get("/customers").text
    assert page.index("Worked last") < page.index("Zoë") < page.index("By name") < page.index("Ann")


def test_a_long_list_is_paged_and_never_counted(firm: Firm, alice: FlaskClient) -> None:
    for number in range(PAGE + 3):
        firm.customer(f"Ann {number:03}")
    first = alice.get("/customers", headers=JSON).get_json()
    second = alice.get(f"/customers?after={first['after']}", headers=JSON).get_json()
    found = [one["name"] for one in first["customers"] + second["customers"]]
    assert found == [f"Ann {number:03}" for number in range(PAGE + 3)]
    assert (first["more"], second["more"], second["after"]) == (True, False, None)
    assert f"{PAGE}+" in alice.get("/customers").text


def test_whom_nobody_met_is_a_list_of_its_own(firm: Firm, alice: FlaskClient) -> None:
    met, never = firm.customer("Met"), firm.customer("Never")
    firm.do(met, LogContactAttempt(channel=Channel.VISIT, outcome=Outcome.MET), by=ALICE)
    firm.do(never, RecordPurchase(amount=Money(100), on=firm.today))
    assert names(alice, "/customers?show=unseen") == ["Never", "Met"]


@pytest.mark.parametrize("query", ["bren", "TOM B", "portob", "0123", "0131 496 0123", "tom@exam"])
def test_a_part_of_what_is_known_finds(firm: Firm, alice: FlaskClient, query: str) -> None:
    firm.customer("Tom Brénnan", email="tom@example.org", place="Portobello")
    firm.customer("Rosa Marin", phone=None)
    assert [
        one["name"] for one in alice.get("/customers", query_string={"q": query}, headers=JSON).get_json()["customers"]
    ] == ["Tom Brénnan"]


def test_ones_own_customers_come_first_in_a_search(firm: Firm, alice: FlaskClient) -> None:
    firm.customer("Tom Able", owner=None)
    firm.customer("Tom Zebra")
    assert names(alice, "/customers?q=tom") == ["Tom Zebra", "Tom Able"]


def test_a_stand_in_finds_the_customers_of_who_is_away(firm: Firm, charlie: FlaskClient) -> None:
    firm.customer("Tom Brennan")
    firm.do(ALICE, NoteAbsence(first_day=firm.today, last_day=firm.today, stand_in=CHARLIE))
    assert names(charlie, "/customers?q=bren") == ["Tom Brennan"]


def test_while_one_types_only_what_was_found_is_sent(firm: Firm, alice: FlaskClient) -> None:
    firm.customer("Tom Brennan")
    answer = alice.get("/customers?q=bren", headers=HTMX)
    assert "Tom Brennan" in answer.text
    assert "<html" not in answer.text


def test_an_empty_result_offers_what_was_typed(firm: Firm, alice: FlaskClient) -> None:
    assert "Add “Brenan”" in alice.get("/customers?q=Brenan").text
    assert 'value="Brenan"' in alice.get("/customers/new?q=Brenan").text
    assert 'value="0131 496"' in alice.get("/customers/new", query_string={"q": "0131 496"}).text
    assert 'value="x@y.test"' in alice.get("/customers/new", query_string={"q": "x@y.test"}).text


@pytest.mark.parametrize("query", ["q=%00", "show=everything", "after=7", "q=" + "x" * 5000])
def test_a_bad_address_of_the_list_is_refused_in_a_sentence(alice: FlaskClient, query: str) -> None:
    answer = alice.get(f"/customers?{query}", headers=JSON)
    assert answer.status_code == 422
    assert answer.get_json()["error"].endswith(".")


def test_a_new_customer_belongs_to_the_salesperson_who_notes_them(firm: Firm, alice: FlaskClient) -> None:
    answer = alice.post("/customers", json={"name": "Ann Lee", "phone": "0131 496 0001"}, headers=JSON)
    assert answer.status_code == 201
    assert details(firm, answer.get_json()["id"]) == (ALICE, NORTH)
    assert alice.get(f"/customers/{answer.get_json()['id']}", headers=JSON).get_json()["name"] == "Ann Lee"


def test_what_a_manager_notes_goes_to_the_pool_of_the_team(firm: Firm, manager: FlaskClient) -> None:
    answer = manager.post("/customers", json={"name": "Ann Lee"}, headers=JSON)
    assert details(firm, answer.get_json()["id"]) == (None, NORTH)


def test_the_first_words_become_an_enquiry_in_the_same_append(firm: Firm, alice: FlaskClient) -> None:
    answer = alice.post("/customers", json={"name": "Ann Lee", "enquiry": "Do you deliver?"}, headers=JSON)
    registered, asked = firm.store.stream(UUID(answer.get_json()["id"]))
    assert asked.body == EnquiryReceived(text="Do you deliver?")
    assert asked.position == registered.position + 1


def test_a_plain_form_leads_to_the_new_customer(firm: Firm, alice: FlaskClient) -> None:
    answer = alice.post("/customers", data={"name": "Ann Lee"})
    assert answer.status_code == 303
    page = alice.get(answer.location).text
    assert "New customer: Ann Lee" in page


def test_htmx_is_sent_to_the_new_customer(alice: FlaskClient) -> None:
    answer = alice.post("/customers", data={"name": "Ann Lee"}, headers=HTMX)
    assert answer.status_code == 200
    assert alice.get(answer.headers["HX-Redirect"]).status_code == 200


def test_a_new_customer_sent_twice_is_noted_once(firm: Firm, alice: FlaskClient) -> None:
    form = {"name": "Ann Lee", "fact_id": str(uuid4()), "ask": "yes"}
    first, again = (alice.post("/customers", data=form, headers=JSON) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    assert names(alice, "/customers") == ["Ann Lee"]
    other = alice.post("/customers", data={**form, "name": "Bea Lee"}, headers=JSON)
    assert other.status_code == 409


@pytest.mark.parametrize(
    "typed",
    [{"name": "tom BRENNAN"}, {"name": "T", "phone": "0131 496 0123"}, {"name": "T", "email": "TOM@example.org"}],
)
def test_who_is_on_the_list_already_is_shown_before_saving(
    firm: Firm, alice: FlaskClient, typed: dict[str, str]
) -> None:
    known = firm.customer("Tom Brennan", email="tom@example.org")
    hint = alice.post("/customers", data={**typed, "ask": "yes"})
    assert hint.status_code == 409
    assert f"/customers/{known}" in hint.text
    assert "Save anyway" in hint.text
    assert names(alice, "/customers") == ["Tom Brennan"]
    assert alice.post("/customers", data={**typed, "ask": "yes", "anyway": "yes"}).status_code == 303
    assert len(names(alice, "/customers")) == 2


def test_a_double_that_one_may_not_see_is_not_betrayed(firm: Firm, alice: FlaskClient) -> None:
    firm.customer("Tom Brennan", owner=BOB)
    assert alice.post("/customers", data={"name": "Tom Brennan", "ask": "yes"}).status_code == 303


def test_another_program_notes_two_of_one_name(firm: Firm, alice: FlaskClient) -> None:
    for _ in range(2):
        assert alice.post("/customers", json={"name": "Tom"}, headers=JSON).status_code == 201
    assert names(alice, "/customers") == ["Tom", "Tom"]


@pytest.mark.parametrize(
    "form", [{}, {"name": " "}, {"name": "x" * 201}, {"name": "a\x00b"}, {"name": "A", "owner": str(BOB)}]
)
def test_a_bad_new_customer_is_refused_in_a_sentence(firm: Firm, alice: FlaskClient, form: dict[str, str]) -> None:
    answer = alice.post("/customers", data=form, headers=HTMX)
    assert answer.status_code == 422
    assert answer.text.count("data-sentence") == 1
    assert names(alice, "/customers") == []


def test_an_admin_finds_no_customers_and_notes_none(firm: Firm, admin: FlaskClient, nobody: FlaskClient) -> None:
    firm.customer("Tom Brennan")
    for client, status in ((admin, {403, 404}), (nobody, {401})):
        assert client.get("/customers", headers=JSON).status_code in status
        assert client.post("/customers", data={"name": "A"}, headers=JSON).status_code in status


def test_a_customer_of_the_pool_is_claimed_by_who_asks_first(
    firm: Firm, alice: FlaskClient, bob: FlaskClient, manager: FlaskClient
) -> None:
    pooled = firm.customer("Ann", owner=None)
    assert "Look after" in alice.get(f"/customers/{pooled}").text
    assert manager.post(f"/customers/{pooled}/owner").status_code in (403, 404)
    assert alice.post(f"/customers/{pooled}/owner", headers=JSON).status_code == 201
    late = bob.post(f"/customers/{pooled}/owner", headers=JSON)
    assert (late.status_code, "Somebody else was quicker" in late.text) == (422, True)
    assert bob.get(f"/customers/{pooled}").status_code == 404
    assert alice.get(f"/customers/{pooled}", headers=JSON).get_json()["owner"] == str(ALICE)
    assert "yours" in alice.get(f"/customers/{pooled}").text


def test_a_customer_whom_somebody_looks_after_is_not_claimed(firm: Firm, charlie: FlaskClient) -> None:
    customer = uuid4()
    firm.do(customer, RegisterCustomer(name="Ann", owner=ALICE, team=NORTH))
    assert charlie.post(f"/customers/{customer}/owner").status_code == 404
    firm.do(ALICE, NoteAbsence(first_day=firm.today, last_day=firm.today, stand_in=CHARLIE))
    assert charlie.post(f"/customers/{customer}/owner", headers=HTMX).status_code == 422
