"""Does every answer carry what keeps a browser safe, and is a request from another site refused?"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from backend.app import PWA
from backend.web.guard import HEADERS, OF_EVERYTHING
from tests.web.firm import ALICE, MANAGER, Firm
from tests.web.routes import address, posts, routes

ELSEWHERE = [
    {"Origin": "https://e.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.e.example"},
    {"Origin": "http://localhost:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
]
OWN = [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}]


def test_every_answer_is_protected(firm: Firm) -> None:
    """Pages, answers to programs, refusals and what is not there."""
    customer = firm.customer()
    clients = [firm.client(ALICE), firm.client(MANAGER), firm.app.test_client()]
    asked = [(method, address(rule, customer=customer, person=ALICE)) for rule, method in routes(firm.app)]
    asked += [("GET", "/nothing-here"), ("PUT", "/queue"), ("OPTIONS", "/queue"), ("HEAD", "/queue")]
    for client in clients:
        for method, at in asked:
            answer = client.open(at, method=method, data={"role": "x"} if method == "POST" else None)
            assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, (method, at)
            assert answer.headers["Cache-Control"] == "private, no-cache", (method, at)
            assert {"Cookie", "Accept", "HX-Request"} <= set(answer.vary), (method, at)
            assert "Server" not in answer.headers or "Werkzeug" not in answer.headers["Server"]


def test_nothing_inline_is_allowed_to_run() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_an_unchanged_page_is_not_sent_again(alice: FlaskClient) -> None:
    first = alice.get("/me")
    again = alice.get("/me", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("name", "keep"),
    [
        ("css/base.css", "public, max-age=300"),
        ("js/ids.js", "public, max-age=300"),
        ("manifest.webmanifest", "public, max-age=300"),
        ("vendor/htmx-4.0.1.min.js", "public, max-age=31536000, immutable"),
    ],
)
def test_files_are_kept_as_long_as_they_stay_the_same(nobody: FlaskClient, name: str, keep: str) -> None:
    with nobody.get(f"/static/{name}") as answer:
        assert (answer.status_code, answer.data) == (200, (PWA / "static" / name).read_bytes())
        assert answer.headers["Cache-Control"] == keep
        assert "Set-Cookie" not in answer.headers
        assert {header: answer.headers.get(header) for header in OF_EVERYTHING} == OF_EVERYTHING
        etag = answer.headers["ETag"]
    with nobody.get(f"/static/{name}", headers={"If-None-Match": etag}) as again:
        assert again.status_code == 304
        assert again.headers["Cache-Control"] == keep


@pytest.mark.parametrize("at", ["/static/icons/icon.svg", "/sw.js", "/static/nothing.js", "/assets/0/nothing.js"])
def test_a_file_that_may_be_shown_or_run_by_itself_is_protected_like_a_page(nobody: FlaskClient, at: str) -> None:
    with nobody.get(at) as answer:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("name", ["nothing.css", "../templates/layout.html", "..%2f..%2fpyproject.toml", "js/"])
def test_nothing_but_static_files_is_handed_out(nobody: FlaskClient, name: str) -> None:
    answer = nobody.get(f"/static/{name}")
    assert answer.status_code == 404
    assert "public" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_another_site_sends_nothing_in_somebodys_name(firm: Firm, headers: dict[str, str]) -> None:
    customer, before = firm.customer(), firm.store.head()
    for rule, who in posts(firm.app):
        client = firm.client(who) if who else firm.app.test_client()
        answer = client.post(address(rule, customer=customer, person=ALICE), data={}, headers=headers)
        assert answer.status_code == 403, rule.rule
        assert "came from another site" in answer.text, rule.rule
    assert firm.store.head().recorded_at == before.recorded_at


@pytest.mark.parametrize("headers", OWN, ids=str)
def test_our_own_pages_and_programs_pass(alice: FlaskClient, headers: dict[str, str]) -> None:
    assert alice.post("/me/plan-size", data={"cards": "9"}, headers=headers).status_code == 303
