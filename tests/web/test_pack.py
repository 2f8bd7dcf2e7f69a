"""Does a phone get its own customers and nobody else's, whole or what changed, small enough and quickly enough?"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.projections.portfolio import portfolio
from backend.store.sqlite import SqliteTx
from backend.web import pack
from backend.web.ids import new_id
from events.consent import WithdrawConsent
from events.contacts import ContactAttempted, LogContactAttempt
from events.customers import AssignCustomer, CustomerRegistered
from events.feedback import NoteFeedback
from events.firm import FIRM
from events.follow_ups import MakePromise, SetNextDate
from events.kernel import SYSTEM, Noted
from events.notes import AddNote, NoteAdded, UndoFact
from events.purchases import PurchaseRecorded
from events.rulebook import AdoptRulebook, Rulebook
from events.sweep import AdoptSweepPlan
from events.team import NoteAbsence
from events.values import Channel, FeedbackKind, Outcome, Rule
from tests.conftest import Clock
from tests.web.firm import ALICE, BOB, NORTH, Firm, told

SPOKE = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, note="Ask in May")


def packed(client: FlaskClient, since: str = "") -> dict[str, Any]:
    answer = client.get(f"/sync/pack?since={since}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    assert answer.headers["ETag"] == f'"{found["version"]}"'
    return found


def by_id(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in found["customers"]}


def carried(client: FlaskClient) -> set[str]:
    return set(by_id(packed(client)))


def test_a_customer_is_told_with_why_now_how_to_call_and_what_happened(firm: Firm, alice: FlaskClient) -> None:
    tom = firm.customer(email="tom@example.org", place="Leith", bought=(61, 93, 125, 157))
    promise = firm.do(tom, MakePromise(on=firm.today, note="the *autumn* order"), by=ALICE).recorded[0].fact_id
    firm.do(tom, NoteFeedback(kind=FeedbackKind.COMPLAINT, text="Late <twice> & again"), by=ALICE)
    found = packed(alice)
    assert (found["format"], found["full"], found["day"], found["cards"]) == (4, True, firm.today.isoformat(), 20)
    (one,) = found["customers"]
    assert (one["name"], one["place"], one["phone"]) == ("Tom Brennan", "Leith", "+44 131 496 0123")
    assert one["lines"] == ["Never contacted", "£180 so far", "Never met", "Need unknown"]
    assert one["ways"][0] == {"channel": "call", "href": "tel:+441314960123", "number": "+44 131 496 0123"}
    assert {way["channel"] for way in one["ways"]} >= {"call", "text", "email"}
    reasons = {due["rule"]: due for due in one["due"]}
    assert reasons["promise"]["why"] == "Promised for *today*. “the ∗autumn∗ order”"  # noqa: RUF001
    assert (reasons["promise"]["item"], reasons["promise"]["until"]) == (str(promise), None)
    assert reasons["complaint"]["why"] == "Complained *today*. “Late <twice> & again” Say how it ended by Tue 3 March."
    assert reasons["complaint"]["tag"] == "Complaint open"
    assert [(open_["kind"], open_["what"]) for open_ in one["open"]] == [
        ("promise", "Promised for Mon 2 March. “the *autumn* order”"),
        ("complaint", "Complained, today. “Late <twice> & again”"),
    ]
    said = {fact["what"]: fact for fact in one["facts"]}
    noted = said["Complained. “Late <twice> & again”"]
    assert (noted["on"], noted["words"], noted["undoable"]) == ("2 Mar", "Late <twice> & again", True)
    assert said["Bought for £45."]["id"] is None


def test_the_same_is_due_as_on_the_queue(firm: Firm, alice: FlaskClient) -> None:
    for days in (31, 61, 90, 400):
        firm.customer(bought=(days, days + 32, days + 64))
    firm.do(firm.customer(), MakePromise(on=firm.today), by=ALICE)
    queue = {card["customer"]: card["reasons"] for card in told(alice, "/queue")["cards"]}
    found = by_id(packed(alice))
    day = firm.today.isoformat()
    due = {
        one: [due["rule"] for due in customer["due"] if due["from"] <= day]
        for one, customer in found.items()
        if any(due["from"] <= day for due in customer["due"])
    }
    assert {one: sorted(rules) for one, rules in due.items()} == {
        one: sorted(reason["rule"] for reason in reasons) for one, reasons in queue.items()
    }


def test_what_is_due_next_week_comes_along_with_its_own_sentence(firm: Firm, alice: FlaskClient) -> None:
    tom = firm.customer()
    firm.do(tom, MakePromise(on=firm.today + timedelta(days=9)), by=ALICE)
    firm.do(tom, MakePromise(on=firm.today + timedelta(days=30)), by=ALICE)
    (one,) = packed(alice)["customers"]
    (promise,) = [due for due in one["due"] if due["rule"] == "promise"]
    assert (promise["from"], promise["why"]) == ("2026-03-11", "Promised for *today*.")
    assert len(one["open"]) == 2


def test_who_is_due_soon_has_more_of_their_history(firm: Firm, alice: FlaskClient) -> None:
    soon, later = firm.customer(), firm.customer()
    for customer in (soon, later):
        for number in range(24):
            firm.do(customer, AddNote(text=f"Note {number}"), by=ALICE)
    firm.do(soon, MakePromise(on=firm.today + timedelta(days=7)), by=ALICE)
    firm.do(later, SetNextDate(next_on=firm.today + timedelta(days=60)), by=ALICE)
    found = by_id(packed(alice))
    assert [len(found[str(one)]["facts"]) for one in (soon, later)] == [20, 5]
    assert found[str(later)]["facts"][0]["what"].startswith("Next contact set for")
    assert list(found) == [str(soon), str(later)]


def test_nobody_elses_customers_come_along(firm: Firm, alice: FlaskClient, bob: FlaskClient) -> None:
    hers, his, pooled = firm.customer(), firm.customer(owner=BOB), firm.customer(owner=None)
    assert carried(alice) == {str(hers)}
    assert carried(bob) == {str(his)}
    assert str(pooled) not in carried(alice)


def test_a_manager_without_customers_gets_an_empty_pack(firm: Firm, manager: FlaskClient, admin: FlaskClient) -> None:
    firm.customer()
    assert (packed(manager)["customers"], packed(manager)["full"]) == ([], True)
    assert admin.get("/sync/pack").status_code == 403
    assert firm.app.test_client().get("/sync/pack", headers={"Accept": "application/json"}).status_code == 401


def test_a_stand_in_gets_what_others_owe(firm: Firm, alice: FlaskClient) -> None:
    quiet = firm.customer("Quiet Quinn", owner=BOB, bought=(61, 93, 125))
    firm.do(quiet, MakePromise(on=firm.today), by=BOB)
    until = firm.today + timedelta(days=3)
    firm.do(BOB, NoteAbsence(first_day=firm.today, last_day=until, stand_in=ALICE), by=BOB)
    (one,) = packed(alice)["customers"]
    assert one["for"] == "for Bob Brown, away until 5 March"
    assert [due["rule"] for due in one["due"]] == ["promise"]


def test_only_ways_that_may_be_used_come_along(firm: Firm, alice: FlaskClient) -> None:
    tom = firm.customer(email="tom@example.org", bought=(61, 93, 125))
    firm.do(tom, WithdrawConsent(channel=Channel.CALL, source="on the phone"), by=ALICE)
    (one,) = packed(alice)["customers"]
    assert {due["rule"] for due in one["due"]} == {"gone_quiet"}
    assert one["ways"] == []


def test_who_was_forgotten_says_so(firm: Firm, alice: FlaskClient) -> None:
    tom = firm.customer()
    firm.do(tom, SPOKE, by=ALICE)
    with firm.store.keys.database.write() as tx:
        tx.execute("DELETE FROM keys WHERE stream = ?", (tom.bytes,))
    firm.store.keys._known.clear()
    with firm.store.database.write() as tx:
        tx.execute("UPDATE live_directory SET name = NULL, phone = NULL WHERE customer = ?", (tom.bytes,))
    (one,) = packed(alice)["customers"]
    assert one["name"] is None
    assert "Tom" not in str(one)
    assert "Ask in May" not in str(one)


def test_an_unchanged_pack_is_not_sent_again(firm: Firm, alice: FlaskClient, clock: Clock) -> None:
    tom = firm.customer()
    etag = alice.get("/sync/pack").headers["ETag"]
    again = alice.get("/sync/pack", headers={"If-None-Match": etag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    firm.do(tom, SPOKE, by=ALICE)
    assert alice.get("/sync/pack", headers={"If-None-Match": etag}).status_code == 200
    clock.move(timedelta(days=1))
    etag = packed(alice)["version"]
    clock.move(timedelta(days=1))
    assert packed(alice)["version"] != etag


def test_only_who_changed_comes_again(firm: Firm, alice: FlaskClient) -> None:
    tom, rosa, other = firm.customer("Tom"), firm.customer("Rosa"), firm.customer("Otto", owner=BOB)
    since = packed(alice)["version"]
    firm.do(rosa, SPOKE, by=ALICE)
    firm.do(other, SPOKE, by=BOB)
    delta = packed(alice, since)
    assert (delta["full"], delta["gone"], list(by_id(delta))) == (False, [], [str(rosa)])
    firm.do(tom, AssignCustomer(owner=BOB, team=NORTH))
    firm.do(other, AssignCustomer(owner=None, team=NORTH))
    delta = packed(alice, delta["version"])
    assert (delta["full"], delta["gone"], list(by_id(delta))) == (False, [str(tom)], [])


@pytest.mark.parametrize(
    "change",
    [
        lambda firm, clock: clock.move(timedelta(days=1)),
        lambda firm, clock: firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(plan_cards=7))),
        lambda firm, clock: firm.do(BOB, NoteAbsence(first_day=firm.today, last_day=firm.today, stand_in=ALICE)),
    ],
    ids=["another day", "another rulebook", "a colleague away"],
)
def test_a_phone_is_told_everything_when_more_than_customers_changed(
    firm: Firm, alice: FlaskClient, clock: Clock, change: Callable[[Firm, Clock], object]
) -> None:
    firm.customer()
    since = packed(alice)["version"]
    assert packed(alice, since)["full"] is False
    change(firm, clock)
    assert packed(alice, since)["full"] is True


@pytest.mark.parametrize("since", ["", "1", "x" * 5_000, "1-0-99-20260302-0", "\x00", "1-%s-9" % ("9" * 40)])
def test_a_version_that_means_nothing_is_answered_with_everything(firm: Firm, alice: FlaskClient, since: str) -> None:
    firm.customer()
    answer = alice.get("/sync/pack", query_string={"since": since})
    assert (answer.status_code, answer.get_json()["full"]) == (200, True)


def test_a_version_of_another_log_or_of_later_than_now_is_answered_with_everything(
    firm: Firm, alice: FlaskClient
) -> None:
    firm.customer()
    format_, epoch, position, *rest = packed(alice)["version"].split("-")
    for changed in ((format_, "0" * 32, position, *rest), (format_, epoch, str(int(position) + 1), *rest)):
        assert packed(alice, "-".join(changed))["full"] is True


def test_beyond_the_limit_who_is_due_goes_first_and_the_rest_is_told_whole(
    firm: Firm, alice: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "MOST", 3)
    untouched, touched, promised, late = (firm.customer(name) for name in ("Una", "Tess", "Pia", "Lara"))
    for customer in (untouched, touched):
        firm.do(customer, SetNextDate(next_on=firm.today + timedelta(days=60)), by=ALICE)
    firm.do(touched, SPOKE, SetNextDate(next_on=firm.today + timedelta(days=60)), by=ALICE)
    firm.do(late, MakePromise(on=firm.today), by=ALICE)
    firm.do(promised, MakePromise(on=firm.today + timedelta(days=2)), by=ALICE)
    found = packed(alice)
    assert list(by_id(found)) == [str(late), str(promised), str(touched)]
    firm.do(touched, SPOKE, by=ALICE)
    assert packed(alice, found["version"])["full"] is True


def test_the_sweep_comes_along_with_how_many_there_are_each_day(firm: Firm, alice: FlaskClient) -> None:
    for days in (400, 500, 600):
        firm.customer(bought=(days,))
    firm.do(FIRM, AdoptSweepPlan(since=firm.today, a_day=2), by=ALICE)
    found = packed(alice)
    assert len(found["places"]) == pack.DAYS
    assert found["places"][0] == 2
    assert found["places"][5:7] == [0, 0]
    assert [due["rule"] for one in found["customers"] for due in one["due"]] == ["sweep"] * 3


STEPS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(range(8)), st.booleans()), min_size=1, max_size=8)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(steps=STEPS)
def test_what_changed_put_onto_the_old_is_the_new(firm: Firm, alice: FlaskClient, steps: list[Any]) -> None:
    """Whatever is noted, undone, handed over or taken: a phone that hears of changes has what another hears whole."""
    customers = [firm.customer(f"One {number}", bought=(61, 93)) for number in range(4)]
    phone = _phone(packed(alice))
    since, undoable = packed(alice)["version"], list[tuple[UUID, UUID]]()
    for which, step, tell in steps:
        customer = customers[which]
        noted = _step(firm, customer, step, undoable)
        undoable += [(customer, noted)] if noted else []
        if tell:
            delta = packed(alice, since)
            assert delta["full"] is False
            phone = _after(phone, delta)
            since = delta["version"]
            assert phone == _phone(packed(alice))


def _step(firm: Firm, customer: UUID, step: int, undoable: list[tuple[UUID, UUID]]) -> UUID | None:
    if step == 0 and undoable:
        of, fact = undoable.pop()
        firm.do(of, UndoFact(of=fact), by=ALICE)
        return None
    commands = {
        1: SPOKE,
        2: MakePromise(on=firm.today + timedelta(days=3)),
        3: AddNote(text="A note"),
        4: SetNextDate(next_on=firm.today + timedelta(days=70)),
        5: NoteFeedback(kind=FeedbackKind.COMPLAINT),
    }
    if step in commands:
        return firm.do(customer, commands[step], by=ALICE).recorded[0].fact_id
    firm.do(customer, AssignCustomer(owner=ALICE if step == 6 else BOB, team=NORTH))
    return None


def _phone(found: dict[str, Any]) -> dict[str, Any]:
    return {"done": found["done"], "owed": found["owed"], "customers": by_id(found)}


def _after(phone: dict[str, Any], delta: dict[str, Any]) -> dict[str, Any]:
    kept = {one: told for one, told in phone["customers"].items() if one not in delta["gone"]}
    return {**_phone(delta), "customers": {**kept, **by_id(delta)}}


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every statement that is asked meanwhile."""
    asked: list[str] = []
    execute = SqliteTx.execute

    def spy(self: Any, sql: str, params: Any = ()) -> Any:
        asked.append(sql)
        return execute(self, sql, params)

    with monkeypatch.context() as patch:
        patch.setattr(SqliteTx, "execute", spy)
        yield asked


