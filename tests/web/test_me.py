"""What does somebody see and settle about themselves?"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from flask.testing import FlaskClient

from events.imports import IMPORTS, FinishImport
from tests.conftest import Clock
from tests.web.firm import ALICE, BOB, CHARLIE, MANAGER, NORTH, Firm

JSON = {"Accept": "application/json"}


def test_one_sees_who_one_is_here(alice: FlaskClient, admin: FlaskClient) -> None:
    page = alice.get("/me").text
    assert "Alice Adams" in page
    assert "Salesperson" in page
    assert "North" in page
    assert "encrypted" in page
    assert "Cards a day" not in admin.get("/me").text, "an admin has no cards"


def test_the_size_of_the_plan_is_ones_own_setting(alice: FlaskClient, bob: FlaskClient) -> None:
    assert alice.get("/me", headers=JSON).get_json()["plan_cards"] == 20
    answer = alice.post("/me/plan-size", data={"cards": "12"})
    assert answer.status_code == 303
    assert "up to 12 cards" in alice.get(answer.location).text
    assert bob.get("/me", headers=JSON).get_json()["plan_cards"] == 20
    assert alice.post("/me/plan-size", json={"cards": 8}, headers=JSON).status_code == 201
    assert alice.get("/me", headers=JSON).get_json()["plan_cards"] == 8


def test_htmx_goes_on_to_the_page_that_shows_it(alice: FlaskClient) -> None:
    answer = alice.post("/me/plan-size", data={"cards": "12"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/me?said=plan")


def test_the_same_form_twice_counts_once(alice: FlaskClient, firm: Firm) -> None:
    form = {"cards": "12", "fact_id": str(uuid4())}
    alice.post("/me/plan-size", data=form)
    before = firm.store.head().position
    assert alice.post("/me/plan-size", data=form).status_code == 303
    assert firm.store.head().position == before
    assert alice.post("/me/plan-size", data={**form, "cards": "13"}).status_code == 409


def test_days_away_have_a_colleague_who_stands_in(alice: FlaskClient, bob: FlaskClient, firm: Firm) -> None:
    days = {"first_day": firm.today.isoformat(), "last_day": (firm.today + timedelta(days=2)).isoformat()}
    answer = alice.post("/me/absences", data={**days, "stand_in": str(BOB)})
    assert answer.status_code == 303
    assert "Bob Brown stands in" in alice.get("/me").text
    for person in (ALICE, CHARLIE, MANAGER, NORTH):
        refused = alice.post("/me/absences", json={**days, "stand_in": str(person)}, headers=JSON)
        assert (refused.status_code, refused.get_json()["error"]) == (422, "Choose a salesperson of the same team.")


def test_a_stand_in_sees_the_customers_of_these_days_and_no_longer(firm: Firm, bob: FlaskClient, clock: Clock) -> None:
    customer = firm.customer(owner=ALICE)
    assert bob.get("/queue", headers=JSON).status_code == 200
    assert bob.get(f"/customers/{customer}", headers=JSON).status_code == 404
    firm.client(ALICE).post(
        "/me/absences",
        data={"first_day": firm.today.isoformat(), "last_day": firm.today.isoformat(), "stand_in": str(BOB)},
    )
    assert bob.get(f"/customers/{customer}", headers=JSON).status_code == 200
    clock.move(timedelta(days=1))
    assert firm.client(BOB).get(f"/customers/{customer}", headers=JSON).status_code == 404


def test_a_device_is_signed_out_from_another(firm: Firm) -> None:
    phone, desk, other = firm.client(ALICE), firm.client(ALICE), firm.client(ALICE)
    sessions = desk.get("/me", headers=JSON).get_json()["sessions"]
    assert sum(one["this"] for one in sessions) == 1
    for one in sessions:
        if not one["this"]:
            assert desk.post(f"/me/sessions/{one['id']}/end").status_code == 303
            break
    assert len(desk.get("/me", headers=JSON).get_json()["sessions"]) == 2
    assert desk.post("/me/sessions/end").status_code == 303
    assert [one["this"] for one in desk.get("/me", headers=JSON).get_json()["sessions"]] == [True]
    assert phone.get("/me", headers=JSON).status_code == other.get("/me", headers=JSON).status_code == 401


def test_nobody_signs_another_person_out(alice: FlaskClient, bob: FlaskClient) -> None:
    (session,) = alice.get("/me", headers=JSON).get_json()["sessions"]
    for wrong in (session["id"], "x", "0" * 64, "é" * 64):
        assert bob.post(f"/me/sessions/{wrong}/end").status_code == 303
    assert alice.get("/me", headers=JSON).status_code == 200


def test_a_manager_sees_the_last_imports(firm: Firm, manager: FlaskClient, alice: FlaskClient) -> None:
    firm.do(
        IMPORTS,
        FinishImport(source="shop.csv", rows=12, new_customers=3, new_purchases=9, known=2, refused=1),
    )
    assert "shop.csv" in manager.get("/me").text
    assert "shop.csv" not in alice.get("/me").text
