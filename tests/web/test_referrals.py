"""Can it be noted who brought whom, with and without a signal, and never in a circle?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from backend.projections import profiles, referrals
from backend.projections.verify import differences
from backend.store import Busy
from backend.web import bringers
from events.notes import FactUndone
from events.referrals import NoteReferral, ReferralReceived
from tests.conftest import Clock
from tests.web.firm import ALICE, BOB, Firm, told
from tests.web.phone import Phone, statuses

JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}
CIRCLE = "That would be a circle: one of them brought the other already"


def referrer(customer: UUID) -> str:
    return f"/customers/{customer}/referrer"


def sentences(client: FlaskClient, customer: UUID) -> list[str]:
    return [one["sentence"] for one in told(client, f"/customers/{customer}/history")["facts"]]


def test_who_brought_them_is_found_and_saved_with_one_tap(firm: Firm, alice: FlaskClient) -> None:
    tom, rosa = firm.customer("Tom Brennan"), firm.customer("Rosa Marin", place="Leith")
    sheet, found = f"{referrer(tom)}/new", f"{referrer(tom)}/new?q=ros"
    assert "Who brought Tom Brennan?" in alice.get(sheet).text
    for answer in (alice.get(found), alice.get(found, headers=HTMX)):
        assert f'value="{rosa}"' in answer.text
        assert "Leith" in answer.text
    assert str(tom) not in alice.get(f"{sheet}?q=tom", headers=HTMX).text.replace(f"/customers/{tom}", "")
    assert "Nobody is called that" in alice.get(f"{sheet}?q=zzz", headers=HTMX).text
    assert alice.post(referrer(tom), data={"by": str(rosa), "back": f"/customers/{tom}"}).status_code == 303
    assert sentences(alice, tom)[0] == "Brought by Rosa Marin."
    answer = alice.post(referrer(tom), data={"by": str(rosa)}, headers=HTMX)
    assert "Already done for Tom Brennan" in answer.text


def test_we_sent_somebody_to_them(firm: Firm, alice: FlaskClient) -> None:
    tom = firm.customer()
    assert "Whom did you send" in alice.get(f"/customers/{tom}/referrals/new").text
    answer = alice.post(f"/customers/{tom}/referrals", data={"text": "The bakery"}, headers=HTMX)
    assert "Sent somebody to Tom Brennan" in answer.text
    alice.post(f"/customers/{tom}/referrals", data={"text": ""})
    assert sentences(alice, tom)[:2] == ["We sent them somebody.", "We sent them somebody: “The bakery”"]


def test_who_brought_them_may_not_be_somebody_elses(firm: Firm, alice: FlaskClient, bob: FlaskClient) -> None:
    tom, bobs = firm.customer(), firm.customer("Zebulon", owner=BOB)
    for by in (bobs, uuid4()):
        answer = alice.post(referrer(tom), json={"by": str(by)}, headers=JSON)
        assert answer.status_code == 404
    assert "Zebulon" not in alice.get(f"{referrer(tom)}/new?q=zeb", headers=HTMX).text.replace("“Zebulon”", "")
    firm.do(tom, NoteReferral(by=bobs), by=BOB)
    assert sentences(alice, tom)[0] == "Brought by a customer whom you do not look after."
    assert str(bobs) not in alice.get(f"/customers/{tom}", headers=JSON).text
    assert bob.post(referrer(tom), json={"by": str(bobs)}, headers=JSON).status_code == 404


@pytest.mark.parametrize("body", [{}, {"by": ""}, {"by": "x"}, {"by": []}, {"by": None}])
def test_it_has_to_be_said_who(firm: Firm, alice: FlaskClient, body: dict[str, object]) -> None:
    answer = alice.post(referrer(firm.customer()), json=body, headers=JSON)
    assert answer.status_code == 422
    assert answer.get_json()["error"].endswith(".")


def test_nobody_brings_themselves_and_no_circle_closes(firm: Firm, alice: FlaskClient) -> None:
    ann, ben, cara = (firm.customer(name) for name in ("Ann", "Ben", "Cara"))

    def brings(by: UUID, customer: UUID) -> tuple[int, str]:
        answer = alice.post(referrer(customer), json={"by": str(by)}, headers=JSON)
        return answer.status_code, answer.get_json().get("error", "")

    assert brings(ann, ann) == (422, "Nobody brings themselves. Choose the customer who told them of us.")
    assert brings(ann, ben)[0] == brings(ben, cara)[0] == 201
    before = firm.store.head()
    for by in (ben, cara):
        status, sentence = brings(by, ann)
        assert (status, sentence.startswith(CIRCLE)) == (422, True)
    assert firm.store.head() == before


def test_undoing_does_not_close_a_circle_either(firm: Firm, alice: FlaskClient) -> None:
    ann, ben, cara = (firm.customer(name) for name in ("Ann", "Ben", "Cara"))
    firm.do(ben, NoteReferral(by=ann), by=ALICE)
    corrected = firm.do(ben, NoteReferral(by=cara), by=ALICE).recorded[0].fact_id
    assert alice.post(referrer(ann), json={"by": str(ben)}, headers=JSON).status_code == 201
    answer = alice.post(f"/customers/{ben}/undo", json={"fact_id": str(corrected)}, headers=JSON)
    assert (answer.status_code, answer.get_json()["error"].startswith(CIRCLE)) == (422, True)
    newest = firm.store.stream(ann)[-1].fact_id
    assert alice.post(f"/customers/{ann}/undo", json={"fact_id": str(newest)}, headers=JSON).status_code == 201
    assert alice.post(f"/customers/{ben}/undo", json={"fact_id": str(corrected)}, headers=JSON).status_code == 201
    assert "Brought by Ann." in sentences(alice, ben)
    assert list(differences(firm.store)) == []


def test_whatever_is_noted_undone_and_late_no_circle_ever_stands(firm: Firm, alice: FlaskClient) -> None:
    chance, people = Random(5), [firm.customer(name) for name in ("Ann", "Ben", "Cara", "Dan")]
    noted: list[tuple[UUID, str]] = []
    statuses_seen = set()
    for _ in range(120):
        at = (firm.clock() - timedelta(hours=chance.randrange(48))).isoformat()
        if noted and chance.random() < 0.3:
            customer, fact = chance.choice(noted)
            answer = alice.post(f"/customers/{customer}/undo", json={"fact_id": fact}, headers=JSON)
        else:
            customer, by = chance.sample(people, 2)
            answer = alice.post(referrer(customer), json={"by": str(by), "occurred_at": at}, headers=JSON)
            noted += [(customer, fact) for fact in answer.get_json().get("facts", [])]
        statuses_seen.add(answer.status_code)
        with firm.store.database.read() as tx:
            assert not any(referrals.in_circle(tx, one) for one in people)
            brought_by = {one: profile.referred for one, (profile, _) in profiles.load(tx, people).items()}
        for bringer in people:
            brought = {one for one, referred in brought_by.items() if referred and referred.by == bringer}
            assert thanked_for(firm, bringer) == brought
    assert statuses_seen == {201, 422}
    assert list(differences(firm.store)) == []


def thanked_for(firm: Firm, bringer: UUID) -> set[UUID]:
    facts = firm.store.stream(bringer)
    undone = {noted.body.of for noted in facts if isinstance(noted.body, FactUndone)}
    standing = [noted.body for noted in facts if noted.fact_id not in undone]
    found = [one.customer for one in standing if isinstance(one, ReferralReceived)]
    assert len(set(found)) == len(found)
    return set(found)


def test_who_brought_them_and_the_thanks_for_it_are_noted_together_or_not_at_all(
    firm: Firm, alice: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, new, once = firm.customer("Ann"), firm.customer("Newcomer"), str(uuid4())
    note, before = vars(bringers)["_note"], firm.store.head()

    def fail(*args: object) -> None:
        note(*args)
        raise Busy("the disk is full")

    monkeypatch.setattr(bringers, "_note", fail)
    fields = {"by": str(ann), "fact_id": once}
    assert alice.post(referrer(new), json=fields, headers=JSON).status_code == 503
    assert firm.store.head() == before
    monkeypatch.undo()
    for _ in range(2):
        assert alice.post(referrer(new), json=fields, headers=JSON).status_code == 201
        assert thanked_for(firm, ann) == {new}
    assert list(differences(firm.store)) == []


def test_who_is_said_to_have_brought_them_after_all_is_not_thanked_anew(
    firm: Firm, alice: FlaskClient, clock: Clock
) -> None:
    ann, ben, new = (firm.customer(name) for name in ("Ann", "Ben", "Newcomer"))
    alice.post(referrer(new), json={"by": str(ann)}, headers=JSON)
    clock.now += timedelta(days=7)
    mistaken = alice.post(referrer(new), json={"by": str(ben)}, headers=JSON).get_json()["fact_id"]
    assert (thanked_for(firm, ann), thanked_for(firm, ben)) == (set(), {new})
    assert alice.post(f"/customers/{new}/undo", json={"fact_id": mistaken}, headers=JSON).status_code == 201
    assert (thanked_for(firm, ann), thanked_for(firm, ben)) == ({new}, set())
    clock.now += timedelta(days=1)
    for bringer in (ann, ben):
        assert "referral_thanks" not in [one["rule"] for one in told(alice, f"/customers/{bringer}")["reasons"]]


def test_of_two_who_note_the_two_halves_at_once_one_is_refused(firm: Firm) -> None:
    for _ in range(5):
        ann, ben = firm.customer("Ann"), firm.customer("Ben")
        clients, together = [firm.client(ALICE), firm.client(ALICE)], Barrier(2)

        def note(client: FlaskClient, customer: UUID, by: UUID, together: Barrier = together) -> int:
            together.wait()
            return client.post(referrer(customer), json={"by": str(by)}, headers=JSON).status_code

        with ThreadPoolExecutor(2) as threads:
            answers = threads.map(note, clients, (ann, ben), (ben, ann))
        assert sorted(answers) == [201, 422]


def test_what_would_close_a_circle_is_parked_by_the_phone_that_noted_it(firm: Firm, clock: Clock) -> None:
    ann, ben = firm.customer("Ann", owner=None), firm.customer("Ben", owner=None)
    alices, bobs = Phone(firm, ALICE), Phone(firm, BOB)
    first = alices.note(referrer(ann), by=str(ben))
    clock.move(timedelta(minutes=1))
    second = bobs.note(referrer(ben), by=str(ann))
    clock.move(timedelta(hours=3))
    assert statuses(bobs.send(second)) == ["accepted"]
    told_back = alices.send(first, alices.note(f"/customers/{ann}/referrals", text="The bakery"))
    assert statuses(told_back) == ["refused", "accepted"]
    assert told_back[0]["sentence"].startswith(CIRCLE)
    assert statuses(bobs.send(second)) == ["known"]


def test_a_customer_noted_without_a_signal_brings_and_is_brought(firm: Firm) -> None:
    """The phone's own pages do not offer it; what an older page sends is taken in its order all the same."""
    phone, rosa = Phone(firm, ALICE), firm.customer("Rosa Marin")
    new = phone.note("/customers", name="Tom")
    assert statuses(phone.send(new)) == ["accepted"]
    tom = next(one["id"] for one in told(phone.client, "/customers")["customers"] if one["name"] == "Tom")
    assert statuses(phone.send(phone.note(referrer(UUID(tom)), by=str(rosa)))) == ["accepted"]
