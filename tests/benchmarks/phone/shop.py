"""Whom does the phone that is measured know? Salespeople with a full day each, and customers whom all is known of."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid5

from events.contacts import ContactAttempted
from events.customers import CustomerRegistered
from events.kernel import Fact, Noted
from events.notes import NoteAdded
from events.purchases import PurchaseRecorded
from events.values import Channel, Outcome
from tests.benchmarks import shop
from tests.web.firm import ALICE, BOB, CHARLIE, NORTH, SOUTH, Firm

OFFLINE, ONLINE, SLOW = ALICE, BOB, CHARLIE
"""Who saves in which weather, each with a day of their own."""
TEAMS = {ALICE: NORTH, BOB: NORTH, CHARLIE: SOUTH}
CUSTOMERS = 40
SAID = (
    "Wants the large one again, asks whether it comes in green by spring.",
    "Was in a hurry, ring after ten.",
    "Likes the new colours; the old one still does its work, so rather in autumn.",
    "Asked for a quotation for three, and whether we deliver to the island.",
)
ROUND = 35
"""Days within which everybody's turn comes once: of 500 customers 100 are due within a week, 20 cards a working day."""
WAYS = (Outcome.NO_ANSWER, Outcome.SPOKE, Outcome.VOICEMAIL)


def fill(firm: Firm) -> UUID:
    """For each salesperson more than fits into one day; returns one of those of who saves without a signal."""
    of_the_first = []
    for person, team in TEAMS.items():
        for number in range(CUSTOMERS):
            name = f"{shop.SYLLABLES[number % 12].title()}dra {shop.SYLLABLES[number // 12].title()}ling"
            bought = (120 + number, 80 + number, 40 + number)
            customer = firm.customer(name, owner=person, team=team, place="Leith", bought=bought)
            if person == OFFLINE:
                of_the_first.append(customer)
    return of_the_first[-1]


def whole_portfolio(firm: shop.Firm, customers: int, facts: int) -> None:
    """Of the first salesperson: so many customers with so many facts each."""
    owner, team = firm.salespeople[0], uuid5(shop.NAMES, "team")
    names = list(shop.buyers(customers))
    noted = [one for number, buyer in enumerate(names) for one in _facts(number, buyer, owner, team, facts)]
    firm.store.append_many(noted, views=firm.views)


def _facts(number: int, buyer: shop.Buyer, owner: UUID, team: UUID, count: int) -> list[Noted]:
    customer = uuid5(shop.NAMES, f"portfolio {number}")
    bodies: list[Fact] = [
        CustomerRegistered(name=buyer.name, phone=buyer.phone, has_phone=True, place="Leith", owner=owner, team=team)
    ]
    for turn in range(1, count - 1):
        day = shop.NOW - timedelta(days=_ago(number, turn, count))
        said = SAID[(number + turn) % len(SAID)]
        bodies.append(
            (
                PurchaseRecorded(amount=2_000 + 137 * ((number + turn) % 50), on=day.date()),
                ContactAttempted(channel=Channel.CALL, outcome=WAYS[(number + turn) % len(WAYS)]),
                NoteAdded(text=said),
            )[turn % 3]
        )
    next_on = shop.NOW.date() + timedelta(days=number % ROUND)
    bodies.append(ContactAttempted(channel=Channel.CALL, outcome=Outcome.SPOKE, next_on=next_on))
    return [
        Noted(
            fact_id=uuid5(customer, str(turn)),
            stream=customer,
            occurred_at=shop.NOW - timedelta(days=_ago(number, turn, count)),
            noted_by=owner,
            body=body,
        )
        for turn, body in enumerate(bodies)
    ]


def _ago(number: int, turn: int, count: int) -> int:
    """Days: in touch every three weeks, the last time some days ago."""
    return 1 + number % ROUND + 21 * (count - turn - 1)
