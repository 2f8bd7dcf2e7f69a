"""Does a power hour stand there again, moment by moment, as it was: for whoever worked it, whatever happened since?"""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from backend.projections.rebuild import rebuild
from events.customers import AssignCustomer, CorrectContactDetails
from events.enquiries import ReceiveEnquiry
from events.firm import FIRM
from events.follow_ups import PutOff
from events.notes import AddNote, UndoFact
from events.power_hours import EndPowerHour, PausePowerHour, ResumePowerHour, SharePowerHour
from events.purchases import RecordPurchase
from events.rulebook import AdoptRulebook, Rulebook
from events.values import Channel, Money, Outcome, PutOffReason
from tests.conftest import Clock
from tests.store.histories import forget
from tests.web.firm import ALICE, BOB, CHARLIE, MANAGER, SOUTH, Firm
from tests.web.hours import log, plan
from tests.web.phone import Phone, statuses

CARD = re.compile(r"<article.*?</article>", re.DOTALL)
WHY, FACTS, SAY = (
    re.compile(rf'class="{name}"[^>]*>(.*?)</{tag}>', re.DOTALL)
    for name, tag in (("card__why", "p"), ("hour__facts", "ul"), ("hour__say", "p"))
)


@pytest.fixture
def tom(firm: Firm) -> UUID:
    return firm.customer("Tom Brennan", place="Leith", bought=(61, 93, 125))


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def moment(client: FlaskClient, hour: UUID, nth: int) -> str:
    answer = client.get(f"/hours/{hour}/replay?moment={nth}")
    assert answer.status_code == 200
    return answer.text.partition("data-replay")[2]


def said(page: str) -> list[str]:
    """Why now, the last facts and what to say, as they stand on the card of a page."""
    (card,) = CARD.findall(page)
    return [words(found[0]) for part in (WHY, FACTS, SAY) if (found := part.findall(card))]


def test_the_card_is_the_one_that_stood_there_whatever_happened_since(
    firm: Firm, alice: FlaskClient, clock: Clock, tom: UUID
) -> None:
    hour = plan(firm)
    clock.move(timedelta(minutes=4))
    then = said(alice.get(f"/hours/{hour}").text)
    assert len(then) == 3
    assert "61" in then[0]
    log(firm, tom, Outcome.SPOKE, hour)
    before = moment(alice, hour, 2)
    assert said(before) == then
    assert "Ways: call, visit, letter." in words(before)
    assert "09:04: Spoke, after 4 minutes" in words(before)

    clock.move(timedelta(days=40))
    firm.do(tom, RecordPurchase(amount=Money(9_000), on=firm.today), by=ALICE)
    firm.do(tom, CorrectContactDetails(phone="", email="tom@example.org"), by=ALICE)
    firm.do(tom, AddNote(text="Wants to be left alone"), by=BOB)
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(quiet_after=20, quiet_gap_percent=150)), by=MANAGER)
    later = moment(firm.client(ALICE), hour, 2)
    assert said(later) == then
    assert "Ways: call, visit, letter." in words(later)


def test_forward_and_back_lead_through_plan_cards_pause_and_end(
    firm: Firm, alice: FlaskClient, clock: Clock, tom: UUID
) -> None:
    rosa, hour = firm.customer("Rosa", bought=(62, 94, 126)), plan(firm, goal="Two orders", ways=(Channel.CALL,))
    clock.move(timedelta(minutes=3))
    log(firm, tom, Outcome.SAID_NO, hour)
    firm.do(hour, PausePowerHour(), by=ALICE)
    clock.move(timedelta(minutes=20))
    firm.do(hour, ResumePowerHour(), by=ALICE)
    clock.move(timedelta(minutes=2))
    firm.do(rosa, PutOff(until=None, why=PutOffReason.NO_TIME, hour=hour), by=ALICE)
    firm.do(hour, EndPowerHour(), by=ALICE)
    pages = [words(moment(alice, hour, nth)) for nth in range(1, 6)]
    for page, expected in zip(
        pages,
        [
            ("09:00, moment 1 of 5", "0 of 10 planned done, 60 minutes left", "10 cards in 60 minutes", "Two orders"),
            ("09:00, moment 2 of 5", "0 of 10 planned done", "Tom Brennan", "09:03: Said no, after 3 minutes"),
            ("09:03, moment 3 of 5", "1 of 10 planned done, 57 minutes left", "For 20 minutes, until 09:23"),
            ("09:23, moment 4 of 5", "1 of 10 planned done, 57", "Rosa", "09:25: Skipped: no time"),
            ("09:25, moment 5 of 5", "2 of 10 planned done, 55 minutes left", "Ended by hand"),
        ],
        strict=True,
    ):
        for one in expected:
            assert one in page
    first, last = moment(alice, hour, 1), moment(alice, hour, 5)
    assert f'href="/hours/{hour}/replay?moment=2"' in first
    assert "moment=0" not in first
    assert f'href="/hours/{hour}/replay?moment=4"' in last
    assert "moment=6" not in last
    assert f'href="/hours/{hour}/replay"' in alice.get(f"/hours/{hour}").text


