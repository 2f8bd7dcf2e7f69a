"""What does a manager see of the team, and who gets whose customers?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from backend.projections import directory
from backend.store import Appended, Busy
from backend.web.saving import save
from events.contacts import LogContactAttempt
from events.enquiries import ReceiveEnquiry
from events.feedback import NoteFeedback
from events.follow_ups import MakePromise
from events.values import Channel, FeedbackKind, Outcome
from tests.web.firm import ALICE, BOB, CHARLIE, MANAGER, NORTH, SOUTH, Firm

JSON = {"Accept": "application/json"}


def owners(firm: Firm, customers: Iterable[UUID]) -> list[UUID | None]:
    asked = list(customers)
    with firm.store.database.read() as tx:
        found = directory.entries(tx, asked)
    return [found[customer].owner for customer in asked]


def promised(firm: Firm, name: str, in_days: int, owner: UUID | None = ALICE) -> UUID:
    customer = firm.customer(name, owner=owner)
    firm.do(customer, MakePromise(on=firm.today + timedelta(days=in_days), note="call about the order"))
    return customer


def test_the_team_shows_the_numbers_of_today(firm: Firm, manager: FlaskClient) -> None:
    promised(firm, "Rosa Marin", 0)
    firm.customer("Tom Brennan", bought=[40])
    firm.do(firm.customer(bought=[40]), LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE), by=ALICE)
    firm.customer("Nobody's", owner=None)
    told = manager.get("/team", headers=JSON).get_json()
    assert (told["team"], told["pool"]) == ("North", 1)
    assert [one["name"] for one in told["people"]] == ["Alice Adams", "Bob Brown"]
    alice = told["people"][0]
    assert (alice["owed"], alice["planned"], alice["done"]) == (1, 1, 1)
    page = manager.get("/team").text
    assert "1 promised or waiting · 1 planned" in page
    assert "1 done" in page
    assert "Charlie" not in page


def test_a_queue_of_the_team_is_read_like_ones_own(firm: Firm, manager: FlaskClient, alice: FlaskClient) -> None:
    promised(firm, "Rosa Marin", 0)
    firm.customer("Tom Brennan", bought=[40])
    page = manager.get(f"/team/{ALICE}/queue").text
    assert page.index("Rosa Marin") < page.index("Tom Brennan")
    assert "contact-attempts" not in page, "it is read, not worked"
    theirs = manager.get(f"/team/{ALICE}/queue", headers=JSON).get_json()
    assert theirs == alice.get("/queue", headers=JSON).get_json()


@pytest.mark.parametrize("person", [CHARLIE, MANAGER, NORTH, UUID(int=1)])
@pytest.mark.parametrize("page", ["queue", "week/2026-03-02", "week/tomorrow"])
def test_who_is_not_of_the_team_is_not_there(manager: FlaskClient, person: UUID, page: str) -> None:
    assert manager.get(f"/team/{person}/{page}").status_code == 404


def test_the_week_counts_cards_and_names_promises(firm: Firm, manager: FlaskClient) -> None:
    promised(firm, "Rosa Marin", 0)
    promised(firm, "Tom Brennan", 2)
    promised(firm, "On Saturday", 5)
    told = manager.get("/team/week", headers=JSON).get_json()
    days = {day["day"]: day for day in told["people"][0]["days"]}
    assert list(days) == [f"2026-03-{n:02}" for n in (2, 3, 4, 5, 6, 9, 10)]
    assert [one["name"] for one in days["2026-03-02"]["promises"]] == ["Rosa Marin"]
    assert [one["name"] for one in days["2026-03-04"]["promises"]] == ["Tom Brennan"]
    assert [one["name"] for one in days["2026-03-09"]["promises"]] == ["On Saturday"], "the next working day"
    page = manager.get("/team/week").text
    assert "Promise: Tom Brennan" in page
    assert f"/team/{ALICE}/week/2026-03-04" in page


def test_the_week_calls_what_is_owed_by_its_name(firm: Firm, manager: FlaskClient) -> None:
    firm.do(firm.customer("Rosa Marin"), NoteFeedback(kind=FeedbackKind.COMPLAINT), by=ALICE)
    firm.do(firm.customer("Tom Brennan"), ReceiveEnquiry(text="A price list?"), by=ALICE)
    page = manager.get("/team/week").text
    assert "Complaint: Rosa Marin" in page
    assert "Enquiry: Tom Brennan" in page
    assert "Promise:" not in page


def test_a_day_is_opened_to_move_its_promises_and_customers(firm: Firm, manager: FlaskClient) -> None:
    tom = promised(firm, "Tom Brennan", 2)
    page = manager.get(f"/team/{ALICE}/week/2026-03-04").text
    assert f"/customers/{tom}/promises/" in page
    assert "/new-date" in page
    assert 'name="customers"' in page
    assert "Nothing on this day" in manager.get(f"/team/{ALICE}/week/2026-03-05").text
    assert "Nothing on this day" in manager.get(f"/team/{ALICE}/week/2031-03-05").text


def test_customers_are_moved_singly_and_together(firm: Firm, manager: FlaskClient) -> None:
    some = [promised(firm, f"Customer {n}", 1) for n in range(3)]
    answer = manager.post("/team/assignments", data={"customers": [str(some[0])], "to": str(BOB)})
    assert answer.status_code == 303
    assert "1 customer was moved." in manager.get(answer.location).text
    assert owners(firm, some) == [BOB, ALICE, ALICE]
    manager.post("/team/assignments", data={"customers": [str(one) for one in some[1:]], "to": str(BOB)})
    assert owners(firm, some) == [BOB] * 3
    manager.post("/team/assignments", json={"customers": [str(some[0])], "to": str(NORTH)}, headers=JSON)
    assert owners(firm, some) == [None, BOB, BOB], "back in the pool"


def test_a_whole_day_is_moved(firm: Firm, manager: FlaskClient) -> None:
    tuesday, friday = [promised(firm, f"Tuesday {n}", 1) for n in range(3)], promised(firm, "Friday", 4)
    form = {"of": str(ALICE), "on": "2026-03-03", "to": str(BOB)}
    told = manager.post("/team/assignments", json=form, headers=JSON)
    assert (told.status_code, told.get_json()) == (201, {"moved": 3, "of": 3})
    assert owners(firm, [*tuesday, friday]) == [BOB] * 3 + [ALICE]


def test_a_whole_day_of_six_hundred_is_moved_within_seconds(firm: Firm, manager: FlaskClient) -> None:
    for n in range(600):
        promised(firm, f"Customer {n}", 0)
    begun = firm.store.head().position
    form = {"of": str(ALICE), "on": "2026-03-02", "to": str(BOB), "fact_id": str(uuid4())}
    assert manager.post("/team/assignments", json=form, headers=JSON).get_json() == {"moved": 600, "of": 600}
    assert firm.store.head().position == begun + 600
    assert manager.post("/team/assignments", json=form, headers=JSON).get_json()["moved"] == 0, "nobody is left there"


def test_the_same_assignment_again_moves_nobody_twice(firm: Firm, manager: FlaskClient) -> None:
    some = [promised(firm, f"Customer {n}", 1) for n in range(3)]
    form = {"customers": [str(one) for one in some], "to": str(BOB), "fact_id": str(uuid4())}
    first = manager.post("/team/assignments", json=form, headers=JSON).get_json()
    before = firm.store.head().position
    assert manager.post("/team/assignments", json=form, headers=JSON).get_json() == first
    assert firm.store.head().position == before
    assert manager.post("/team/assignments", json={**form, "to": str(NORTH)}, headers=JSON).status_code == 409


def test_what_could_not_be_moved_is_said_and_moved_the_next_time(
    firm: Firm, manager: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others keep writing: two are moved, the third has to wait."""
    some = [promised(firm, f"Customer {n}", 1) for n in range(3)]
    form = {"of": str(ALICE), "on": "2026-03-03", "to": str(BOB)}
    tries = iter([0, 0, 1])

    def busy(*given: Any) -> Appended:
        if next(tries):
            raise Busy
        return save(*given)

    monkeypatch.setattr("backend.web.staff.save", busy)
    answer = manager.post("/team/assignments", data=form)
    assert "2 of 3 customers were moved. Move the rest again." in manager.get(answer.location).text
    monkeypatch.setattr("backend.web.staff.save", save)
    assert manager.post("/team/assignments", json=form, headers=JSON).get_json() == {"moved": 1, "of": 1}
    assert owners(firm, some) == [BOB] * 3


