"""What happens to whatever is sent here by mistake or on purpose? One clear sentence, a 4xx, and nothing written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from events.follow_ups import MakePromise
from tests.web.firm import ALICE, BOB, NORTH, Firm
from tests.web.routes import address, posts, routes, somebody

JSON = {"Accept": "application/json"}
DEEP = 1_000
FORM, PROGRAM = "application/x-www-form-urlencoded", "application/json"

BODIES: dict[str, tuple[bytes, str, int]] = {
    "deep JSON": (b'{"note": ' + b"[" * DEEP + b"]" * DEEP + b"}", PROGRAM, 400),
    "deeper JSON": (b'{"note": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", PROGRAM, 400),
    "no JSON": (b"{", PROGRAM, 400),
    "a list": (b"[]", PROGRAM, 400),
    "text": (b'"x"', PROGRAM, 400),
    "nothing at all": (b"", PROGRAM, 400),
    "NaN": (b'{"amount": NaN}', PROGRAM, 400),
    "endless": (b'{"cards": Infinity}', PROGRAM, 400),
    "a name twice": (b'{"note": "a", "note": "b"}', PROGRAM, 400),
    "JSON that is no text": (b'{"note": "\xff\xfe"}', PROGRAM, 400),
    "a number of 5,000 digits": (b'{"cards": ' + b"9" * 5_000 + b"}", PROGRAM, 400),
    "3 MB of JSON": (json.dumps({"note": "x" * 3_000_000}).encode(), PROGRAM, 413),
    "3 MB of a form": (b"note=" + b"x" * 3_000_000, FORM, 413),
    "10,000 fields": (b"&".join(b"f%d=x" % n for n in range(10_000)), FORM, 422),
    "a form that is no text": (b"n\xffte=\xff\xfe%ed%a0%80", FORM, 400),
    "parts without an end": (
        b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb",
        "multipart/form-data; boundary=x",
        400,
    ),
    "XML": (b"<note/>", "application/xml", 415),
    "plain text": (b"note=x", "text/plain", 415),
}
"""What can be sent to any route, and the status it deserves."""

UNKEEPABLE = ["\x00", "a\x00b", "\ud800", "tail \udfff", "x" * 4_001]
STRANGE = [5, 1.5, True, [], {}, [[]], {"a": {}}]
NO_DAYS = [
    "2026-02-31",
    "0001-01-01",
    "1899-12-31",
    "2100-01-01",
    "9999-12-31",
    "tomorrow",
    "2026-2-3",
    "20260203",
    "2026-W10-1",
    *STRANGE,
]
NO_AMOUNTS = ["-5", "-0.01", "+5", "9" * 400, "1e5", "NaN", "٤٥", "4,50", "4.505", "", " ", "10000000000.01", *STRANGE]
NO_TIMES = [
    "2099-01-01T00:00:00+00:00", "0001-01-01T00:00:00+00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59",
    "1969-12-31T23:59:59+00:00", "2026-03-02T09:00:00", "2026-03-02", "today", *STRANGE,
]  # fmt: skip
NO_IDS = ["x", "0" * 31, "g" * 32, *STRANGE]
NO_CHOICES = ["nonsense", "CALL", "\x00", "\ud800", *STRANGE]
NO_TEXTS = [*UNKEEPABLE, *STRANGE]

GOOD: dict[str, dict[str, Any]] = {
    "contacts.create": {"channel": "call", "outcome": "spoke", "note": "hello", "next_on": "2026-03-20"},
    "feedback.create": {"kind": "praise", "text": "lovely"},
    "habits.create": {"answer": "moved", "text": "to Leith"},
    "purchases.create": {"amount": "45.00", "on": "2026-03-01", "order_id": "A1"},
    "enquiries.create": {"text": "a price list", "source": "fair"},
    "enquiries.create_offer": {"text": "ten for 90.00"},
    "needs.create": {"text": "a quiet grinder"},
    "promises.create": {"on": "2026-03-20", "note": "the order"},
    "notes.create": {"text": "a note"},
    "referrals.create_given": {"text": "the bakery"},
    "next_dates.create": {"next_on": "2026-03-20"},
    "next_dates.create_put_off": {"until": "2026-03-20", "why": "no_time"},
    "customers.create": {"name": "Rosa Marin", "phone": "0131 496 0999", "email": "r@x.example", "place": "Leith"},
    "details.create": {"name": "Rosa Marin", "phone": "0131 496 0999"},
    "me.size": {"cards": "9"},
    "me.away": {"first_day": "2026-03-03", "last_day": "2026-03-04", "stand_in": str(BOB)},
    "people.create": {"name": "Kim", "email": "k@x.example", "roles": ["salesperson"], "team": str(NORTH)},
    "acting.create": {"what": "Post on Mondays", "owner": str(BOB), "by": "2026-03-20", "theme": "Delivery"},
    "themes.keep": {"name": ["Delivery", "Price"], "words": ["late, post", ""]},
    "people.form_team": {"name": "West"},
}
"""What each of these routes takes; one field at a time is then made bad."""
BAD: dict[str, list[Any]] = {
    "answer": NO_CHOICES, "source": NO_CHOICES, "by": [*NO_DAYS, ""], "owner": NO_IDS, "theme": NO_TEXTS,
    "what": [*NO_TEXTS, "", "x" * 201],
    "words": [5, True, {}, [5], ["x" * 5_000], ["\x00"], [",".join("abcdefghijklmnopqrstuvwxyz123456")]],
    "channel": NO_CHOICES, "outcome": NO_CHOICES, "kind": NO_CHOICES, "why": NO_CHOICES,
    "note": NO_TEXTS, "text": NO_TEXTS, "order_id": NO_TEXTS, "name": NO_TEXTS, "phone": NO_TEXTS, "place": NO_TEXTS,
    "email": NO_TEXTS,
    "next_on": NO_DAYS, "on": NO_DAYS, "until": NO_DAYS, "first_day": NO_DAYS, "last_day": NO_DAYS,
    "amount": NO_AMOUNTS, "cards": ["0", "-1", "201", "9" * 400, "1.5", "x", "", 0, -1, 10**400, 1.5, True, [], {}],
    "stand_in": [*NO_IDS, ""], "roles": [["owner"], "owner", [], [[]], {}, 5], "team": NO_IDS,
    "occurred_at": NO_TIMES, "fact_id": NO_IDS, "noted_by": [str(BOB)], "recorded_at": ["2026-03-02"],
}  # fmt: skip


def plainly(answer: TestResponse) -> str:
    """The one sentence of a refusal to a program."""
    assert 400 <= answer.status_code < 500, answer.text
    told = answer.get_json()
    assert set(told) == {"error"}
    sentence: str = told["error"]
    assert sentence.strip() == sentence
    assert sentence[0].isupper() or sentence[0] == "“"
    assert sentence[-1] in ".?"
    assert len(sentence) < 350
    for code in ("Traceback", "Error", "Exception", "None", "invalid", "<", "{"):
        assert code not in sentence
    return sentence


@pytest.fixture
def customer(firm: Firm) -> UUID:
    return firm.customer()


def everywhere(firm: Firm, customer: UUID) -> Iterator[tuple[Rule, FlaskClient, str]]:
    """Each route that takes something, with a browser in which somebody may use it."""
    clients = {who: firm.client(who) if who else firm.app.test_client() for _, who in posts(firm.app)}
    for rule, who in posts(firm.app):
        yield rule, clients[who], address(rule, customer=customer, person=ALICE)


@pytest.mark.parametrize("what", BODIES)
def test_what_no_form_sends_is_refused_everywhere(firm: Firm, customer: UUID, what: str) -> None:
    body, kind, status = BODIES[what]
    before = firm.store.head()
    for rule, client, at in everywhere(firm, customer):
        answer = client.post(at, data=body, content_type=kind, headers=JSON)
        if rule.endpoint in ("invitations.create", "sign_in.end"):
            assert answer.status_code in (303, 404)
        elif rule.endpoint == "sync.create":
            assert answer.status_code == 403, "only our own script speaks there: see test_sync_bad_input.py"
        else:
            plainly(answer)
            understood = {status, 422} if what == "deep JSON" else {status}
            assert answer.status_code in understood | {404}, (rule.rule, answer.text)
    assert firm.store.head() == before


def test_a_note_that_is_too_large_says_so_on_a_page_too(alice: FlaskClient, customer: UUID) -> None:
    answer = alice.post(f"/customers/{customer}/feedback", data={"kind": "praise", "text": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "up to 4,000 characters" in answer.text


@pytest.mark.parametrize("endpoint", GOOD)
def test_one_bad_field_is_named_and_nothing_is_written(firm: Firm, customer: UUID, endpoint: str) -> None:
    (client, at), *_ = [(client, at) for rule, client, at in everywhere(firm, customer) if rule.endpoint == endpoint]
    before = firm.store.head()
    fields = [*GOOD[endpoint], "occurred_at", "fact_id", "noted_by", "recorded_at"]
    for field in fields:
        for bad in BAD[field]:
            body = json.dumps({**GOOD[endpoint], field: bad})
            answer = client.post(at, data=body, content_type=PROGRAM, headers=JSON)
            assert answer.status_code == 422, (field, str(bad)[:40], answer.text)
            plainly(answer)
    assert firm.store.head() == before
    good = client.post(at, json=GOOD[endpoint], headers=JSON)
    assert good.status_code == 201, good.text


@pytest.mark.parametrize("raw", ["%00", "a%00b", "%ed%a0%80", "%ff", "x" * 4_001])
def test_a_form_with_characters_that_cannot_be_kept(firm: Firm, alice: FlaskClient, customer: UUID, raw: str) -> None:
    """A browser's half letters arrive as marks of replacement: those are kept, nothing else is."""
    before = firm.store.head()
    answer = alice.post(f"/customers/{customer}/enquiries", data=f"text={raw}", content_type=FORM, headers=JSON)
    if raw in ("%ed%a0%80", "%ff"):
        assert answer.status_code == 201
    else:
        plainly(answer)
        assert firm.store.head() == before


