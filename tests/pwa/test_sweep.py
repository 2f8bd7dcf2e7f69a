"""Does a sweep go from a manager's tap to a salesperson's worked card in a real browser, for every eye and thumb?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect

from events.customers import RegisterCustomer, register
from events.firm import FIRM
from events.kernel import SYSTEM, Asked, note
from events.purchases import PurchaseRecorded
from events.stated import StateHistory
from events.sweep import AdoptSweepPlan
from events.values import Money
from tests.pwa.checks import broken_rules, enlarge, overhang, settle, small_targets
from tests.pwa.conftest import Open
from tests.pwa.devices import DESK, PHONE
from tests.web.firm import ALICE, MANAGER, NORTH, Firm

pytestmark = pytest.mark.browser
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch & Daughters"


def quiet(firm: Firm, name: str, amount: int, owner: UUID | None) -> UUID:
    """Brought in by an import, bought once long ago."""
    customer = uuid4()
    asked = RegisterCustomer(name=name, phone="+44 131 496 0123", owner=owner, team=NORTH, source="till")
    envelope = Asked(command_id=uuid4(), stream=customer, occurred_at=firm.clock(), noted_by=SYSTEM, commands=())
    bodies = [register(asked), PurchaseRecorded(amount=amount, on=date(2024, 6, 16))]
    firm.store.append_many(note(envelope, bodies), views=firm.views)
    return customer


@pytest.fixture
def stated(firm: Firm) -> UUID:
    """Thirty in the pool, two of Alice's, of whom one only has a stated past."""
    for number in range(30):
        quiet(firm, f"Pooled {number}", 1_000 + number, None)
    quiet(firm, "Tom Brennan", 50_000, ALICE)
    customer = firm.customer(LONG, place="4 High Street, Portobello")
    firm.do(customer, StateHistory(last_order=date(2024, 5, 3), total=Money(124_000), orders=7))
    return customer


def adopt(firm: Firm) -> None:
    firm.do(FIRM, AdoptSweepPlan(a_day=20, since=firm.today))


def test_from_how_many_a_day_to_a_worked_card_and_more_of_the_pool(firm: Firm, stated: UUID, opened: Open) -> None:
    manager = opened("/team", who=MANAGER)
    manager.get_by_role("link", name="Quiet customers").tap()
    expect(manager.get_by_role("heading", name="32 quiet customers: how many a day?")).to_be_visible()
    manager.get_by_role("button", name="20 a day").tap()
    expect(manager.get_by_text("From now on each salesperson has a share")).to_be_visible()
    expect(manager.get_by_role("button", name="20 a day")).to_have_attribute("aria-current", "true")
    today = opened("/queue")
    cards = today.locator("[data-card]")
    expect(today.get_by_role("heading", name="Sweep plan")).to_be_visible()
    expect(cards).to_have_count(2)
    today.get_by_role("link", name="Call Tom Brennan").tap()
    today.locator("dialog[open]").get_by_role("button", name="No answer").tap()
    expect(cards).to_have_count(1)
    today.get_by_role("button", name="Look after the next 20").tap()
    expect(today.get_by_text("20 customers are yours now")).to_be_visible()
    expect(cards).to_have_count(19)


def visited(firm: Firm, stated: UUID, opened: Open, **options: Any) -> Iterator[tuple[Page, str]]:
    manager = opened("/sweep", who=MANAGER, **options)
    yield manager, "/sweep"
    adopt(firm)
    manager.goto("/sweep?said=adopted")
    yield manager, "/sweep?said=adopted"
    seller = opened("/queue?claimed=5&of=20", **options)
    at = f"/customers/{stated}"
    for path in ("/queue?claimed=5&of=20", "/customers?show=pool", at, f"{at}/why", f"{at}/history"):
        seller.goto(path)
        yield seller, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", ["phone", "desk"])
def test_no_rule_of_axe_is_broken_and_every_target_is_large(
    firm: Firm, stated: UUID, opened: Open, scheme: str, device: str
) -> None:
    options = {**(PHONE if device == "phone" else DESK), "color_scheme": scheme}
    for page, path in visited(firm, stated, opened, **options):
        settle(page)
        assert broken_rules(page) == [], path
        assert small_targets(page) == [], path


@pytest.mark.parametrize("large", [False, True])
def test_nobody_scrolls_sideways(firm: Firm, stated: UUID, opened: Open, large: bool) -> None:
    for page, path in visited(firm, stated, opened):
        if large:
            enlarge(page)
        assert overhang(page) <= 0, path
