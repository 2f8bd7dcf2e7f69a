"""Can managers keep a library of what is worth saying, and everybody who sells read it?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from backend.projections.rebuild import rebuild
from backend.projections.verify import differences
from events.contacts import LogContactAttempt
from events.purchases import RecordPurchase
from events.tags import TagCustomer
from events.values import Channel, Money, Outcome
from tests.web.firm import ALICE, CHARLIE, SOUTH, Firm, told

TIP = {"kind": "tip", "title": "Pruning roses", "words": "Dear {name},\nprune in March.", "needs": "Garden, roses"}
JSON = {"Accept": "application/json"}


def keep(manager: FlaskClient, **fields: Any) -> UUID:
    answer = manager.post("/library", data={**TIP, **fields}, headers=JSON)
    assert answer.status_code == 201, answer.text
    return UUID(answer.get_json()["item"])


def test_a_manager_writes_changes_and_retires(manager: FlaskClient, alice: FlaskClient) -> None:
    assert "Write something" in manager.get("/library").text
    assert "Words of thanks to begin with" in manager.get("/library/new").text
    item = keep(manager)
    page = manager.get(f"/library/{item}?said=kept").text
    assert "prune in March." in page
    assert "For garden, roses" in page
    assert 'value="garden, roses"' in manager.get(f"/library/{item}/edit").text
    changed = manager.post(f"/library/{item}", data={**TIP, "title": "Roses in March", "link": "https://example.org/r"})
    assert changed.status_code == 303
    assert '<a href="https://example.org/r"' in alice.get(f"/library/{item}").text
    assert manager.post(f"/library/{item}/retirement").status_code == 303
    assert "Retired" in alice.get("/library").text
    (one,) = told(alice, "/library")["items"]
    assert (one["title"], one["needs"], one["retired"]) == ("Roses in March", ["garden", "roses"], True)


def test_salespeople_read_and_filter_but_do_not_write(manager: FlaskClient, alice: FlaskClient) -> None:
    item = keep(manager)
    keep(manager, kind="news", title="New bulbs")
    assert [one["title"] for one in told(alice, "/library?kind=news")["items"]] == ["New bulbs"]
    assert alice.get("/library?kind=poem").status_code == 422
    page = alice.get("/library").text
    assert "New bulbs" in page
    assert "Write something" not in page
    assert "Change it" not in alice.get(f"/library/{item}").text
    for path in ("", f"/{item}", f"/{item}/retirement", f"/{item}/announcement"):
        assert alice.post(f"/library{path}", data=TIP).status_code in (403, 404)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"link": "javascript:alert(1)"}, "begins with https:// or http://"),
        ({"title": ""}, "Give it a title"),
        ({"title": "x" * 121}, "up to 120 characters"),
        ({"words": "x" * 2_001}, "up to 2,000 characters"),
        ({"words": ""}, "Write the words to send"),
        ({"needs": ",".join(map(str, range(11)))}, "Up to 10 needs"),
        ({"kind": "poem"}, "Choose one of"),
        ({"whom": "cats"}, "Choose one of"),
        ({"words": "x" * 5_000}, "up to 2,000 characters"),
        ({"link": "https://example.org/" + "x" * 5_000}, "up to 500 characters"),
        ({"words": "a\x00b"}, "cannot be kept"),
        ({"title": "\u200b"}, "Give it a title"),
    ],
)
def test_what_cannot_be_sent_is_refused_in_a_sentence(manager: FlaskClient, fields: dict[str, str], words: str) -> None:
    answer = manager.post("/library", data={**TIP, **fields}, headers=JSON)
    assert answer.status_code in (400, 409, 422), answer.text
    assert words in answer.text


def test_a_new_line_is_one_letter_as_browsers_count_it(manager: FlaskClient) -> None:
    item = keep(manager, words="ab\r\n" * 500 + "x" * 500)
    assert told(manager, f"/library/{item}")["words"] == "ab\n" * 500 + "x" * 500


@pytest.mark.parametrize(("value", "words"), [(None, "Fill in “title”."), (5, "Write “title” as words.")])
def test_what_is_no_text_is_told_in_a_sentence(manager: FlaskClient, value: object, words: str) -> None:
    answer = manager.post("/library", json={**TIP, "title": value}, headers=JSON)
    assert (answer.status_code, answer.get_json()["error"]) == (422, words)


def test_what_somebody_wrote_is_shown_as_they_wrote_it(manager: FlaskClient, alice: FlaskClient, firm: Firm) -> None:
    evil = "<script>alert(1)</script>{{ 7 * 7 }}\"' onload=x"
    item, tom = keep(manager, title=evil, words=evil, needs=""), firm.customer(bought=[40])
    at = f"/customers/{tom}/value-items"
    for page in ("/library", f"/library/{item}", at, f"{at}/{item}"):
        text = alice.get(page).text
        assert "<script>alert" not in text, page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}" in text, page


def test_an_offer_is_for_existing_customers_unless_it_is_said(manager: FlaskClient) -> None:
    said = ({"title": "Usual"}, {"title": "For all", "whom": "everybody"}, {"title": "Ours", "whom": "existing"})
    items = [keep(manager, kind="offer", **one) for one in said]
    assert [told(manager, f"/library/{item}")["existing_only"] for item in items] == [True, False, True]
    assert 'value="everybody" selected' in manager.get(f"/library/{items[1]}/edit").text


def test_how_often_it_was_sent_and_answered(firm: Firm, manager: FlaskClient, alice: FlaskClient) -> None:
    item = keep(manager)
    for answered in (True, False):
        tom = firm.customer()
        firm.do(tom, LogContactAttempt(channel=Channel.EMAIL, outcome=Outcome.SENT, item=item), by=ALICE)
        if answered:
            firm.do(tom, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, inbound=True), by=ALICE)
        bought = firm.today if answered else firm.today - timedelta(days=1)
        firm.do(tom, RecordPurchase(on=bought, amount=Money(4500)), by=ALICE)
    assert "sent to 2, 1 answered, 1 bought since" in alice.get("/library").text
    shown = told(manager, f"/library/{item}")
    assert (shown["sent"], shown["answered"], shown["bought"]) == (2, 1, 1)
    rebuild(firm.store, processes=1)
    assert list(differences(firm.store)) == []
    assert told(manager, f"/library/{item}") == shown


def test_news_come_to_the_cards_of_whom_they_concern(firm: Firm, manager: FlaskClient, alice: FlaskClient) -> None:
    item = keep(manager, kind="news", title="New bulbs " + "x" * 80, needs="", products="bulbs")
    tom, rosa = firm.customer(bought=[40]), firm.customer("Rosa", bought=[40])
    firm.do(tom, TagCustomer(tag="bulbs"), by=ALICE)
    chosen = manager.post(f"/library/{item}/announcement")
    assert chosen.status_code == 303
    to = chosen.headers["Location"]
    assert "tag=bulbs" in to
    has_it = firm.customer("Has it", bought=[40])
    firm.do(has_it, TagCustomer(tag="bulbs"), by=ALICE)
    firm.do(has_it, LogContactAttempt(channel=Channel.EMAIL, outcome=Outcome.SENT, item=item), by=ALICE)
    assert "Start it with 1 customer" in manager.get(to).text
    assert manager.post(f"/library/{item}/announcement").headers["Location"] == to
    started = manager.post(to.split("/new")[0], data={"tag": "bulbs", "a_day": "20"}, headers=JSON)
    assert started.get_json()["begun"] == 1
    reasons = [one["rule"] for one in told(alice, f"/customers/{tom}")["reasons"]]
    assert "plan_step" in reasons
    assert told(alice, f"/customers/{tom}")["worth_saying"]["item"] == str(item)
    assert told(alice, f"/customers/{rosa}")["worth_saying"] is None
    assert manager.post(f"/library/{item}/retirement").status_code == 303
    assert told(alice, f"/customers/{tom}")["worth_saying"] is None
    plan = to.split("/")[2]
    assert [one["retired"] for one in told(manager, "/relationship-plans")["plans"] if one["id"] == plan] == [True]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("We helped Tom Brennan, who was glad.", "Tom Brennan"),
        ("“TOM BRENNAN” of Leith and Zoë van der Łukasz.", "TOM BRENNAN"),
        ("How we sorted Tom Brennan's records", "Tom Brennan"),
        ("We helped a customer of the Tom kind; Brennan was glad.", ""),
        ("We helped charlie's customer, Other Man.", ""),
        ("田中 太郎", "田中 太郎"),
    ],
)
def test_a_story_that_names_a_customer_says_so(firm: Firm, manager: FlaskClient, words: str, names: str) -> None:
    for name in ("Tom Brennan", "田中 太郎"):
        firm.customer(name)
    firm.customer("Other Man", owner=CHARLIE, team=SOUTH)
    page = manager.get(f"/library/{keep(manager, kind='story', words=words)}").text
    assert ("A story is told without names: change it." in page) == bool(names)
    assert "It names" not in manager.get(f"/library/{keep(manager, title='Tip', words=words)}").text


def test_only_news_are_announced(manager: FlaskClient) -> None:
    answer = manager.post(f"/library/{keep(manager)}/announcement", headers=JSON)
    assert "Only news that is in use is announced" in answer.text


def test_what_is_not_there_is_not_there(firm: Firm, manager: FlaskClient, alice: FlaskClient) -> None:
    for path in ("", "/edit"):
        assert manager.get(f"/library/{uuid4()}{path}").status_code == 404
    assert alice.get(f"/customers/{firm.customer()}/value-items/{uuid4()}").status_code == 404