SEARCHES = ["", "%ff", "%ed%a0%80", "%00", "a" * 5_000, "%25%5f'\"--", "[]", "%F0%9F%92%A9", "+", "(", "%e2%80%ae"]


@pytest.mark.parametrize("raw", SEARCHES)
def test_any_question_behind_an_address_is_answered(firm: Firm, customer: UUID, raw: str) -> None:
    names = ("q", "known_on", "true_on", "before", "after", "kind", "show", "channel", "started_at", "of", "said",
             "saved", "next", "back", "moved", "correct")  # fmt: skip
    asked = "&".join(f"{name}={raw}" for name in names)
    people = {who: firm.client(who) for _, who in posts(firm.app) if who}
    for rule, method in routes(firm.app):
        if method == "GET":
            for client in people.values():
                at = address(rule, customer=customer, person=ALICE)
                for headers in ({}, JSON):
                    assert client.get(f"{at}?{asked}", headers=headers).status_code < 500, rule.rule


@pytest.mark.parametrize("name", ["known_on", "true_on"])
@pytest.mark.parametrize(
    "day", ["2026-02-31", "0001-01-01", "9999-12-31", "2099-01-01", "-1", "tomorrow", "%ff", "9" * 400]
)
def test_a_day_that_is_none_shows_no_past(alice: FlaskClient, customer: UUID, name: str, day: str) -> None:
    answer = alice.get(f"/customers/{customer}?{name}={day}", headers=JSON)
    assert answer.status_code in (200, 422)
    if answer.status_code == 422:
        plainly(answer)


