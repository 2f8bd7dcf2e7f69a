"""Is somebody who asks noted in seconds with a signal, one customer once, and does the focus stay with the work?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from events.enquiries import EnquiryReceived, ReceiveEnquiry
from tests.pwa.checks import broken_rules, overhang, settle, small_targets
from tests.pwa.conftest import Open
from tests.web.firm import BOB, Firm

pytestmark = pytest.mark.browser


def captured(page: Page, name: str, phone: str = "") -> None:
    """Three taps from Today, and what was said."""
    page.get_by_role("link", name="Note", exact=True).tap()
    page.get_by_role("dialog").get_by_role("link", name="Somebody asked").tap()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Name", exact=True).fill(name)
    sheet.get_by_label("Phone", exact=True).first.fill(phone)
    sheet.get_by_label("What did they ask?").fill("Do you rent?")
    sheet.get_by_role("button", name="Save", exact=True).tap()


@pytest.mark.parametrize("kept", ["allow", "block"])
def test_who_is_on_the_list_is_meant_with_one_more_tap(opened: Open, firm: Firm, kept: str) -> None:
    rosa = firm.customer("Rosa Marin")
    page = opened("/queue", service_workers=kept)
    page.wait_for_timeout(300)
    captured(page, "Rosa Marin")
    same = page.get_by_role("button", name="It is Rosa Marin: keep it there")
    expect(same).to_be_visible()
    settle(page)
    assert (broken_rules(page), small_targets(page), overhang(page)) == ([], [], 0)
    expect(page.locator("[data-bar]")).not_to_contain_text("Not taken")
    same.tap()
    page.wait_for_url(f"**/customers/{rosa}?saved=*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rosa Marin")
    expect(page.locator("main")).to_contain_text("Asked us today. “Do you rent?”")


def test_what_a_colleague_s_customer_asks_is_left_to_them(opened: Open, firm: Firm) -> None:
    theirs = firm.customer("Else", owner=BOB, phone="+44 131 496 0999")
    page = opened("/queue", service_workers="allow")
    captured(page, "", "0131 496 0999")
    page.get_by_role("button", name="Leave it to Bob Brown").tap()
    page.wait_for_url("**/queue?left=yes")
    expect(page.locator("main")).to_contain_text("whoever looks after them has it on their Today")
    expect(page.locator("[data-state]")).to_contain_text("All sent")
    assert any(isinstance(noted.body, EnquiryReceived) for noted in firm.store.stream(theirs))


def test_somebody_asked_is_in_reach_of_the_thumb_without_scrolling(opened: Open, firm: Firm) -> None:
    for number in range(12):
        firm.do(firm.customer(f"Customer {number}"), ReceiveEnquiry(), by=BOB)
    page = opened("/queue")
    page.get_by_role("link", name="Note", exact=True).tap()
    expect(page.get_by_role("dialog").get_by_role("link", name="Somebody asked")).to_be_in_viewport(ratio=1)


def test_the_focus_follows_whoever_was_taken(opened: Open, firm: Firm) -> None:
    taken = firm.customer("Rosa", owner=None)
    firm.do(taken, ReceiveEnquiry(), by=BOB)
    page = opened("/queue", service_workers="allow")
    page.get_by_role("button", name="I take it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="I take it")).to_have_count(0)
    expect(page.locator(f"[data-card='{taken}'] .card__name")).to_be_focused()
    expect(page.locator("[data-bar]")).to_contain_text("Rosa is yours now")
    page.locator("[data-bar]").get_by_role("button", name="Undo").tap()
    expect(page.get_by_role("button", name="I take it")).to_be_visible()
