"""Is every fact told as a sentence, and every reason with its rule, its numbers and the facts behind it?"""

from __future__ import annotations

from datetime import date
from html import unescape
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from backend.commands import DECIDERS
from backend.projections.history import NAMES, PAGE
from backend.projections.rebuild import rebuild
from backend.web.telling import SENTENCES
from events.actions import ACTIONS
from events.contact_basis import CONTACT_BASIS
from events.contacts import LogContactAttempt
from events.customers import CorrectContactDetails
from events.firm import FIRM_RULES
from events.follow_ups import MakePromise, PutOff, SetNextDate
from events.imports import IMPORT_RULES
from events.kernel import shape_of
from events.library import LIBRARY
from events.notes import AddNote, CorrectNote, UndoFact
from events.power_hours import POWER_HOURS
from events.purchases import CorrectPurchase, RecordPurchase
from events.relationship_plans import RELATIONSHIP_PLANS
from events.rhythm import RHYTHM
from events.rulebook import RULEBOOK
from events.sweep import SWEEP
from events.team import TEAM, Leave
from events.themes import THEMES
from events.values import Channel, Money, Outcome
from tests.web.firm import ALICE, BOB, Firm

JSON = {"Accept": "application/json"}
SPOKE = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, note="Ask in May.")
NOT_OF_CUSTOMERS = (
    FIRM_RULES, CONTACT_BASIS, RULEBOOK, RHYTHM, SWEEP, RELATIONSHIP_PLANS, LIBRARY, TEAM, IMPORT_RULES, THEMES,
    ACTIONS, POWER_HOURS,
)  # fmt: skip
OF_CUSTOMERS = [
    shape_of(body).name for decider in DECIDERS if decider not in NOT_OF_CUSTOMERS for body in decider.facts
]


def sentences(client: FlaskClient, customer: UUID, query: str = "") -> list[str]:
    facts = client.get(f"/customers/{customer}/history?{query}", headers=JSON).get_json()["facts"]
    return [fact["sentence"] for fact in facts]


@pytest.mark.parametrize("name", OF_CUSTOMERS)
def test_every_fact_of_a_customer_has_a_sentence(firm: Firm, name: str) -> None:
    module = firm.app.jinja_env.get_template(SENTENCES).module
    assert name in module.sentences  # type: ignore[attr-defined]
    assert name in module.in_short  # type: ignore[attr-defined]


def test_the_history_is_told_newest_first_with_who_and_when(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer("Tom Brennan", bought=(40,))
    firm.do(customer, SPOKE, by=ALICE)
    firm.do(customer, LogContactAttempt(channel=Channel.VISIT, outcome=Outcome.MET), by=BOB, days_ago=3)
    page = unescape(alice.get(f"/customers/{customer}/history").text)
    assert page.index("Spoke by phone") < page.index("Met on a visit") < page.index("Bought for £45")
    assert "27 February, 09:00" in page
    assert "noted 2 March by Bob Brown" in page
    assert "2 March, 09:00</time> · you" in page


def test_what_people_noted_late_is_marked_and_an_import_is_not(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=(40,))
    firm.do(customer, SPOKE, by=BOB, days_ago=3)
    assert alice.get(f"/customers/{customer}/history").text.count("story__fact--late") == 1


def test_an_undone_fact_is_struck_through_and_says_by_whom(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    spoke = firm.do(customer, SPOKE, by=ALICE).recorded[0].fact_id
    firm.do(customer, UndoFact(of=spoke), by=BOB)
    page = alice.get(f"/customers/{customer}/history").text
    assert "story__fact--undone" in page
    assert "Undone by Bob Brown on 2 March." in page
    assert sentences(alice, customer)[0] == "Undid: Spoke by phone. “Ask in May.”"


def test_what_was_put_right_shows_the_old_and_the_new(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    spoke = firm.do(customer, SPOKE, by=ALICE).recorded[0].fact_id
    firm.do(customer, CorrectNote(of=spoke, text="Ask in June."), by=BOB)
    bought = firm.do(customer, RecordPurchase(amount=Money(5400), on=firm.today), by=ALICE).recorded[0].fact_id
    firm.do(customer, CorrectPurchase(of=bought, amount=Money(4500), on=firm.today), by=ALICE)
    told = sentences(alice, customer)
    assert "Purchase put right: £45 on 2 March, not £54 on 2 March." in told
    assert "Bought for £54." in told
    assert "Words put right: “Ask in June.”, not “Ask in May.”" in told
    page = alice.get(f"/customers/{customer}/history").text
    assert page.count("story__since") == 2


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (LogContactAttempt(channel=Channel.CALL, outcome=Outcome.VOICEMAIL), "Called: left a voicemail."),
        (LogContactAttempt(channel=Channel.EMAIL, outcome=Outcome.SENT), "Sent an e-mail."),
        (LogContactAttempt(channel=Channel.TEXT, outcome=Outcome.SAID_NO, rest=True), "Said no by text. Rests."),
        (LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, inbound=True), "Rang us."),
        (LogContactAttempt(channel=Channel.CALL, outcome=Outcome.ORDERED, inbound=True), "Rang us: ordered."),
        (MakePromise(on=date(2026, 3, 9)), "Promised to be in touch on Mon 9 March."),
        (SetNextDate(next_on=None), "Rests: no next date."),
        (PutOff(until=date(2026, 3, 9)), "Put off until Mon 9 March."),
        (AddNote(text="Likes tea"), "Note: “Likes tea”"),
        (CorrectContactDetails(name="Tom B"), "Details put right: name Tom B."),
    ],
)
def test_a_sentence_says_what_one_would_say_aloud(
    firm: Firm, alice: FlaskClient, command: LogContactAttempt, sentence: str
) -> None:
    customer = firm.customer()
    firm.do(customer, command, by=ALICE)
    assert sentences(alice, customer)[0] == sentence


