"""Is what a phone noted carried out as its form, once, in order, and is each thing answered for itself?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4, uuid5

import pytest

from backend.store import Busy, Conflict
from backend.web.carrying import AT_ONCE, CLAIM, FORMS
from backend.web.policy import POLICY
from events.contacts import ContactAttempted
from events.customers import CustomerRegistered
from events.feedback import ComplaintAssigned, ThemesGiven
from events.firm import FIRM
from events.follow_ups import FollowUpPutOff
from events.habits import HabitChangeAnswered
from events.kernel import Fact, shape_of
from events.notes import FactUndone, NoteAdded
from events.referrals import CustomerReferred
from events.relationship_plans import READY_MADE, WriteRelationshipPlan
from events.started_plans import RelationshipPlanStarted
from events.tags import CustomerTagged
from events.values import Channel, HabitAnswer, Outcome, PutOffReason
from tests.conftest import Clock
from tests.web.firm import ADMIN, ALICE, BOB, MANAGER, Firm
from tests.web.phone import SYNC, Phone, statuses


@pytest.fixture
def phone(firm: Firm) -> Phone:
    return Phone(firm, ALICE)


def call(customer: UUID) -> str:
    return f"/customers/{customer}/contact-attempts"


def bodies(firm: Firm, customer: UUID, kind: type[Fact]) -> list[Fact]:
    return [noted.body for noted in firm.store.stream(customer) if isinstance(noted.body, kind)]


def test_a_note_is_taken_and_told_where_it_lies(firm: Firm, phone: Phone) -> None:
    customer = firm.customer()
    item = phone.note(call(customer), channel="call", outcome="spoke", note="Ask in May.")
    (told,) = phone.send(item)
    noted = firm.store.find(UUID(item["id"]))
    assert noted is not None
    assert told == {"id": item["id"], "status": "accepted", "position": noted.position}
    assert noted.stream == customer
    assert noted.noted_by == ALICE
    assert noted.body == ContactAttempted(
        channel=Channel.CALL, outcome=Outcome.SPOKE, next_on=date(2026, 3, 30), note="Ask in May."
    )


def test_twice_is_once(firm: Firm, phone: Phone) -> None:
    customer = firm.customer()
    item = phone.note(call(customer), channel="call", outcome="spoke")
    first, again = phone.send(item), phone.send(item, item)
    assert statuses(first) == ["accepted"]
    assert statuses(again) == ["known", "known"]
    assert {one["position"] for one in again} == {first[0]["position"]}
    assert len(bodies(firm, customer, ContactAttempted)) == 1


def test_the_same_note_as_a_plain_form_is_the_same(firm: Firm, phone: Phone) -> None:
    customer = firm.customer()
    item = phone.note(call(customer), channel="call", outcome="spoke", occurred_at="", back="/queue")
    form = {**item["fields"], "fact_id": item["id"]}
    assert phone.client.post(item["to"], data=form).status_code == 303
    assert statuses(phone.send(item)) == ["known"]
    other = phone.note(f"/customers/{customer}/notes", text="Likes blue.")
    assert statuses(phone.send(other)) == ["accepted"]
    answer = phone.client.post(other["to"], data={"text": "Likes blue.", "fact_id": other["id"]})
    assert answer.status_code == 303
    assert len(bodies(firm, customer, ContactAttempted)) == len(bodies(firm, customer, NoteAdded)) == 1


def test_an_id_of_something_else_is_a_conflict(firm: Firm, phone: Phone) -> None:
    customer, other = firm.customer(), firm.customer("Ann Ames")
    item = phone.note(call(customer), channel="call", outcome="spoke")
    phone.send(item)
    changed = {**item, "fields": {"channel": "call", "outcome": "no_answer"}}
    moved = {**item, "to": call(other)}
    told = phone.send(changed, moved)
    assert statuses(told) == ["conflict", "conflict"]
    assert told[0]["sentence"] == "This was sent before with other words. Reload the page and note it again."


def test_what_is_refused_says_why_and_blocks_nothing(firm: Firm, phone: Phone) -> None:
    customer = firm.customer()
    told = phone.send(
        phone.note(call(customer), channel="call", outcome="met"),
        phone.note(f"/customers/{customer}/undo", fact_id=str(uuid4())),
        phone.note(call(customer), channel="call", outcome="spoke"),
    )
    assert statuses(told) == ["refused", "refused", "accepted"]
    assert told[1]["sentence"].startswith("There is nothing to undo here")


@pytest.mark.parametrize("error", [Busy("busy"), Conflict("others")])
def test_what_waits_keeps_what_came_later_of_the_same_customer_waiting(
    firm: Firm, phone: Phone, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    customer, other = firm.customer(), firm.customer("Ann Ames")
    append, times = firm.store.append, iter([True, False, False])

    def busy_once(*args: object, **kwargs: object) -> object:
        if next(times, False):
            raise error
        return append(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(firm.store, "append", busy_once)
    items = [
        phone.note(call(customer), channel="call", outcome="spoke"),
        phone.note(call(other), channel="call", outcome="spoke"),
        phone.note(f"/customers/{customer}/notes", text="Likes blue."),
    ]
    told = phone.send(*items)
    assert statuses(told) == ["retry", "accepted", "retry"]
    assert told[2]["sentence"].startswith("Something earlier of the same customer")
    assert statuses(phone.send(*items)) == ["accepted", "known", "accepted"]


def test_what_nobody_expected_is_told_and_spoils_nothing(
    firm: Firm, phone: Phone, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    customer = firm.customer()

    def broken(**_: object) -> None:
        raise RuntimeError("Tom Brennan")

    monkeypatch.setitem(firm.app.view_functions, "notes.create", broken)
    told = phone.send(
        phone.note(f"/customers/{customer}/notes", text="Likes blue."),
        phone.note(call(customer), channel="call", outcome="spoke"),
    )
    assert statuses(told) == ["refused", "accepted"]
    assert told[0]["sentence"].startswith("That did not work here. It stays on your phone")
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == ["unexpected"]


def test_a_new_customer_and_what_is_noted_on_them_go_together(firm: Firm, phone: Phone) -> None:
    new = uuid4()
    customer = uuid5(new, "customer")
    attempt = phone.note(call(customer), channel="visit", outcome="met")
    told = phone.send(phone.note("/customers", new, name="Rosa Marin", ask="true"), attempt)
    assert statuses(told) == ["accepted", "accepted"]
    taken_back = phone.note(f"/customers/{customer}/undo", fact_id=attempt["id"])
    assert statuses(phone.send(taken_back)) == ["accepted"]
    assert statuses(phone.send(taken_back)) == ["known"]
    kinds = [type(noted.body) for noted in firm.store.stream(customer)]
    assert kinds == [CustomerRegistered, ContactAttempted, FactUndone]


def test_somebody_like_them_on_the_list_is_asked_about(firm: Firm, phone: Phone) -> None:
    firm.customer("Rosa Marin", phone="0131 496 0999")
    item = phone.note("/customers", name="Rosa Marin", phone="0131 496 0999", ask="true")
    then = phone.note(call(uuid5(UUID(item["id"]), "customer")), channel="call", outcome="spoke")
    asked, refused = phone.send(item, then)
    assert asked["status"] == "conflict"
    assert asked["sentence"].startswith("Somebody like this is on the list already.")
    assert asked["html"].lstrip().startswith("<div")
    assert "Rosa Marin" in asked["html"]
    assert refused["sentence"] == "There is nothing here, or it is not yours to see."
    item["fields"]["anyway"] = "yes"
    assert statuses(phone.send(item, then)) == ["accepted", "accepted"]


def test_what_phones_do_not_send_is_refused(firm: Firm, phone: Phone) -> None:
    customer = firm.customer(owner=None)
    strange = [
        *(f"/customers/{customer}{rest}" for rest in ("", "/owners", "/notes?x=y", "/notes/", "/notes\x00")),
        *("", "/", "/nowhere", "https://evil.example/customers", "/sync", "/sign-in", "/me/plan-size"),
    ]
    told = phone.send(*(phone.note(to, text="x") for to in strange))
    assert statuses(told) == ["refused"] * len(strange)
    assert {one["sentence"] for one in told} == {"This cannot be sent from a phone. Note it on its own page."}


def test_every_form_that_phones_may_send_is_one_that_sellers_may_use(firm: Firm) -> None:
    for endpoint in FORMS:
        assert POLICY[endpoint] <= POLICY["sync.create"]
        assert "POST" in {method for rule in firm.app.url_map.iter_rules(endpoint) for method in rule.methods or ()}


def test_all_that_sellers_note_on_customers_may_come_from_a_phone(firm: Firm) -> None:
    rules = [rule for rule in firm.app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    noting = {rule.endpoint for rule in rules if rule.rule.startswith(("/customers", "/hours"))}
    from_phones = {endpoint for endpoint in noting if POLICY[endpoint] == POLICY["sync.create"]}
    assert from_phones == FORMS.keys() - {CLAIM}


def test_tags_plans_answers_and_referrals_wait_on_a_phone_like_all_else(firm: Firm, phone: Phone, clock: Clock) -> None:
    plan, tom, rosa = uuid4(), firm.customer("Tom"), firm.customer("Rosa")
    firm.do(FIRM, WriteRelationshipPlan(plan=plan, name="After a first sale", steps=READY_MADE))
    said: list[tuple[str, dict[str, str], Fact]] = [
        ("tags", {"tag": "Trade"}, CustomerTagged(tag="trade")),
        ("habit-answers", {"answer": "price"}, HabitChangeAnswered(answer=HabitAnswer.PRICE)),
        ("referrer", {"by": str(rosa)}, CustomerReferred(by=rosa)),
        ("put-offs", {"until": "+7", "why": "they_asked"},
         FollowUpPutOff(until=date(2026, 3, 9), why=PutOffReason.THEY_ASKED)),
        ("plans", {"plan": str(plan)}, RelationshipPlanStarted(
            plan=plan, name="After a first sale", steps=READY_MADE, on=date(2026, 3, 2))),
    ]  # fmt: skip
    items = [phone.note(f"/customers/{tom}/{to}", None, None, **fields) for to, fields, _ in said]
    clock.move(timedelta(days=3))
    assert statuses(phone.send(*items)) == ["accepted"] * len(said)
    assert statuses(phone.send(*items)) == ["known"] * len(said)
    for item, (_, _, body) in zip(items, said, strict=True):
        noted = firm.store.find(UUID(item["id"]))
        assert noted
        assert noted.body == body


def test_feedback_is_sorted_given_ended_and_told_from_a_phone(firm: Firm, phone: Phone) -> None:
    tom, said = firm.customer(), uuid4()
    at = f"/customers/{tom}"
    items = [
        phone.note(f"{at}/feedback", said, kind="complaint", text="Late again"),
        phone.note(f"{at}/feedback/{said}/themes", themes=["Delivery", "Price"]),
        phone.note(f"{at}/complaints/{said}/care", owner=str(MANAGER), by="2026-03-09"),
    ]
    refused = phone.note(f"{at}/complaints/{said}/care", owner=str(BOB), by="2026-03-09")
    ended = phone.note(f"{at}/complaints/{said}/resolution", text="Sent anew", told="no")
    told = phone.note(f"{at}/news/{ended['id']}/telling")
    left = phone.note(f"{at}/loss", reason="service")
    why = phone.note(f"{at}/loss-reason", reason="price")
    answers = phone.send(*items, refused, ended, told, left, why)
    assert statuses(answers) == ["accepted"] * 3 + ["refused"] + ["accepted"] * 4
    assert answers[3]["sentence"] == "Choose who looks after this customer, or a manager of the team."
    assert bodies(firm, tom, ThemesGiven) == [ThemesGiven(of=said, themes=("Delivery", "Price"))]
    assert bodies(firm, tom, ComplaintAssigned) == [
        ComplaintAssigned(complaint=said, owner=MANAGER, by=date(2026, 3, 9))
    ]
    assert statuses(phone.send(*items, ended, told, left, why)) == ["known"] * 7


def test_a_stranger_s_customer_is_not_there(firm: Firm) -> None:
    phone, customer = Phone(firm, BOB), firm.customer(owner=ALICE)
    told = phone.send(
        phone.note(call(customer), channel="call", outcome="spoke"),
        phone.note(call(uuid4()), channel="call", outcome="spoke"),
    )
    assert statuses(told) == ["refused", "refused"]
    assert told[0]["sentence"] == told[1]["sentence"]
    assert bodies(firm, customer, ContactAttempted) == []


def test_at_most_so_many_are_taken_at_a_time(firm: Firm, phone: Phone) -> None:
    customer = firm.customer()
    items = [phone.note(f"/customers/{customer}/notes", text=f"Note {n}") for n in range(AT_ONCE + 3)]
    told = phone.send(*items)
    assert statuses(told) == ["accepted"] * AT_ONCE + ["retry"] * 3
    assert told[-1]["sentence"] == "Send at most 20 at a time."
    assert statuses(phone.send(*items[AT_ONCE:])) == ["accepted"] * 3


def test_who_sends_is_who_noted(firm: Firm, phone: Phone) -> None:
    customer = firm.customer()
    item = phone.note(call(customer), channel="call", outcome="spoke")
    told = phone.post(item, person=str(BOB))
    assert (told.status_code, told.get_json()["error"]) == (
        409, "Somebody else is signed in here. Sign in as whoever noted this."
    )  # fmt: skip
    nobody = firm.app.test_client().post("/sync", json=phone.batch(item), headers=SYNC)
    assert nobody.status_code == 401
    assert nobody.get_json() == {
        "error": "You are signed out. Sign in, and go on where you were.", "revoked": False
    }  # fmt: skip
    assert Phone(firm, ADMIN).post().status_code == 403
    assert Phone(firm, MANAGER).post(item | {"to": call(customer)}).status_code == 200
    assert bodies(firm, customer, ContactAttempted) != []


def test_only_our_own_script_sends(firm: Firm, phone: Phone) -> None:
    batch = phone.batch(phone.note(call(firm.customer()), channel="call", outcome="spoke"))
    before = firm.store.head()
    for headers in ({}, {"X-Encore": "pack"}, {**SYNC, "Origin": "https://evil.example"},
                    {**SYNC, "Sec-Fetch-Site": "cross-site"}):  # fmt: skip
        answer = phone.client.post("/sync", json=batch, headers=headers)
        assert answer.status_code == 403
        assert answer.get_json()["error"].startswith("This came from another site, and nothing was saved.")
    assert firm.store.head() == before


def test_the_page_that_is_open_is_redrawn(firm: Firm, phone: Phone) -> None:
    customer = firm.customer("Tom Brennan", bought=(61, 93, 125))
    item = phone.note(call(customer), channel="call", outcome="spoke")
    page = phone.post(item, page="/queue").get_json()["page"]
    assert "Spoke with Tom Brennan" in page
    assert "data-redraw=" in page
    assert 'value="/queue"' in page
    again = phone.post(item, page=f"/customers/{customer}").get_json()["page"]
    assert "data-saved" not in again
    assert "data-redraw=" in again
    assert phone.post(item).get_json()["page"] == ""
    assert phone.post(page="/queue").get_json()["page"] == ""
    for strange in ("/nowhere", "//", f"/customers/{uuid4()}", "/people"):
        assert phone.post(item, page=strange).get_json()["page"] == ""


def test_each_thing_counts_at_the_moment_of_noting(firm: Firm, phone: Phone, clock: Clock) -> None:
    customer = firm.customer()
    noted_at = clock.now
    items = [
        phone.note(call(customer), channel="call", outcome="spoke", next_on="+1"),
        phone.note(f"/customers/{customer}/purchases", amount="45.00"),
    ]
    clock.move(timedelta(days=4))
    phone.send(*items)
    attempt, bought = (firm.store.find(UUID(item["id"])) for item in items)
    assert attempt is not None
    assert bought is not None
    assert attempt.occurred_at == bought.occurred_at == noted_at
    assert attempt.recorded_at == clock.now
    assert getattr(attempt.body, "next_on", None) == date(2026, 3, 3)
    assert getattr(bought.body, "on", None) == date(2026, 3, 2)
    assert {shape_of(noted.body).name for noted in firm.store.stream(customer)} == {
        "customer_registered", "contact_attempted", "purchase_recorded"
    }  # fmt: skip