PATHS = ["/customers/x", "/customers/%ff%fe", "/customers/%00", "/customers/" + "9" * 400, "/customers/..%2f..%2fme",
         "/%ed%a0%80", "/customers/{}/x", "//customers", "/queue/", "/" + "a" * 60_000]  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=range(len(PATHS)))
def test_a_wrong_address_is_not_there(alice: FlaskClient, path: str) -> None:
    answer = alice.get(path, headers=JSON)
    assert answer.status_code in (404, 308)
    if answer.status_code == 404:
        assert plainly(answer) == "There is nothing here, or it is not yours to see."


def test_wrong_ways_to_use_an_address_are_refused_everywhere(firm: Firm, customer: UUID) -> None:
    client, before = firm.client(ALICE), firm.store.head()
    for rule in {rule.rule: rule for rule, _ in routes(firm.app)}.values():
        at = address(rule, customer=customer, person=ALICE)
        for method in ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "X" * 40):
            answer = client.open(at, method=method, headers=JSON)
            assert answer.status_code == 405, (method, rule.rule)
            assert plainly(answer) == "This page cannot be used in that way."
        assert client.open(at, method="OPTIONS").status_code < 500
        answer = client.open(at, method="HEAD")
        assert answer.status_code < 500
        assert answer.data == b""
    assert firm.store.head() == before


