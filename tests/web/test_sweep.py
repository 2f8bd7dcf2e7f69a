"""Can a manager say how many quiet customers a day, and does everybody see what comes of it?"""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from backend.store import Busy
from backend.web import pool
from events.contacts import LogContactAttempt
from events.customers import RegisterCustomer, register
from events.firm import FIRM
from events.kernel import SYSTEM, Asked, note
from events.purchases import PurchaseRecorded, RecordPurchase
from events.stated import StateHistory
from events.sweep import AdoptSweepPlan
from events.team import NoteAbsence
from events.values import Channel, Money, Outcome
from tests.web.firm import ALICE, BOB, CHARLIE, MANAGER, NORTH, SOUTH, Firm, told

JSON = {"Accept": "application/json"}
TRIED = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.NO_ANSWER, next_on=date(2026, 6, 1))


def quiet(firm: Firm, count: int, owner: UUID | None = ALICE, team: UUID = NORTH) -> list[UUID]:
    """Brought in by an import, bought once long ago, the best worth first."""
    found = [uuid4() for _ in range(count)]
    for number, customer in enumerate(found):
        asked = RegisterCustomer(
            name=f"Quiet {number}", phone="+44 131 496 0123", owner=owner, team=team, source="till"
        )
        bodies = [register(asked), PurchaseRecorded(amount=1_000 * (count - number), on=date(2024, 6, 16))]
        envelope = Asked(command_id=uuid4(), stream=customer, occurred_at=firm.clock(), noted_by=SYSTEM, commands=())
        firm.store.append_many(note(envelope, bodies), views=firm.views)
    return found


def adopt(firm: Firm, a_day: int) -> None:
    firm.do(FIRM, AdoptSweepPlan(a_day=a_day, since=firm.today), by=MANAGER)


def cards(client: FlaskClient) -> list[UUID]:
    return [UUID(one["customer"]) for one in told(client, "/queue")["cards"] if one["lane"] == "sweep"]


@pytest.fixture
def mona(firm: Firm) -> FlaskClient:
    return firm.client(MANAGER)


@pytest.fixture
def bob(firm: Firm) -> FlaskClient:
    return firm.client(BOB)


def test_a_manager_is_asked_how_many_a_day_and_sees_until_when(firm: Firm, mona: FlaskClient) -> None:
    quiet(firm, 25), quiet(firm, 5, owner=None), quiet(firm, 4, owner=CHARLIE, team=SOUTH)
    page = unescape(mona.get("/sweep").text)
    assert "34 quiet customers: how many a day?" in page
    shown = told(mona, "/sweep")
    assert (shown["quiet"], shown["with_owner"], shown["in_pools"], shown["plan"]) == (34, 29, 5, None)
    assert [(one["a_day"], one["working_days"], one["until"]) for one in shown["choices"]] == [
        (10, 4, "2026-03-05"),
        (20, 2, "2026-03-03"),
        (40, 2, "2026-03-03"),
    ]


def test_a_plan_is_adopted_changed_and_stopped(firm: Firm, mona: FlaskClient, alice: FlaskClient) -> None:
    customers = quiet(firm, 8)
    assert cards(alice) == []
    for a_day, count in ((3, 3), (5, 5), (0, 0)):
        answer = mona.post("/sweep", data={"a_day": a_day, "fact_id": str(uuid4())})
        assert answer.status_code == 303
        assert cards(alice) == customers[:count]
    assert "The sweep has stopped" in mona.get("/sweep?said=stopped").text
    answer = mona.post("/sweep", json={"a_day": 2}, headers=JSON)
    assert (answer.status_code, answer.get_json()) == (201, {"a_day": 2})
    assert told(mona, "/sweep")["plan"] == {"a_day": 2, "since": "2026-03-02"}
    assert [one["a_day"] for one in told(mona, "/sweep")["choices"]] == [2, 10, 20, 40]


@pytest.mark.parametrize("form", [{}, {"a_day": ""}, {"a_day": "-1"}, {"a_day": "many"}, {"a_day": "1001"}, {"b": "1"}])
def test_a_bad_number_is_refused_in_a_sentence(firm: Firm, mona: FlaskClient, form: dict[str, str]) -> None:
    answer = mona.post("/sweep", data=form, headers=JSON)
    assert answer.status_code == 422
    assert firm.store.stream(FIRM)[-1].position < firm.store.head().position


def test_only_managers_decide(firm: Firm, alice: FlaskClient) -> None:
    assert alice.get("/sweep").status_code == 403
    assert alice.post("/sweep", data={"a_day": 20}).status_code == 403


def test_todays_share_is_worked_off_and_not_filled_up_again(firm: Firm, alice: FlaskClient) -> None:
    customers = quiet(firm, 8)
    adopt(firm, 3)
    firm.do(customers[0], TRIED, by=ALICE)
    assert cards(alice) == customers[1:3]
    page = unescape(alice.get("/queue").text)
    assert "2 of 7 · until about 4 March, 1 week" in page
    assert "nobody has tried since" in page
    for customer in customers[1:3]:
        firm.do(customer, TRIED, by=ALICE)
    assert cards(alice) == []
    assert "Sweep plan: nobody else today, 5 left, until about 3 March" in unescape(alice.get("/queue").text)
    assert told(alice, "/queue")["sweep"] == {"left": 5, "a_day": 3.0, "until": "2026-03-03"}


