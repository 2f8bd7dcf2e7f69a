"""Is what is worth saying on the card, in words that open where they are sent, and noted as what it is, once?"""

from __future__ import annotations

from html import unescape
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from backend.projections.rebuild import rebuild
from events.consent import GiveConsent, WithdrawConsent
from events.contacts import LogContactAttempt
from events.feedback import NoteFeedback
from events.firm import FIRM
from events.follow_ups import MakePromise
from events.library import KeepValueItem, ValueKind
from events.notes import UndoFact
from events.tags import TagCustomer
from events.values import Channel, FeedbackKind, Outcome, Rule
from tests.conftest import Clock
from tests.web.firm import ALICE, CHARLIE, MANAGER, SOUTH, Firm, told
from tests.web.phone import Phone, statuses

JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://localhost/queue"}
ROSES = KeepValueItem(
    item=UUID(int=0x705E),
    kind=ValueKind.TIP,
    title="Roses & more",
    words='Dear {name},\n"100 %" sure? <b>',
    link="https://example.org/?a=1&b=2",
    needs=("garden",),
)
SOLD = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, rule=Rule.GONE_QUIET)
TWICE = "They have this one already."


@pytest.fixture
def tom(firm: Firm) -> UUID:
    """Due today, likes gardens, and may be e-mailed."""
    firm.do(FIRM, ROSES, by=MANAGER)
    tom = firm.customer(email="tom@example.com", place="Leith", bought=[40])
    firm.do(tom, TagCustomer(tag="garden"), by=ALICE)
    firm.do(tom, MakePromise(on=firm.today), GiveConsent(channel=Channel.EMAIL), by=ALICE, days_ago=1)
    return tom


def sheet(customer: UUID) -> str:
    return f"/customers/{customer}/value-items/{ROSES.item}"


def sent(**more: str) -> dict[str, str]:
    return {"channel": "email", "outcome": "sent", "item": str(ROSES.item), **more}


def test_the_card_and_the_customer_say_what_is_worth_saying_and_why_it_fits(alice: FlaskClient, tom: UUID) -> None:
    for page in ("/queue", f"/customers/{tom}"):
        text = alice.get(page).text
        assert 'Worth saying: <bdi class="asks__ask">Roses &amp; more</bdi>' in text, page
        assert f'hx-get="{sheet(tom)}"' in text, page
    assert "Tip for garden, not sent yet; nobody else got it." in alice.get(f"/customers/{tom}/why").text
    (card,) = told(alice, "/queue")["cards"]
    assert card["worth_saying"] == {
        "item": str(ROSES.item),
        "kind": "tip",
        "title": "Roses & more",
        "fits": ["garden"],
        "used": 0,
    }
    (kept,) = told(alice, "/sync/pack")["customers"]
    assert kept["lines"][-1] == "Worth saying: Roses & more"
    assert "Roses &amp; more" in alice.get(f"/customers/{tom}/value-items").text


def test_of_what_fits_alike_the_fewest_got_comes_first_and_why_says_so(
    firm: Firm, alice: FlaskClient, tom: UUID
) -> None:
    other = KeepValueItem(item=uuid4(), kind=ValueKind.TIP, title="Bulbs", words="In autumn.", needs=("garden",))
    firm.do(FIRM, other, by=MANAGER)
    rosa, zed = firm.customer("Rosa", bought=[40]), firm.customer("Zed", owner=CHARLIE, team=SOUTH)
    got = LogContactAttempt(channel=Channel.EMAIL, outcome=Outcome.SENT, item=other.item)

    def suggested() -> tuple[str, int]:
        found = told(alice, f"/customers/{tom}")["worth_saying"]
        return found["title"], found["used"]

    assert suggested() == ("Bulbs", 0)
    firm.do(zed, got, by=CHARLIE)
    assert suggested() == ("Bulbs", 0)
    sent_it = firm.do(rosa, got, by=ALICE).recorded[0].fact_id
    assert suggested() == ("Roses & more", 0)
    assert "then the newest" in alice.get(f"/customers/{tom}/why").text
    assert "1 other got it" in alice.get(f"/customers/{tom}/value-items").text
    rebuild(firm.store, processes=1)
    assert suggested() == ("Roses & more", 0)
    firm.do(rosa, UndoFact(of=sent_it), by=ALICE)
    assert suggested() == ("Bulbs", 0)


