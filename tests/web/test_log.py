"""What is written of a request: enough to find a fault, and nobody's name, note, number or key?"""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from backend.web import log
from tests.web.firm import ALICE, Firm

CANARIES = ["Quillfeather", "0131", "canary-note", "canary-query", "canary-password", "canary-mail"]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the server writes beside its answers."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    root = logging.getLogger(log.ROOT)
    before = root.handlers, root.level, root.propagate
    log.to_stderr()
    yield stream
    root.handlers, root.propagate = before[0], before[2]
    root.setLevel(before[1])


def lines(written: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_request_is_one_line_that_names_the_room_and_the_person(alice: FlaskClient, written: io.StringIO) -> None:
    alice.get("/me?said=plan")
    (line,) = lines(written)
    assert {
        "method": "GET",
        "route": "/me",
        "status": 200,
        "person": str(ALICE),
        "level": "info",
    }.items() <= line.items()
    assert isinstance(line["ms"], float)
    assert set(line) == {"at", "level", "said", "method", "route", "status", "ms", "person"}


def test_nobody_and_nothing_are_written_too(nobody: FlaskClient, written: io.StringIO) -> None:
    nobody.get("/me")
    nobody.get("/canary-query/x")
    nobody.open("/queue", method="CANARY-QUERY")
    assert [(line["route"], line["status"], line["person"]) for line in lines(written)][:2] == [
        ("/me", 303, None),
        (None, 404, None),
    ]
    assert "canary" not in written.getvalue().lower()


def test_no_name_note_number_or_key_is_written(firm: Firm, written: io.StringIO) -> None:
    client = firm.client(ALICE)
    customer = firm.customer("Zebulon Quillfeather", phone="0131 496 0123")
    client.get("/customers?q=canary-query")
    client.get(f"/customers/{customer}")
    client.post(f"/customers/{customer}/feedback", data={"kind": "praise", "text": "canary-note"})
    client.post(f"/customers/{customer}/feedback", json={"kind": "canary-note"})
    client.post("/session", data={"email": "canary-mail@x.example", "password": "canary-password"})
    cookie = client.get_cookie("encore")
    assert cookie
    token = cookie.value
    client.get(f"/invitations/{token}")
    assert len(lines(written)) == 6
    for canary in [*CANARIES, token, str(customer)]:
        assert canary not in written.getvalue()


def test_a_fault_is_told_by_its_place_and_not_by_its_words(
    firm: Firm, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("canary-note")

    client = firm.client(ALICE)
    monkeypatch.setitem(firm.app.view_functions, "me.show", broken)
    answer = client.get("/me")
    assert answer.status_code == 500
    assert "did not work, and nothing was saved" in answer.text
    fault, request = lines(written)
    assert (fault["level"], fault["error"]) == ("error", "ValueError")
    assert "broken" in str(fault["where"])
    assert request["status"] == 500
    assert "canary" not in written.getvalue() + answer.text