def test_nothing_is_moved_while_all_are_busy(firm: Firm, manager: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    tom = promised(firm, "Tom Brennan", 1)
    form = {"customers": [str(tom)], "to": str(BOB)}

    def busy(*_: Any) -> Appended:
        raise Busy

    monkeypatch.setattr("backend.web.staff.save", busy)
    answer = manager.post("/team/assignments", data=form)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert "Nothing was saved" in answer.text


def test_the_pool_is_handed_out(firm: Firm, manager: FlaskClient) -> None:
    tom = promised(firm, "Tom Brennan", 0, owner=None)
    assert "Tom Brennan" in manager.get("/team/pool").text
    manager.post("/team/assignments", data={"of": str(NORTH), "on": "2026-03-02", "to": str(ALICE)})
    assert owners(firm, [tom]) == [ALICE]


def test_nothing_leaves_or_enters_the_team(firm: Firm, manager: FlaskClient) -> None:
    own, other = promised(firm, "Own", 0), firm.customer("Other", owner=CHARLIE, team=SOUTH)
    before = firm.store.head().position
    for form, status in [
        ({"customers": [str(own), str(other)], "to": str(BOB)}, 404),
        ({"customers": [str(own), str(uuid4())], "to": str(BOB)}, 404),
        ({"customers": [str(own)], "to": str(CHARLIE)}, 422),
        ({"customers": [str(own)], "to": str(SOUTH)}, 422),
        ({"customers": [str(own)], "to": str(MANAGER)}, 422),
        ({"customers": [str(own)]}, 422),
        ({"customers": [], "to": str(BOB)}, 422),
        ({"customers": ["x"], "to": str(BOB)}, 422),
        ({"customers": {"a": 1}, "to": str(BOB)}, 422),
        ({"of": str(CHARLIE), "on": "2026-03-02", "to": str(BOB)}, 404),
        ({"of": str(SOUTH), "on": "2026-03-02", "to": str(BOB)}, 404),
        ({"of": str(ALICE), "to": str(BOB)}, 422),
    ]:
        assert manager.post("/team/assignments", json=form, headers=JSON).status_code == status, form
    assert firm.store.head().position == before


def test_a_manager_notes_days_away(firm: Firm, manager: FlaskClient, bob: FlaskClient) -> None:
    tom = promised(firm, "Tom Brennan", 0)
    days = {"first_day": "2026-03-02", "last_day": "2026-03-06", "stand_in": str(BOB)}
    assert manager.post(f"/team/{ALICE}/absences", data=days).status_code == 303
    assert "Away until Fri 6 March, Bob Brown stands in" in manager.get("/team").text
    assert "Away" in manager.get("/team/week").text
    assert manager.get("/team", headers=JSON).get_json()["people"][0]["away_until"] == "2026-03-06"
    assert [card["customer"] for card in bob.get("/queue", headers=JSON).get_json()["cards"]] == [str(tom)]
    assert manager.post(f"/team/{CHARLIE}/absences", data=days).status_code == 404
    assert manager.post(f"/team/{ALICE}/absences", data={**days, "stand_in": str(CHARLIE)}).status_code == 422


def test_salespeople_and_admins_have_no_team_room(alice: FlaskClient, admin: FlaskClient) -> None:
    for client in (alice, admin):
        assert client.get("/team").status_code == 403
        assert client.get(f"/team/{ALICE}/queue").status_code == 404
