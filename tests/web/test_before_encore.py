"""What do screens say of a past that only a list tells of, of refunds and voided orders, and of who was taken off?"""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from backend.store import Store
from events.customers import ClaimCustomer, GiveCustomerNumber
from events.kernel import SYSTEM, Asked, Fact, note
from events.notes import FactUndone, UndoFact
from events.purchases import RecordPurchase, RefundPurchase, VoidPurchase, recognise
from events.stated import StateHistory
from events.values import Money
from tests.web.firm import ALICE, BOB, NORTH, Firm

JSON = {"Accept": "application/json"}
STATED = StateHistory(last_order=date(2024, 5, 3), total=Money(124_000), orders=7)
LINE = "Last order 3 May 2024, £1,240 so far, 7 orders, as stated on import"


def bring(firm: Firm, customer: UUID, *bodies: Fact) -> UUID:
    """Facts as an import makes them."""
    store: Store = firm.store
    asked = Asked(command_id=uuid4(), stream=customer, occurred_at=firm.clock(), noted_by=SYSTEM, commands=())
    return store.append_many(note(asked, bodies), views=firm.views)[0].fact_id


def sentences(client: FlaskClient, customer: UUID) -> list[str]:
    facts = client.get(f"/customers/{customer}/history", headers=JSON).get_json()["facts"]
    return [fact["sentence"] for fact in facts]


def test_a_stated_past_is_told_as_stated_and_never_as_bought(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer("Tom Brennan")
    firm.do(customer, STATED)
    page = unescape(alice.get(f"/customers/{customer}").text)
    assert LINE in page
    assert "£1,240" in page
    assert "bought 3 May 2024, as stated" in unescape(alice.get("/customers").text)
    told = alice.get(f"/customers/{customer}", headers=JSON).get_json()
    assert told["stated"] == {"last_order": "2024-05-03", "worth_so_far": 124_000, "orders": 7}
    assert (told["worth_so_far"], told["orders"], told["bought_on"]) == (0, 0, None)


@pytest.mark.parametrize(
    ("said", "line", "in_short"),
    [
        (StateHistory(total=Money(5_000)), "£50 so far, as stated on import", "bought for £50, as stated"),
        (StateHistory(orders=1), "1 order, as stated on import", "bought before, as stated"),
        (StateHistory(total=Money(0)), "£0 so far, as stated on import", "nothing bought yet"),
    ],
)
def test_what_was_not_stated_is_not_told(
    firm: Firm, alice: FlaskClient, said: StateHistory, line: str, in_short: str
) -> None:
    customer = firm.customer("Tom Brennan")
    firm.do(customer, said)
    assert line in unescape(alice.get(f"/customers/{customer}").text)
    assert in_short in unescape(alice.get("/customers").text)


def test_the_shadow_portfolio_says_that_the_last_order_was_only_stated(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer("Tom Brennan")
    firm.do(customer, StateHistory(last_order=firm.today - timedelta(days=122)))
    page = unescape(alice.get(f"/customers/{customer}/why").text)
    assert "Last order, as stated, <em>122 days ago</em>" in page
    assert "Before Encore, as stated: last order 31 October 2025." in page


def test_refunds_and_voided_orders_are_told(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer("Tom Brennan")
    kept = firm.do(customer, RecordPurchase(amount=Money(4_500), on=firm.today), by=ALICE).recorded[0].fact_id
    lost = firm.do(customer, RecordPurchase(amount=Money(9_900), on=firm.today), by=ALICE).recorded[0].fact_id
    firm.do(customer, RefundPurchase(of=kept, amount=Money(500), on=firm.today), by=BOB)
    void = firm.do(customer, VoidPurchase(of=lost, on=firm.today), by=BOB).recorded[0].fact_id
    firm.do(customer, RefundPurchase(of=None, amount=Money(300), on=firm.today), by=BOB)
    page = unescape(alice.get(f"/customers/{customer}/history").text)
    assert "Voided: Bought for £99" in page
    assert "Voided by Bob Brown on 2 March." in page
    assert sentences(alice, customer)[:3] == [
        "Gave back £3.",
        "The order for £99 on 2 March was voided.",
        "Gave back £5 of the purchase for £45 on 2 March.",
    ]
    told = alice.get(f"/customers/{customer}", headers=JSON).get_json()
    assert (told["worth_so_far"], told["year"], told["orders"]) == (3_700, 3_700, 1)
    firm.do(customer, UndoFact(of=void), by=BOB)
    assert alice.get(f"/customers/{customer}", headers=JSON).get_json()["worth_so_far"] == 13_600
    assert "Voided: Bought" not in alice.get(f"/customers/{customer}/history").text


def test_a_recognised_sale_and_a_number_are_told(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer("Tom Brennan")
    bought = firm.do(customer, RecordPurchase(amount=Money(4_500), on=firm.today), by=ALICE).recorded[0].fact_id
    row = bring(firm, customer, recognise(bought, "till", "1182"))
    firm.do(customer, GiveCustomerNumber(source="till", number="77"))
    firm.do(customer, RefundPurchase(of=row, amount=Money(500), on=firm.today), by=BOB)
    assert sentences(alice, customer)[:3] == [
        "Gave back £5.",
        "Known in till as number 77.",
        "Brought in from till too, order 1182: the same sale that was noted by hand, for £45 on 2 March.",
    ]
    assert alice.get(f"/customers/{customer}", headers=JSON).get_json()["worth_so_far"] == 4_000


def test_the_bar_tells_every_kind_of_fact(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer("Tom Brennan")
    bought = firm.do(customer, RecordPurchase(amount=Money(4_500), on=firm.today)).recorded[0].fact_id
    facts = [
        firm.do(customer, asked).recorded[0].fact_id
        for asked in (
            STATED,
            GiveCustomerNumber(source="till", number="77"),
            RefundPurchase(of=bought, amount=Money(500), on=firm.today),
            VoidPurchase(of=bought, on=firm.today),
        )
    ]
    for fact in (*facts, bring(firm, customer, recognise(bought, "till"))):
        assert alice.get(f"/customers/{customer}?saved={fact}").status_code == 200


def test_whoever_was_taken_off_the_list_is_not_there(firm: Firm, alice: FlaskClient) -> None:
    customer = firm.customer("Tom Brennan", owner=None)
    firm.do(customer, ClaimCustomer(owner=ALICE, team=NORTH), by=ALICE)
    bring(firm, customer, FactUndone(of=firm.store.stream(customer)[0].fact_id))
    for at in ("", "/history", "/why", "/contact-attempts/new", f"?known_on={firm.today}"):
        assert alice.get(f"/customers/{customer}{at}").status_code == 404
    note_it = {"text": "Rings back", "fact_id": str(uuid4())}
    assert alice.post(f"/customers/{customer}/notes", data=note_it).status_code == 404
    assert alice.post(f"/customers/{customer}/owner").status_code == 404
