"""May a device that was signed out from elsewhere hand over what was noted on it, and does it get nothing for it?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from werkzeug.test import TestResponse

from backend.projections.verify import differences
from backend.store import Busy, Store
from events.contacts import ContactAttempted
from events.customers import AssignCustomer
from events.held import NoteHeld
from events.kernel import Recorded
from events.team import Leave
from tests.conftest import Clock
from tests.web.firm import ALICE, BOB, CHARLIE, MANAGER, NORTH, Firm
from tests.web.phone import SYNC, Phone, statuses

WIPE = '"cache", "cookies", "storage"'


@pytest.fixture
def firm(place: str, tmp_path: Path, clock: Clock) -> Iterator[Firm]:
    """On one kind of database after the other."""
    made = Firm(tmp_path, clock, place)
    yield made
    made.store.close()


@pytest.fixture
def phone(firm: Firm) -> Phone:
    return Phone(firm, ALICE)


def revoke(firm: Firm, phone: Phone) -> None:
    firm.store.sign_in.end_sessions(phone.person, firm.clock())


def handed(phone: Phone, *items: Any) -> list[dict[str, Any]]:
    """What a revoked phone is told of each item: nothing but that."""
    answer = phone.post(*items)
    assert answer.status_code == 200, answer.text
    told = answer.get_json()
    assert told == {"results": told["results"], "log": None, "now": told["now"], "page": "", "wipe": True}
    assert all(set(one) <= {"id", "status", "sentence"} for one in told["results"])
    assert "Clear-Site-Data" not in answer.headers, "there may be more to hand over"
    results: list[dict[str, Any]] = told["results"]
    return results


def held_on(firm: Firm, customer: UUID) -> list[Recorded]:
    return [noted for noted in firm.store.stream(customer) if isinstance(noted.body, NoteHeld)]


def spoke(phone: Phone, customer: UUID, **more: Any) -> dict[str, Any]:
    return phone.note(f"/customers/{customer}/contact-attempts", channel="call", outcome="spoke", note="May", **more)


def test_what_was_noted_is_held_and_counts_for_nothing(firm: Firm, phone: Phone, clock: Clock) -> None:
    customer = firm.customer()
    item = spoke(phone, customer)
    clock.move(timedelta(hours=3))
    revoke(firm, phone)
    assert handed(phone, item) == [{"id": item["id"], "status": "accepted"}]
    (noted,) = held_on(firm, customer)
    assert isinstance(noted.body, NoteHeld)
    assert (noted.fact_id, noted.noted_by) == (uuid5(UUID(item["id"]), "held"), ALICE)
    assert (noted.device, noted.occurred_at) == ("Test, Browser", clock.now)
    assert (noted.body.command, noted.body.to, noted.body.team) == (UUID(item["id"]), item["to"], NORTH)
    assert (noted.body.said_at, noted.body.phone_at) == (clock.now - timedelta(hours=3), None)
    assert json.loads(noted.body.fields or "") == item["fields"]
    assert firm.store.find(UUID(item["id"])) is None, "the id itself stays free"
    assert list(differences(firm.store)) == []


def test_twice_is_once_also_within_one_batch(firm: Firm, phone: Phone) -> None:
    customer = firm.customer()
    item = spoke(phone, customer)
    revoke(firm, phone)
    assert statuses(handed(phone, item, item)) == ["accepted", "known"]
    assert statuses(handed(phone, item)) == ["known"]
    assert len(held_on(firm, customer)) == 1
    changed = {**item, "fields": {**item["fields"], "note": "June"}}
    assert statuses(handed(phone, changed)) == ["conflict"]


def test_what_came_in_before_the_end_is_known(firm: Firm, phone: Phone) -> None:
    customer = firm.customer()
    item = spoke(phone, customer)
    assert statuses(phone.send(item)) == ["accepted"]
    revoke(firm, phone)
    assert statuses(handed(phone, item)) == ["known"]
    assert held_on(firm, customer) == []


def test_the_phones_wrong_clock_is_put_right_and_kept(firm: Firm, clock: Clock) -> None:
    customer, phone = firm.customer(), Phone(firm, ALICE, off=timedelta(days=400))
    item = spoke(phone, customer)
    revoke(firm, phone)
    assert statuses(handed(phone, item)) == ["accepted"]
    (noted,) = held_on(firm, customer)
    assert isinstance(noted.body, NoteHeld)
    assert (noted.body.said_at, noted.body.phone_at) == (clock.now, clock.now + timedelta(days=400))


def test_a_new_customer_and_what_was_noted_on_them_stand_together(firm: Firm, phone: Phone) -> None:
    new = phone.note("/customers", name="Nell New", phone="0131 496 0999")
    customer = uuid5(UUID(new["id"]), "customer")
    later = spoke(phone, customer)
    revoke(firm, phone)
    assert statuses(handed(phone, new, later)) == ["accepted", "accepted"]
    assert [str(noted.body.command) for noted in held_on(firm, customer)] == [new["id"], later["id"]]  # type: ignore[attr-defined]
    assert firm.client(MANAGER).get(f"/customers/{customer}").status_code == 404
    assert list(differences(firm.store)) == []
    bob = Phone(firm, BOB)
    revoke(firm, bob)
    assert statuses(handed(bob, spoke(bob, customer))) == ["refused"], "not whom Bob put there"


def test_whom_they_could_not_see_is_as_if_not_there(firm: Firm, phone: Phone) -> None:
    theirs = firm.customer("Cy", owner=CHARLIE, team=UUID(int=0x50))
    revoke(firm, phone)
    before = firm.store.head()
    items = [
        spoke(phone, theirs),
        spoke(phone, uuid4()),
        phone.note("/team/week/moves", of="x"),
        phone.note("/nowhere"),
        phone.note(f"/customers/{theirs}/owner"),
    ]
    results = handed(phone, *items)
    assert statuses(results) == ["refused"] * 5
    assert all(one["sentence"][0].isupper() and one["sentence"].endswith(".") for one in results)
    assert results[0]["sentence"] == results[1]["sentence"]
    assert firm.store.head() == before


def test_a_former_owner_hands_over_what_they_noted_lately(firm: Firm, phone: Phone, clock: Clock) -> None:
    customer = firm.customer(team=NORTH)
    item = spoke(phone, customer)
    clock.move(timedelta(hours=1))
    firm.do(customer, AssignCustomer(owner=CHARLIE, team=UUID(int=0x50)))
    revoke(firm, phone)
    assert statuses(handed(phone, item)) == ["accepted"]
    later = spoke(phone, customer)
    assert statuses(handed(phone, later)) == ["refused"]


def left(firm: Firm, phone: Phone) -> None:
    firm.do(phone.person, Leave())
    firm.store.sign_in.shut_out(phone.person, firm.clock())


def just_left(firm: Firm, phone: Phone) -> None:
    """In the moment before the sessions end."""
    firm.do(phone.person, Leave())


def new_password(firm: Firm, phone: Phone) -> None:
    door = firm.store.sign_in
    token = door.invite(phone.person, "alice@encore.example", firm.clock())
    door.accept_invitation(token, "four words in a row", firm.clock())


@pytest.mark.parametrize("ended", [revoke, left, just_left, new_password])
def test_however_the_session_was_ended(firm: Firm, phone: Phone, ended: Callable[[Firm, Phone], None]) -> None:
    customer = firm.customer()
    item = spoke(phone, customer)
    ended(firm, phone)
    assert statuses(handed(phone, item)) == ["accepted"]
    assert len(held_on(firm, customer)) == 1
    assert wiped(phone.post())


def wiped(answer: TestResponse) -> bool:
    told = answer.get_json()
    assert set(told) == {"error", "revoked"}
    assert "Expires=Thu, 01 Jan 1970" in answer.headers["Set-Cookie"]
    return (answer.status_code, told["revoked"], answer.headers["Clear-Site-Data"]) == (401, True, WIPE)


def test_with_nothing_left_the_device_is_wiped(firm: Firm, phone: Phone) -> None:
    revoke(firm, phone)
    assert wiped(phone.post())
    assert phone.client.get_cookie("encore") is None
    answer = phone.post()
    assert (answer.status_code, answer.get_json()["revoked"]) == (401, False)


def test_too_old_or_never_there_is_signed_out_and_wipes_nothing(firm: Firm, phone: Phone, clock: Clock) -> None:
    customer = firm.customer()
    item = spoke(phone, customer)
    clock.move(timedelta(days=15))
    for one in (phone, Phone(firm, BOB)):
        if one is not phone:
            one.client.delete_cookie("encore")
        answer = one.post(item)
        assert (answer.status_code, answer.get_json()["revoked"]) == (401, False)
        assert "Clear-Site-Data" not in answer.headers
    assert held_on(firm, customer) == []


def test_a_batch_of_somebody_else_is_not_held_in_this_ones_name(firm: Firm, phone: Phone) -> None:
    customer = firm.customer()
    item = spoke(phone, customer)
    revoke(firm, phone)
    answer = phone.post(item, person=str(BOB))
    assert answer.status_code == 409
    assert phone.post(person=str(BOB)).status_code == 409, "and nothing of Bob's is wiped"
    assert held_on(firm, customer) == []


def test_at_most_twenty_at_a_time(firm: Firm, phone: Phone) -> None:
    customer = firm.customer()
    items = [spoke(phone, customer) for _ in range(23)]
    revoke(firm, phone)
    assert statuses(handed(phone, *items)) == ["accepted"] * 20 + ["retry"] * 3
    assert statuses(handed(phone, *items[20:])) == ["accepted"] * 3


def test_what_waits_keeps_later_things_of_the_same_customer_waiting(
    firm: Firm, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = firm.customer(), firm.customer("Rosa")
    items = [spoke(phone, one), spoke(phone, one), spoke(phone, other)]
    revoke(firm, phone)
    append, busy = Store.append, [Busy()]

    def once_busy(store: Store, *given: Any, **more: Any) -> Any:
        if busy:
            raise busy.pop()
        return append(store, *given, **more)

    monkeypatch.setattr(Store, "append", once_busy)
    assert statuses(handed(phone, *items)) == ["retry", "retry", "accepted"]
    assert statuses(handed(phone, *items)) == ["accepted", "accepted", "known"]


@pytest.mark.parametrize(
    "spoilt",
    [
        "x", None, 7, {}, {"id": "x"}, {"fields": []}, {"fields": {"a": 1}}, {"noted_at": "x"},
        {"noted_at": "2099-01-01T00:00:00Z"}, {"noted_at": "1969-01-01T00:00:00Z"}, {"to": "/\x00"},
        {"fields": {"note": "x" * 40_000}}, {"to": "/customers?" + "x" * 300},
    ],
)  # fmt: skip
def test_a_broken_item_never_spoils_the_others(firm: Firm, phone: Phone, spoilt: Any) -> None:
    customer = firm.customer()
    item, good = spoke(phone, customer), spoke(phone, customer)
    revoke(firm, phone)
    broken = {**item, **spoilt} if isinstance(spoilt, dict) and spoilt else spoilt
    results = handed(phone, broken, good)
    assert statuses(results) == ["refused", "accepted"]
    assert results[0]["sentence"]
    assert len(held_on(firm, customer)) == 1


@pytest.mark.parametrize("body", [b"", b"x", b"[]", b"[" * 9_000, b'{"format": 2}', b"{}"])
def test_a_batch_that_cannot_be_read_holds_nothing(firm: Firm, phone: Phone, body: bytes) -> None:
    revoke(firm, phone)
    answer = phone.client.post("/sync", data=body, headers=SYNC, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer.get_json()["error"]
    assert "Clear-Site-Data" not in answer.headers


def test_another_site_makes_no_device_hand_over(firm: Firm, phone: Phone) -> None:
    customer = firm.customer()
    batch = phone.batch(spoke(phone, customer))
    revoke(firm, phone)
    assert phone.client.post("/sync", json=batch).status_code == 401
    for headers in ({**SYNC, "Origin": "https://e.example"}, {**SYNC, "Sec-Fetch-Site": "cross-site"}):
        assert phone.client.post("/sync", json=batch, headers=headers).status_code == 403
    assert held_on(firm, customer) == []


def test_a_revoked_device_reads_nothing(firm: Firm, phone: Phone) -> None:
    firm.customer("Tom Brennan")
    revoke(firm, phone)
    for path in ("/queue", "/customers", "/me", "/note"):
        page = phone.client.get(path)
        assert (page.status_code, page.headers["Clear-Site-Data"]) == (303, '"cache"')
        assert "Brennan" not in page.text
    assert phone.client.post("/me/plan-size", data={"cards": "5"}).status_code == 401
    pack = phone.client.get("/sync/pack", headers=SYNC)
    assert (pack.status_code, pack.get_json()["revoked"]) == (401, True)


def test_signed_in_anew_it_is_a_phone_like_any_other(firm: Firm, phone: Phone) -> None:
    customer = firm.customer()
    held, waiting = spoke(phone, customer), spoke(phone, customer)
    revoke(firm, phone)
    assert statuses(handed(phone, held)) == ["accepted"]
    phone.client = firm.client(ALICE)
    assert statuses(phone.send(held, waiting)) == ["accepted", "accepted"]
    noted = [one for one in firm.store.stream(customer) if isinstance(one.body, ContactAttempted)]
    assert len(noted) == 2, "the same id: taken by the manager later on, it is known"
