"""Is feedback sorted, a complaint somebody's, and a customer told how it ended or what was put right?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from events.customers import AssignCustomer
from events.feedback import FeedbackNoted, NoteFeedback, ResolveComplaint
from events.firm import FIRM
from events.lifecycle import MarkLost
from events.purchases import RecordPurchase
from events.team import Leave
from events.telling import ActOnFeedback
from events.themes import KeepThemes, Theme
from events.values import FeedbackKind, LossReason, Money, Mood
from tests.conftest import Clock
from tests.web.firm import ADMIN, ALICE, BOB, CHARLIE, MANAGER, NORTH, Firm, told

COMPLAINT = NoteFeedback(kind=FeedbackKind.COMPLAINT, text="The parcel came late")
JSON = {"Accept": "application/json"}


@pytest.fixture
def tom(firm: Firm) -> UUID:
    return firm.customer(bought=(9,))


def note(client: FlaskClient, customer: UUID, path: str, **fields: Any) -> str:
    answer = client.post(f"/customers/{customer}/{path}", json=fields, headers=JSON)
    assert answer.status_code == 201, answer.text
    fact: str = answer.get_json()["fact_id"]
    return fact


def rules(client: FlaskClient, customer: UUID) -> list[str]:
    return [reason["rule"] for reason in told(client, f"/customers/{customer}")["reasons"]]


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


@pytest.mark.parametrize(
    ("mood", "kind"),
    [(Mood.PLEASED, FeedbackKind.PRAISE), (Mood.SO_SO, FeedbackKind.OPINION), (Mood.UNHAPPY, FeedbackKind.COMPLAINT)],
)
def test_one_tap_on_a_face_answers_whether_they_are_pleased(
    firm: Firm, alice: FlaskClient, tom: UUID, mood: Mood, kind: FeedbackKind
) -> None:
    assert "pleased" in rules(alice, tom)
    for path in (f"/customers/{tom}", f"/customers/{tom}/done/new"):
        assert f'name="mood" value="{mood.value}"' in text(alice, path)
    fact = note(alice, tom, "feedback", mood=mood.value)
    noted = firm.store.find(UUID(fact))
    assert noted
    assert isinstance(noted.body, FeedbackNoted)
    assert (noted.body.kind, noted.body.mood) == (kind, mood)
    assert "pleased" not in rules(alice, tom)


def test_feedback_says_at_least_its_kind_or_a_face(alice: FlaskClient, tom: UUID) -> None:
    answer = alice.post(f"/customers/{tom}/feedback", json={"text": "Well"}, headers=JSON)
    assert (answer.status_code, answer.get_json()["error"][:22]) == (422, "Say how they put it: p")


def test_a_complaint_is_somebodys_until_a_day(firm: Firm, alice: FlaskClient, charlie: FlaskClient, tom: UUID) -> None:
    complaint = firm.do(tom, COMPLAINT, by=ALICE).recorded[0].fact_id
    page = text(alice, f"/customers/{tom}")
    assert "Alice Adams looks after it, by Tue 3 March." in page
    assert "Say how it ended by Tue 3 March." in page
    sheet = text(alice, f"/customers/{tom}/complaints/{complaint}/care/new")
    assert "Mona Marsh" in sheet
    assert "Bob Brown" not in sheet, "he could not see it"
    note(alice, tom, f"complaints/{complaint}/care", owner=str(MANAGER), by="2026-03-09")
    assert told(alice, f"/customers/{tom}")["complaints"] == [
        {"id": str(complaint), "kind": "complaint", "owner": str(MANAGER), "by": "2026-03-09"}
    ]
    assert "Mona Marsh looks after the complaint, by Mon 9 March." in text(alice, f"/customers/{tom}/history")
    nobody = f"/customers/{tom}/complaints/{uuid4()}/care"
    assert alice.get(f"{nobody}/new").status_code == charlie.get(f"{nobody}/new").status_code == 404
    assert alice.post(nobody, json={"owner": str(ALICE), "by": "2026-03-09"}, headers=JSON).status_code == 422
    for owner in (BOB, CHARLIE, ADMIN, uuid4()):
        refused = alice.post(
            f"/customers/{tom}/complaints/{complaint}/care",
            json={"owner": str(owner), "by": "2026-03-09"},
            headers=JSON,
        )
        assert refused.get_json()["error"] == "Choose who looks after this customer, or a manager of the team."


def test_a_complaint_goes_to_whoever_looks_after_the_customer_now(
    firm: Firm, manager: FlaskClient, bob: FlaskClient, tom: UUID
) -> None:
    firm.do(tom, COMPLAINT, by=ALICE)
    firm.do(tom, AssignCustomer(owner=BOB, team=NORTH), by=MANAGER)
    assert "Bob Brown looks after it" in text(bob, f"/customers/{tom}")
    assert told(bob, "/actions")["complaints"] == [
        {"customer": str(tom), "name": "Tom Brennan", "owner": str(BOB), "by": "2026-03-03"}
    ]
    assert "Complaints that I look after" in text(bob, "/actions")
    assert "Bob Brown, by Tue 3 March" in text(manager, "/actions")
    firm.do(BOB, Leave())
    assert "Nobody, by Tue 3 March" in text(manager, "/actions")
    assert "Nobody looks after it" in text(manager, f"/customers/{tom}")


def test_who_does_not_know_how_it_ended_is_told(firm: Firm, alice: FlaskClient, tom: UUID) -> None:
    complaint = firm.do(tom, COMPLAINT, by=ALICE).recorded[0].fact_id
    at = f"complaints/{complaint}/resolution"
    refused = alice.post(f"/customers/{tom}/{at}", json={"told": "no"}, headers=JSON)
    assert refused.get_json()["error"] == "Say what was done about the complaint, in a few words."
    news = note(alice, tom, at, text="A new one was sent.", told="no")
    assert rules(alice, tom)[0] == "tell_ended"
    page = text(alice, f"/customers/{tom}")
    assert "Their complaint ended <em>today</em>, and they do not know. “A new one was sent.” Tell them." in page
    sheet = text(alice, f"/customers/{tom}/news/{news}/telling/new")
    assert "about your complaint: A new one was sent." in sheet
    assert "sms:+441314960123?body=Hello%20Tom" in sheet
    assert "They were told" in text(alice, f"/customers/{tom}/done/new")
    assert f"/customers/{tom}/news/{news}/telling/new" in text(alice, "/queue")
    note(alice, tom, f"news/{news}/telling")
    assert "tell_ended" not in rules(alice, tom)
    assert "Told how it ended." in text(alice, f"/customers/{tom}/history")
    assert alice.get(f"/customers/{tom}/news/{news}/telling/new").status_code == 404


def test_a_contact_for_it_tells_what_was_put_right(firm: Firm, alice: FlaskClient, tom: UUID) -> None:
    acted = ActOnFeedback(action=uuid4(), reasons=(), on=firm.today, text="Posted on Mondays")
    firm.do(tom, acted, by=ALICE)
    assert rules(alice, tom)[0] == "tell_fixed"
    assert "What they told us is put right. “Posted on Mondays”" in text(alice, f"/customers/{tom}")
    assert "We did it: Posted on Mondays." in text(
        alice, f"/customers/{tom}/news/{told(alice, f'/customers/{tom}')['news'][0]['id']}/telling/new"
    )
    note(alice, tom, "contact-attempts", channel="call", outcome="spoke", rule="tell_fixed")
    assert "tell_fixed" not in rules(alice, tom)


def test_themes_are_suggested_by_words_of_the_firms_own_list(
    firm: Firm, alice: FlaskClient, manager: FlaskClient, tom: UUID
) -> None:
    fact = firm.do(tom, COMPLAINT, by=ALICE).recorded[0].fact_id
    sheet = f"/customers/{tom}/feedback/{fact}/themes/new"
    assert 'value="Delivery" checked' in text(alice, sheet)
    assert 'value="Price" checked' not in text(alice, sheet)
    note(alice, tom, f"feedback/{fact}/themes", themes=["Delivery", "Range"])
    assert told(alice, f"/customers/{tom}")["voiced"][0]["themes"] == ["Delivery", "Range"]
    assert "About Delivery, Range." in text(alice, f"/customers/{tom}")
    assert alice.get(f"/customers/{tom}/feedback/{uuid4()}/themes/new").status_code == 404
    assert alice.post(f"/customers/{tom}/feedback/{uuid4()}/themes", json={}, headers=JSON).status_code == 404
    bought = firm.do(tom, RecordPurchase(amount=Money(900), on=firm.today), by=ALICE).recorded[0].fact_id
    assert alice.post(f"/customers/{tom}/feedback/{bought}/themes", json={}, headers=JSON).status_code == 404
    firm.do(FIRM, KeepThemes(themes=(Theme(name="Parcels"),)))
    assert 'value="Parcels"' in text(alice, sheet)
    assert 'value="Range" checked' in text(alice, sheet), "what was said keeps the names of then"
    for path in ("feedback/new", "loss/new"):
        assert 'value="Parcels"' in text(alice, f"/customers/{tom}/{path}")
    assert 'value="Parcels"' in text(alice, "/waiting").replace("&#34;", '"')


def test_managers_keep_the_list(alice: FlaskClient, manager: FlaskClient) -> None:
    assert told(manager, "/themes")["themes"][0]["name"] == "Price"
    kept = manager.post(
        "/themes", json={"name": ["Delivery", "", "Tea"], "words": ["late, post", "", ""]}, headers=JSON
    )
    assert kept.status_code == 201
    assert told(manager, "/themes")["themes"] == [
        {"name": "Delivery", "words": ["late", "post"]},
        {"name": "Tea", "words": []},
    ]
    assert "The themes are kept" in text(manager, "/themes?said=kept")
    for names, words in ((["x" * 5_000], "one line of up to 60"), ([""], "between 1 and 50"), (["a", "A"], "one name")):
        refused = manager.post("/themes", json={"name": names}, headers=JSON)
        assert (refused.status_code, words in refused.get_json()["error"]) == (422, True)
    assert alice.get("/themes").status_code == 403


def test_who_left_is_thanked_asked_and_left_in_peace(firm: Firm, clock: Clock, alice: FlaskClient, tom: UUID) -> None:
    sheet = text(alice, f"/customers/{tom}/loss/new")
    assert "the door is open: call me any time." in sheet
    note(alice, tom, "loss", competitor="Next door", themes=["Price"], text="Too dear")
    assert "Went to <bdi>Next door</bdi>. About: Price. The door stays open." in text(
        alice, f"/customers/{tom}/history"
    )
    assert told(alice, f"/customers/{tom}")["reasons"] == []
    assert "They left today: no pressure before 27 April." in text(alice, f"/customers/{tom}/why")
    clock.move(timedelta(days=60))
    alice = firm.client(ALICE)
    assert rules(alice, tom)[0] == "grass_check"
    assert "Left us on 2 March. <em>Is the grass greener there?</em>" in text(alice, f"/customers/{tom}")
    assert "asked once, between day 60 and day 120" in text(alice, f"/customers/{tom}/why")
    note(alice, tom, "loss-reason", reason="price", competitor="Next door", themes=["Price"])
    assert "grass_check" not in rules(alice, tom)


def test_a_past_day_knows_only_its_own(firm: Firm, clock: Clock, alice: FlaskClient, tom: UUID) -> None:
    complaint = firm.do(tom, COMPLAINT, by=ALICE).recorded[0].fact_id
    clock.move(timedelta(days=1))
    firm.do(tom, ResolveComplaint(complaint=complaint, text="Sent anew", told=False), by=ALICE)
    then = told(alice, f"/customers/{tom}?known_on={date(2026, 3, 2)}")["customer"]
    assert then["reasons"][0]["rule"] == "complaint"
    assert (then["news"], len(then["voiced"])) == ([], 1)


def test_undone_it_never_ended(firm: Firm, alice: FlaskClient, tom: UUID) -> None:
    complaint = firm.do(tom, COMPLAINT, by=ALICE).recorded[0].fact_id
    ended = note(alice, tom, f"complaints/{complaint}/resolution", text="Sent anew", told="no")
    undone = alice.post(f"/customers/{tom}/undo", json={"fact_id": ended}, headers=JSON)
    assert undone.status_code == 201
    assert rules(alice, tom)[0] == "complaint"


def test_a_loss_without_a_word_of_themes_is_open_still(firm: Firm, alice: FlaskClient, tom: UUID) -> None:
    firm.do(tom, MarkLost(reason=LossReason.SERVICE), by=ALICE)
    assert "Why they left (the service), 2 March." in text(alice, f"/customers/{tom}")
    firm.do(tom, RecordPurchase(amount=Money(900), on=firm.today + timedelta(days=1)), by=ALICE)
    assert told(alice, f"/customers/{tom}")["voiced"] == []


def test_what_they_said_and_are_to_be_told_is_carried_with_its_words_and_themes(firm: Firm, alice: FlaskClient) -> None:
    tom = firm.customer()
    complaint = NoteFeedback(kind=FeedbackKind.COMPLAINT, text="Late", themes=("Delivery",))
    first, second = (firm.do(tom, complaint, by=ALICE).recorded[0].fact_id for _ in range(2))
    firm.do(tom, ResolveComplaint(complaint=second, text="Sent anew", told=False), by=ALICE)
    idea = NoteFeedback(kind=FeedbackKind.SUGGESTION, text="Post it sooner", themes=("Delivery", "Price"))
    said = firm.do(tom, idea, by=ALICE).recorded[0].fact_id
    packed = alice.get("/sync/pack").get_json()
    ended, news, open_ = packed["customers"][0]["open"]
    assert (ended["kind"], ended["id"], ended["themes"]) == ("complaint", str(first), ["Delivery"])
    assert (news["kind"], news["words"]) == ("news", "Sent anew")
    assert news["what"] == "Their complaint ended. “Sent anew” They do not know yet."
    assert (open_["kind"], open_["id"], open_["themes"]) == ("said", str(said), ["Delivery", "Price"])
    assert open_["what"] == "An idea, 2 March. “Post it sooner” About Delivery, Price."