def test_a_full_day_passes_cards_on(firm: Firm, alice: FlaskClient) -> None:
    customers = quiet(firm, 8)
    adopt(firm, 6)
    for number in range(17):
        firm.customer(f"Busy {number}", bought=(45,))
    assert cards(alice) == customers[:3]


def test_those_who_hold_quiet_customers_share_the_number(firm: Firm, alice: FlaskClient, bob: FlaskClient) -> None:
    mine, his = quiet(firm, 9), quiet(firm, 9, owner=BOB)
    adopt(firm, 5)
    assert sorted([len(cards(alice)), len(cards(bob))]) == [2, 3]
    assert cards(alice) == mine[: len(cards(alice))]
    assert cards(bob) == his[: len(cards(bob))]
    assert cards(firm.client(CHARLIE)) == []


def test_on_a_day_off_nobody_is_swept(firm: Firm, alice: FlaskClient, clock: Any) -> None:
    quiet(firm, 8)
    adopt(firm, 5)
    clock.move(timedelta(days=5))
    assert cards(alice) == []
    clock.move(timedelta(days=2))
    assert len(cards(alice)) == 5


def test_a_customers_page_says_about_when(firm: Firm, alice: FlaskClient) -> None:
    customers = quiet(firm, 30)
    pooled, *_ = quiet(firm, 1, owner=None)
    tried = firm.customer("Tried", bought=(700,))
    firm.do(tried, TRIED, by=ALICE)
    adopt(firm, 3)
    first, last = (unescape(alice.get(f"/customers/{one}").text) for one in (customers[0], customers[-1]))
    assert "In the sweep plan, about this week." in first
    assert "In the sweep plan, about the week of 9 March." in last
    assert told(alice, f"/customers/{customers[-1]}")["sweep"] == {"about": "2026-03-13", "pooled": False}
    assert told(alice, f"/customers/{pooled}")["sweep"] == {"about": None, "pooled": True}
    assert "as soon as somebody looks after them" in alice.get(f"/customers/{pooled}").text
    assert told(alice, f"/customers/{tried}")["sweep"] is None


def test_why_tells_of_the_plan(firm: Firm, alice: FlaskClient) -> None:
    customer = quiet(firm, 30)[-1]
    adopt(firm, 3)
    page = unescape(alice.get(f"/customers/{customer}/why").text)
    assert "the sweep plan comes to each once, best worth first" in page
    assert "3 a day for the whole firm. In the sweep plan, about the week of 9 March." in page
    reason = told(alice, f"/customers/{customer}/why")["reasons"][0]
    assert (reason["rule"], reason["on"], len(reason["facts"])) == ("sweep", "2026-03-02", 1)


def test_after_a_note_the_bar_promises_no_day(firm: Firm, alice: FlaskClient) -> None:
    customer = quiet(firm, 2)[0]
    adopt(firm, 1)
    answer = alice.post(f"/customers/{customer}/notes", data={"text": "Has moved shop"}, headers={"HX-Request": "true"})
    assert "In the sweep plan." in answer.text


def test_a_past_day_is_told_with_the_plan_of_then(firm: Firm, alice: FlaskClient, clock: Any) -> None:
    customer = quiet(firm, 1)[0]
    adopt(firm, 5)
    clock.move(timedelta(days=3))
    adopt(firm, 0)
    then, now = (told(alice, f"/customers/{customer}?known_on=2026-03-0{day}")["customer"] for day in (3, 5))
    assert [one["rule"] for one in then["reasons"]] == ["sweep"]
    assert "sweep" not in [one["rule"] for one in now["reasons"]]
    assert alice.get(f"/customers/{customer}?known_on=2026-03-03").status_code == 200


def test_the_week_of_the_team_counts_the_share(firm: Firm, mona: FlaskClient) -> None:
    quiet(firm, 8)
    adopt(firm, 3)
    alices = next(one for one in told(mona, "/team/week")["people"] if one["id"] == str(ALICE))
    assert [day["sweep"] for day in alices["days"]] == [3, 3, 2, 0, 0, 0, 0]
    assert [day["cards"] for day in alices["days"]] == [3, 3, 2, 0, 0, 0, 0]
    away = NoteAbsence(first_day=firm.today, last_day=firm.today, stand_in=BOB)
    firm.do(ALICE, away, by=ALICE)
    alices = next(one for one in told(mona, "/team/week")["people"] if one["id"] == str(ALICE))
    assert alices["days"][0]["sweep"] == 0
    assert "Sweep plan: 3 a day" in mona.get("/team").text


