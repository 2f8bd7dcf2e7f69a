"""What if a phone, or somebody who acts as one, sends nonsense? A sentence for it, and the good things are kept."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.firm import ALICE, BOB, Firm
from tests.web.phone import SYNC, Phone

DEEP = b"[" * 1_000 + b"]" * 1_000
BODIES: dict[str, tuple[bytes, int]] = {
    "nothing at all": (b"", 400),
    "no JSON": (b"{", 400),
    "a list": (b"[]", 400),
    "text": (b'"x"', 400),
    "NaN": (b"NaN", 400),
    "deep JSON": (DEEP, 400),
    "deeper JSON": (b'{"items": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
    "a name twice": (b'{"format": 1, "format": 1}', 400),
    "no text": (b'{"format": 1, "person": "\xff\xfe"}', 400),
    "a number of 5,000 digits": (b'{"format": ' + b"9" * 5_000 + b"}", 400),
    "5 MB": (b'{"items": ["' + b"x" * 5_000_000 + b'"]}', 413),
    "just too large": (b'{"items": ["' + b"x" * 1024 * 1024 + b'"]}', 413),
    "an empty object": (b"{}", 422),
}
STRANGE: list[Any] = [None, 5, 1.5, True, "x", [], {}, [[]], {"a": {}}, 10**400, "\x00", "\ud800"]
BATCHES: dict[str, list[Any]] = {
    "format": [*STRANGE, 0, 2, "1"],
    "person": [*STRANGE, "0" * 31],
    "sent_at": [*STRANGE, "2026-03-02T09:00:00", "2026-03-02", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"],
    "items": [None, 5, "x", {}, {"0": {}}],
    "log": [5, "x", [], {}, {"epoch": "g", "position": 1, "chain": ""}, {"epoch": "", "position": "1", "chain": ""},
            {"epoch": "", "position": -1, "chain": ""}, {"epoch": "", "position": 2**63, "chain": ""},
            {"epoch": "", "position": True, "chain": ""}, {"epoch": 5, "position": 1, "chain": None}],
}  # fmt: skip


@pytest.fixture
def phone(firm: Firm) -> Phone:
    return Phone(firm, ALICE)


def plainly(sentence: str) -> None:
    assert sentence.strip() == sentence
    assert sentence[0].isupper() or sentence[0] == "“"
    assert sentence[-1] in ".?"
    assert len(sentence) < 350
    for code in ("Traceback", "Error", "Exception", "None", "<", "{"):
        assert code not in sentence


def raw(client: FlaskClient, body: bytes | str) -> TestResponse:
    return client.post("/sync", data=body, content_type="application/json", headers=SYNC)


@pytest.mark.parametrize("what", BODIES)
def test_what_is_no_batch_is_refused_as_a_whole(firm: Firm, phone: Phone, what: str) -> None:
    body, status = BODIES[what]
    before = firm.store.head()
    answer = raw(phone.client, body)
    assert answer.status_code == status, answer.text
    plainly(answer.get_json()["error"])
    assert firm.store.head() == before


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_batch_says_that_it_is_json(phone: Phone, kind: str) -> None:
    answer = phone.client.post("/sync", data=json.dumps(phone.batch()), content_type=kind, headers=SYNC)
    assert answer.status_code == 400
    plainly(answer.get_json()["error"])


@pytest.mark.parametrize("name", BATCHES)
def test_one_bad_part_of_a_batch_is_told(firm: Firm, phone: Phone, name: str) -> None:
    item = phone.note(f"/customers/{firm.customer()}/notes", text="Likes blue.")
    before = firm.store.head()
    for bad in BATCHES[name]:
        if name == "log" and bad is None:
            continue
        answer = phone.client.post("/sync", data=json.dumps(phone.batch(item, **{name: bad})), headers=SYNC,
                                   content_type="application/json")  # fmt: skip
        assert answer.status_code == 422, (name, bad, answer.text)
        plainly(answer.get_json()["error"])
    assert firm.store.head() == before


@pytest.mark.parametrize("page", STRANGE)
def test_a_page_that_is_none_is_passed_over(phone: Phone, page: Any) -> None:
    assert phone.post(page=page).status_code == 200


def bad_items(good: dict[str, Any], stranger: UUID) -> dict[str, Any]:
    """What may be wrong with an item, under a name for it."""
    new: dict[str, Any] = {**good, "id": str(uuid4())}
    found: dict[str, Any] = {f"an item that is {kind!r:.20}": kind for kind in STRANGE}
    for name in ("id", "to", "fields", "noted_at"):
        found[f"no {name}"] = {key: value for key, value in new.items() if key != name}
        found |= {f"{name} is {bad!r:.20}": new | {name: bad} for bad in STRANGE}
    strange_fields = [5, None, 1.5, True, {}, {"a": "b"}, [5], [["x"]], [None], 10**400]
    found |= {f"a field is {bad!r:.20}": new | {"fields": {"text": bad}} for bad in strange_fields}
    texts = ["\x00", "a\x00b", "\ud800", "tail \udfff", "x" * 4_001, "", " ", ["a", "b"]]
    found |= {f"a text is {bad!r:.20}": new | {"fields": {"text": bad}} for bad in texts}
    names = ["\x00", "\ud800", "", "noted_by", "x" * 5_000]
    found |= {f"a field named {bad!r:.20}": new | {"fields": {"text": "x", bad: "x"}} for bad in names}
    found["a stranger's customer"] = new | {"to": f"/customers/{stranger}/notes"}
    found["nobody"] = new | {"to": f"/customers/{uuid4()}/notes"}
    found["an unknown command"] = new | {"to": f"/customers/{stranger}/erase"}
    found["2099"] = new | {"noted_at": "2099-01-01T00:00:00Z"}
    return found


def test_each_bad_item_is_told_and_the_good_ones_are_kept(firm: Firm, phone: Phone) -> None:
    customer = firm.customer()
    wrong = bad_items(phone.note(f"/customers/{customer}/notes", text="Likes blue."), firm.customer(owner=BOB))
    kept = 0
    for what, bad in wrong.items():
        good = [phone.note(f"/customers/{customer}/notes", text=f"Before and after {what!a}"[:99]) for _ in range(2)]
        body = json.dumps(phone.batch(good[0], bad, good[1]))
        answer = raw(phone.client, body)
        assert answer.status_code == 200, (what, answer.text)
        first, told, last = answer.get_json()["results"]
        assert first["status"] == last["status"] == "accepted", what
        assert told["status"] == "refused", what
        plainly(told["sentence"])
        kept += 2
    assert len(firm.store.stream(customer)) == 1 + kept
    assert kept > 150


@pytest.mark.parametrize(
    "bad",
    [
        '{"id": "%s", "to": "%s", "fields": {"text": NaN}, "noted_at": "%s"}',
        '{"id": "%s", "to": "%s", "fields": {"text": "a", "text": "b"}, "noted_at": "%s"}',
        '{"id": "%s", "to": "%s", "to": "/customers", "fields": {"text": "a"}, "noted_at": "%s"}',
        '{"id": "%s", "to": "%s", "fields": {"text": 1e999}, "noted_at": "%s"}',
        '{"id": "%s", "to": "%s", "fields": {"text": ' + "[" * 200 + "]" * 200 + '}, "noted_at": "%s"}',
        '{"id": "%s", "to": "%s", "fields": -Infinity, "noted_at": "%s"}',
    ],
)
def test_what_readers_of_json_differ_on_is_told_for_its_item_alone(firm: Firm, phone: Phone, bad: str) -> None:
    customer = firm.customer()
    at, item_id = f"/customers/{customer}/notes", str(uuid4())
    good = phone.note(at, text="Likes blue.")
    whole = json.dumps(phone.batch(good))[:-2] + ", " + bad % (item_id, at, phone.now) + "]}"
    first, told = raw(phone.client, whole).get_json()["results"]
    assert first["status"] == "accepted"
    assert (told["id"], told["status"]) == (item_id, "refused")


def test_ten_thousand_items_are_answered_and_the_first_are_taken(firm: Firm, phone: Phone) -> None:
    customer = firm.customer()
    items = [phone.note(f"/customers/{customer}/notes", text=f"Note {n}") for n in range(20)]
    answer = raw(phone.client, json.dumps(phone.batch(*items, *[{"id": "x"}] * 9_980)))
    results = answer.get_json()["results"]
    assert [one["status"] for one in results] == ["accepted"] * 20 + ["retry"] * 9_980
    large = phone.batch(*items * 500)
    assert raw(phone.client, json.dumps(large)).status_code == 413


def test_an_answer_tells_no_more_of_an_id_than_an_id_is_long(phone: Phone) -> None:
    answer = phone.post({"id": "\ud800" + "x" * 5_000})
    assert len(answer.get_json()["results"][0]["id"]) == 64


def test_other_forms_stay_as_small_as_they_were(firm: Firm, phone: Phone) -> None:
    answer = phone.client.post(f"/customers/{firm.customer()}/notes", json={"text": "x" * 300_000}, headers=SYNC)
    assert answer.status_code == 413


def test_a_time_that_no_clock_can_be_off_by_is_survived(firm: Firm, phone: Phone) -> None:
    customer = firm.customer()
    for off in (timedelta(days=365 * 7_900), timedelta(days=-365 * 120)):
        phone.off = off
        at = phone.now
        item = phone.note(f"/customers/{customer}/notes", text="Likes blue.", occurred_at=at)
        assert phone.send(item)[0]["status"] == "accepted"
        wild = phone.note(f"/customers/{customer}/notes", text="x", occurred_at="9999-12-31T23:59:59Z")
        wilder = phone.note(f"/customers/{customer}/notes", text="x", occurred_at="0001-01-01T00:00:00+14:00")
        assert [one["status"] for one in phone.send(wild, wilder)] == ["refused", "refused"]