def test_ids_of_others_reach_nothing(firm: Firm, alice: FlaskClient, customer: UUID) -> None:
    """A promise, purchase, enquiry or complaint of another customer, or of nobody."""
    other = firm.customer("Other")
    theirs = firm.do(other, MakePromise(on=firm.today + timedelta(days=1))).recorded[0].fact_id
    before = firm.store.head()
    for inner in (theirs, uuid4(), customer):
        for path, form in [
            (f"promises/{inner}/new-date", {"on": "2026-03-20"}),
            (f"promises/{inner}/keeping", {}),
            (f"enquiries/{inner}/answer", {}),
            (f"purchases/{inner}/correction", {"amount": "1.00"}),
            (f"complaints/{inner}/resolution", {"text": "x"}),
            ("undo", {"fact_id": str(inner)}),
            ("notes", {"text": "x", "of": str(inner)}),
        ]:
            answer = alice.post(f"/customers/{customer}/{path}", json=form, headers=JSON)
            assert answer.status_code in (404, 422), (path, answer.text)
            plainly(answer)
    assert firm.store.head() == before


def test_a_stale_form_says_what_has_happened_since(alice: FlaskClient, customer: UUID) -> None:
    at = f"/customers/{customer}"
    made = alice.post(f"{at}/promises", json={"on": "2026-03-20"}, headers=JSON).get_json()["fact_id"]
    assert alice.post(f"{at}/promises/{made}/keeping", json={}, headers=JSON).status_code == 201
    moved = alice.post(f"{at}/promises/{made}/new-date", json={"on": "2026-03-21"}, headers=JSON)
    assert plainly(moved) == "That promise is kept already. Make a new one."
    note = alice.post(f"{at}/notes", json={"text": "x"}, headers=JSON).get_json()["fact_id"]
    assert alice.post(f"{at}/undo", json={"fact_id": note}, headers=JSON).status_code == 201
    again = alice.post(f"{at}/undo", json={"fact_id": note}, headers=JSON)
    assert again.status_code in (201, 422), "undone is undone"


@pytest.mark.parametrize("endpoint", ["contacts.create", "feedback.create", "purchases.create", "promises.create",
                                      "notes.create", "customers.create", "me.size", "people.create"])  # fmt: skip
