"""Is each kind of held note told in words that a manager can judge it by?"""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from backend.app import PWA
from backend.web.carrying import FORMS
from backend.web.held_words import KINDS, words_of
from events.held import NoteHeld
from tests.conftest import Clock
from tests.web.firm import ADMIN, Firm
from tests.web.lost import Lost

JSON = {"Accept": "application/json"}


@pytest.mark.parametrize(
    ("to", "fields", "sentence"),
    [
        (
            "contact-attempts",
            {"channel": "call", "outcome": "no_answer", "next_on": "2026-03-09"},
            "Called: no answer. Next Mon 9 March.",
        ),
        ("contact-attempts", {"channel": "visit", "outcome": "met", "next_on": "+1"}, "Met on a visit. Next in 1 day."),
        ("put-offs", {"until": "+14", "why": "no_time"}, "Not now: no time. For 14 days."),
        ("promises", {"day": "2026-03-09", "note": "the order"}, "Promise. On Mon 9 March. “the order”"),
        ("feedback", {"kind": "leaving", "text": "Too dear"}, "Feedback: may leave. “Too dear”"),
        ("habit-answers", {"answer": "moved", "text": "to Leith"}, "What changed: moved. “to Leith”"),
        ("loss", {"reason": "price"}, "Lost: the price."),
        ("gone", {"why": "closed"}, "Gone for good: the business has closed."),
        ("plans", {"plan": str(ADMIN)}, "Plan started."),
        (f"plans/{ADMIN}/stop", {"why": "not_fitting"}, "Plan stopped: it does not fit."),
        ("consents", {"channel": "text", "answer": "no"}, "Consent: no."),
        ("purchases", {"amount": "45.00", "on": "2026-13-45"}, "Purchase. “45.00”"),
        ("notes", {"text": "Likes blue"}, "Note. “Likes blue”"),
    ],
)
def test_each_kind_is_told_in_words(
    firm: Firm, clock: Clock, manager: FlaskClient, to: str, fields: dict[str, str], sentence: str
) -> None:
    customer = firm.customer()
    Lost(firm, clock).hand_over(f"/customers/{customer}/{to}", **fields)
    facts = manager.get(f"/customers/{customer}/history", headers=JSON).get_json()["facts"]
    assert facts[0]["sentence"] == f"Held: a note from a device that was signed out, of 2 March. {sentence}"


@pytest.mark.parametrize(("typed", "shown"), [("half \ud83d", "half \ufffd"), ("a\x00b", "a\ufffdb")])
def test_half_a_letter_keeps_no_page_from_opening(
    firm: Firm, clock: Clock, manager: FlaskClient, typed: str, shown: str
) -> None:
    """Each stands in a note that is held, where no form has refused it yet; and in a name, which is searched for."""
    lost, customer = Lost(firm, clock), firm.customer()
    lost.hand_over(f"/customers/{customer}/notes", text=typed)
    lost.hand_over("/customers", name=typed)
    for page in ("/team/held", f"/customers/{customer}/history"):
        answer = manager.get(page)
        assert (answer.status_code, shown in answer.text) == (200, True), page
    for one in manager.get("/team/held", headers=JSON).get_json()["held"]:
        answer = manager.post(f"/team/held/{one['id']}/taking", json={}, headers=JSON)
        assert answer.status_code == 422
        assert "cannot be kept" in answer.get_json()["error"]
        assert manager.post(f"/team/held/{one['id']}/leaving", json={}, headers=JSON).status_code == 201


def test_every_form_that_a_phone_may_send_has_a_kind(firm: Firm) -> None:
    paths = [rule.rule for rule in firm.app.url_map.iter_rules() if rule.endpoint in FORMS]
    addresses = [re.sub("<[^>]+>", str(ADMIN), path) for path in paths]
    known = [words_of(NoteHeld(command=ADMIN, to=to, said_at=firm.clock())) for to in addresses]
    assert {one.kind for one in known} == set(KINDS.values())


def test_a_phone_calls_every_form_as_the_server_does() -> None:
    """Except a contact, which it calls by its way, and a note, as which it takes what it does not know."""
    told = re.search(r"KINDS = \{(.*?)\};", (PWA / "static" / "js" / "item.js").read_text(), re.DOTALL)
    assert told
    by_phone = {end.strip('"'): words for end, words in re.findall(r'("?[\w-]+"?): "([^"]*)"', told[1])}
    by_server = {(tail or "customers").rpartition("/")[2]: words for tail, words in KINDS.items()}
    assert by_phone == {end: words for end, words in by_server.items() if end not in ("contact-attempts", "notes")}
