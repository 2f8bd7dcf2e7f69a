"""Can what is seldom noted be noted of a customer where there is no signal: tags, plans, who brought whom?"""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from events.firm import FIRM
from events.relationship_plans import PlanStep, StepKind, WriteRelationshipPlan
from events.tags import TagCustomer
from tests.pwa.checks import broken_rules, overhang, settle, small_targets
from tests.pwa.conftest import Open
from tests.pwa.test_shell import until_stored
from tests.web.firm import ALICE, MANAGER, Firm, told

pytestmark = pytest.mark.browser


def test_tags_referrals_and_plans_are_noted_where_there_is_no_signal(opened: Open, firm: Firm) -> None:
    tom, rosa = firm.customer(bought=(61, 93)), firm.customer("Ruth Reed", place="Leith")
    firm.do(tom, TagCustomer(tag="garden"), by=ALICE)
    steps = (PlanStep(name="A card", after_days=2, kind=StepKind.CARD),)
    firm.do(FIRM, WriteRelationshipPlan(plan=uuid4(), name="First sale", steps=steps), by=MANAGER)
    page = opened("/queue", service_workers="allow")
    until_stored(page)
    page.context.set_offline(True)
    page.goto(f"/customers/{tom}")
    expect(page.locator("main summary")).to_have_count(2)
    for summary in page.locator("main summary").all():
        summary.tap()
    settle(page)
    assert (broken_rules(page), small_targets(page), overhang(page) <= 0) == ([], [], True)
    page.evaluate("document.dispatchEvent(new Event('encore:pack'))")  # What is open stays so when it is drawn anew.
    settle(page)
    page.get_by_role("button", name="garden take off").tap()
    page.get_by_label("What kind of customer?").fill("wholesale")
    page.get_by_role("button", name="Add", exact=True).tap()
    page.get_by_role("button", name="First sale 1 step").tap()
    page.get_by_role("link", name="Who brought them?").tap()
    sheet = page.get_by_role("dialog", name="Who brought Tom Brennan?")
    expect(sheet.get_by_role("button", name="Tom Brennan")).to_have_count(0)
    sheet.get_by_role("searchbox").fill("reed")
    settle(page)
    assert (broken_rules(page), small_targets(page), overhang(page) <= 0) == ([], [], True)
    sheet.get_by_role("button", name="Ruth Reed Leith").tap()
    page.get_by_role("link", name="We sent them somebody").tap()
    sheet = page.get_by_role("dialog", name="Whom did you send to Tom Brennan?")
    sheet.get_by_label("Whom, and what for").fill("The bakery")
    sheet.get_by_role("button", name="Save").tap()
    expect(page.locator("[data-state]")).to_contain_text("On this phone: 5")
    page.context.set_offline(False)
    expect(page.locator("[data-state]")).to_contain_text("All sent", timeout=15_000)
    shown = told(firm.client(ALICE), f"/customers/{tom}")
    assert shown["tags"] == ["wholesale"]
    assert shown["plan"]["name"] == "First sale"
    sentences = [one["sentence"] for one in told(firm.client(ALICE), f"/customers/{tom}/history")["facts"]]
    assert {"Brought by Ruth Reed.", "We sent them somebody: “The bakery”"} < set(sentences)
    assert told(firm.client(ALICE), f"/customers/{rosa}/history")["facts"][0]["sentence"] == "Brought Tom Brennan."