def test_mail_opens_with_the_words_filled_in(firm: Firm, alice: FlaskClient, tom: UUID) -> None:
    page = alice.get(sheet(tom), headers=HTMX).text
    ways = told(alice, sheet(tom))["ways"]
    assert ways == {
        "email": "mailto:tom@example.com?subject=Roses%20%26%20more&body=Dear%20Tom%20Brennan%2C%0D%0A%22100%20%25%22"
        "%20sure%3F%20%3Cb%3E%0D%0A%0D%0Ahttps%3A%2F%2Fexample.org%2F%3Fa%3D1%26b%3D2"
    }
    assert ways["email"] in unescape(page)
    assert "<b>" not in page.split("Cancel")[1].split("</blockquote>")[0]
    assert "Text: not asked" in page
    firm.do(tom, GiveConsent(channel=Channel.TEXT), by=ALICE)
    assert told(alice, sheet(tom))["ways"]["text"].startswith("sms:+441314960123?body=Dear%20Tom%20Brennan")


def test_no_way_that_they_do_not_want(firm: Firm, alice: FlaskClient, tom: UUID) -> None:
    for channel in (Channel.EMAIL, Channel.LETTER):
        firm.do(tom, WithdrawConsent(channel=channel), by=ALICE)
    page = alice.get(sheet(tom)).text
    assert "mailto:" not in page
    assert not {"E-mailed", "Texted", "Posted"} & {word for word in ("E-mailed", "Texted", "Posted") if word in page}
    assert "Handed over" in page


def test_it_is_noted_as_what_it_is_with_one_tap(alice: FlaskClient, tom: UUID) -> None:
    assert alice.post(f"/customers/{tom}/contact-attempts", data=sent(rule="promise"), headers=HTMX).status_code == 200
    shown = told(alice, f"/customers/{tom}")
    assert shown["touches"] == {"value": 1}
    assert shown["worth_saying"] is None
    assert shown["last_facts"][0]["sentence"].startswith("Sent an e-mail, with “Roses & more”.")
    assert "They got it on 2 March" in alice.get(sheet(tom)).text


def test_nobody_gets_the_same_twice_but_a_double_tap_is_one(alice: FlaskClient, tom: UUID) -> None:
    at, once = f"/customers/{tom}/contact-attempts", str(uuid4())
    for _ in range(2):
        assert alice.post(at, json=sent(fact_id=once), headers=JSON).status_code == 201
    again = alice.post(at, json=sent(), headers=JSON)
    assert again.status_code == 422
    assert TWICE in again.text
    alice.post(f"/customers/{tom}/undo", data={"fact_id": once})
    assert alice.post(at, json=sent(), headers=JSON).status_code == 201


def test_what_a_phone_sends_twice_is_parked_with_the_sentence(firm: Firm, alice: FlaskClient, tom: UUID) -> None:
    phone, at = Phone(firm, ALICE), f"/customers/{tom}/contact-attempts"
    items = [phone.note(at) | {"fields": sent()} for _ in range(2)]
    results = phone.post(*items).get_json()["results"]
    assert statuses(results) == ["accepted", "refused"]
    assert results[1]["sentence"].startswith(TWICE)
    assert told(alice, f"/customers/{tom}")["touches"] == {"value": 1}


def test_an_item_that_was_never_kept_is_refused(alice: FlaskClient, tom: UUID) -> None:
    answer = alice.post(f"/customers/{tom}/contact-attempts", json=sent(item=str(uuid4())), headers=JSON)
    assert answer.status_code == 404


def test_after_three_that_sold_a_tip_would_be_welcome(firm: Firm, alice: FlaskClient, tom: UUID) -> None:
    for days in (30, 20, 10):
        firm.do(tom, SOLD, by=ALICE, days_ago=days)
    page = alice.get(f"/customers/{tom}").text
    assert "What reached them in the last 12 months" in page
    assert "<td >Selling</td>" in page or "Selling" in page
    shown = told(alice, f"/customers/{tom}")
    assert (shown["touches"], shown["only_sold"]) == ({"sales": 3}, False)
    other = firm.customer("Rosa", bought=[80])
    for days in (70, 60, 50):
        firm.do(other, SOLD, by=ALICE, days_ago=days)
    assert told(alice, f"/customers/{other}")["only_sold"]
    assert "The last three only sold: a tip would be welcome." in alice.get(f"/customers/{other}").text


