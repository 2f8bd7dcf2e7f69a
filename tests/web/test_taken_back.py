"""Undone, is it as if it never was, and does yesterday know nothing of today? For calls, feedback, enquiries, needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from backend.projections.verify import differences
from events.enquiries import ReceiveEnquiry
from events.feedback import NoteFeedback, ResolveComplaint
from events.firm import FIRM
from events.library import KeepValueItem, ValueKind
from events.needs import NoteNeed
from events.power_hours import PlanPowerHour
from events.telling import ActOnFeedback
from events.values import EnquirySource, FeedbackKind
from tests.conftest import Clock, new_schema
from tests.web.firm import ALICE, MANAGER, Firm, told

JSON = {"Accept": "application/json"}
ENQUIRY, COMPLAINT, ENDED, NEWS, FIXED, NEED, HOUR, TIP, IDEA = (UUID(int=number) for number in range(0xE1, 0xEA))
OF_THE_LOG = ("version", "made_at", "gone", "full")
"""What of a pack says where in the log it was made."""
NOT_ASKED: dict[str, Any] = dict.fromkeys(("last_facts", "sessions", "after"))
"""Facts are told with what was undone; browsers are opened; and the next day with a fact is today."""
THINGS: list[tuple[str, dict[str, Any]]] = [
    ("contact-attempts", {"channel": "call", "outcome": "said_no", "hour": str(HOUR), "rule": "gone_quiet"}),
    ("contact-attempts", {"channel": "call", "outcome": "ordered", "hour": str(HOUR)}),
    ("contact-attempts", {"channel": "email", "outcome": "sent", "item": str(TIP)}),
    ("contact-attempts", {"channel": "call", "outcome": "spoke", "rule": "tell_ended"}),
    ("put-offs", {"why": "afraid_to_bother", "hour": str(HOUR)}),
    ("feedback", {"kind": "complaint", "text": "late again", "themes": ["Delivery"], "mood": "unhappy"}),
    ("feedback", {"mood": "unhappy"}),
    ("feedback", {"kind": "suggestion", "text": "open later", "themes": ["Opening hours", "Service"]}),
    ("feedback", {"kind": "leaving", "text": "moving"}),
    (f"feedback/{IDEA}/themes", {"themes": ["Price"]}),
    (f"complaints/{COMPLAINT}/care", {"owner": str(MANAGER), "by": "2026-03-04"}),
    (f"complaints/{COMPLAINT}/resolution", {"text": "sent anew", "told": "no"}),
    (f"complaints/{COMPLAINT}/resolution", {"text": "sent anew", "told": "yes"}),
    (f"news/{NEWS}/telling", {}),
    (f"news/{FIXED}/telling", {}),
    ("enquiries", {"text": "a price list", "source": "fair"}),
    (f"enquiries/{ENQUIRY}/answer", {}),
    ("enquiries/offers", {"text": "200 by May"}),
    ("needs", {"text": "a quiet grinder"}),
    (f"needs/{NEED}/met", {}),
    ("loss", {"reason": "price", "text": "cheaper elsewhere", "competitor": "Acme", "themes": ["Price"]}),
]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def firm(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Firm]:
    place = new_schema(request.getfixturevalue("postgres")) if request.param == "postgres" else ""
    made = Firm(tmp_path, clock, place)
    yield made
    made.store.close()


@pytest.fixture
def tom(firm: Firm) -> UUID:
    """Of whom there is something of each kind already."""
    customer = firm.customer(email="tom@example.org", bought=(61, 93, 125))
    ended = uuid4()
    for command_id, command, days_ago in [
        (ENQUIRY, ReceiveEnquiry(text="a catalogue", source=EnquirySource.WEB), 3),
        (COMPLAINT, NoteFeedback(kind=FeedbackKind.COMPLAINT, themes=("Quality",)), 3),
        (ended, NoteFeedback(kind=FeedbackKind.COMPLAINT), 9),
        (NEWS, ResolveComplaint(complaint=ended, text="A new one", told=False), 3),
        (IDEA, NoteFeedback(kind=FeedbackKind.SUGGESTION, themes=("Range",)), 3),
        (FIXED, ActOnFeedback(action=uuid4(), reasons=(uuid4(),), on=firm.today, text="On Mondays now"), 3),
        (NEED, NoteNeed(text="a mill"), 3),
    ]:
        firm.do(customer, command, by=ALICE, days_ago=days_ago, command_id=command_id)
    firm.do(HOUR, PlanPowerHour(cards=5, minutes=60), by=ALICE)
    firm.do(FIRM, KeepValueItem(item=TIP, kind=ValueKind.TIP, title="Descale it", words="Once a month."))
    return customer


def note(client: FlaskClient, customer: UUID, to: str, fields: dict[str, Any], fact: UUID) -> None:
    answer = client.post(f"/customers/{customer}/{to}", json={**fields, "fact_id": str(fact)}, headers=JSON)
    assert (answer.status_code, answer.get_json()["fact_id"]) == (201, str(fact)), (to, answer.text)


def undo(client: FlaskClient, customer: UUID, fact: UUID) -> None:
    fields = {"fact_id": str(fact), "undo_id": str(uuid4())}
    assert client.post(f"/customers/{customer}/undo", json=fields, headers=JSON).status_code == 201


def everywhere(firm: Firm, customer: UUID) -> dict[str, Any]:
    """What is told of them, to both; the history keeps what was undone, and is none of it."""
    alice, manager = firm.client(ALICE), firm.client(MANAGER)
    of_them = [f"/customers/{customer}{page}" for page in ("", "/why", "/value-items")]
    asked = [(alice, page) for page in (*of_them, "/queue", "/me")]
    asked += [(manager, page) for page in ("/actions", "/actions?theme=Price", "/team/enquiries", "/library")]
    found = {page: told(client, page) | NOT_ASKED for client, page in asked}
    pack = {name: value for name, value in told(alice, "/sync/pack").items() if name not in OF_THE_LOG}
    # The last facts of a customer are told with what was undone of them, as the history is.
    pack["customers"] = [{**one, "facts": None, "lines": None} for one in pack["customers"]]
    return {**found, "pack": pack}


def test_undone_it_never_was(firm: Firm, tom: UUID) -> None:
    alice, before = firm.client(ALICE), everywhere(firm, tom)
    for to, fields in THINGS:
        fact = uuid4()
        note(alice, tom, to, fields, fact)
        assert everywhere(firm, tom) != before, f"{to} changes what somebody reads"
        undo(alice, tom, fact)
        after = everywhere(firm, tom)
        for page, read in before.items():
            assert after[page] == read, (to, fields, page)
    assert list(differences(firm.store)) == []


def test_yesterday_stays_as_it_was(firm: Firm, tom: UUID, clock: Clock) -> None:
    alice = firm.client(ALICE)
    clock.move(timedelta(days=1))
    yesterday = (firm.today - timedelta(days=1)).isoformat()
    pages = [
        f"/customers/{tom}{page}?{seen}={yesterday}"
        for seen in ("known_on", "true_on")
        for page in ("", "/why", "/history")
    ]
    before = {page: told(alice, page) | NOT_ASKED for page in pages}
    for to, fields in THINGS:
        note(alice, tom, to, fields, uuid4())
    for page in pages:
        assert told(alice, page) | NOT_ASKED == before[page], page
