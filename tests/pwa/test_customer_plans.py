"""Is a plan one tap on a phone, and are its screens for every eye and thumb?"""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.sync_api import expect

from events.firm import FIRM
from events.relationship_plans import AFTER_A_FIRST_SALE, READY_MADE, WriteRelationshipPlan
from events.started_plans import PlanStepDone, RelationshipPlanStarted, RelationshipPlanStopped
from tests.pwa.checks import broken_rules, enlarge, overhang, settle, small_targets
from tests.pwa.conftest import Open
from tests.web.firm import MANAGER, Firm

pytestmark = pytest.mark.browser
PLAN = UUID(int=0x91A)


def test_a_plan_begins_goes_on_and_stops_by_taps_on_the_same_page(firm: Firm, opened: Open) -> None:
    firm.do(FIRM, WriteRelationshipPlan(plan=PLAN, name=AFTER_A_FIRST_SALE, steps=READY_MADE), by=MANAGER)
    customer = firm.customer("Tom Brennan", bought=(3,))
    page = opened(f"/customers/{customer}")
    page.get_by_text("Start a plan").tap()
    page.get_by_role("button", name=AFTER_A_FIRST_SALE).tap()
    expect(page.locator("[data-saved]")).to_contain_text("Plan started for Tom Brennan")
    expect(page.get_by_text("On plan: 0 of 4")).to_be_visible()
    page.get_by_role("button", name="Done Thank-you card").tap()
    expect(page.get_by_text("On plan: 1 of 4")).to_be_visible()
    settle(page)
    assert broken_rules(page) == []
    assert small_targets(page) == []
    page.get_by_text("Stop the plan").tap()
    page.get_by_role("button", name="It does not fit").tap()
    expect(page.get_by_text("Ended on 2 March: stopped.")).to_be_visible()
    kinds = (RelationshipPlanStarted, PlanStepDone, RelationshipPlanStopped)
    assert [type(one.body) for one in firm.store.stream(customer) if isinstance(one.body, kinds)] == list(kinds)


def test_the_screens_of_a_manager_are_for_every_eye(firm: Firm, opened: Open) -> None:
    firm.do(FIRM, WriteRelationshipPlan(plan=PLAN, name=AFTER_A_FIRST_SALE, steps=READY_MADE), by=MANAGER)
    firm.customer("Tom Brennan", bought=(3,))
    page = opened("/relationship-plans", who=MANAGER)
    at = f"/relationship-plans/{PLAN}"
    for path in ("/relationship-plans", "/relationship-plans/new?ready=yes", at, f"{at}/starts/new"):
        page.goto(path)
        settle(page)
        assert broken_rules(page) == [], path
        assert small_targets(page) == [], path
        enlarge(page)
        assert overhang(page) == 0, path
    page.goto(f"{at}/starts/new")
    page.get_by_role("button", name="Start it with 1 customer").tap()
    page.wait_for_url("**said=begun**")
    expect(page.get_by_text("It began with 1 customer.")).to_be_visible()
