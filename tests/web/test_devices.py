"""Can a lost phone be signed out by the person's manager, and by nobody else?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from events.team import Leave
from tests.conftest import Clock
from tests.web.firm import ADMIN, ALICE, BOB, CHARLIE, MANAGER, Firm
from tests.web.routes import NOBODY

JSON = {"Accept": "application/json"}


def devices(manager: FlaskClient, person: UUID) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = manager.get(f"/team/{person}/devices", headers=JSON).get_json()["sessions"]
    return told


def test_a_manager_sees_where_the_team_is_signed_in(firm: Firm, manager: FlaskClient, clock: Clock) -> None:
    firm.client(ALICE)
    clock.move(timedelta(hours=1))
    firm.client(ALICE).get("/me")
    assert [set(one) for one in devices(manager, ALICE)] == [{"id", "device", "last_seen"}] * 2
    page = manager.get(f"/team/{ALICE}/devices").text
    assert page.count("Test, Browser") == 4, "each is named once to the eye and once to the ear"
    assert "Last used Mon 2 March, 10:00" in page
    assert f"/team/{ALICE}/devices" in manager.get(f"/team/{ALICE}/queue").text
    assert "Nowhere" in manager.get(f"/team/{BOB}/devices").text


def test_a_lost_phone_is_signed_out_at_once_and_the_desk_stays(firm: Firm, manager: FlaskClient, clock: Clock) -> None:
    phone = firm.client(ALICE)
    (lost,) = devices(manager, ALICE)
    desk = firm.client(ALICE)
    answer = manager.post(f"/team/{ALICE}/sessions/{lost['id']}/end")
    assert (answer.status_code, answer.location) == (303, f"/team/{ALICE}/devices?said=ended")
    assert "Signed out there." in manager.get(answer.location).text
    assert phone.get("/queue").location.startswith("/session/new")
    assert phone.get("/queue", headers=JSON).status_code == phone.post("/me/plan-size", data={}).status_code == 401
    assert phone.get("/queue").headers["Clear-Site-Data"] == '"cache"', "what is not sent yet stays"
    assert phone.get("/queue", headers=JSON).get_json()["revoked"] is True
    assert phone.post("/me/plan-size", headers=JSON).get_json()["revoked"] is True
    assert phone.get("/session/new").status_code == 200
    assert desk.get("/queue").status_code == 200
    assert len(devices(manager, ALICE)) == 1


def test_who_was_never_signed_out_from_elsewhere_is_not_told_so(firm: Firm, clock: Clock) -> None:
    """Nobody, somebody whose session is too old, and somebody who signed out on that very device."""
    idle, own = firm.client(ALICE), firm.client(BOB)
    token = own.get_cookie("encore")
    own.post("/session/end")
    assert token is not None
    own.set_cookie("encore", token.value)
    clock.move(timedelta(days=15))
    for client in (firm.app.test_client(), idle, own):
        answer = client.get("/queue", headers=JSON)
        assert (answer.status_code, answer.get_json()["revoked"]) == (401, False)
        assert "Clear-Site-Data" not in client.get("/queue").headers


def test_the_devices_of_who_left_count_as_signed_out(firm: Firm) -> None:
    """Also in the moment between their leaving and the end of their sessions."""
    phone = firm.client(ALICE)
    firm.do(ALICE, Leave())
    assert phone.get("/queue", headers=JSON).get_json()["revoked"] is True
    firm.store.sign_in.shut_out(ALICE, firm.clock())
    assert phone.get("/queue", headers=JSON).get_json()["revoked"] is True
    assert phone.get("/queue").headers["Clear-Site-Data"] == '"cache"'


def test_htmx_goes_on_to_the_page_that_shows_it(firm: Firm, manager: FlaskClient) -> None:
    firm.client(ALICE)
    (one,) = devices(manager, ALICE)
    answer = manager.post(f"/team/{ALICE}/sessions/{one['id']}/end", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == f"/team/{ALICE}/devices?said=ended"


@pytest.mark.parametrize("person", [CHARLIE, MANAGER, ADMIN, NOBODY])
def test_who_is_not_of_the_team_is_not_there(firm: Firm, manager: FlaskClient, person: UUID) -> None:
    theirs = firm.client(person)
    session = firm.store.sign_in.sessions_of(person, firm.clock())[0].id
    assert manager.get(f"/team/{person}/devices").status_code == 404
    assert manager.post(f"/team/{person}/sessions/{session}/end").status_code == 404
    if person != NOBODY:
        assert theirs.get("/me").status_code == 200


def test_a_session_of_another_person_is_not_ended_by_the_way(firm: Firm, manager: FlaskClient) -> None:
    bob = firm.client(BOB)
    charlie = firm.client(CHARLIE)
    for whose in (BOB, CHARLIE):
        session = firm.store.sign_in.sessions_of(whose, firm.clock())[0].id
        assert manager.post(f"/team/{ALICE}/sessions/{session}/end").status_code == 303
    assert bob.get("/me").status_code == charlie.get("/me").status_code == 200


def test_nobody_but_a_manager_sees_devices_of_others(firm: Firm, alice: FlaskClient, admin: FlaskClient) -> None:
    for client in (alice, admin):
        assert client.get(f"/team/{BOB}/devices").status_code == 404
        assert client.post(f"/team/{BOB}/sessions/{'0' * 64}/end").status_code == 404
