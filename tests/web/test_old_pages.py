"""Does a page of an earlier version, still open or kept on a phone, go on noting with the server of today?

`tests/golden/forms_1.json` holds every form on a customer as the pages of the versions before `/sync` sent it, two back
and one back alike; a form is never taken out of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from events.contacts import LogContactAttempt
from events.enquiries import ReceiveEnquiry
from events.feedback import NoteFeedback
from events.follow_ups import MakePromise
from events.kernel import Command
from events.notes import AddNote
from events.purchases import PurchaseRecorded
from events.values import Channel, FeedbackKind, Outcome
from tests.web.firm import ALICE, Firm

FORMS = Path(__file__).parents[1] / "golden" / "forms_1.json"


def forms(firm: Firm) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Each form, filled in for a customer of its own: where it goes, its fields and the id that stamps it."""
    for text in FORMS.read_text().splitlines()[1:-1]:
        filled = text.rstrip(",")
        for name, value in known(firm).items():
            filled = filled.replace(f"{{{name}}}", value)
        form = json.loads(filled)
        stamp = str(uuid4())
        yield form["to"], form["fields"] | ({form["once"]: stamp} if form["once"] else {}), stamp


def known(firm: Firm) -> dict[str, str]:
    customer = firm.customer(f"Rosa Marin {uuid4()}", place="Leith", email="rosa@example.org", bought=(20,))
    told: dict[str, Command] = {
        "complaint": NoteFeedback(kind=FeedbackKind.COMPLAINT, text="A week late"),
        "promise": MakePromise(on=firm.today),
        "enquiry": ReceiveEnquiry(text="A price list?"),
        "note": AddNote(text="Has two dogs", of=None),
        "contact": LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, note="Rang"),
    }
    ids = {name: firm.do(customer, one, by=ALICE, days_ago=2).recorded[0].fact_id for name, one in told.items()}
    bought = next(one.fact_id for one in firm.store.stream(customer) if isinstance(one.body, PurchaseRecorded))
    return {"customer": str(customer), "purchase": str(bought)} | {name: str(one) for name, one in ids.items()}


def test_the_forms_of_earlier_versions_note_as_ever(firm: Firm, alice: FlaskClient) -> None:
    refused = []
    for to, fields, _ in forms(firm):
        answer = alice.post(to, data=fields, headers={"HX-Request": "true"})
        if answer.status_code >= 400:
            refused.append((to, fields, answer.status_code, answer.text[:200]))
    assert refused == []


@pytest.mark.parametrize("first", ["page", "phone"])
def test_sent_by_an_old_page_and_by_a_phone_it_is_one_note(firm: Firm, alice: FlaskClient, first: str) -> None:
    told = []
    for to, fields, stamp in forms(firm):
        once = next((name for name, value in fields.items() if value == stamp), None)
        if once is None:
            continue
        before = firm.store.head().position
        item = {"id": stamp, "to": to, "fields": {name: value for name, value in fields.items() if name != once}}
        item["noted_at"] = firm.clock().isoformat()
        batch = {"format": 1, "person": str(ALICE), "sent_at": item["noted_at"], "log": None, "items": [item]}
        if first == "page":
            alice.post(to, data=fields, headers={"HX-Request": "true"})
        noted = firm.store.head().position - before
        answer = alice.post("/sync", json=batch, headers={"X-Encore": "sync"})
        told.append(answer.get_json()["results"][0]["status"])
        if first == "phone":
            noted = firm.store.head().position - before
            alice.post(to, data=fields, headers={"HX-Request": "true"})
        assert firm.store.head().position - before == noted, (to, fields)
    assert set(told) == {"known" if first == "page" else "accepted"}
