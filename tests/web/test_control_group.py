"""Can a manager tell whether calling helps, once enough silences were left alone at random?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from flask.testing import FlaskClient

from backend.retention.trials import ENOUGH
from events.contacts import ContactAttempted
from events.customers import RegisterCustomer, register
from events.firm import FIRM
from events.kernel import SYSTEM, Asked, note
from events.purchases import PurchaseRecorded
from events.rulebook import AdoptRulebook, Rulebook
from tests.web.firm import ALICE, MANAGER, NORTH, Firm, told

JSON = {"Accept": "application/json"}


def hold_back(firm: Firm, percent: int = 50, days_ago: int = 200) -> None:
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(control_percent=percent)), by=MANAGER, days_ago=days_ago)


def silent(firm: Firm, count: int) -> None:
    """Bought every four weeks until 180 days ago."""
    for number in range(count):
        asked = RegisterCustomer(name=f"Silent {number}", phone="+44 131 496 0123", owner=ALICE, team=NORTH)
        days = [firm.today - timedelta(days=180 + 28 * back) for back in (3, 2, 1, 0)]
        bodies = [register(asked), *(PurchaseRecorded(amount=1_000, on=on) for on in days)]
        envelope = Asked(command_id=uuid4(), stream=uuid4(), occurred_at=firm.clock(), noted_by=SYSTEM, commands=())
        firm.store.append_many(note(envelope, bodies), views=firm.views)


def test_without_a_control_group_nothing_is_counted(firm: Firm) -> None:
    silent(firm, 2)
    mona = firm.client(MANAGER)
    assert "Nobody is held back" in mona.get("/control-group").text
    assert told(mona, "/control-group")["called"]["silences"] == 0
    assert firm.client(ALICE).get("/control-group").status_code == 403


def test_with_few_it_says_how_many_are_still_needed(firm: Firm) -> None:
    hold_back(firm)
    silent(firm, 10)
    mona = firm.client(MANAGER)
    counted = told(mona, "/control-group")
    assert counted["called"]["silences"] + counted["held"]["silences"] == 10
    assert counted["more_of_a_hundred"] is None
    assert counted["called"]["amount"] is counted["held"]["came_back"] is None, "so few could be told apart"
    assert f"of the {ENOUGH} needed" in mona.get("/control-group").text


def test_with_enough_it_tells_what_calling_brings(firm: Firm) -> None:
    hold_back(firm)
    silent(firm, 260)
    mona = firm.client(MANAGER)
    counted = told(mona, "/control-group")
    assert counted["held"]["silences"] >= ENOUGH
    low, _, high = counted["more_of_a_hundred"]
    assert low < 0 < high
    assert "No effect can be told yet" in mona.get("/control-group").text


def test_who_is_held_back_is_not_on_the_list_and_the_customer_page_says_why(firm: Firm, alice: FlaskClient) -> None:
    hold_back(firm, days_ago=10)
    why = {one: told(alice, f"/customers/{one}/why") for one in (_overdue(firm, f"Tom {n}") for n in range(12))}
    held = [
        one
        for one, asked in why.items()
        if "held_back" in {by["hold"] for each in asked["withheld"] for by in each["by"]}
    ]
    assert 0 < len(held) < 12
    assert "Left alone at random" in alice.get(f"/customers/{held[0]}/why").text
    due = {one["customer"] for one in told(alice, "/queue")["cards"]}
    assert not due & {str(one) for one in held}


def _overdue(firm: Firm, name: str) -> UUID:
    return firm.customer(name, owner=ALICE, bought=(130, 100, 70, 40))


def test_a_contact_keeps_the_rank_and_the_rulebook_that_it_was_made_by(firm: Firm, alice: FlaskClient) -> None:
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(quiet_after=15)), by=MANAGER)
    customer = _overdue(firm, "Tom")
    form = {"channel": "call", "outcome": "no_answer", "rule": "gone_quiet"}
    assert alice.post(f"/customers/{customer}/contact-attempts", data=form, headers=JSON).status_code == 201
    (body,) = [noted.body for noted in firm.store.stream(customer) if isinstance(noted.body, ContactAttempted)]
    assert body.rulebook == 1
    assert (body.rank or 0) > 0