def test_a_stated_past_is_swept_by_its_worth(firm: Firm, alice: FlaskClient) -> None:
    rich = firm.customer("Rich")
    firm.do(rich, StateHistory(last_order=date(2024, 5, 3), total=Money(999_900)))
    quiet(firm, 3)
    adopt(firm, 1)
    assert cards(alice) == [rich]
    page = unescape(alice.get("/queue").text)
    assert "Last order 3 May 2024, £9,999 so far, as stated on import" in page
    assert "Last order, as stated," in page


def claim(client: FlaskClient, number: int | None = None, fact_id: str = "") -> int:
    form = {"fact_id": fact_id or str(uuid4()), **({"number": number} if number else {})}
    answer = client.post("/pool/claims", json=form, headers=JSON)
    assert answer.status_code == 201
    claimed: int = answer.get_json()["claimed"]
    return claimed


def owners(firm: Firm, customers: list[UUID]) -> list[UUID | None]:
    client = firm.client(MANAGER)
    found = [told(client, f"/customers/{one}")["owner"] for one in customers]
    return [UUID(one) if one else None for one in found]


def test_a_salesperson_sees_the_pool_and_takes_the_next_of_it(firm: Firm, alice: FlaskClient) -> None:
    pooled = quiet(firm, 25, owner=None)
    quiet(firm, 2, owner=None, team=SOUTH)
    for at in ("/queue", "/customers?show=pool"):
        page = alice.get(at).text
        assert "Look after the next 20" in page
        assert ">25<" in page
    assert told(alice, "/queue")["pool"] == 25
    assert claim(alice) == 20
    assert owners(firm, pooled) == [ALICE] * 20 + [None] * 5
    assert claim(alice) == 5
    assert claim(alice) == 0
    assert "Look after the next" not in alice.get("/queue").text
    assert "5 customers are yours now. There were no more" in alice.get("/queue?claimed=5&of=20").text
    assert "20 customers are yours now, best worth" in alice.get("/queue?claimed=20&of=20").text
    assert "Nobody was left in the pool" in alice.get("/queue?claimed=0&of=20").text


def test_who_is_claimed_is_swept_the_same_day(firm: Firm, alice: FlaskClient) -> None:
    pooled = quiet(firm, 6, owner=None)
    adopt(firm, 4)
    assert cards(alice) == []
    assert claim(alice, 5) == 5
    assert cards(alice) == pooled[:4]


def test_a_second_tap_takes_the_same_ones(firm: Firm, alice: FlaskClient) -> None:
    pooled, tap = quiet(firm, 9, owner=None), str(uuid4())
    assert claim(alice, 3, tap) == claim(alice, 3, tap) == 3
    assert owners(firm, pooled).count(ALICE) == 3


def test_what_was_interrupted_goes_on_with_the_same_form(
    firm: Firm, alice: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pooled, tap, save = quiet(firm, 9, owner=None), str(uuid4()), vars(pool)["save"]
    left = [2]

    def busy(*args: Any, **more: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise Busy
        return save(*args, **more)

    monkeypatch.setattr(pool, "save", busy)
    assert claim(alice, 5, tap) == 2
    monkeypatch.undo()
    assert claim(alice, 5, tap) == 5
    assert owners(firm, pooled) == [ALICE] * 5 + [None] * 4


def test_two_at_once_take_different_ones(firm: Firm) -> None:
    pooled = quiet(firm, 10, owner=None)
    clients, ready, got = [firm.client(ALICE), firm.client(BOB)], Barrier(2), list[int]()

    def take(client: FlaskClient) -> None:
        ready.wait()
        got.append(claim(client, 4))

    threads = [Thread(target=take, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [4, 4]
    found = owners(firm, pooled)
    assert (found.count(ALICE), found.count(BOB), found.count(None)) == (4, 4, 2)
    assert None not in found[:8]


@pytest.mark.parametrize("number", ["0", "101", "x", "-3"])
def test_a_bad_number_of_the_pool_is_refused(firm: Firm, alice: FlaskClient, number: str) -> None:
    quiet(firm, 1, owner=None)
    answer = alice.post("/pool/claims", data={"number": number}, headers=JSON)
    assert answer.status_code == 422
    assert told(alice, "/queue")["pool"] == 1


def test_managers_take_nobody_out_of_the_pool(firm: Firm, mona: FlaskClient) -> None:
    assert mona.post("/pool/claims").status_code == 403


def test_the_screens_follow_plain_forms_too(firm: Firm, alice: FlaskClient, mona: FlaskClient) -> None:
    quiet(firm, 3, owner=None)
    answer = alice.post("/pool/claims", data={}, follow_redirects=True)
    assert "3 customers are yours now." in answer.text
    answer = mona.post("/sweep", data={"a_day": "20"}, follow_redirects=True)
    assert "From now on each salesperson has a share" in answer.text


def test_a_purchase_takes_them_out_of_the_sweep(firm: Firm, alice: FlaskClient) -> None:
    customers = quiet(firm, 2)
    adopt(firm, 5)
    firm.do(customers[0], RecordPurchase(amount=Money(100), on=firm.today), by=ALICE)
    assert cards(alice) == customers[1:]
