"""Can a manager see how good the list would have been on the firm's own past?"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from flask.testing import FlaskClient

from events.customers import RegisterCustomer, register
from events.kernel import SYSTEM, Asked, note
from events.purchases import PurchaseRecorded
from tests.web.firm import ALICE, MANAGER, NORTH, Firm, told


def bought_until(firm: Firm, weeks_ago: int, weeks: int = 70, amount: int = 4_000) -> None:
    """Somebody who bought every second week until then."""
    asked = RegisterCustomer(name="Somebody", phone="+44 131 496 0123", owner=ALICE, team=NORTH)
    days = [firm.today - timedelta(weeks=back) for back in range(weeks, weeks_ago - 1, -2)]
    bodies = [register(asked), *(PurchaseRecorded(amount=amount, on=on) for on in days)]
    envelope = Asked(command_id=uuid4(), stream=uuid4(), occurred_at=firm.clock(), noted_by=SYSTEM, commands=())
    firm.store.append_many(note(envelope, bodies), views=firm.views)


def test_the_past_is_played_again_beside_the_usual_ways(firm: Firm) -> None:
    for number in range(12):
        bought_until(firm, weeks_ago=0, amount=1_000 + number)
    for weeks_ago in (20, 22, 26, 30):
        bought_until(firm, weeks_ago)
    mona = firm.client(MANAGER)
    made = told(mona, "/backtest?calls=5")
    by_policy = {one["policy"]: one for one in made["policies"]}
    assert made["left"] == 4
    assert by_policy["oracle"]["reached"] == 100
    assert by_policy["encore"]["reached"] == 100, "a steady rhythm that breaks is seen at once"
    assert by_policy["rfm"]["calls"] > 0
    page = mona.get("/backtest?calls=5").text
    assert "4 customers left between" in page
    assert "Encore would have reached 100 of each hundred" in page
    assert page.count('<svg class="spans"') == 1
    assert "Longest silent first" in page


def test_before_there_is_enough_a_sentence_says_when_there_will_be(firm: Firm, alice: FlaskClient) -> None:
    mona = firm.client(MANAGER)
    assert "How many calls a week?" in mona.get("/backtest").text
    assert "Nobody has bought yet" in mona.get("/backtest?calls=5").text
    bought_until(firm, weeks_ago=0, weeks=20)
    assert "reach back 39 weeks, and yours reach back 20" in mona.get("/backtest?calls=5").text
    for _ in range(3):
        bought_until(firm, weeks_ago=0)
    assert "Nobody left" in mona.get("/backtest?calls=5").text
    assert alice.get("/backtest").status_code == 403


def test_no_other_number_of_calls_is_taken(firm: Firm) -> None:
    mona = firm.client(MANAGER)
    for number in ("0", "501", "-1", "many", "1e3"):
        assert mona.get(f"/backtest?calls={number}").status_code == 422
