"""Does a manager find what signed-out devices handed over, and take each note as it was noted, or leave it out?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from flask.testing import FlaskClient

from backend.projections.rebuild import rebuild
from backend.projections.verify import differences
from backend.store import Busy, Store
from events.contacts import ContactAttempted
from events.customers import AssignCustomer, CustomerRegistered
from events.held import HeldNoteLeft, HeldNoteTaken, NoteHeld
from events.kernel import Fact, Recorded
from events.lifecycle import MarkGoneForGood
from events.notes import UndoFact
from events.team import InvitePerson, Join, Leave
from events.values import GoneReason, Role
from tests.conftest import Clock
from tests.store.histories import forget
from tests.web.firm import ADMIN, ALICE, CHARLIE, MANAGER, NORTH, SOUTH, Firm, told
from tests.web.lost import Lost
from tests.web.phone import statuses

JSON = {"Accept": "application/json"}
SOUTHERN = UUID(int=0x5A)
PAGE = "/team/held"


@pytest.fixture
def firm(place: str, tmp_path: Path, clock: Clock) -> Iterator[Firm]:
    """On one kind of database after the other."""
    made = Firm(tmp_path, clock, place)
    yield made
    assert list(differences(made.store)) == []
    made.store.close()


@pytest.fixture
def southern(firm: Firm) -> FlaskClient:
    """The manager of the south."""
    firm.do(SOUTHERN, InvitePerson(name="Sue South", email="s@x.example", roles=(Role.MANAGER,), team=SOUTH))
    firm.do(SOUTHERN, Join())
    return firm.client(SOUTHERN)


@pytest.fixture
def lost(firm: Firm, clock: Clock) -> Lost:
    return Lost(firm, clock)


def held_of(item: UUID) -> UUID:
    return uuid5(item, "held")


def take(manager: FlaskClient, item: UUID, **more: Any) -> Any:
    return manager.post(f"{PAGE}/{held_of(item)}/taking", **more)


def leave(manager: FlaskClient, item: UUID, **more: Any) -> Any:
    return manager.post(f"{PAGE}/{held_of(item)}/leaving", **more)


def of_kind(firm: Firm, customer: UUID, kind: type[Fact]) -> list[Recorded]:
    return [noted for noted in firm.store.stream(customer) if isinstance(noted.body, kind)]


def count(manager: FlaskClient) -> int:
    return int(told(manager, PAGE)["count"])


def test_the_page_says_who_noted_what_of_whom_when_and_where(firm: Firm, lost: Lost, manager: FlaskClient) -> None:
    customer = firm.customer("Tom Brennan")
    lost.spoke(customer)
    page = unescape(manager.get(PAGE).text)
    for words in ("Tom Brennan", "Spoke by phone", "“<bdi>Ask in May.</bdi>”", "Alice Adams", "Mon 2 March", "09:00"):
        assert words in page, words
    assert "Test, Browser" in page
    assert f"/customers/{customer}" in page
    (one,) = told(manager, PAGE)["held"]
    assert (one["kind"], one["said"], one["said_at"]) == ("A contact", ["Ask in May."], "2026-03-02T09:00:00+00:00")


def test_it_is_taken_as_it_was_noted_then(firm: Firm, lost: Lost, manager: FlaskClient, clock: Clock) -> None:
    customer = firm.customer("Tom Brennan")
    noted_at = clock.now
    item = lost.spoke(customer, next_on="+7")
    clock.move(timedelta(days=3))
    answer = take(manager, item)
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?said=taken")
    assert "Taken." in manager.get(answer.location).text
    noted = firm.store.find(item)
    assert noted is not None
    assert isinstance(noted.body, ContactAttempted)
    assert (noted.noted_by, noted.device, noted.occurred_at) == (ALICE, "Test, Browser", noted_at)
    assert (noted.body.note, str(noted.body.next_on)) == ("Ask in May.", "2026-03-09"), "seven days from then"
    (taken,) = of_kind(firm, customer, HeldNoteTaken)
    assert (taken.noted_by, taken.body.of) == (MANAGER, held_of(item))  # type: ignore[attr-defined]
    assert count(manager) == 0


def test_taken_twice_is_once(firm: Firm, lost: Lost, manager: FlaskClient) -> None:
    customer = firm.customer()
    item, once = lost.spoke(customer), {"fact_id": str(uuid4())}
    assert [take(manager, item, data=once).status_code for _ in range(2)] == [303, 303]
    again = take(manager, item, headers=JSON)
    assert again.status_code == 422
    assert "settled already" in again.get_json()["error"]
    assert "settled already" in leave(manager, item, headers=JSON).get_json()["error"]
    assert len(of_kind(firm, customer, ContactAttempted)) == len(of_kind(firm, customer, HeldNoteTaken)) == 1


def test_left_out_it_counts_for_nothing_and_stays_readable(firm: Firm, lost: Lost, manager: FlaskClient) -> None:
    customer = firm.customer()
    item, once = lost.spoke(customer), {"fact_id": str(uuid4())}
    assert [leave(manager, item, data=once).status_code for _ in range(2)] == [303, 303]
    assert "settled already" in take(manager, item, headers=JSON).get_json()["error"]
    assert of_kind(firm, customer, ContactAttempted) == []
    assert len(of_kind(firm, customer, HeldNoteLeft)) == 1
    assert count(manager) == 0
    facts = manager.get(f"/customers/{customer}/history", headers=JSON).get_json()["facts"]
    assert [one["sentence"] for one in facts[:2]] == [
        "Left out what was held. Spoke by phone. “Ask in May.”",
        "Held: a note from a device that was signed out, of 2 March. Spoke by phone. “Ask in May.”",
    ]


def test_what_was_taken_is_undone_like_any_note(firm: Firm, lost: Lost, manager: FlaskClient) -> None:
    customer = firm.customer()
    item = lost.spoke(customer)
    take(manager, item)
    firm.do(customer, UndoFact(of=item), by=MANAGER)
    assert "settled already" in take(manager, item, headers=JSON).get_json()["error"]
    assert count(manager) == 0
    undo = {"fact_id": str(held_of(item)), "undo_id": str(uuid4())}
    assert manager.post(f"/customers/{customer}/undo", data=undo).status_code == 422


def test_what_came_in_on_another_way_is_taken_without_a_second(firm: Firm, lost: Lost, manager: FlaskClient) -> None:
    customer = firm.customer()
    item = lost.spoke(customer)
    lost.phone.client = firm.client(ALICE)
    (noted,) = of_kind(firm, customer, NoteHeld)
    fields = json.loads(noted.body.fields)  # type: ignore[attr-defined]
    again = {"id": str(item), "to": noted.body.to, "fields": fields, "noted_at": lost.phone.now}  # type: ignore[attr-defined]
    assert statuses(lost.phone.send(again)) == ["accepted"]
    assert take(manager, item).status_code == 303
    assert len(of_kind(firm, customer, ContactAttempted)) == len(of_kind(firm, customer, HeldNoteTaken)) == 1


def test_an_undo_is_held_and_taken_too(firm: Firm, lost: Lost, manager: FlaskClient) -> None:
    customer = firm.customer()
    spoke = lost.spoke(customer)
    undo = lost.hand_over(f"/customers/{customer}/undo", fact_id=str(spoke))
    refused = take(manager, undo, headers=JSON)
    assert (refused.status_code, count(manager)) == (422, 2)
    assert "nothing to undo" in refused.get_json()["error"]
    answer = manager.post(f"{PAGE}/taking", headers=JSON).get_json()
    assert (answer, count(manager)) == ({"taken": 2, "of": 2}, 0)
    facts = manager.get(f"/customers/{customer}/history", headers=JSON).get_json()["facts"]
    assert next(one for one in facts if one["fact_id"] == str(spoke))["undone"]


def test_a_refused_one_says_why_and_stays_held(firm: Firm, lost: Lost, manager: FlaskClient) -> None:
    customer = firm.customer()
    item = lost.hand_over(f"/customers/{customer}/purchases", amount="a lot")
    for headers in (JSON, {"HX-Request": "true"}):
        answer = take(manager, item, headers=headers)
        assert answer.status_code == 422
        assert "Write the amount as 45.00" in answer.text
    assert count(manager) == 1
    assert leave(manager, item).status_code == 303


@pytest.mark.parametrize(
    "stranger", [{"outcome": "danced"}, {"channel": "<b>"}, {"x": "y"}, {"next_on": "+9999999999"}]
)
def test_whatever_stands_in_a_form_is_shown_and_refused(
    firm: Firm, lost: Lost, manager: FlaskClient, stranger: dict[str, str]
) -> None:
    customer = firm.customer()
    item = lost.hand_over(
        f"/customers/{customer}/contact-attempts",
        **{"channel": "call", "outcome": "spoke", "note": "<i>May</i>", **stranger},
    )
    page = manager.get(PAGE)
    assert page.status_code == 200
    assert "<i>" not in page.text
    assert "<b>" not in page.text
    assert "&lt;i&gt;May&lt;/i&gt;" in page.text
    assert manager.get(f"/customers/{customer}/history").status_code == 200
    assert take(manager, item, headers=JSON).status_code == 422
    assert count(manager) == 1


def test_a_new_customer_comes_first_and_belongs_to_who_noted_them(firm: Firm, lost: Lost, manager: FlaskClient) -> None:
    new = lost.hand_over("/customers", name="Nell New", phone="0131 496 0999", ask="yes")
    customer = uuid5(new, "customer")
    spoke = lost.spoke(customer)
    assert manager.get(PAGE).text.count("Nell New") > 2
    early = take(manager, spoke, headers=JSON)
    assert early.status_code == 422
    assert "not on the list yet" in early.get_json()["error"]
    assert take(manager, new).status_code == 303
    (registered,) = of_kind(firm, customer, CustomerRegistered)
    assert (registered.fact_id, registered.noted_by) == (new, ALICE)
    assert (registered.body.owner, registered.body.team) == (ALICE, NORTH)  # type: ignore[attr-defined]
    assert take(manager, spoke).status_code == 303
    assert firm.client(ALICE).get(f"/customers/{customer}").status_code == 200
    assert count(manager) == 0


def test_somebody_alike_is_named_and_all_at_once_leaves_them(firm: Firm, lost: Lost, manager: FlaskClient) -> None:
    firm.customer("Tom Brennan")
    new = lost.hand_over("/customers", name="tom brennan", ask="yes")
    assert "perhaps the same" in manager.get(PAGE).text
    answer = manager.post(f"{PAGE}/taking")
    assert answer.location == f"{PAGE}?said=all&taken=0&of=1"
    assert "Taken: 0 of 1." in manager.get(answer.location).text
    assert take(manager, new).status_code == 303, "by a manager who has seen that"
    assert len(told(manager, "/customers")["customers"]) == 2


def test_of_who_left_all_is_taken_and_their_new_customer_goes_to_the_pool(
    firm: Firm, lost: Lost, manager: FlaskClient
) -> None:
    known = firm.customer()
    firm.do(ALICE, Leave())
    new, spoke = lost.hand_over("/customers", name="Nell New"), lost.spoke(known)
    assert manager.post(f"{PAGE}/taking", headers=JSON).get_json() == {"taken": 2, "of": 2}
    (registered,) = of_kind(firm, uuid5(new, "customer"), CustomerRegistered)
    assert (registered.body.owner, registered.body.team) == (None, NORTH)  # type: ignore[attr-defined]
    noted = firm.store.find(spoke)
    assert noted is not None
    assert noted.noted_by == ALICE


def test_the_phones_wrong_clock_stays_put_right(firm: Firm, clock: Clock, manager: FlaskClient) -> None:
    customer, noted_at = firm.customer(), clock.now
    lost = Lost(firm, clock, off=timedelta(days=-400))
    started = (noted_at - timedelta(days=400, hours=1)).isoformat()
    item = lost.spoke(customer, occurred_at=started)
    take(manager, item)
    noted = firm.store.find(item)
    assert noted is not None
    assert noted.occurred_at == noted_at - timedelta(hours=1)


def test_the_customers_team_settles_it_and_no_other(
    firm: Firm, lost: Lost, manager: FlaskClient, southern: FlaskClient, alice: FlaskClient, admin: FlaskClient
) -> None:
    customer = firm.customer("Tom Brennan")
    item, new = lost.spoke(customer), lost.hand_over("/customers", name="Nell New")
    before = firm.store.head()
    for client in (southern, alice, admin):
        assert "Brennan" not in client.get(PAGE).text
        for one in (item, new):
            assert (take(client, one).status_code, leave(client, one).status_code) == (404, 404)
        assert client.post(f"{PAGE}/taking", headers=JSON).status_code in (201, 403)
    assert firm.store.head() == before
    firm.do(customer, AssignCustomer(owner=CHARLIE, team=SOUTH))
    assert (count(manager), count(southern)) == (1, 1)
    assert (take(manager, item).status_code, take(southern, new).status_code) == (404, 404)
    assert (take(southern, item).status_code, take(manager, new).status_code) == (303, 303)


@pytest.mark.parametrize("fact", [uuid4(), ADMIN])
def test_what_is_no_held_note_is_not_there(firm: Firm, manager: FlaskClient, fact: UUID) -> None:
    customer = firm.customer()
    registered = firm.store.stream(customer)[0].fact_id
    for one in (fact, registered):
        assert manager.post(f"{PAGE}/{one}/taking").status_code == 404
        assert manager.post(f"{PAGE}/{one}/leaving").status_code == 404


def test_managers_are_told_where_they_work_while_something_waits(firm: Firm, lost: Lost, manager: FlaskClient) -> None:
    both = UUID(int=0xB07)
    firm.do(both, InvitePerson(name="B", email="b@x.example", roles=(Role.MANAGER, Role.SALESPERSON), team=NORTH))
    firm.do(both, Join())
    rooms = ((manager, "/team"), (firm.client(both), "/queue"), (firm.client(both), "/team"))
    assert not [path for client, path in rooms if PAGE in client.get(path).text]
    first, _ = lost.spoke(firm.customer()), lost.spoke(firm.customer("Rosa"))
    for client, path in rooms:
        assert "2 notes are held" in client.get(path).text
    leave(manager, first)
    for client, path in rooms:
        assert "1 note is held" in client.get(path).text
    assert PAGE not in firm.client(ALICE).get("/queue").text
    assert "Nothing is held" in firm.client(MANAGER).get(PAGE).text or count(manager) == 1


def test_of_a_forgotten_customer_nothing_can_be_taken(firm: Firm, lost: Lost, manager: FlaskClient) -> None:
    customer = firm.customer()
    item = lost.spoke(customer)
    forget(firm.store, customer)
    assert "Its words are forgotten." in manager.get(PAGE).text
    assert take(manager, item, headers=JSON).status_code == 422
    assert leave(manager, item).status_code == 303
    rebuild(firm.store, processes=1)


def test_many_are_settled_in_turn(firm: Firm, lost: Lost, manager: FlaskClient) -> None:
    customer = firm.customer()
    for number in range(60):
        lost.hand_over(f"/customers/{customer}/notes", text=f"Note {number}")
    page = manager.get(PAGE).text
    assert "Take all 50" in page
    assert "10 more come up" in page
    assert manager.post(f"{PAGE}/taking", headers=JSON).get_json() == {"taken": 50, "of": 50}
    assert manager.post(f"{PAGE}/taking", headers=JSON).get_json() == {"taken": 10, "of": 10}
    assert "Nothing is held" in manager.get(PAGE).text


def test_cut_off_between_note_and_settling_it_is_taken_again(
    firm: Firm, lost: Lost, manager: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = firm.customer()
    item = lost.spoke(customer)
    append = Store.append

    def cut_off(store: Store, noted: Any, **more: Any) -> Any:
        if isinstance(noted[0].body, HeldNoteTaken):
            raise Busy
        return append(store, noted, **more)

    monkeypatch.setattr(Store, "append", cut_off)
    assert take(manager, item).status_code == 503
    assert count(manager) == 1
    monkeypatch.undo()
    assert take(manager, item).status_code == 303
    assert len(of_kind(firm, customer, ContactAttempted)) == 1


def test_gone_for_good_is_taken_to_the_record(firm: Firm, lost: Lost, manager: FlaskClient) -> None:
    """What happened before is a fact all the same."""
    customer = firm.customer()
    item = lost.spoke(customer)
    firm.do(customer, MarkGoneForGood(why=GoneReason.CLOSED))
    assert take(manager, item).status_code == 303
    assert firm.store.find(item) is not None