def test_a_double_tap_counts_once(firm: Firm, customer: UUID, endpoint: str) -> None:
    """Eight times at the same moment, with one id: one answer, once in the log."""
    (rule, who), *_ = [(rule, who) for rule, who in posts(firm.app) if rule.endpoint == endpoint]
    form = {**GOOD[endpoint], "fact_id": str(uuid4())}
    at, before = address(rule, customer=customer), firm.store.head().position
    assert who
    clients = [firm.client(who) for _ in range(8)]

    def tap(client: FlaskClient) -> tuple[int, Any]:
        answer = client.post(at, json=form, headers=JSON)
        told = answer.get_json()
        return answer.status_code, told.get("fact_id", told.get("id"))

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(tap, clients))
    once = firm.store.head().position - before
    assert {status for status, _ in answers} == {201}, answers
    assert len({told for _, told in answers}) == 1
    clients[0].post(at, json=form, headers=JSON)
    assert firm.store.head().position - before == once
    others = clients[0].post(at, json={**form, **_otherwise(endpoint)}, headers=JSON)
    assert others.status_code == 409
    assert plainly(others) == "This was sent before with other words. Reload the page and note it again."


def _otherwise(endpoint: str) -> dict[str, Any]:
    return {
        "contacts.create": {"outcome": "voicemail"},
        "purchases.create": {"amount": "46.00"},
        "promises.create": {"on": "2026-03-21"},
        "me.size": {"cards": "10"},
        "customers.create": {"name": "Another"},
        "people.create": {"name": "Another"},
    }.get(endpoint, {"text": "other words"})


HEADERS = [
    {"Origin": "http://["},
    {"Referer": "http://[", "HX-Request": "true"},
    {"HX-Request": "true", "HX-Current-URL": "http://["},
    {"HX-Request": "true", "HX-Current-URL": "/\udcff"},
    {"HX-Request": "true", "HX-Current-URL": "http://localhost/customers/x/../%ff"},
    {"Accept": ";q=x, */*;q=9"},
    {"Cookie": 'encore="\\377\\000"; encore='},
    {"If-None-Match": '"', "If-Modified-Since": "yesterday", "Range": "bytes=9-1"},
    {"User-Agent": "\udcff" * 500, "Sec-Fetch-Site": "same-origin"},
    {"X-Forwarded-For": "x", "X-Forwarded-Host": "e.example", "Forwarded": "for=x"},
]


@pytest.mark.parametrize("headers", HEADERS, ids=range(len(HEADERS)))
def test_any_header_is_survived_everywhere(firm: Firm, customer: UUID, headers: dict[str, str]) -> None:
    sent = {name: value.encode("latin-1", "replace").decode("latin-1") for name, value in headers.items()}
    for rule, method in routes(firm.app):
        client = firm.client(somebody(rule) or ALICE)
        at = address(rule, customer=customer, person=ALICE)
        answer = client.open(at, method=method, data={"role": "x"} if method == "POST" else None, headers=sent)
        assert answer.status_code < 500, (rule.rule, headers)


def test_no_room_of_others_is_redrawn_by_saying_that_one_stands_in_it(
    firm: Firm, alice: FlaskClient, customer: UUID
) -> None:
    bobs = firm.customer("Somebody of Bob's", owner=BOB)
    firm.do(bobs, MakePromise(on=firm.today))
    for page in (f"/team/{BOB}/week/{firm.today}", f"/customers/{bobs}", f"/customers/{bobs}/history"):
        headers = {"HX-Request": "true", "HX-Current-URL": f"http://localhost{page}"}
        answer = alice.post(f"/customers/{customer}/feedback", data={"kind": "praise"}, headers=headers)
        assert answer.status_code == 200
        assert "hx-partial" not in answer.text
        assert "Somebody" not in answer.text


def test_a_save_from_an_unreadable_page_is_answered(firm: Firm, alice: FlaskClient, customer: UUID) -> None:
    """What is in the log was saved: the answer must say so."""
    for page in ("http://[", "/customers/x", "x" * 5_000, f"/customers/{uuid4()}", "/team/week"):
        headers = {"HX-Request": "true", "HX-Current-URL": page}
        answer = alice.post(f"/customers/{customer}/feedback", data={"kind": "praise"}, headers=headers)
        assert answer.status_code == 200, page
        assert "data-saved" in answer.text
