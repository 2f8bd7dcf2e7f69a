"""Do times and days mean the moment of noting, also where a phone's clock is wrong or its page is old?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from backend.projections.rebuild import rebuild
from backend.projections.verify import differences
from backend.store import Store
from events.clocks import ClockCorrected
from events.contacts import ContactAttempted
from events.feedback import FeedbackNoted
from events.follow_ups import PromiseMade
from events.kernel import Recorded
from events.notes import FactUndone
from tests.conftest import Clock, new_schema
from tests.web.firm import ALICE, BOB, Firm, told
from tests.web.phone import Phone, statuses

MONDAY = date(2026, 3, 2)
"""The day on which the clock of tests stands, at 9."""
FAR_OFF = {
    "2034": timedelta(days=8 * 365 + 100, minutes=7),
    "2009": timedelta(days=-17 * 365),
    "six minutes ahead": timedelta(minutes=6),
    "six minutes behind": timedelta(minutes=-6),
}


def found(store: Store, item: dict[str, Any]) -> Recorded:
    noted = store.find(UUID(item["id"]))
    assert noted is not None
    return noted


def in_order(firm: Firm) -> None:
    assert list(differences(firm.store)) == []
    assert list(firm.store.check_chain()) == []


@pytest.mark.parametrize("off", FAR_OFF.values(), ids=FAR_OFF)
def test_a_wrong_clock_is_put_right_and_what_it_said_is_kept(firm: Firm, clock: Clock, off: timedelta) -> None:
    phone, customer = Phone(firm, ALICE, off), firm.customer("Tom Brennan")
    noted_at, by_phone = clock.now, clock.now + off
    items = [
        phone.note(f"/customers/{customer}/contact-attempts", channel="call", outcome="spoke", next_on="+7"),
        phone.note(
            f"/customers/{customer}/feedback", kind="praise", occurred_at=(by_phone - timedelta(minutes=2)).isoformat()
        ),
        phone.note(f"/customers/{customer}/notes", text="Likes blue."),
    ]
    clock.move(timedelta(days=2))
    assert statuses(phone.send(*items)) == ["accepted"] * 3
    attempt, praise, note = (found(firm.store, item) for item in items)
    assert attempt.occurred_at == note.occurred_at == noted_at
    assert praise.occurred_at == noted_at - timedelta(minutes=2)
    assert getattr(attempt.body, "next_on", None) == MONDAY + timedelta(days=7)
    kept = [noted for noted in firm.store.stream(customer) if isinstance(noted.body, ClockCorrected)]
    assert [noted.body for noted in kept] == [ClockCorrected(phone_at=by_phone)] * 3
    assert {noted.because for noted in kept} == {(one.fact_id,) for one in (attempt, praise, note)}
    facts = told(phone.client, f"/customers/{customer}/history")["facts"]
    sentences = [one["sentence"] for one in facts if one["fact"] == "clock_corrected"]
    assert len(sentences) == 3
    assert sentences[0].startswith("The phone\u2019s clock was wrong: it said ")
    in_order(firm)
    rebuild(firm.store, processes=1)
    in_order(firm)


@pytest.mark.parametrize("off", [timedelta(minutes=4), timedelta(minutes=-4)])
def test_a_clock_that_is_nearly_right_is_believed(firm: Firm, clock: Clock, off: timedelta) -> None:
    phone, customer = Phone(firm, ALICE, off), firm.customer()
    item = phone.note(f"/customers/{customer}/notes", text="Likes blue.")
    assert statuses(phone.send(item)) == ["accepted"]
    assert found(firm.store, item).occurred_at == clock.now + min(off, timedelta()), (
        "nothing occurs after it is recorded"
    )
    assert not any(isinstance(noted.body, ClockCorrected) for noted in firm.store.stream(customer))


def test_nobody_s_queue_is_harmed_by_wrong_clocks(firm: Firm, clock: Clock) -> None:
    """The queue of who has them is the one that right clocks would have led to."""
    due = [firm.customer(f"Ann {n}", owner=who, bought=(61, 93, 125)) for who in (ALICE, BOB) for n in range(3)]
    for who, off in ((ALICE, FAR_OFF["2034"]), (BOB, FAR_OFF["2009"])):
        phone = Phone(firm, who, off)
        before = told(phone.client, "/queue")
        mine = due[:3] if who == ALICE else due[3:]
        items = [phone.note(f"/customers/{mine[0]}/contact-attempts", channel="call", outcome="no_answer")]
        items += [phone.note(f"/customers/{mine[1]}/put-offs", until="+1")]
        assert statuses(phone.send(*items)) == ["accepted"] * 2
        after = told(phone.client, "/queue")
        cards = [{one["customer"] for one in plan["cards"]} for plan in (before, after)]
        assert cards[1] == cards[0] - {str(mine[0]), str(mine[1])}
    clock.move(timedelta(days=1))
    for who, mine in ((ALICE, due[:3]), (BOB, due[3:])):
        cards_now = {one["customer"] for one in told(Phone(firm, who).client, "/queue")["cards"]}
        assert {str(one) for one in mine} <= cards_now, "tomorrow comes after today for everybody"


@pytest.mark.parametrize(
    ("noted_at", "sentence"),
    [
        ("2099-01-01T00:00:00Z", "That time is still to come."),
        ("1969-12-31T23:59:00Z", "That time is too long ago."),
        ("2026-03-02T09:06:00Z", "That time is still to come."),
        ("0001-01-01T00:00:00Z", "The time of this note cannot be read."),
        ("9999-12-31T23:59:59-12:00", "The time of this note cannot be read."),
        ("2026-03-02T09:00:00", "The time of this note cannot be read."),
        ("now", "The time of this note cannot be read."),
        ("", "The time of this note cannot be read."),
    ],
)
def test_a_time_that_cannot_be_is_refused(firm: Firm, noted_at: str, sentence: str) -> None:
    phone, customer = Phone(firm, ALICE), firm.customer()
    good = phone.note(f"/customers/{customer}/notes", text="Likes blue.")
    bad, fine = phone.send({**good, "id": str(UUID(int=7)), "noted_at": noted_at}, good)
    assert bad["status"] == "refused"
    assert bad["sentence"].startswith(sentence)
    assert fine["status"] == "accepted"


def test_a_note_that_is_known_stays_known_whatever_the_clock_says_now(firm: Firm) -> None:
    phone, customer = Phone(firm, ALICE), firm.customer()
    item = phone.note(f"/customers/{customer}/notes", text="Likes blue.")
    phone.send(item)
    phone.off = FAR_OFF["2009"]
    assert statuses(phone.send(item, {**item, "noted_at": "2099-01-01T00:00:00Z"})) == ["known", "known"]


def test_what_was_said_with_a_wrong_clock_is_undone_without_the_clock(firm: Firm) -> None:
    phone, customer = Phone(firm, ALICE, FAR_OFF["2034"]), firm.customer()
    attempt = phone.note(f"/customers/{customer}/contact-attempts", channel="visit", outcome="complaint")
    alone = phone.note(f"/customers/{customer}/notes", text="Likes blue.")
    undone = [phone.note(f"/customers/{customer}/undo", fact_id=item["id"]) for item in (attempt, alone)]
    assert statuses(phone.send(attempt, alone, *undone)) == ["accepted"] * 4
    facts = firm.store.stream(customer)
    taken_back = {noted.body.of for noted in facts if isinstance(noted.body, FactUndone)}
    complaints = {noted.fact_id for noted in facts if isinstance(noted.body, FeedbackNoted)}
    assert taken_back == {UUID(attempt["id"]), UUID(alone["id"]), *complaints}
    clocks = [noted.fact_id for noted in facts if isinstance(noted.body, ClockCorrected)]
    assert len(clocks) == 4
    refused = phone.send(phone.note(f"/customers/{customer}/undo", fact_id=str(clocks[0])))
    assert refused[0]["sentence"] == "This cannot be undone. Correct it instead."
    again = phone.note(f"/customers/{customer}/undo", fact_id=attempt["id"])
    assert statuses(phone.send(again)) == ["accepted"]
    assert firm.store.find(UUID(again["id"])) is None, "there was nothing to do, and so nothing to say of the clock"


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("+1", date(2026, 3, 3)),
        ("+5", date(2026, 3, 9)),  # a Saturday moves to Monday
        ("+28", date(2026, 3, 30)),
        ("+0", date(2026, 3, 2)),
        ("2026-03-04", date(2026, 3, 4)),
    ],
)
def test_days_are_counted_from_the_day_of_noting(firm: Firm, clock: Clock, said: str, day: date) -> None:
    phone, customer = Phone(firm, ALICE), firm.customer()
    promise = phone.note(f"/customers/{customer}/promises", on=said)
    clock.move(timedelta(days=9))
    assert statuses(phone.send(promise)) == ["accepted"]
    assert found(firm.store, promise).body == PromiseMade(on=day)


@pytest.mark.parametrize("said", ["+", "+1.5", "+99999", "+-1", "-1", "+\u0667", "+ 1", "1", "+1 ", "+9999"])
def test_days_that_are_none_are_refused(firm: Firm, said: str) -> None:
    phone, customer = Phone(firm, ALICE), firm.customer()
    (refused,) = phone.send(phone.note(f"/customers/{customer}/promises", on=said))
    assert refused["status"] == "refused"
    assert "day" in refused["sentence"] or "date" in refused["sentence"]


def test_every_chip_says_in_how_many_days(firm: Firm) -> None:
    client, customer = firm.client(ALICE), firm.customer()
    at = f"/customers/{customer}"
    for path, last in ((f"{at}/next-dates/new", "rest"), (f"{at}/put-offs/new", "rest"), (f"{at}/promises/new", "+28"),
                       (f"/note/{customer}", "+28")):  # fmt: skip
        page = client.get(path).text
        assert 'value="+7"' in page, path
        assert f'value="{last}"' in page, path
    for path, fields in (("next-dates", {"next_on": "+14"}), ("put-offs", {"until": "+7"}), ("promises", {"on": "+7"})):
        assert client.post(f"{at}/{path}", data=fields).status_code == 303
    sheet = client.get(f"{at}/contact-attempts/new?channel=visit").text
    for word in ("earlier", "yesterday"):
        assert f'name="occurred_at"\n                 value="{word}"' in sheet


def test_earlier_and_yesterday_are_those_of_the_moment_of_noting(firm: Firm, clock: Clock) -> None:
    phone, customer = Phone(firm, ALICE), firm.customer()
    items = [
        phone.note(f"/customers/{customer}/contact-attempts", occurred_at=word, channel="visit", outcome="met")
        for word in ("earlier", "yesterday", "")
    ]
    clock.move(timedelta(days=3))
    assert statuses(phone.send(*items)) == ["accepted"] * 3
    assert [found(firm.store, item).occurred_at for item in items] == [
        datetime(2026, 3, 2, 4, 30, tzinfo=UTC),
        datetime(2026, 3, 1, 9, tzinfo=UTC),
        datetime(2026, 3, 2, 9, tzinfo=UTC),
    ]
    assert all(isinstance(found(firm.store, item).body, ContactAttempted) for item in items)
    (by_itself,) = phone.client.post(
        items[0]["to"], json=items[0]["fields"], headers={"Accept": "application/json"}
    ).get_json()["facts"]
    noted = firm.store.find(UUID(by_itself))
    assert noted is not None
    assert noted.occurred_at == datetime(2026, 3, 5, 4, 30, tzinfo=UTC)


@pytest.mark.postgres
def test_what_a_wrong_clock_said_is_kept_on_postgresql_too(postgres: str, tmp_path: Any, clock: Clock) -> None:
    firm = Firm(tmp_path, clock, new_schema(postgres))
    phone, customer = Phone(firm, ALICE, FAR_OFF["2009"]), firm.customer()
    item = phone.note(f"/customers/{customer}/contact-attempts", channel="call", outcome="spoke")
    assert statuses(phone.send(item)) == ["accepted"]
    assert statuses(phone.send(item)) == ["known"]
    kinds = [type(noted.body) for noted in firm.store.stream(customer)]
    assert kinds[1:] == [ContactAttempted, ClockCorrected]
    in_order(firm)
    rebuild(firm.store, processes=1)
    in_order(firm)
    firm.store.close()