def test_page_by_page_every_fact_is_told_once(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    for number in range(PAGE * 2):
        firm.do(customer, AddNote(text=f"Note {number}"), by=ALICE)
    found: list[str] = []
    before: str | None = ""
    while before is not None:
        page = alice.get(
            f"/customers/{customer}/history?before={before}" if before else f"/customers/{customer}/history",
            headers=JSON,
        ).get_json()
        found += [fact["fact_id"] for fact in page["facts"]]
        before = page["older"]
    assert len(found) == len(set(found)) == PAGE * 2 + 1
    assert "Older" in alice.get(f"/customers/{customer}/history").text


@pytest.mark.parametrize("kind", list(NAMES))
def test_the_history_may_be_read_by_kind(firm: Firm, alice: FlaskClient, kind: str) -> None:
    customer = firm.customer(bought=(40,))
    firm.do(customer, SPOKE, by=ALICE)
    facts = alice.get(f"/customers/{customer}/history?kind={kind}", headers=JSON).get_json()["facts"]
    assert {fact["fact"] for fact in facts} <= NAMES[kind]  # type: ignore[index]
    assert alice.get(f"/customers/{customer}/history?kind={kind}").status_code == 200


@pytest.mark.parametrize("query", ["before=7", "before=1-2-3", "kind=everything", "known_on=2026-02-31", "before=%00"])
def test_a_bad_address_of_the_history_is_refused(firm: Firm, alice: FlaskClient, query: str) -> None:
    answer = alice.get(f"/customers/{firm.customer()}/history?{query}", headers=JSON)
    assert answer.status_code == 422
    assert answer.get_json()["error"].endswith(".")


def test_the_history_of_a_day_holds_what_was_known_or_had_happened(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=(40,))
    firm.do(customer, SPOKE, by=BOB, days_ago=3)
    assert sentences(alice, customer, "known_on=2026-03-01") == []
    assert sentences(alice, customer, "true_on=2026-03-01")[0].startswith("Spoke by phone.")
    page = alice.get(f"/customers/{customer}/history?true_on=2026-03-01").text
    assert 'method="post"' not in page


def test_an_undo_from_the_history_redraws_the_same_page(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=(40,))
    spoke = firm.do(customer, SPOKE, by=ALICE).recorded[0].fact_id
    here = {
        "HX-Request": "true",
        "HX-Current-URL": f"http://localhost/customers/{customer}/history?kind=contacts",
    }
    answer = alice.post(f"/customers/{customer}/undo", data={"fact_id": str(spoke)}, headers=here)
    assert "hx-target=\"[data-redraw='history']\"" in answer.text
    assert "story__fact--undone" in answer.text
    assert "Bought for" not in answer.text


def test_the_name_of_somebody_who_left_stays_on_what_they_noted(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer()
    firm.do(customer, SPOKE, by=BOB)
    firm.do(BOB, Leave())
    assert "Bob Brown" in alice.get(f"/customers/{customer}/history").text


def test_a_forgotten_customer_keeps_a_history_that_says_so(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer("Tom Brennan", bought=(40,))
    firm.do(customer, SPOKE, by=ALICE)
    with firm.store.keys.database.write() as tx:
        tx.execute("DELETE FROM keys WHERE stream = ?", (customer.bytes,))
    firm.store.keys._known.clear()
    rebuild(firm.store)
    told = sentences(alice, customer)
    assert told[-1] == "Put on the list, name forgotten, phone forgotten. Looked after by Alice Adams."
    assert told[:2] == ["Spoke by phone.", "Bought for £45."]
    for page in ("", "/history", "/why", "?known_on=2026-03-01"):
        answer = alice.get(f"/customers/{customer}{page}")
        assert answer.status_code == 200
        assert "forgotten" in answer.text
        assert "Tom Brennan" not in answer.text
    assert "A forgotten customer" in alice.get("/customers").text


def test_why_lists_rule_numbers_and_facts(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=(61, 93, 125, 157))
    page = unescape(alice.get(f"/customers/{customer}/why").text)
    for words in ("Gone quiet", "Usually every 32 days", "Days of silence", "61", "Bought for £45", "Worth so far"):
        assert words in page
    assert "%" not in page.partition("<main")[2].partition("</main")[0]
    told = alice.get(f"/customers/{customer}/why", headers=JSON).get_json()
    assert told["reasons"][0]["rule"] == "gone_quiet"
    assert told["reasons"][0]["facts"][0]["sentence"] == "Bought for £45."
    assert told["activity"] in ("surely", "likely", "maybe", "hardly", "barely")


def test_why_not_says_what_withholds_and_until_when(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=(61, 93, 125, 157))
    firm.do(
        customer, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.NO_ANSWER, next_on=date(2026, 3, 9)), by=ALICE
    )
    page = unescape(alice.get(f"/customers/{customer}/why").text)
    for words in ("Why not Tom Brennan?", "Gone quiet", "No answer today: not before 9 March.", "Called: no answer"):
        assert words in page
    told = alice.get(f"/customers/{customer}/why", headers=JSON).get_json()
    assert told["reasons"] == []
    assert told["withheld"][0]["by"][0] | {"facts": []} == {
        "hold": "next_date",
        "on": "2026-03-02",
        "until": "2026-03-08",
        "facts": [],
    }
    assert told["coming"][0]["on"] == told["next_on"]
