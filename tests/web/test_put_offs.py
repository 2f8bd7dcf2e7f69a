"""Does "not now" ask one honest reason in one tap, and does only whoever gave it see how often and why?"""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from events.follow_ups import FollowUpPutOff, PutOff
from events.notes import UndoFact
from events.values import PutOffReason
from tests.conftest import Clock
from tests.web.firm import ALICE, BOB, MANAGER, Firm, told

REASONS = {"No time": 1, "Not useful now": 28, "Afraid to bother": 7, "Wrong person": 7, "They asked": 28}


def tallied(client: FlaskClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told(client, "/me")["put_offs"]
    return found


def put_off(firm: Firm, customer: UUID, why: PutOffReason | None, days_ago: int = 0, by: UUID = ALICE) -> UUID:
    command = PutOff(until=firm.today + timedelta(days=7), why=why)
    return firm.do(customer, command, by=by, days_ago=days_ago).recorded[0].fact_id


@pytest.mark.parametrize("why", PutOffReason)
def test_a_reason_alone_puts_off_until_its_usual_day(firm: Firm, alice: FlaskClient, why: PutOffReason) -> None:
    customer = firm.customer(bought=(45, 75, 105))
    alice.post(f"/customers/{customer}/put-offs", data={"why": why.value, "day": ""})
    body = firm.store.stream(customer)[-1].body
    days = list(REASONS.values())[list(PutOffReason).index(why)]
    assert body == FollowUpPutOff(until=firm.today + timedelta(days=days), why=why)


def test_another_day_goes_before_the_usual_one(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=(45, 75, 105))
    for chosen, day in (({"until": "+14"}, 14), ({"day": "2026-03-05"}, 3), ({"until": "rest"}, None)):
        alice.post(f"/customers/{customer}/put-offs", data={"why": "they_asked", **chosen})
        until = None if day is None else firm.today + timedelta(days=day)
        assert firm.store.stream(customer)[-1].body == FollowUpPutOff(until=until, why=PutOffReason.THEY_ASKED)


def test_the_sheet_has_each_reason_as_one_tap_with_its_usual_day(firm: Firm, alice: FlaskClient) -> None:
    page = alice.get(f"/customers/{firm.customer(bought=(45,))}/put-offs/new").text
    for words in REASONS:
        assert words in page
    for why in PutOffReason:
        assert f'name="why"\n            value="{why.value}"' in page
    assert "Another day?" in page


def test_a_form_without_a_reason_and_a_day_is_refused_in_one_sentence(firm: Firm, alice: FlaskClient) -> None:
    answer = alice.post(f"/customers/{firm.customer(bought=(45,))}/put-offs", data={"day": ""})
    assert answer.status_code == 422
    assert "Choose a date." in answer.text


def test_the_tally_counts_five_weeks_by_reason(firm: Firm, alice: FlaskClient, clock: Clock) -> None:
    clock.move(timedelta(days=2))
    customer = firm.customer(bought=(45, 75, 105))
    for days, why in ((0, PutOffReason.NO_TIME), (0, PutOffReason.NO_TIME), (1, None), (3, PutOffReason.THEY_ASKED)):
        put_off(firm, customer, why, days)
    put_off(firm, customer, PutOffReason.WRONG_PERSON, 40)
    found = tallied(alice)
    assert [week["total"] for week in found] == [3, 1, 0, 0, 0]
    assert (found[0]["from"], found[0]["by"]) == ("2026-03-02", {"no_time": 2, "": 1})
    assert found[1] == {"from": "2026-02-23", "total": 1, "by": {"they_asked": 1}}
    page = unescape(alice.get("/me").text)
    for words in ("Only you see this tally.", "No time 2, no reason 1", "Week of 23 February", "Mostly there was"):
        assert words in page


def test_what_was_undone_does_not_count(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=(45, 75, 105))
    slip = put_off(firm, customer, PutOffReason.NO_TIME)
    firm.do(customer, UndoFact(of=slip), by=ALICE)
    assert tallied(alice)[0]["total"] == 0
    assert "Only you see this tally." not in alice.get("/me").text


def test_nobody_sees_another_persons_tally(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer(bought=(45, 75, 105))
    put_off(firm, customer, PutOffReason.AFRAID_TO_BOTHER)
    assert tallied(alice)[0]["total"] == 1
    for other in (BOB, MANAGER):
        assert tallied(firm.client(other))[0]["total"] == 0
        assert "not to be a bother" not in firm.client(other).get("/me").text
    put_off(firm, customer, PutOffReason.NO_TIME, by=MANAGER)
    assert tallied(firm.client(MANAGER))[0]["by"] == {"no_time": 1}
