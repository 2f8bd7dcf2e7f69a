"""Are enquiries that nobody took seen without a signal, taken with one tap, and nothing lost if another was quicker?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from events.contacts import ContactAttempted
from events.customers import ClaimCustomer
from events.enquiries import ReceiveEnquiry
from events.feedback import NoteFeedback
from events.values import EnquirySource, FeedbackKind
from tests.conftest import Clock
from tests.pwa.checks import broken_rules, overhang, settle, small_targets
from tests.pwa.conftest import Open
from tests.pwa.test_shell import until_stored
from tests.web.firm import ALICE, BOB, NORTH, Firm, told

pytestmark = pytest.mark.browser
MINE, NOBODYS = ".lane:has-text('Promised and waiting')", ".lane:has-text('Asked us, nobody')"


@pytest.fixture
def asked(firm: Firm) -> UUID:
    """Rosa asked, and complained before; nobody looks after her."""
    customer = firm.customer("Rosa", owner=None, phone="+44 131 496 0777")
    firm.do(customer, NoteFeedback(kind=FeedbackKind.COMPLAINT, text="Late twice"), by=BOB, days_ago=2)
    firm.do(customer, ReceiveEnquiry(text="Do you <b>rent</b>?", source=EnquirySource.FAIR), by=BOB)
    return customer


@pytest.fixture
def offline(opened: Open, asked: UUID) -> Callable[[], Page]:
    def open_page() -> Page:
        page = opened("/queue", service_workers="allow")
        until_stored(page)
        page.context.set_offline(True)
        page.goto("/queue")
        return page

    return open_page


def test_what_nobody_took_is_on_today_without_a_signal(
    offline: Callable[[], Page], firm: Firm, clock: Clock, asked: UUID
) -> None:
    page = offline()
    card = page.locator(NOBODYS).locator(f"[data-card='{asked}']")
    expect(card.locator(".card__why")).to_have_text(
        "Asked us today. “Do you <b>rent</b>?” Answer by Mon 2 March, 13:00."
    )
    expect(card.locator(".tag")).to_have_text("Complaint open 2 days")
    expect(card.locator(".button")).to_have_count(1)
    expect(page.locator(MINE)).to_have_count(0)
    settle(page)
    assert broken_rules(page) == []
    assert small_targets(page) == []
    assert overhang(page) == 0
    page.clock.set_fixed_time(clock.now + timedelta(hours=5))
    page.goto("/queue")
    expect(card.locator(".card__why")).to_contain_text("Late since 13:00.")
    card.get_by_role("link", name="Rosa").click()
    expect(page.get_by_role("button", name="I take it")).to_be_visible()


def test_who_is_called_by_a_number_has_no_letters(opened: Open, firm: Firm) -> None:
    firm.do(firm.customer("0131 496 0777", owner=None), ReceiveEnquiry(), by=BOB)
    page = opened("/queue", service_workers="allow")
    expect(page.locator(".avatar")).to_have_text("#")
    until_stored(page)
    page.context.set_offline(True)
    page.goto("/queue")
    expect(page.locator("main")).to_contain_text("Without a signal")
    expect(page.locator("main .avatar")).to_have_text("#")


def test_one_tap_takes_it_and_one_answers_at_once(offline: Callable[[], Page], firm: Firm, asked: UUID) -> None:
    page = offline()
    page.get_by_role("button", name="I take it").tap()
    card = page.locator(MINE).locator(f"[data-card='{asked}']")
    expect(card).to_be_visible()
    expect(card.locator(".card__name")).to_be_focused()
    expect(page.locator(NOBODYS)).to_have_count(0)
    expect(page.locator("[data-state]")).to_contain_text("On this phone: 1")
    expect(page.locator("[data-bar]")).to_contain_text("Saved on this phone")
    page.reload()
    expect(page.locator(MINE).locator(f"[data-card='{asked}']")).to_be_visible()
    with page.expect_response("**/sync"):
        page.context.set_offline(False)
    expect(page.locator("[data-state]")).to_contain_text("All sent")
    assert told(firm.client(ALICE), f"/customers/{asked}")["owner"] == str(ALICE)


def test_undone_before_it_is_sent_it_stands_with_everybody(
    offline: Callable[[], Page], firm: Firm, asked: UUID
) -> None:
    page = offline()
    page.get_by_role("button", name="I take it").tap()
    expect(page.locator(MINE)).to_be_visible()
    page.locator("[data-bar]").get_by_role("button", name="Undo").tap()
    expect(page.locator(NOBODYS).locator(f"[data-card='{asked}']")).to_be_visible()
    expect(page.locator(MINE)).to_have_count(0)
    with page.expect_response("**/sync"):
        page.context.set_offline(False)
    expect(page.locator("[data-state]")).to_contain_text("All sent")
    assert told(firm.client(ALICE), f"/customers/{asked}")["owner"] is None


def test_who_was_not_the_first_is_told_kindly_and_keeps_what_they_noted(
    offline: Callable[[], Page], firm: Firm, clock: Clock, asked: UUID
) -> None:
    page = offline()
    clock.move(timedelta(minutes=1))
    firm.do(asked, ClaimCustomer(owner=BOB, team=NORTH), by=BOB)
    clock.move(timedelta(minutes=1))
    page.clock.set_fixed_time(clock.now)
    page.get_by_role("button", name="I take it").tap()
    page.locator(f"{MINE} [data-card='{asked}'] a.card__link").tap()
    page.locator("main").get_by_role("link", name="Note", exact=True).tap()
    page.get_by_role("dialog").get_by_role("button", name="Spoke").first.tap()
    expect(page.locator("[data-state]")).to_contain_text("On this phone: 2")
    with page.expect_response("**/sync"):
        page.context.set_offline(False)
    expect(page.locator("[data-state]")).to_contain_text("On this phone: 1")
    page.goto("/waiting")
    expect(page.locator("[data-waiting-list]")).to_contain_text("Somebody else was quicker, and looks after this")
    assert [noted.noted_by for noted in firm.store.stream(asked) if isinstance(noted.body, ContactAttempted)] == [ALICE]
    page.goto("/queue")
    expect(page.locator("[data-card]")).to_have_count(0)
