"""When is a power hour over, what does its look-back tell, to whom, and what has worked so far?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from backend.projections.verify import differences
from events.contacts import LogContactAttempt
from events.customers import AssignCustomer
from events.follow_ups import PutOff, SetNextDate
from events.kernel import Command
from events.power_hours import EndPowerHour, SharePowerHour
from events.purchases import RecordPurchase
from events.values import Channel, Money, Outcome, PutOffReason
from tests.conftest import Clock
from tests.web.firm import ALICE, BOB, MANAGER, NORTH, Firm, told
from tests.web.hours import at_work, log, page, plan, post, three
from tests.web.phone import Phone, statuses


@pytest.fixture
def customers(firm: Firm) -> list[UUID]:
    return three(firm)


def test_an_end_by_a_slip_is_gone_on_from(
    firm: Firm, alice: FlaskClient, manager: FlaskClient, clock: Clock, customers: list[UUID]
) -> None:
    hour = plan(firm)
    firm.do(hour, SharePowerHour(), by=ALICE)
    clock.move(timedelta(minutes=20))
    assert post(alice, f"/hours/{hour}/end") == 303
    clock.move(timedelta(minutes=10))
    assert "Go on with it" in page(alice, hour)
    assert "Go on with it" not in page(manager, hour)
    assert post(alice, f"/hours/{hour}/resumptions") == 303
    assert "40 minutes left" in page(alice, hour)
    clock.move(timedelta(minutes=45))
    log(firm, customers[0], Outcome.SPOKE, hour)
    assert "Looking back" in page(alice, hour)
    assert "Go on with it" not in page(alice, hour), "its time is over"


def test_the_time_is_over_and_nobody_is_left(firm: Firm, alice: FlaskClient, clock: Clock) -> None:
    tom, hour = firm.customer("Tom", bought=(61, 93, 125)), plan(firm, cards=1)
    clock.move(timedelta(minutes=20))
    log(firm, tom, Outcome.SPOKE, hour)
    assert "All done" in page(alice, hour)
    clock.move(timedelta(minutes=45))
    assert "Looking back" in page(alice, hour)
    assert told(alice, f"/hours/{hour}")["minutes"] == 20, "the rest of the hour was not worked"


def test_an_hour_goes_over_midnight(firm: Firm, alice: FlaskClient, clock: Clock, customers: list[UUID]) -> None:
    clock.move(timedelta(hours=14, minutes=40))
    hour = plan(firm)
    log(firm, customers[0], Outcome.NO_ANSWER, hour)
    clock.move(timedelta(minutes=45))
    assert "1 of 3 · 15 minutes left" in page(alice, hour)
    again = at_work(alice, hour)
    assert again in customers[1:], "who did not answer is due again today, and was worked in this hour already"
    log(firm, customers[1], Outcome.SPOKE, hour)
    assert "2 of 3" in page(alice, hour)
    assert post(alice, f"/hours/{hour}/end") == 303
    back = told(alice, f"/hours/{hour}")
    assert (back["minutes"], back["worked"]) == (45, 2)
    assert "2 March, 23:40" in page(alice, hour)


def test_one_phone_ends_the_hour_while_another_goes_on_without_a_signal(
    firm: Firm, alice: FlaskClient, clock: Clock, customers: list[UUID]
) -> None:
    phone, hour = Phone(firm, ALICE), plan(firm)
    clock.move(timedelta(minutes=10))
    assert post(alice, f"/hours/{hour}/end") == 303
    clock.move(timedelta(minutes=5))
    path = f"/customers/{customers[0]}/contact-attempts"
    items = [
        phone.note(f"/hours/{hour}/pauses"),
        phone.note(path, channel="call", outcome="ordered", hour=str(hour)),
        phone.note(f"/hours/{hour}/resumptions"),
        phone.note(f"/hours/{hour}/end"),
    ]
    clock.move(timedelta(hours=1))
    assert statuses(phone.send(*items)) == ["accepted"] * 4
    back = told(alice, f"/hours/{hour}")
    assert (back["minutes"], back["worked"], back["yes"]) == (10, 1, 1)
    assert list(differences(firm.store)) == []


def test_nobody_changes_the_counts_of_another_ones_hour(
    firm: Firm, alice: FlaskClient, bob: FlaskClient, manager: FlaskClient, customers: list[UUID]
) -> None:
    hour, theirs = plan(firm), firm.customer("Ben", owner=BOB, bought=(61, 93, 125))
    assert post(bob, f"/customers/{theirs}/contact-attempts", channel="call", outcome="ordered", hour=str(hour)) == 303
    assert "0 of 3" in page(alice, hour)
    assert post(alice, f"/hours/{hour}/end") == 303
    assert told(alice, f"/hours/{hour}")["worked"] == 0
    assert "0 tried" in alice.get("/hours").text


def test_an_hour_that_nobody_ended_is_looked_back_upon(
    firm: Firm, alice: FlaskClient, clock: Clock, customers: list[UUID]
) -> None:
    hour = plan(firm)
    clock.move(timedelta(hours=3))
    assert "Looking back" in page(alice, hour)
    assert "running" not in alice.get("/hour").text


def test_what_was_bought_since_grows_by_itself(
    firm: Firm, alice: FlaskClient, clock: Clock, customers: list[UUID]
) -> None:
    hour = plan(firm, goal="Two orders")
    log(firm, customers[0], Outcome.ORDERED, hour)
    clock.move(timedelta(minutes=5))
    log(firm, customers[1], Outcome.NO_ANSWER, hour)
    assert post(alice, f"/hours/{hour}/end") == 303
    first = told(alice, f"/hours/{hour}")
    assert {name: first[name] for name in ("reached", "unanswered", "yes", "no", "skipped", "bought_since")} == {
        "reached": 1, "unanswered": 1, "yes": 1, "no": 0, "skipped": 0, "bought_since": 0
    }  # fmt: skip
    assert first["planned"] == {"cards": 10, "minutes": 60, "goal": "Two orders"}
    assert [step["outcome"] for step in first["steps"]] == ["ordered", "no_answer"]
    clock.move(timedelta(days=9))
    firm.do(customers[0], RecordPurchase(amount=Money(9_000), on=firm.today), by=ALICE)
    firm.do(customers[2], RecordPurchase(amount=Money(5_000), on=firm.today), by=ALICE)
    later = told(alice, f"/hours/{hour}")
    assert later["bought_since"] == 9_000
    assert [step["bought_since"] for step in later["steps"]] == [9_000, 0]
    assert "£90 by 1" in page(alice, hour)
    firm.do(customers[0], AssignCustomer(owner=BOB, team=NORTH), by=MANAGER)
    others = told(alice, f"/hours/{hour}")
    assert (others["yes"], others["bought_since"]) == (1, 0), "what a colleague's customer buys is not hers to see"
    assert [step["bought_since"] for step in others["steps"]] == [0, 0]


def test_the_look_back_counts_the_last_word_on_a_next_date_and_why_one_skipped(
    firm: Firm, alice: FlaskClient, customers: list[UUID]
) -> None:
    hour, (tom, rosa, cleo), week = plan(firm), customers, firm.today + timedelta(days=7)
    for customer, first, then in ((tom, week, None), (rosa, None, week)):
        tried = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, next_on=first, hour=hour)
        fact = firm.do(customer, tried, by=ALICE).recorded[0].fact_id
        firm.do(customer, SetNextDate(next_on=then, of=fact), by=ALICE)
    firm.do(cleo, PutOff(until=week, why=PutOffReason.AFRAID_TO_BOTHER, hour=hour), by=ALICE)
    assert post(alice, f"/hours/{hour}/end") == 303
    back = told(alice, f"/hours/{hour}")
    assert (back["next_dates"], back["skipped"], back["why"]) == (1, 1, {"afraid_to_bother": 1})
    assert "1: not to be a bother" in page(alice, hour)


def test_an_hour_is_ones_own_until_it_is_shared(
    firm: Firm, bob: FlaskClient, manager: FlaskClient, charlie: FlaskClient, customers: list[UUID]
) -> None:
    hour = plan(firm)
    log(firm, customers[0], Outcome.SPOKE, hour)
    assert [client.get(f"/hours/{hour}").status_code for client in (bob, manager, charlie)] == [404, 404, 404]
    team = manager.get("/team").text
    assert "Power hours this week" in team
    assert "Shared:" not in team
    firm.do(hour, SharePowerHour(), by=ALICE)
    assert [client.get(f"/hours/{hour}").status_code for client in (bob, manager, charlie)] == [404, 200, 404]
    shown = page(manager, hour)
    assert "Alice Adams, 2 March" in shown
    assert "Share with my manager" not in shown
    assert f'href="/hours/{hour}"' in manager.get("/team").text


def test_the_history_says_that_it_was_in_a_power_hour(firm: Firm, alice: FlaskClient, customers: list[UUID]) -> None:
    log(firm, customers[0], Outcome.SPOKE, plan(firm))
    facts = told(alice, f"/customers/{customers[0]}/history")["facts"]
    assert facts[0]["sentence"] == "Spoke by phone. In a power hour."


def tried(firm: Firm, customer: UUID, *outcomes: Outcome) -> None:
    for number, outcome in enumerate(outcomes):
        command: Command = LogContactAttempt(channel=Channel.CALL, outcome=outcome)
        firm.do(customer, command, by=ALICE, days_ago=7 * (len(outcomes) - number))


def test_what_has_worked_is_told_from_five_tries_on(firm: Firm, alice: FlaskClient, customers: list[UUID]) -> None:
    tried(firm, customers[0], *[Outcome.SPOKE] * 4)
    assert "There are too few tries yet to tell." in alice.get("/hours").text
    tried(firm, customers[0], Outcome.ORDERED, *[Outcome.SAID_NO] * 4)
    mine, theirs = alice.get("/hours").text, alice.get(f"/customers/{customers[0]}").text
    assert "You hear no about 4 times for every yes." in mine
    for shown in (mine, theirs):
        assert "By weekday" in shown
        assert "9 of 9" in shown
    assert "By weekday" not in alice.get(f"/customers/{customers[1]}").text


def test_the_look_back_tells_ones_own_history_to_nobody_else(
    firm: Firm, alice: FlaskClient, manager: FlaskClient, customers: list[UUID]
) -> None:
    tried(firm, customers[0], Outcome.ORDERED, *[Outcome.SAID_NO] * 4)
    hour = plan(firm)
    firm.do(hour, EndPowerHour(), SharePowerHour(), by=ALICE)
    assert "You hear no about 4 times for every yes." in page(alice, hour)
    assert "for every yes" not in page(manager, hour)


def test_days_in_a_row_are_counted_and_misses_are_not_told(
    firm: Firm, alice: FlaskClient, clock: Clock, customers: list[UUID]
) -> None:
    assert "in a row" not in alice.get("/hours").text
    for days in (0, 1, 1):
        clock.move(timedelta(days=days))
        plan(firm)
    assert "3 working days in a row" in alice.get("/hours").text
    last = plan(firm)
    firm.do(last, EndPowerHour(), by=ALICE)
    assert "3 working days in a row" in page(alice, last)
    clock.move(timedelta(days=1))
    assert "3 working days in a row" in alice.get("/hours").text
    clock.move(timedelta(days=9))
    assert "in a row" not in alice.get("/hours").text


def test_a_manager_who_does_not_sell_has_no_cards(firm: Firm, manager: FlaskClient) -> None:
    assert "Nobody is due today" in manager.get("/hour").text
