"""Does who buys differently get a card that asks, one tap to answer, and a place on the manager's list?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from events.contacts import LogContactAttempt
from events.feedback import NoteFeedback
from events.habits import AnswerHabitChange
from events.lifecycle import MarkLost
from events.purchases import RecordPurchase
from events.values import Channel, FeedbackKind, HabitAnswer, Money, Outcome, Rule
from tests.conftest import Clock
from tests.web.firm import ALICE, NORTH, Firm, told

FORTNIGHTLY = [184 - days for days in range(0, 141, 14)]
"""Bought on these numbers of days ago, and is missed from today on."""
TALK = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, rule=Rule.HABIT_CHANGED)
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://localhost/queue"}


@pytest.fixture
def tom(firm: Firm) -> UUID:
    return firm.customer(bought=FORTNIGHTLY)


def rules(client: FlaskClient, customer: UUID) -> list[str]:
    return [reason["rule"] for reason in told(client, f"/customers/{customer}")["reasons"]]


def text(client: FlaskClient, path: str, **more: Any) -> str:
    answer = client.get(path, **more)
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split())


def test_the_card_asks_and_never_says_that_they_leave(alice: FlaskClient, tom: UUID) -> None:
    assert rules(alice, tom)[:2] == ["gone_quiet", "habit_changed"]
    page = text(alice, f"/customers/{tom}")
    assert "Came every 14 days until January, <em>last 44 days ago</em>. What changed?" in page
    why = text(alice, f"/customers/{tom}/why")
    assert "asked once for each change" in why
    assert "Spent a month, usually" in why


def test_who_spends_less_is_told_by_the_month(firm: Firm, alice: FlaskClient) -> None:
    tom = firm.customer(bought=[210 - days for days in range(0, 141, 14)])
    for days in range(56, -1, -14):
        firm.do(tom, RecordPurchase(amount=Money(900), on=firm.today - timedelta(days=days)), days_ago=days)
    assert "habit_changed" in rules(alice, tom)
    assert "Spent about £" in text(alice, f"/customers/{tom}")


@pytest.mark.parametrize("answer", HabitAnswer)
def test_one_tap_answers_and_takes_the_question_off(alice: FlaskClient, tom: UUID, answer: HabitAnswer) -> None:
    done = text(alice, f"/customers/{tom}/done/new")
    assert f'value="{answer.value}"' in done
    said = alice.post(f"/customers/{tom}/habit-answers", data={"answer": answer.value}, headers=HTMX)
    assert said.status_code == 200
    assert ("Note the complaint" in said.get_data(as_text=True)) == (answer is HabitAnswer.UNHAPPY)
    assert not {"gone_quiet", "habit_changed"} & set(rules(alice, tom))
    assert '<span class="tag">' in text(alice, f"/customers/{tom}")


def test_the_done_sheet_asks_only_who_is_asked(firm: Firm, alice: FlaskClient) -> None:
    assert "What changed?" not in text(alice, f"/customers/{firm.customer(bought=[40])}/done/new")


def test_asked_and_not_answered_stays_visible(firm: Firm, alice: FlaskClient, tom: UUID) -> None:
    firm.do(tom, TALK, by=ALICE)
    page = text(alice, f"/customers/{tom}")
    assert "Asked on 2 March what changed, not answered yet." in page
    assert f"/customers/{tom}/habit-answers/new" in page
    assert 'value="competitor"' in text(alice, f"/customers/{tom}/done/new")
    firm.do(tom, AnswerHabitChange(answer=HabitAnswer.COMPETITOR), by=ALICE)
    page = text(alice, f"/customers/{tom}")
    assert "not answered yet" not in page
    assert "Buys elsewhere, 2 March" in page
    assert "they said on 2 March: buys elsewhere." in text(alice, f"/customers/{tom}/why")
    expected = {"what": "stopped", "since": "2026-03-02", "asked_on": "2026-03-02", "answer": "competitor"}
    assert told(alice, f"/customers/{tom}")["habit"] == expected


def test_who_left_is_not_said_to_owe_an_answer(firm: Firm, alice: FlaskClient, tom: UUID) -> None:
    firm.do(tom, TALK, by=ALICE)
    firm.do(tom, MarkLost(), by=ALICE)
    assert "not answered yet" not in text(alice, f"/customers/{tom}")


def test_nobody_was_asked_where_nobody_answered(alice: FlaskClient, tom: UUID) -> None:
    fields = {"channel": "call", "outcome": "no_answer", "rule": "gone_quiet"}
    said = alice.post(f"/customers/{tom}/contact-attempts", data=fields, headers=HTMX)
    assert "habit-answers" not in said.get_data(as_text=True)
    assert "not answered yet" not in text(alice, f"/customers/{tom}")


def test_after_a_talk_the_bar_offers_to_note_what_changed(alice: FlaskClient, tom: UUID) -> None:
    fields = {"channel": "call", "outcome": "spoke", "rule": "gone_quiet"}
    said = alice.post(f"/customers/{tom}/contact-attempts", data=fields, headers=HTMX)
    assert f"/customers/{tom}/habit-answers/new" in said.get_data(as_text=True)


def test_an_open_complaint_comes_first(firm: Firm, alice: FlaskClient, tom: UUID) -> None:
    firm.do(tom, NoteFeedback(kind=FeedbackKind.COMPLAINT), by=ALICE)
    assert rules(alice, tom) == ["complaint"]


def test_an_answer_is_undone_and_the_question_is_back(alice: FlaskClient, tom: UUID) -> None:
    alice.post(f"/customers/{tom}/habit-answers", data={"answer": "other"})
    last = told(alice, f"/customers/{tom}/history")["facts"][0]
    assert last["sentence"] == "Why they buy differently: something else."
    assert "habit_changed" not in rules(alice, tom)
    alice.post(f"/customers/{tom}/undo", data={"fact_id": last["fact_id"]})
    assert "habit_changed" in rules(alice, tom)


def test_the_manager_reads_the_week_and_earlier_ones(
    firm: Firm, clock: Clock, manager: FlaskClient, alice: FlaskClient, tom: UUID
) -> None:
    firm.customer("Theirs", owner=None, team=NORTH, bought=FORTNIGHTLY)
    assert "Changes of habit" in text(manager, "/team")
    found = told(manager, "/team/changes")
    assert {one["name"] for one in found["changes"]} == {"Tom Brennan", "Theirs"}
    assert (found["total"], found["unanswered"], found["waiting"]) == (2, 2, [])
    firm.do(tom, TALK, by=ALICE)
    page = text(manager, "/team/changes")
    assert "Missed since 2 March" in page
    assert "spoke on 2 March, no reason noted yet" in page
    clock.move(timedelta(days=8))
    assert told(manager, "/team/changes")["changes"] == []
    assert [one["name"] for one in told(manager, "/team/changes")["waiting"]] == ["Tom Brennan"]
    earlier = told(manager, "/team/changes?week=2026-03-04")
    assert (earlier["week"], earlier["total"], earlier["after"]) == ("2026-03-02", 2, "2026-03-09")
    firm.do(tom, AnswerHabitChange(answer=HabitAnswer.MOVED), by=ALICE)
    assert told(manager, "/team/changes")["waiting"] == []
    assert told(manager, "/team/changes?week=2026-03-02")["unanswered"] == 1
    assert alice.get("/team/changes").status_code == 403


def test_a_week_that_is_none_is_told_plainly_and_the_future_is_today(manager: FlaskClient) -> None:
    assert manager.get("/team/changes?week=soon").status_code == 422
    assert told(manager, "/team/changes?week=2099-01-01")["week"] == "2026-03-02"
    assert "Nobody buys differently so far" in text(manager, "/team/changes")
    first = told(manager, "/team/changes?week=1900-01-01")
    assert (first["changes"], first["before"]) == ([], None)
