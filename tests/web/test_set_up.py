"""Does a firm begin by one form, once, whole, and with a sentence beside whatever is wrong?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.app import FIRST_PAGE, create_app
from backend.founding.begin import begin
from backend.projections import firm, people
from backend.projections.rebuild import ensure
from backend.projections.verify import differences
from backend.store import Store, open_store
from backend.web import set_up
from events.values import Role
from tests.conftest import SECRET, Clock
from tests.web.firm import COMPILED, Firm
from tests.web.test_bad_input import BODIES, plainly

JSON = {"Accept": "application/json"}
PASSWORD = "table green window seven"
IN_A_FILE = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
"""For what no database decides."""
GOOD: dict[str, Any] = {
    "firm": "Music Corner",
    "country": "AT",
    "currency": "EUR",
    "time_zone": "Europe/Vienna",
    "working_days": ["1", "2", "3", "4", "5"],
    "name": "Rosa Marin",
    "email": "rosa@music-corner.example",
    "password": PASSWORD,
}


@pytest.fixture
def empty(place: str, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """A database without a firm, of one kind after the other."""
    opened = open_store(place, f"sqlite:///{tmp_path}/keys.db", SECRET, clock=clock)
    ensure(opened)
    yield opened
    opened.close()


@pytest.fixture
def app(empty: Store, clock: Clock) -> Flask:
    made = create_app(empty, secure=False, clock=clock)
    made.testing = True
    made.jinja_env.bytecode_cache = COMPILED
    return made


@pytest.fixture
def door(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def link(empty: Store, clock: Clock) -> str:
    return f"/set-up/{empty.set_up.new_token(clock.now)}"


def standing(store: Store) -> tuple[Any, list[people.Person], list[people.Team]]:
    with store.database.read() as tx:
        return firm.setting(tx), people.people(tx), people.teams(tx)


def test_one_form_founds_the_firm_and_signs_its_first_person_in(empty: Store, door: FlaskClient, link: str) -> None:
    assert door.get(link).status_code == 200
    answer = door.post(link, data=GOOD)
    assert (answer.status_code, answer.location) == (303, FIRST_PAGE)
    assert door.get(FIRST_PAGE).status_code == 200
    setting, (rosa,), (team,) = standing(empty)
    founded = setting.founded
    assert (founded.name, founded.currency, founded.time_zone) == ("Music Corner", "EUR", "Europe/Vienna")
    assert (founded.working_days, founded.country_code) == ((1, 2, 3, 4, 5), "43")
    assert (rosa.name, rosa.email, set(rosa.roles)) == ("Rosa Marin", "rosa@music-corner.example", set(Role))
    assert (rosa.team, team.name, rosa.joined) == (team.id, "Sales", True)
    assert door.get("/", follow_redirects=True).status_code == 200
    assert door.get("/people").status_code == door.get("/team").status_code == door.get("/queue").status_code == 200
    assert list(differences(empty)) == []
    assert list(empty.check_chain()) == []


def test_from_then_on_the_password_opens(app: Flask, door: FlaskClient, link: str) -> None:
    door.post(link, data=GOOD)
    again = app.test_client()
    assert again.post("/session", data={"email": "Rosa@Music-Corner.example", "password": PASSWORD}).status_code == 303


def test_another_program_sets_up_alike(empty: Store, door: FlaskClient, link: str) -> None:
    refused = door.post(link, json={**GOOD, "currency": "KWD"}, headers=JSON)
    assert (refused.status_code, refused.content_type) == (422, "application/json")
    assert door.post(link, json={**GOOD, "working_days": [0, 6]}, headers=JSON).status_code == 303
    assert standing(empty)[0].founded.working_days == (0, 6)


def test_a_link_that_was_used_says_so_kindly(app: Flask, door: FlaskClient, link: str, empty: Store) -> None:
    door.post(link, data=GOOD)
    before = empty.head()
    for method in ("GET", "POST"):
        answer = app.test_client().open(link, method=method, data=GOOD if method == "POST" else None)
        assert answer.status_code == 404
        assert "Encore is set up here already. Sign in" in answer.text
    assert empty.head() == before


def test_a_firm_that_is_there_never_shows_set_up(tmp_path: Path, clock: Clock) -> None:
    made = Firm(tmp_path, clock)
    fresh = f"/set-up/{made.store.set_up.new_token(clock.now)}"
    before, client = made.store.head(), made.app.test_client()
    for answer in (client.get(fresh), client.post(fresh, data=GOOD), client.get("/set-up/x")):
        assert (answer.status_code, "is set up here already" in answer.text) == (404, True)
    assert client.get("/").location == "/session/new"
    assert made.store.head() == before
    made.store.close()


def test_a_link_lasts_a_day_and_a_new_one_ends_it(door: FlaskClient, empty: Store, link: str, clock: Clock) -> None:
    second = f"/set-up/{empty.set_up.new_token(clock.now)}"
    assert "encore set-up" in door.get(link).text
    assert door.get(link).status_code == door.post(link, data=GOOD).status_code == 404
    clock.move(timedelta(hours=24))
    assert door.get(second).status_code == 200
    clock.move(timedelta(seconds=1))
    assert door.get(second).status_code == door.post(second, data=GOOD).status_code == 404
    assert empty.head().position == 0


@IN_A_FILE
@pytest.mark.parametrize("token", ["x", "%00", "%ff", "a" * 5_000, "é"])
def test_an_invented_link_opens_nothing(door: FlaskClient, link: str, token: str) -> None:
    assert door.get(f"/set-up/{token}").status_code == door.post(f"/set-up/{token}", data=GOOD).status_code == 404


def test_of_two_at_once_one_founds_and_the_other_reads_why_not(
    app: Flask, link: str, empty: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = Barrier(2, timeout=20)

    def wait(*asked: Any, **more: Any) -> Any:
        both.wait()
        return begin(*asked, **more)

    monkeypatch.setattr(set_up, "begin", wait)
    forms = [{**GOOD, "firm": name, "email": f"{name}@x.example"} for name in ("one", "other")]
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda form: app.test_client().post(link, data=form), forms))
    assert sorted(answer.status_code for answer in answers) == [303, 404]
    assert [answer for answer in answers if "is set up here already" in answer.text]
    setting, someone, teams = standing(empty)
    assert (len(someone), len(teams)) == (1, 1)
    assert someone[0].email == f"{setting.founded.name}@x.example"


@pytest.mark.parametrize("broken", ["use_up", "keep_password"])
def test_it_is_all_or_nothing(
    app: Flask, link: str, empty: Store, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    app.testing = False

    def fail(*_: Any) -> None:
        raise RuntimeError("pulled the plug")

    part = empty.set_up if broken == "use_up" else empty.sign_in
    with monkeypatch.context() as torn:
        torn.setattr(part, broken, fail)
        assert app.test_client().post(link, data=GOOD).status_code == 500
    assert empty.head().position == 0
    assert standing(empty)[0].founded is None
    assert app.test_client().post(link, data=GOOD).status_code == 303


BAD: list[tuple[str, Any, str]] = [
    ("firm", "", "Give the firm a name."),
    ("firm", "  ", "Give the firm a name."),
    ("firm", "x" * 201, "too long"),
    ("firm", "a\x00b", "cannot be kept"),
    ("country", "", "Choose the firm&#39;s country."),
    ("country", "XX", "Choose a country from the list."),
    ("country", "44", "Choose a country from the list."),
    ("currency", "", "Choose the firm&#39;s currency."),
    ("currency", "KWD", "The Kuwaiti Dinar has three decimals"),
    ("currency", "TND", "three decimals"),
    ("currency", "DEM", "Choose a currency from the list."),
    ("currency", "eur", "Choose a currency from the list."),
    ("currency", "💰", "Choose a currency from the list."),
    ("time_zone", "", "Choose the firm&#39;s time zone."),
    ("time_zone", "Europe/Atlantis", "Choose a time zone from the list."),
    ("time_zone", "../etc/passwd", "Choose a time zone from the list."),
    ("working_days", [], "Choose at least one working day."),
    ("working_days", ["7"], "Choose at least one working day."),
    ("working_days", ["01"], "Choose at least one working day."),
    ("name", "", "Write your name."),
    ("email", "", "it is what you sign in with"),
    ("email", "rosa", "such as kim@example.com"),
    ("email", "@", "such as kim@example.com"),
    ("password", "", "15 characters or more"),
    ("password", "short", "15 characters or more"),
    ("password", "x" * 1_001, "at most 1,000 characters"),
    ("password", "passwordpassword", "one of the first that others would try"),
    ("password", "Music Corner 2026!", "one of the first that others would try"),
    ("password", "rosamarin rosamarin", "one of the first that others would try"),
]


@IN_A_FILE
@pytest.mark.parametrize(("field", "value", "sentence"), BAD)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    door: FlaskClient, link: str, empty: Store, field: str, value: Any, sentence: str
) -> None:
    answer = door.post(link, data={**GOOD, field: value})
    assert answer.status_code == 422
    error = re.search(rf'id="field-{field}-error">([^<]*)<', answer.text)
    assert error is not None
    assert sentence in error[1]
    assert len(re.findall('class="field__error"', answer.text)) == 1
    assert re.search(rf'aria-describedby="[^"]*field-{field}-error"', answer.text)
    for other, typed in GOOD.items():
        if other not in (field, "password", "working_days"):
            assert f'value="{typed}"' in answer.text
    assert PASSWORD not in answer.text
    assert "data-guess" not in answer.text, "what somebody chose is not guessed again"
    if field != "working_days":
        assert answer.text.count(" checked") == 5
    for chosen in ("AT", "EUR", "Europe/Vienna"):
        if chosen != GOOD[field]:
            assert re.search(rf'<option value="{chosen}"[^>]*selected', answer.text)
    assert empty.head().position == 0
    assert door.get(link).status_code == 200


def test_everything_wrong_is_said_at_once(door: FlaskClient, link: str) -> None:
    answer = door.post(link, data={"password": "short"})
    assert answer.status_code == 422
    assert answer.text.count('class="field__error"') == len(GOOD)
    told = door.post(link, json={}, headers=JSON)
    assert (told.status_code, told.get_json()["error"][:21]) == (422, "Give the firm a name.")


@IN_A_FILE
@pytest.mark.parametrize("strange", [5, 1.5, True, [], {}, [[]], {"a": {}}, None])
@pytest.mark.parametrize("field", GOOD)
def test_a_program_that_sends_something_strange_reads_a_sentence(
    door: FlaskClient, link: str, empty: Store, field: str, strange: Any
) -> None:
    if (field, strange) == ("working_days", 5):
        pytest.skip("a Saturday")
    answer = door.post(link, json={**GOOD, field: strange}, headers=JSON)
    assert answer.status_code == 422
    assert answer.get_json()["error"].endswith(".")
    assert empty.head().position == 0


@IN_A_FILE
@pytest.mark.parametrize("what", BODIES)
def test_what_no_form_sends_is_refused(door: FlaskClient, link: str, empty: Store, what: str) -> None:
    body, kind, status = BODIES[what]
    answer = door.post(link, data=body, content_type=kind, headers=JSON)
    assert answer.status_code in {status, 422}
    assert plainly(answer)
    assert empty.head().position == 0


def test_what_no_form_asks_is_refused_by_name(door: FlaskClient, link: str, empty: Store) -> None:
    answer = door.post(link, data={**GOOD, "roles": "admin"})
    assert answer.status_code == 422
    assert "There is no field “roles” here." in answer.text
    assert empty.head().position == 0


@IN_A_FILE
@pytest.mark.parametrize(
    ("language", "chosen"),
    [
        ("de-AT,de;q=0.9", ["AT", "EUR", "Europe/Vienna"]),
        ("de", ["DE", "EUR", "Europe/Berlin"]),
        ("en-US", ["US", "USD"]),
        ("ar-KW", ["KW", "Asia/Kuwait"]),
        ("ja,en;q=0.5", ["JP", "JPY", "Asia/Tokyo"]),
        ("*", []),
        ("", []),
        ("x-\xff;q=", []),
    ],
)
def test_what_the_browser_says_of_its_language_is_proposed(
    door: FlaskClient, link: str, language: str, chosen: list[str]
) -> None:
    page = door.get(link, headers={"Accept-Language": language}).text
    assert re.findall(r'<option value="([^"]+)"[^>]*selected', page) == chosen
    assert page.count(" checked") == 5


def test_a_start_without_a_firm_says_where_it_begins(door: FlaskClient, link: str) -> None:
    page = door.get("/")
    assert page.status_code == 200
    assert "stands where Encore was started" in page.text
    assert link.rpartition("/")[2] not in page.text
    assert door.get("/session/new").location == "/"
    assert door.get("/queue").status_code == 303
    assert door.post("/session", data={"email": "a@b.example", "password": "x"}).status_code == 401


def test_the_token_stands_nowhere(empty: Store, link: str, tmp_path: Path) -> None:
    with empty.database.read() as tx:
        kept = str(tx.execute("SELECT * FROM set_up").fetchall()).encode()
    kept += b"".join(file.read_bytes() for file in tmp_path.glob("encore.db*"))
    assert link.rpartition("/")[2].encode() not in kept
