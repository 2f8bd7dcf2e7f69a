"""How does the admin bring people in, change what they do, and let them go?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from backend.projections import directory
from backend.web import codes
from events.team import GiveRoles
from events.values import Role
from tests.conftest import Clock
from tests.web.firm import ADMIN, ALICE, BOB, CHARLIE, MANAGER, NORTH, SOUTH, Firm

JSON = {"Accept": "application/json"}
KIM = {"name": "Kim Sato", "email": "kim@encore.example", "roles": ["salesperson"], "team": str(NORTH)}
PASSWORD = "four words in a row"


def invited(admin: FlaskClient, **given: object) -> tuple[str, str]:
    """The id and the path of the link."""
    told = admin.post("/people", json={**KIM, **given}, headers=JSON)
    assert told.status_code == 201, told.get_json()
    return told.get_json()["id"], told.get_json()["link"].removeprefix("http://localhost")


def held(firm: Firm, holder: UUID) -> int:
    with firm.store.database.read() as tx:
        return directory.held(tx, holder, 1000)


def test_the_admin_sees_people_and_how_many_customers_they_have_and_no_customer(firm: Firm, admin: FlaskClient) -> None:
    firm.customer("Tom Brennan")
    firm.customer("Rosa Marin")
    page = admin.get("/people").text
    assert "Alice Adams" in page
    assert "2 customers" in page
    assert "Tom" not in page
    one = admin.get(f"/people/{ALICE}")
    assert "Looks after" in one.text
    assert "Tom" not in one.text
    told = admin.get(f"/people/{ALICE}", headers=JSON).get_json()
    assert told["customers"] == 2
    assert set(told) == {"id", "name", "email", "roles", "team", "joined", "left", "customers"}
    assert len(admin.get("/people", headers=JSON).get_json()["people"]) == 5


def test_who_is_invited_has_a_role(admin: FlaskClient) -> None:
    answer = admin.post("/people", data={"name": "Kim Sato", "email": "kim@encore.example"}, headers=JSON)
    assert (answer.status_code, answer.get_json()["error"]) == (422, "Choose at least one role.")


def test_an_invitation_is_a_link_that_works_once(firm: Firm, admin: FlaskClient, nobody: FlaskClient) -> None:
    person, link = invited(admin)
    assert "invited, not here yet" in admin.get(f"/people/{person}").text
    page = nobody.get(link).text
    assert "Kim Sato" in page
    answer = nobody.post(link, data={"password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/")
    assert nobody.get("/me", headers=JSON).get_json()["name"] == "Kim Sato"
    assert "invited" not in admin.get(f"/people/{person}").text
    assert nobody.get(link).status_code == nobody.post(link, data={"password": PASSWORD}).status_code == 404
    assert "This link was used already" in nobody.get(link).text
    again = firm.app.test_client()
    assert again.post("/session", data={"email": KIM["email"], "password": PASSWORD}).status_code == 303


def test_the_link_is_shown_once_with_copy(admin: FlaskClient) -> None:
    answer = admin.post("/people", data=KIM)
    assert answer.status_code == 200
    assert "data-copy=" in answer.text
    assert "/invitations/" in answer.text
    fragment = admin.post("/people", data={**KIM, "email": "lee@x.example"}, headers={"HX-Request": "true"}).text
    assert "<dialog" in fragment
    assert "<html" not in fragment


@pytest.mark.parametrize(("host", "words"), [("localhost", "Only this computer"), ("crm.example.org", "camera")])
def test_the_link_is_drawn_for_a_phone(firm: Firm, admin: FlaskClient, host: str, words: str) -> None:
    admin.set_cookie("encore", firm.store.sign_in.open_session(ADMIN, "Test", firm.clock()), domain=host)
    page = admin.post("/people", data=KIM, base_url=f"http://{host}/").text
    link = page.partition('data-copy="')[2].partition('"')[0]
    assert link.startswith(f"http://{host}/invitations/")
    assert f'role="img" aria-label="QR code that opens it on a phone">{codes.picture(link)}</div>' in page
    assert "style" not in codes.picture(link)
    assert words in page


@pytest.mark.parametrize(
    "password", ["short", "passwordpassword", "a" * 30, "x" * 1001, "Kim Sato Kim Sato", "kim@encore.example"]
)
def test_a_weak_password_is_refused_and_the_link_stays(admin: FlaskClient, nobody: FlaskClient, password: str) -> None:
    _, link = invited(admin)
    answer = nobody.post(link, data={"password": password})
    assert answer.status_code == 422
    assert "password" in answer.text
    assert nobody.post(link, json={"password": password}, headers=JSON).status_code == 422
    assert nobody.post(link, data={"password": PASSWORD}).status_code == 303


def test_a_link_lasts_a_week_and_a_new_one_ends_it(admin: FlaskClient, nobody: FlaskClient, clock: Clock) -> None:
    person, first = invited(admin)
    second = (
        admin.post(f"/people/{person}/invitation", headers=JSON).get_json()["link"].removeprefix("http://localhost")
    )
    assert nobody.get(first).status_code == 404
    clock.move(timedelta(days=7))
    assert nobody.get(second).status_code == 200
    clock.move(timedelta(seconds=1))
    assert nobody.get(second).status_code == 404


def test_a_new_password_ends_the_sessions_of_the_old_one(firm: Firm, admin: FlaskClient, alice: FlaskClient) -> None:
    link = admin.post(f"/people/{ALICE}/invitation", headers=JSON).get_json()["link"].removeprefix("http://localhost")
    assert alice.get("/me").status_code == 200
    assert firm.app.test_client().post(link, data={"password": PASSWORD}).status_code == 303
    assert alice.get("/me").status_code == 303


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"email": "Alice@encore.example"}, "works here already"),
        ({"email": "kim"}, "kim@example.com"),
        ({"name": " "}, "name"),
        ({"roles": []}, "at least one role"),
        ({"roles": ["owner"]}, "Choose one of: salesperson, manager, admin."),
        ({"roles": ["salesperson"], "team": ""}, "belongs to a team"),
        ({"team": str(uuid4())}, "not there any more"),
        ({"team": "x"}, "not one of ours"),
        ({"id": "x"}, "There is no field “id” here."),
    ],
)
def test_an_invitation_that_cannot_be_is_refused(
    firm: Firm, admin: FlaskClient, given: dict[str, object], words: str
) -> None:
    before = firm.store.head().position
    told = admin.post("/people", json={**KIM, **given}, headers=JSON)
    assert told.status_code == 422
    assert words in told.get_json()["error"]
    assert firm.store.head().position == before


def test_the_same_invitation_sent_twice_is_one_person(admin: FlaskClient) -> None:
    fact = str(uuid4())
    first, _ = invited(admin, fact_id=fact)
    second, _ = invited(admin, fact_id=fact)
    assert first == second


def test_an_id_from_outside_never_names_the_stream_of_a_customer(firm: Firm, admin: FlaskClient) -> None:
    customer = firm.customer()
    person, _ = invited(admin, fact_id=str(customer))
    assert person != str(customer)


def test_a_team_is_formed(admin: FlaskClient) -> None:
    assert admin.post("/teams", data={"name": "West"}).status_code == 303
    assert "West" in admin.get("/people").text
    assert "Give the team a name." in admin.post("/teams", data={"name": " "}).text


def test_roles_add_up_and_count_from_the_next_page(firm: Firm, admin: FlaskClient, alice: FlaskClient) -> None:
    assert alice.get("/team").status_code == 403
    form = {"roles": ["salesperson", "manager"], "team": str(NORTH)}
    assert admin.post(f"/people/{ALICE}/roles", data=form).status_code == 303
    assert alice.get("/team").status_code == alice.get("/queue").status_code == 200
    admin.post(f"/people/{ALICE}/roles", data={"roles": "manager", "team": str(NORTH)})
    assert alice.get("/queue").status_code == 403


def test_customers_go_along_to_another_team(firm: Firm, admin: FlaskClient) -> None:
    tom = firm.customer()
    admin.post(f"/people/{ALICE}/roles", data={"roles": ["salesperson"], "team": str(SOUTH)})
    with firm.store.database.read() as tx:
        entry = directory.entries(tx, [tom])[tom]
    assert (entry.owner, entry.team) == (ALICE, SOUTH)


def test_the_last_admin_stays(firm: Firm, admin: FlaskClient) -> None:
    before = firm.store.head().position
    assert "another person an admin first" in admin.post(f"/people/{ADMIN}/leave").text
    refused = admin.post(f"/people/{ADMIN}/roles", data={"roles": ["manager"], "team": str(NORTH)})
    assert refused.status_code == 422
    assert firm.store.head().position == before
    firm.do(MANAGER, GiveRoles(roles=(Role.MANAGER, Role.ADMIN), team=NORTH))
    assert admin.post(f"/people/{ADMIN}/leave").status_code == 303
    assert admin.get("/people").status_code == 303, "signed out"


def test_who_leaves_is_signed_out_and_the_customers_get_a_new_owner(firm: Firm, admin: FlaskClient) -> None:
    firm.store.sign_in.set_password(ALICE, "alice@encore.example", PASSWORD)
    phone, desk = firm.client(ALICE), firm.client(ALICE)
    customers = [firm.customer(f"Customer {n}") for n in range(4)]
    answer = admin.post(f"/people/{ALICE}/leave")
    assert answer.status_code == 303
    page = admin.get(answer.location).text
    assert "Signed out everywhere" in page
    assert "A new owner is needed" in page
    assert phone.get("/me").status_code == desk.get("/me").status_code == 303
    door = firm.app.test_client()
    assert door.post("/session", data={"email": "alice@encore.example", "password": PASSWORD}).status_code == 401
    moved = admin.post(f"/people/{ALICE}/customers", json={"to": str(BOB)}, headers=JSON)
    assert (moved.status_code, moved.get_json()) == (201, {"moved": 4, "of": 4})
    assert (held(firm, ALICE), held(firm, BOB)) == (0, 4)
    assert "No longer here" in admin.get("/people").text
    assert firm.client(MANAGER).get(f"/customers/{customers[0]}", headers=JSON).status_code == 200


@pytest.mark.parametrize(("to", "holder"), [(CHARLIE, CHARLIE), (SOUTH, SOUTH), (NORTH, NORTH)])
def test_customers_go_to_another_person_or_a_pool(firm: Firm, admin: FlaskClient, to: UUID, holder: UUID) -> None:
    firm.customer()
    assert admin.post(f"/people/{ALICE}/customers", data={"to": str(to)}).status_code == 303
    assert (held(firm, ALICE), held(firm, holder)) == (0, 1)


@pytest.mark.parametrize("to", [ALICE, MANAGER, ADMIN, UUID(int=7)])
def test_customers_go_to_nobody_who_does_not_sell(firm: Firm, admin: FlaskClient, to: UUID) -> None:
    firm.customer()
    assert admin.post(f"/people/{ALICE}/customers", data={"to": str(to)}).status_code == 422
    assert held(firm, ALICE) == 1


def test_an_address_of_who_left_is_free_again(firm: Firm, admin: FlaskClient, nobody: FlaskClient) -> None:
    firm.store.sign_in.set_password(ALICE, "alice@encore.example", PASSWORD)
    admin.post(f"/people/{ALICE}/leave")
    _, link = invited(admin, email="alice@encore.example")
    assert nobody.post(link, data={"password": PASSWORD}).status_code == 303


def test_nothing_more_is_asked_of_who_left(firm: Firm, admin: FlaskClient) -> None:
    admin.post(f"/people/{ALICE}/leave")
    assert admin.post(f"/people/{ALICE}/invitation").status_code == 404
    assert admin.post(f"/people/{ALICE}/leave").status_code == 422
    assert admin.post(f"/people/{ALICE}/roles", data={"roles": ["admin"]}).status_code == 422


def test_a_customer_is_not_a_person(firm: Firm, admin: FlaskClient) -> None:
    customer = firm.customer()
    for path in ("", "/roles", "/leave", "/customers", "/invitation"):
        asked = admin.post if path else admin.get
        assert asked(f"/people/{customer}{path}").status_code == 404


def test_only_an_admin_manages_people(alice: FlaskClient, manager: FlaskClient) -> None:
    for client in (alice, manager):
        assert client.get("/people").status_code == client.post("/people", data=KIM).status_code == 403
        assert client.get(f"/people/{BOB}").status_code == client.post(f"/people/{BOB}/leave").status_code == 404