def test_nothing_is_worth_saying_before_a_complaint_is_over(firm: Firm, alice: FlaskClient, tom: UUID) -> None:
    firm.do(tom, NoteFeedback(kind=FeedbackKind.COMPLAINT), by=ALICE)
    assert told(alice, f"/customers/{tom}")["worth_saying"] is None
    assert "first that" in alice.get(f"/customers/{tom}/value-items").text
    assert "Worth saying: <" not in alice.get("/queue").text


def test_thanks_for_a_first_purchase_have_words_and_go_by_post(firm: Firm, alice: FlaskClient) -> None:
    rosa = firm.customer("Rosa", email="rosa@example.com", bought=[1])
    assert "Worth saying: <bdi" in alice.get("/queue").text
    page = alice.get(f"/customers/{rosa}/thanks").text
    assert "Dear Rosa," in page
    assert "thank you for your first order" in page
    assert "mailto:rosa@example.com?subject=Thank%20you" in page
    for done in ("E-mailed", "Texted", "Posted", "Handed over"):
        assert done in page
    fields = {"channel": "letter", "outcome": "sent", "rule": "thank_you", "touch": "thanks", "item": ""}
    alice.post(f"/customers/{rosa}/contact-attempts", data=fields)
    shown = told(alice, f"/customers/{rosa}")
    assert shown["touches"] == {"thanks": 1}
    assert shown["last_facts"][0]["sentence"].startswith("Sent a letter, to say thank you.")
    assert not shown["reasons"]


def test_words_of_thanks_that_the_firm_keeps_come_before_those(firm: Firm, alice: FlaskClient) -> None:
    firm.do(FIRM, KeepValueItem(item=uuid4(), kind=ValueKind.THANKS, title="Our thanks", words="Cheers"), by=MANAGER)
    rosa = firm.customer("Rosa", bought=[1])
    assert told(alice, f"/customers/{rosa}")["worth_saying"]["title"] == "Our thanks"


def test_who_brought_somebody_is_thanked_and_not_for_what_was_undone(
    firm: Firm, alice: FlaskClient, clock: Clock
) -> None:
    ann, bob, new = firm.customer("Ann"), firm.customer("Bob"), firm.customer("Newcomer")
    once = str(uuid4())
    for _ in range(2):
        assert (
            alice.post(f"/customers/{new}/referrer", json={"by": str(ann), "fact_id": once}, headers=JSON).status_code
            == 201
        )
    assert _thanked(alice, ann) == "Brought Newcomer."
    clock.now = clock.now.replace(day=clock.now.day + 1)
    card = told(alice, f"/customers/{ann}")
    assert "referral_thanks" in [one["rule"] for one in card["reasons"]]
    assert "thank you for telling somebody of us" in alice.get(f"/customers/{ann}/thanks").text
    assert "Who brings somebody is thanked 1 day later" in alice.get(f"/customers/{ann}/why").text
    other = alice.post(f"/customers/{new}/referrer", json={"by": str(bob)}, headers=JSON).get_json()["fact_id"]
    assert _thanked(alice, ann) == "Undid: Brought Newcomer."
    assert _thanked(alice, bob) == "Brought Newcomer."
    alice.post(f"/customers/{new}/undo", data={"fact_id": other})
    assert _thanked(alice, bob) == "Undid: Brought Newcomer."
    due = {one: [why["rule"] for why in told(alice, f"/customers/{one}")["reasons"]] for one in (ann, bob)}
    assert ("referral_thanks" in due[ann], "referral_thanks" in due[bob]) == (True, False)


def _thanked(client: FlaskClient, customer: UUID) -> str:
    sentence: str = told(client, f"/customers/{customer}/history")["facts"][0]["sentence"]
    return sentence