@pytest.mark.parametrize(
    ("nth", "sentence"),
    [("0", "has 2 moments"), ("3", "has 2 moments"), ("second", "a whole number"), ("-1", "a whole number")],
)
def test_a_moment_that_never_was_gets_a_sentence(
    firm: Firm, alice: FlaskClient, tom: UUID, nth: str, sentence: str
) -> None:
    hour = plan(firm)
    log(firm, tom, Outcome.SPOKE, hour)
    answer = alice.get(f"/hours/{hour}/replay?moment={nth}")
    assert (answer.status_code, sentence in answer.text) == (422, True)


def test_what_was_taken_back_stays_told_as_that(firm: Firm, alice: FlaskClient, clock: Clock, tom: UUID) -> None:
    hour = plan(firm)
    clock.move(timedelta(minutes=1))
    mistaken = log(firm, tom, Outcome.SAID_NO, hour)
    clock.move(timedelta(minutes=1))
    firm.do(tom, UndoFact(of=mistaken), by=ALICE)
    clock.move(timedelta(minutes=1))
    log(firm, tom, Outcome.SPOKE, hour)
    taken_back, again = words(moment(alice, hour, 2)), words(moment(alice, hour, 3))
    assert "Undone: Said no by phone" in taken_back
    assert "09:02, moment 3 of 3 2 March: 0 of 10 planned done" in again
    assert "09:03: Spoke, after less than a minute" not in again
    assert "09:03: Spoke, after 1 minute" in again


def test_an_hour_worked_without_a_signal_is_what_the_phone_knew(
    firm: Firm, alice: FlaskClient, clock: Clock, tom: UUID
) -> None:
    phone, hour = Phone(firm, ALICE), uuid4()
    then = said_on_today(firm, alice, tom)
    path = f"/customers/{tom}"
    items = [phone.note(f"/hours/{hour}/plan", cards="3", minutes="25")]
    clock.move(timedelta(minutes=3))
    items.append(
        phone.note(f"{path}/contact-attempts", channel="call", outcome="no_answer", hour=str(hour), next_on="+0")
    )
    clock.move(timedelta(minutes=3))
    firm.do(tom, AddNote(text="Came by the shop meanwhile"), by=BOB)
    items.append(phone.note(f"{path}/notes", text="Rang from the car"))
    clock.move(timedelta(minutes=3))
    items.append(phone.note(f"{path}/contact-attempts", channel="call", outcome="spoke", hour=str(hour)))
    clock.move(timedelta(minutes=1))
    firm.do(tom, AddNote(text="Called us, too"), by=BOB)
    clock.move(timedelta(days=2))
    assert set(statuses(phone.send(*items))) == {"accepted"}
    assert said(moment(alice, hour, 2)) == then
    second = words(moment(alice, hour, 3))
    assert "Rang from the car" in second
    assert "Came by the shop meanwhile" in second, "it was on the server before the second try"
    assert "Called us, too" not in second


def said_on_today(firm: Firm, alice: FlaskClient, customer: UUID) -> list[str]:
    """The card as an hour on the server would show it now."""
    return said(alice.get(f"/hours/{plan(firm)}").text)


def test_it_is_ones_own_until_it_is_shared(
    firm: Firm, alice: FlaskClient, bob: FlaskClient, manager: FlaskClient, charlie: FlaskClient, tom: UUID
) -> None:
    hour = plan(firm)
    log(firm, tom, Outcome.SPOKE, hour)
    path, others = f"/hours/{hour}/replay?moment=2", (bob, manager, charlie)
    assert [client.get(path).status_code for client in others] == [404, 404, 404]
    firm.do(hour, SharePowerHour(), by=ALICE)
    assert [client.get(path).status_code for client in others] == [404, 200, 404]
    assert "Tom Brennan" in moment(manager, hour, 2)
    firm.do(tom, AssignCustomer(owner=CHARLIE, team=SOUTH), by=MANAGER)
    for client in (manager, alice):
        shown = moment(client, hour, 2)
        assert "Tom Brennan" not in shown
        assert "customer now: the card is not shown" in shown
        assert "Spoke" in shown


def test_an_answer_that_was_in_time_then_is_not_late_in_the_replay(
    firm: Firm, alice: FlaskClient, clock: Clock
) -> None:
    hour = plan(firm)
    for name in ("Rosa", "Ben"):
        firm.do(firm.customer(name), ReceiveEnquiry(text="A lamp?"), by=ALICE)
    page = alice.get(f"/hours/{hour}").text
    in_time, (first,) = said(page), re.findall(r'<article[^>]*data-card="([^"]+)"', page)
    clock.move(timedelta(minutes=5))
    log(firm, UUID(first), Outcome.NO_ANSWER, hour)
    clock.move(timedelta(hours=6))
    assert said(alice.get(f"/hours/{plan(firm)}").text)[0] != in_time[0], "the other one waits for too long by now"
    assert said(moment(alice, hour, 2)) == in_time


def test_of_a_forgotten_customer_the_replay_says_so(firm: Firm, alice: FlaskClient, tom: UUID) -> None:
    hour = plan(firm)
    log(firm, tom, Outcome.SPOKE, hour)
    forget(firm.store, tom)
    rebuild(firm.store, processes=1)
    shown = moment(alice, hour, 2)
    assert "A forgotten customer" in shown
    assert "Tom Brennan" not in shown
    assert "Spoke by phone" in shown


def test_nobody_has_no_hour(alice: FlaskClient, firm: Firm, tom: UUID) -> None:
    assert [alice.get(f"/hours/{stream}/replay").status_code for stream in (uuid4(), tom)] == [404, 404]
