"""Does a power hour give one card at a time, go on where it was, and tell what came of it to whom it concerns?"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from backend.projections import queue
from backend.projections.verify import differences
from backend.web.plainly import macros
from events.contacts import LogContactAttempt
from events.feedback import NoteFeedback, ResolveComplaint
from events.firm import FIRM
from events.notes import UndoFact
from events.power_hours import PowerHourPlanned
from events.rulebook import AdoptRulebook, Rulebook
from events.time_zones import StateTimeZone
from events.values import Channel, FeedbackKind, Outcome, Rule
from tests.conftest import Clock
from tests.web.firm import ALICE, BOB, MANAGER, Firm, told
from tests.web.hours import CARD, at_work, log, page, plan, post, three
from tests.web.lost import Lost
from tests.web.phone import Phone, statuses


@pytest.fixture
def customers(firm: Firm) -> list[UUID]:
    return three(firm)


def test_the_plan_is_a_fact_and_leads_to_the_first_card(firm: Firm, alice: FlaskClient, customers: list[UUID]) -> None:
    start = alice.get("/hour")
    assert "Left of today: 3. Nobody else is due." in start.text
    path = re.findall(r'action="(/hours/[0-9a-f-]{36})/plan"', start.text)[0]
    fields = {"cards": "2", "minutes": "45", "own": "", "ways": ["call", "text", "call"], "goal": "Two orders"}
    answer = alice.post(f"{path}/plan", data={"fact_id": str(uuid4()), **fields})
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    (noted,) = firm.store.stream(UUID(path.removeprefix("/hours/")))
    assert noted.body == PowerHourPlanned(cards=2, minutes=45, ways=(Channel.CALL, Channel.TEXT), goal="Two orders")
    shown = alice.get(path).text
    assert len(CARD.findall(shown)) == 1
    customer = UUID(CARD.findall(shown)[0])
    assert told(alice, path) == {
        "id": path.removeprefix("/hours/"), "done": 0, "total": 2, "seconds_left": 2_700, "paused": False,
        "card": str(customer),
    }  # fmt: skip
    for words in ("0 of 2 · 45 minutes left", "Two orders", "To say, perhaps:", "Bought for £45."):
        assert words in shown


def test_minutes_of_ones_own_come_before_the_usual_ones(firm: Firm, alice: FlaskClient, customers: list[UUID]) -> None:
    hour = uuid4()
    assert post(alice, f"/hours/{hour}/plan", cards="5", minutes="60", own="35") == 303
    assert "35 minutes left" in page(alice, hour)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"cards": "0"}, "Plan between 1 and 100 cards for one hour."),
        ({"cards": "500"}, "Plan between 1 and 100 cards for one hour."),
        ({"own": "0"}, "Plan between 1 and 240 minutes."),
        ({"own": "241"}, "Plan between 1 and 240 minutes."),
        ({"minutes": ""}, "Plan between 1 and 240 minutes."),
        ({"cards": "many"}, "Write a whole number, such as 20."),
        ({"ways": "owl"}, "Choose one of: call, text, email, letter, visit, video."),
        ({"goal": "x" * 201}, "This text is too long: up to 200 characters, please."),
    ],
)
def test_a_plan_that_is_none_gets_a_sentence(
    firm: Firm, alice: FlaskClient, fields: dict[str, str], sentence: str
) -> None:
    hour = uuid4()
    answer = alice.post(f"/hours/{hour}/plan", data={"cards": "5", "minutes": "60"} | fields)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert firm.store.stream(hour) == []


def test_nobody_due_is_told_kindly(alice: FlaskClient) -> None:
    start = alice.get("/hour").text
    assert "Nobody is due today" in start
    assert "/plan" not in start


def test_where_today_ends_those_who_could_wait_come_next(firm: Firm, alice: FlaskClient, customers: list[UUID]) -> None:
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(plan_cards=1)), by=MANAGER)
    start = alice.get("/hour").text
    assert "Left of today: 1. Plan more, and those who could wait come after, the most urgent first: 2." in start
    with firm.store.database.read() as tx:
        urgent = [due.customer for due in queue.due(tx, ALICE, firm.today)]
    hour, short, seen = plan(firm, cards=20), plan(firm, cards=1), list[UUID]()
    assert "0 of 3" in page(alice, hour)
    while customer := at_work(alice, hour):
        seen.append(customer)
        log(firm, customer, Outcome.SPOKE, hour)
    assert seen == urgent
    assert len(seen) == 3
    assert "3 of 3" in page(alice, hour)
    assert "0 of 0" in page(alice, short)


def test_an_hour_begins_also_when_all_of_today_is_done(firm: Firm, alice: FlaskClient, customers: list[UUID]) -> None:
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(plan_cards=1)), by=MANAGER)
    first = plan(firm, cards=1)
    log(firm, UUID(str(at_work(alice, first))), Outcome.SPOKE, first)
    assert at_work(alice, first) is None
    assert "Start a power hour" in alice.get("/queue").text
    start = alice.get("/hour").text
    assert "Left of today: 0. Plan more" in start
    assert "first: 2." in start
    assert 'value="2"' in start
    assert at_work(alice, plan(firm)) in customers


def test_whoever_has_too_few_may_take_some_of_the_pool(firm: Firm, alice: FlaskClient, manager: FlaskClient) -> None:
    firm.customer("Nobody's", owner=None, bought=(400,))
    for client, offered in ((alice, True), (manager, False)):
        assert ("Look after the next one" in client.get("/hour").text) is offered


def test_each_outcome_brings_the_next_card_until_all_are_done(
    firm: Firm, alice: FlaskClient, clock: Clock, customers: list[UUID]
) -> None:
    hour, seen = plan(firm), list[UUID]()
    for outcome in ("no_answer", "said_no"):
        clock.move(timedelta(minutes=3))
        customer = at_work(alice, hour)
        assert customer
        seen.append(customer)
        fields = {"channel": "call", "outcome": outcome, "hour": str(hour)}
        assert post(alice, f"/customers/{customer}/contact-attempts", **fields) == 303
    assert "2 of 3" in page(alice, hour)
    assert "A no is an answer" in page(alice, hour)
    last = at_work(alice, hour)
    assert post(alice, f"/customers/{last}/put-offs", why="no_time", hour=str(hour)) == 303
    assert len({*seen, last}) == 3
    assert "All done" in page(alice, hour)
    assert at_work(alice, hour) is None
    assert all(told(alice, f"/customers/{customer}")["standing"] != "gone" for customer in customers)


def test_a_card_carries_the_hour_to_its_sheets(firm: Firm, alice: FlaskClient, customers: list[UUID]) -> None:
    hour = plan(firm)
    sheets = re.findall(r'(?:href|data-sheet-url)="([^"]+/new\?[^"]*)"', page(alice, hour))
    for sheet in sheets:
        assert f'name="hour" value="{hour}"' in alice.get(sheet.replace("&amp;", "&")).text
    assert len(sheets) >= 2


def test_the_ways_of_the_plan_are_offered_where_the_customer_has_them(firm: Firm, alice: FlaskClient) -> None:
    firm.customer("Tom", place="Leith", bought=(61, 93, 125))
    both, visits, letters = plan(firm), plan(firm, ways=(Channel.VISIT,)), plan(firm, ways=(Channel.EMAIL,))
    assert "channel=call" in page(alice, both)
    assert "channel=visit" in page(alice, visits)
    assert "channel=call" not in page(alice, visits)
    assert "channel=call" in page(alice, letters)


def test_each_reason_has_one_thing_to_say(firm: Firm) -> None:
    with firm.app.app_context():
        assert set(macros("hours/_words.html").to_say) == {rule.value for rule in Rule}


def test_what_is_owed_is_settled_from_the_card_itself(firm: Firm, alice: FlaskClient) -> None:
    tom, hour = firm.customer("Tom", bought=(61,)), plan(firm)
    noted = firm.do(tom, NoteFeedback(kind=FeedbackKind.COMPLAINT, text="Late"), by=ALICE).recorded[0].fact_id
    assert f'href="/customers/{tom}/complaints/{noted}/resolution/new"' in page(alice, hour)
    firm.do(tom, ResolveComplaint(complaint=noted, text="Sent again", told=False), by=ALICE)
    shown = page(alice, hour)
    assert "Tell them" in shown
    assert f"/customers/{tom}/news/" in shown


def test_in_quiet_hours_calls_wait_in_an_hour_too(
    firm: Firm, alice: FlaskClient, clock: Clock, customers: list[UUID]
) -> None:
    hour, waits = plan(firm), "Quiet hours until 9:00: calls wait."
    assert waits not in page(alice, hour) + alice.get("/hour").text
    for customer in customers:
        firm.do(customer, StateTimeZone(zone="America/New_York"), by=ALICE)
    assert "04:00 where they are: calls wait until 9:00" in page(alice, hour)
    clock.move(timedelta(hours=11))
    assert waits in alice.get("/hour").text
    assert waits in page(alice, plan(firm))


def test_the_last_facts_are_those_that_stand(firm: Firm, alice: FlaskClient) -> None:
    hour, tom = plan(firm), firm.customer("Tom", bought=(61, 93, 125))
    mistaken = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SAID_NO)
    firm.do(tom, UndoFact(of=firm.do(tom, mistaken, by=ALICE).recorded[0].fact_id), by=ALICE)
    shown = page(alice, hour)
    assert f'data-card="{tom}"' in shown
    assert "Said no by phone" not in shown
    assert shown.count("Bought for £45") == 3


def test_it_pauses_goes_on_and_ends(firm: Firm, alice: FlaskClient, clock: Clock, customers: list[UUID]) -> None:
    hour = plan(firm)
    clock.move(timedelta(minutes=10))
    assert post(alice, f"/hours/{hour}/pauses") == 303
    clock.move(timedelta(hours=3))
    assert "50 minutes left" in page(alice, hour)
    assert at_work(alice, hour) is None
    assert post(alice, f"/hours/{hour}/resumptions") == 303
    clock.move(timedelta(minutes=30))
    assert "20 minutes left" in page(alice, hour)
    assert post(alice, f"/hours/{hour}/end") == 303
    assert "Looking back" in page(alice, hour)
    assert told(alice, f"/hours/{hour}")["minutes"] == 40


def test_the_card_at_hand_may_be_finished_when_the_time_is_over(
    firm: Firm, alice: FlaskClient, clock: Clock, customers: list[UUID]
) -> None:
    hour = plan(firm)
    clock.move(timedelta(minutes=65))
    customer = at_work(alice, hour)
    assert customer
    log(firm, customer, Outcome.SPOKE, hour)
    assert "Looking back" in page(alice, hour)


def test_a_second_phone_is_told_and_may_go_on_alone(firm: Firm, alice: FlaskClient, customers: list[UUID]) -> None:
    first = plan(firm)
    start = alice.get("/hour").text
    assert "A power hour of yours has been running since 09:00" in start
    assert f'href="/hours/{first}"' in start
    second = plan(firm)
    log(firm, customers[0], Outcome.SPOKE, first)
    assert "1 of 3" in page(alice, first)
    assert "0 of 2" in page(alice, second)


@pytest.mark.parametrize("what", ["plan", "pauses", "resumptions", "end", "sharing"])
def test_nobody_notes_on_what_is_no_hour_of_theirs(
    firm: Firm, bob: FlaskClient, customers: list[UUID], what: str
) -> None:
    for stream in (plan(firm), customers[0], uuid4() if what != "plan" else BOB):
        before, fields = firm.store.head(), {"cards": "5", "minutes": "60"} if what == "plan" else {}
        assert post(bob, f"/hours/{stream}/{what}", **fields) == 404
        assert firm.store.head() == before


def test_a_phone_notes_a_whole_hour_late_and_twice(firm: Firm, clock: Clock, customers: list[UUID]) -> None:
    phone, hour = Phone(firm, ALICE), uuid4()
    items = [phone.note(f"/hours/{hour}/plan", cards="3", minutes="25", own="", goal="")]
    then: list[tuple[str, dict[str, Any]]] = [
        (f"/customers/{customers[0]}/contact-attempts", {"channel": "call", "outcome": "spoke", "hour": str(hour)}),
        (f"/hours/{hour}/pauses", {}),
        (f"/hours/{hour}/resumptions", {}),
        (f"/customers/{customers[1]}/put-offs", {"why": "no_time", "hour": str(hour)}),
        (f"/hours/{hour}/end", {}),
    ]
    for path, fields in then:
        clock.move(timedelta(minutes=3))
        items.append(phone.note(path, **fields))
    clock.move(timedelta(days=1))
    assert statuses(phone.send(*items)) == ["accepted"] * 6
    assert statuses(phone.send(*items)) == ["known"] * 6
    back = told(phone.client, f"/hours/{hour}")
    assert (back["minutes"], back["worked"], back["reached"], back["skipped"]) == (12, 2, 1, 1)


def test_a_phone_whose_clock_is_wrong_works_an_hour_at_the_right_time(firm: Firm, customers: list[UUID]) -> None:
    phone, hour = Phone(firm, ALICE, timedelta(hours=5)), uuid4()
    plan = phone.note(f"/hours/{hour}/plan", cards="3", minutes="25")
    assert statuses(phone.send(plan, phone.note(f"/hours/{hour}/pauses"))) == ["accepted"] * 2
    assert "25 minutes left" in page(phone.client, hour)
    assert "Paused" in page(phone.client, hour)
    assert list(differences(firm.store)) == []


def test_the_open_page_gets_the_next_card_with_the_answer(firm: Firm, customers: list[UUID]) -> None:
    phone, hour = Phone(firm, ALICE), plan(firm)
    first = at_work(phone.client, hour)
    item = phone.note(f"/customers/{first}/contact-attempts", channel="call", outcome="spoke", hour=str(hour))
    redrawn = phone.post(item, page=f"/hours/{hour}").get_json()["page"]
    assert str(first) not in CARD.findall(redrawn)
    assert "1 of 3" in redrawn
    ended = phone.post(phone.note(f"/hours/{hour}/end"), page=f"/hours/{hour}").get_json()["page"]
    assert "Looking back" in ended


def test_a_phone_is_told_of_running_hours_alone(
    firm: Firm, alice: FlaskClient, clock: Clock, customers: list[UUID]
) -> None:
    over = plan(firm, minutes=5)
    clock.move(timedelta(hours=2))
    hour = plan(firm, ways=(Channel.CALL,), goal="Two orders")
    log(firm, customers[0], Outcome.SAID_NO, hour)
    (kept,) = told(alice, "/sync/pack")["hours"]
    begun = round(clock.now.timestamp() * 1000)
    assert kept == {
        "id": str(hour), "at": begun, "cards": 10, "minutes": 60, "ways": ["call"], "goal": "Two orders", "pauses": [],
        "worked": [str(customers[0])], "last": begun, "no": True,
    }  # fmt: skip
    assert over != hour


def test_a_signed_out_device_hands_an_hour_over(firm: Firm, clock: Clock, manager: FlaskClient) -> None:
    hour = uuid4()
    Lost(firm, clock).hand_over(f"/hours/{hour}/plan", cards="5", minutes="60")
    assert firm.store.stream(hour) == []
    (held,) = told(manager, "/team/held")["held"]
    assert held["kind"] == "Hour planned"
    assert post(manager, f"/team/held/{held['id']}/taking") == 303
    assert [type(noted.body) for noted in firm.store.stream(hour)] == [PowerHourPlanned]
