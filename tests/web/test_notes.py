"""Does Note lead to the right customer, and save with one tap?"""

from __future__ import annotations

from flask.testing import FlaskClient

from events.contacts import LogContactAttempt
from events.follow_ups import MakePromise
from events.notes import AddNote
from events.values import Channel, Outcome
from tests.web.firm import ALICE, BOB, Firm

HTMX = {"HX-Request": "true"}


def test_the_last_come_first_then_todays_cards(firm: Firm, alice: FlaskClient) -> None:
    firm.do(firm.customer("Rosa Marin"), MakePromise(on=firm.today), by=ALICE)
    worked = firm.customer("Tom Brennan")
    firm.do(worked, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE), by=ALICE)
    page = alice.get("/note").text
    assert page.index("Tom Brennan") < page.index("Rosa Marin")
    assert page.count(f"/note/{worked}") == 1 or page.count("Tom Brennan</bdi>") == 1
    assert "New customer" in page


def test_whose_page_is_open_comes_before_everybody(firm: Firm, alice: FlaskClient) -> None:
    firm.do(firm.customer("Rosa Marin"), MakePromise(on=firm.today), by=ALICE)
    opened = firm.customer("Zoe Zimmer")
    headers = {**HTMX, "HX-Current-URL": f"http://localhost/customers/{opened}"}
    page = alice.get("/note", headers=headers).text
    assert page.index("Zoe Zimmer") < page.index("Rosa Marin")


def test_somebody_elses_open_page_gives_nothing_away(firm: Firm, charlie: FlaskClient) -> None:
    headers = {**HTMX, "HX-Current-URL": f"http://localhost/customers/{firm.customer('Zoe Zimmer')}"}
    assert "Zoe Zimmer" not in charlie.get("/note", headers=headers).text


def test_a_search_finds_only_whom_one_may_see(firm: Firm, alice: FlaskClient, charlie: FlaskClient) -> None:
    firm.customer("Zoe Zimmer", place="Leith")
    assert "Zoe Zimmer" in alice.get("/note?q=lei").text
    assert "Zoe Zimmer" not in charlie.get("/note?q=lei").text


def test_nobody_found_offers_a_new_customer_with_what_was_typed(alice: FlaskClient) -> None:
    found = alice.get("/note?q=Brénan", headers=HTMX).text
    assert "Add “Brénan”" in found
    assert "/customers/new?q=Br" in found
    assert "<html" not in found


def test_every_kind_is_one_tap_or_one_sheet_away(firm: Firm, alice: FlaskClient) -> None:
    page = alice.get(f"/note/{firm.customer()}").text
    for words in ("Spoke", "They rang me", "Met", "Not in", "Pleased", "The price", "Complaint", "An idea", "Leaving"):
        assert f">{words}<" in page
    for words in ("They asked something", "1 week", "2 weeks", "1 month", "A date", "Purchase", "Enquiry", "Promise"):
        assert f">{words}<" in page


def test_nobody_else_is_led_there(firm: Firm, charlie: FlaskClient, admin: FlaskClient) -> None:
    path = f"/note/{firm.customer()}"
    assert [charlie.get(path).status_code, admin.get(path).status_code] == [404, 404]


def test_words_that_were_wrong_stand_in_the_field(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    noted = firm.do(customer, AddNote(text="Likes tee."), by=ALICE).recorded[0].fact_id
    path = f"/customers/{customer}/notes/new?of={noted}"
    assert "Likes tee." in alice.get(f"{path}&correct=yes").text
    assert "Likes tee." not in alice.get(path).text


def test_words_of_somebody_else_do_not(firm: Firm, alice: FlaskClient) -> None:
    other = firm.customer("Rosa Marin", owner=BOB)
    noted = firm.do(other, AddNote(text="Likes tee."), by=BOB).recorded[0].fact_id
    assert "Likes tee." not in alice.get(f"/customers/{firm.customer()}/notes/new?of={noted}&correct=yes").text