def test_many_customers_ask_no_more_of_the_database_than_few(
    firm: Firm, alice: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = []
    for _ in range(3):
        for _ in range(4):
            tom = firm.customer(bought=(61, 93))
            promise = firm.do(tom, MakePromise(on=firm.today), by=ALICE).recorded[0].fact_id
            firm.do(tom, UndoFact(of=promise), by=ALICE)
        packed(alice)
        with counted(monkeypatch) as asked:
            packed(alice)
        numbers.append(len(asked))
    assert numbers[0] == numbers[1] == numbers[2] < 30


def test_fifty_customers_with_twenty_facts_are_small(firm: Firm, alice: FlaskClient) -> None:
    book(firm, 50, 20)
    answer = alice.get("/sync/pack")
    facts = [len(one["facts"]) for one in answer.get_json()["customers"]]
    assert facts == [20] * 50
    assert len(gzip.compress(answer.data, 6)) <= 30_000


def book(firm: Firm, customers: int, facts: int) -> None:
    """A portfolio as a working year leaves it: a till's purchases, and every second contact with a few words."""
    now, noted = firm.clock(), list[Noted]()
    for number in range(customers):
        customer = uuid4()
        name = f"{('Tom', 'Rosa', 'Anneke', 'Kim')[number % 4]} {('Brennan', 'Marin', 'Kort')[number % 3]} {number}"
        body: Any = CustomerRegistered(
            name=name, phone=f"+44 131 496 {number:04}", place="Leith", owner=ALICE, team=NORTH,
            has_phone=True, has_place=True,
        )  # fmt: skip
        noted.append(_noted(customer, now - timedelta(days=380), body, SYSTEM))
        for at in range(facts - 1):
            on = now - timedelta(days=19 * (facts - 1 - at), minutes=number)
            words = f"{WORDS[(number * 7 + at * 3) % len(WORDS)]}, {WORDS[(number + at * 5) % len(WORDS)]}"
            kinds: tuple[Any, ...] = (
                PurchaseRecorded(amount=1000 + (number * 977 + at * 313) % 9000, on=on.date()),
                ContactAttempted(channel=Channel.CALL, outcome=Outcome.NO_ANSWER, next_on=on.date(), rule=Rule.PLEASED),
                NoteAdded(text=words),
                ContactAttempted(channel=Channel.VISIT, outcome=Outcome.MET, next_on=on.date(), note=words),
            )
            noted.append(_noted(customer, on, kinds[at % 4], SYSTEM if at % 4 == 0 else ALICE))
    firm.store.append_many(noted, views=firm.views)


def _noted(customer: UUID, at: Any, body: Any, by: UUID) -> Noted:
    return Noted(
        fact_id=new_id(at) if by == ALICE else uuid4(), stream=customer, occurred_at=at, noted_by=by, body=body
    )


WORDS = (
    "asks for the new catalogue", "would like it by Easter", "the last one came late", "pleased with the lamp",
    "calls back after the holidays", "prices went up again", "opens a second shop in May", "ask for her sister",
    "wants an offer for ten", "prefers mornings", "pays by transfer", "no parking, ring the bell",
)  # fmt: skip


def test_who_comes_back_every_so_many_days_is_soon_when_a_turn_is_near(firm: Firm) -> None:
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(shadow_spread=0)))
    near, far = firm.customer(bought=(700, 730)), firm.customer(bought=(700, 730))
    firm.do(near, SPOKE, by=ALICE, days_ago=117)
    firm.do(far, SPOKE, by=ALICE, days_ago=90)
    with firm.store.database.read() as tx:
        found = portfolio(tx, [ALICE], firm.today, at_most=5)
    assert (found.soon, found.others, found.whole) == ((near,), (far,), True)
