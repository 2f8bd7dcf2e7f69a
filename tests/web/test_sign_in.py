"""Who gets in, how often may one try, and what is left after signing out?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from backend.app import create_app
from events.team import Leave
from tests.conftest import Clock
from tests.web.firm import ALICE, Firm

PASSWORD = "four words in a row"
ALICES = {"email": "alice@encore.example", "password": PASSWORD}
ELSEWHERE = ["//e.example", "/\\e.example", "https://e.example", "javascript:alert(1)", "e.example", "/a\nb", "///e.x"]


@pytest.fixture
def door(firm: Firm) -> FlaskClient:
    """A browser in which nobody is signed in, where Alice has a password."""
    firm.store.sign_in.set_password(ALICE, "alice@encore.example", PASSWORD)
    return firm.app.test_client()


def test_the_right_password_opens_the_app(door: FlaskClient) -> None:
    answer = door.post("/session", data={**ALICES, "email": " Alice@Encore.example "})
    assert (answer.status_code, answer.location) == (303, "/")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("encore=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert door.get("/me").status_code == 200


def test_another_program_signs_in_alike(door: FlaskClient) -> None:
    answer = door.post("/session", json=ALICES, headers={"Accept": "application/json"})
    assert answer.status_code == 303
    assert door.get("/me", headers={"Accept": "application/json"}).get_json()["name"] == "Alice Adams"


def test_a_wrong_password_and_an_unknown_address_read_the_same(door: FlaskClient) -> None:
    wrong = door.post("/session", data={**ALICES, "password": "x"})
    unknown = door.post("/session", data={"email": "x@encore.example", "password": "x"})
    assert wrong.status_code == unknown.status_code == 401
    assert "is not right" in wrong.text
    assert wrong.text.replace("alice@", "x@") == unknown.text
    told = door.post("/session", json={**ALICES, "password": "x"})
    assert (told.status_code, told.get_json()) == (401, {"error": "The e-mail address or the password is not right."})


def test_the_eleventh_wrong_try_waits(door: FlaskClient, clock: Clock) -> None:
    for _ in range(10):
        assert door.post("/session", data={**ALICES, "password": "x"}).status_code == 401
    answer = door.post("/session", data=ALICES)
    assert answer.status_code == 429
    assert "Try again in 15 minutes." in answer.text
    assert int(answer.headers["Retry-After"]) <= 15 * 60
    clock.move(timedelta(minutes=15, seconds=1))
    assert door.post("/session", data=ALICES).status_code == 303


@pytest.mark.parametrize("path", ["/me", "/customers?q=tom"])
def test_signing_in_goes_on_where_one_was(door: FlaskClient, path: str) -> None:
    asked = door.get(path)
    assert asked.status_code == 303
    assert door.get(asked.location).status_code == 200
    assert door.post("/session", data={**ALICES, "next": path}).location == path


@pytest.mark.parametrize("to", ELSEWHERE)
def test_signing_in_never_leads_elsewhere(door: FlaskClient, to: str) -> None:
    assert door.post("/session", data={**ALICES, "next": to}).location == "/"
    assert door.get("/session/new", query_string={"next": to}).location == "/"


def test_programs_and_forms_are_told_that_they_are_signed_out(door: FlaskClient) -> None:
    for headers in ({"Accept": "application/json"}, {"HX-Request": "true"}):
        answer = door.get("/me", headers=headers)
        assert answer.status_code == 401
        assert "signed out" in answer.text
    assert door.post("/me/plan-size", data={"cards": "5"}).status_code == 401


def test_signing_in_gets_a_token_of_this_moment(door: FlaskClient) -> None:
    door.set_cookie("encore", "planted")
    first = door.post("/session", data=ALICES).headers["Set-Cookie"]
    second = door.post("/session", data=ALICES).headers["Set-Cookie"]
    assert "planted" not in first
    assert first.split(";")[0] != second.split(";")[0]
    door.set_cookie("encore", first.split(";")[0].removeprefix("encore="))
    assert door.get("/me").status_code == 303, "the session of before has ended"


def test_signing_out_ends_the_session_and_empties_the_cache(door: FlaskClient) -> None:
    token = door.post("/session", data=ALICES).headers["Set-Cookie"].split(";")[0].removeprefix("encore=")
    answer = door.post("/session/end")
    assert (answer.status_code, answer.location) == (303, "/session/new")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    door.set_cookie("encore", token)
    assert door.get("/me").status_code == 303


def test_who_left_does_not_get_in(door: FlaskClient, firm: Firm) -> None:
    firm.do(ALICE, Leave())
    assert door.post("/session", data=ALICES).status_code == 401


def test_behind_the_proxy_the_cookie_is_of_this_host_and_https_alone(firm: Firm, door: FlaskClient) -> None:
    client = create_app(firm.store, secure=True, clock=firm.clock).test_client()
    answer = client.post("/session", data=ALICES, base_url="https://crm.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-encore=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_tries_are_counted_by_the_address_that_the_one_proxy_saw(firm: Firm, door: FlaskClient) -> None:
    client = create_app(firm.store, secure=True, clock=firm.clock).test_client()
    for n in range(50):
        headers = {"X-Forwarded-For": f"10.0.0.{n}, 203.0.113.9"}
        assert (
            client.post("/session", data={"email": f"{n}@x.example", "password": "x"}, headers=headers).status_code
            == 401
        )
    full = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    assert client.post("/session", data=ALICES, headers=full).status_code == 429
    assert client.post("/session", data=ALICES, headers={"X-Forwarded-For": "198.51.100.1"}).status_code == 303


def test_without_a_proxy_nobody_says_of_themselves_where_they_are(door: FlaskClient) -> None:
    for n in range(50):
        headers = {"X-Forwarded-For": f"10.0.0.{n}"}
        door.post("/session", data={"email": f"{n}@x.example", "password": "x"}, headers=headers)
    assert door.post("/session", data=ALICES, headers={"X-Forwarded-For": "198.51.100.1"}).status_code == 429
