"""Can everybody read and use the screens of a customer: by ear, by thumb, on a small phone and in large letters?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from events.consent import GiveConsent
from events.contacts import LogContactAttempt
from events.enquiries import ReceiveEnquiry
from events.feedback import NoteFeedback
from events.follow_ups import MakePromise
from events.notes import UndoFact
from events.tags import TagCustomer
from events.values import Channel, FeedbackKind, Outcome
from tests.pwa.conftest import Open
from tests.pwa.devices import DESK
from tests.web.firm import ALICE, BOB, Firm

pytestmark = pytest.mark.browser
AXE = (Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text()
SMALL: ViewportSize = {"width": 320, "height": 700}
LARGE_LETTERS = "document.documentElement.style.fontSize = '200%'"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TOO_SMALL = """
    () => Array.from(document.querySelectorAll("main a, main button, main input, main summary, main select"))
      .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".unseen"))
      .map((one) => (one.matches("input[type=radio], input[type=checkbox]") ? one.closest("label") : one))
      .map((one) => [one.textContent.trim() || one.tagName, one.getBoundingClientRect()])
      .filter(([, box]) => box.width > 2 && (box.height < 43.5 || box.width < 43.5))
      .map(([words, box]) => `${words}: ${Math.round(box.width)} x ${Math.round(box.height)}`)
"""
SCREENS = {
    "list": "/customers",
    "found": "/customers?q=tom",
    "nobody found": "/customers?q=Brenan",
    "new": "/customers/new?q=Brenan",
    "customer": "/customers/{customer}",
    "why": "/customers/{customer}/why",
    "history": "/customers/{customer}/history",
    "as we knew it": "/customers/{customer}?known_on={day}",
    "as it was": "/customers/{customer}?true_on={day}",
    "before anything": "/customers/{customer}?known_on=2020-01-01",
    "details": "/customers/{customer}/details/new",
    "consent": "/customers/{customer}/consents/new",
    "loss": "/customers/{customer}/loss/new",
    "loss reason": "/customers/{customer}/loss-reason/new",
    "gone": "/customers/{customer}/gone/new",
}
EACH = pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)


@pytest.fixture
def customer(firm: Firm) -> UUID:
    """One of whom there is something of everything."""
    made = firm.customer("Tom Brennan", email="tom@example.org", place="Portobello", bought=(61, 93, 125, 157))
    firm.customer("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", owner=None)
    spoke = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, note="Too busy before Easter, ask me after.")
    firm.do(made, TagCustomer(tag="wholesale"), by=ALICE)
    firm.do(made, spoke, by=ALICE, days_ago=70)
    visit = firm.do(made, LogContactAttempt(channel=Channel.VISIT, outcome=Outcome.MET), by=BOB, days_ago=20)
    firm.do(made, UndoFact(of=visit.recorded[0].fact_id), by=ALICE)
    firm.do(made, GiveConsent(channel=Channel.TEXT, source="in person"), by=ALICE)
    firm.do(made, ReceiveEnquiry(text="A price list?"), MakePromise(on=firm.today, note="Autumn order"), by=ALICE)
    firm.do(made, NoteFeedback(kind=FeedbackKind.COMPLAINT, text="Late twice"), by=ALICE)
    return made


def address(screen: str, customer: UUID, firm: Firm) -> str:
    return screen.format(customer=customer, day=firm.today - timedelta(days=10))


def faults(page: Page) -> list[str]:
    """What axe finds wrong."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run().then((report) => report.violations)")
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


@EACH
def test_a_screen_serves_eyes_ears_thumbs_small_phones_and_large_letters(
    opened: Open, firm: Firm, customer: UUID, screen: str
) -> None:
    page = opened(address(screen, customer, firm))
    assert faults(page) == []
    assert page.evaluate(TOO_SMALL) == []
    page.emulate_media(color_scheme="dark")
    assert faults(page) == []
    page.set_viewport_size(SMALL)
    assert page.evaluate(OVERFLOW) <= 0
    page.evaluate(LARGE_LETTERS)
    assert page.evaluate(OVERFLOW) <= 0


def test_typing_finds_and_an_empty_result_leads_to_the_new_customer(opened: Open, firm: Firm, customer: UUID) -> None:
    page = opened("/customers")
    page.get_by_role("searchbox").fill("bren")
    expect(page.locator("[data-redraw='found']")).to_contain_text("1 found")
    page.get_by_role("searchbox").fill("Brenan")
    page.get_by_role("link", name="Add “Brenan”").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_label("Name")).to_have_value("Brenan")
    sheet.get_by_role("button", name="Save").click()
    page.wait_for_url("**/customers/*saved=*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Brenan")
    expect(page.locator("[data-saved]")).to_contain_text("New customer: Brenan")


def test_a_double_is_shown_in_the_sheet_and_saved_anyway(opened: Open, firm: Firm, customer: UUID) -> None:
    page = opened("/customers")
    page.get_by_role("link", name="New customer").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Name").fill("Tom Brennan")
    sheet.get_by_role("button", name="Save", exact=True).click()
    expect(sheet.get_by_role("link", name="Tom Brennan")).to_be_visible()
    sheet.get_by_label("Name").press("Enter")
    expect(sheet.get_by_role("link", name="Tom Brennan")).to_be_visible()
    expect(sheet.get_by_label("Name")).to_have_value("Tom Brennan")
    sheet.get_by_role("button", name="Save anyway").click()
    page.wait_for_url("**/customers/*saved=*")


def test_one_tap_answers_a_consent_and_the_page_says_so(opened: Open, firm: Firm, customer: UUID) -> None:
    page = opened(f"/customers/{customer}")
    row = page.get_by_role("listitem").filter(has_text="May be called: not asked")
    row.get_by_role("button", name="Yes").click()
    expect(page.locator("[data-saved]")).to_contain_text("Tom Brennan may be contacted")
    expect(page.get_by_text("May be called: yes, 2 March")).to_be_visible()
    page.locator("[data-saved]").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("May be called: not asked")).to_be_visible()


def test_details_are_put_right_in_a_sheet_and_the_heading_follows(opened: Open, firm: Firm, customer: UUID) -> None:
    page = opened(f"/customers/{customer}")
    page.get_by_role("link", name="Correct", exact=True).first.click()
    page.get_by_role("dialog").get_by_label("Name").fill("Thomas Brennan")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thomas Brennan")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_undo_in_the_history_strikes_it_through_in_its_place(opened: Open, firm: Firm, customer: UUID) -> None:
    page = opened(f"/customers/{customer}/history?kind=contacts")
    spoke = page.get_by_role("listitem").filter(has_text="Spoke by phone")
    spoke.get_by_role("button", name="Undo").click()
    expect(page.locator(".story__fact--undone").filter(has_text="Spoke by phone")).to_be_visible()
    expect(page.get_by_text("Bought for")).to_have_count(0)


def test_the_slider_and_the_neighbours_lead_through_the_days(opened: Open, firm: Firm, customer: UUID) -> None:
    page = opened(f"/customers/{customer}", **DESK)
    page.get_by_role("link", name="On another day").click()
    page.get_by_role("link", name="As it was").click()
    expect(page.get_by_text("Had happened by that day")).to_be_visible()
    slider = page.get_by_role("slider", name="Day")
    slider.focus()
    slider.press("Home")
    slider.dispatch_event("change")
    page.wait_for_url(f"**true_on={firm.today - timedelta(days=157)}")
    page.get_by_role("link", name="bought").click()
    page.wait_for_url(f"**true_on={firm.today - timedelta(days=125)}")
    expect(page.get_by_text("so far, 2 orders")).to_be_visible()
