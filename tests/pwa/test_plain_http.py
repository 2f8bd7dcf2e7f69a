"""Does Encore work on an address that is not private (http in the shop's network), and say what is missing there?"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.pwa.checks import broken_rules, overhang, small_targets
from tests.pwa.conftest import Open
from tests.pwa.devices import DESK, PHONE
from tests.web.firm import ALICE, Firm

pytestmark = pytest.mark.browser
NAME = "encore.test"
"""Of this machine, as a phone in the shop's network would find it: see FLAGS of conftest.py."""
WORDS = "Notes are not kept without a signal here"
PASSWORD = "four plain words here"


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=f"http://{NAME}:{urlsplit(address).port}", **PHONE)
    yield context
    context.close()


@pytest.fixture
def signed_in(phone: BrowserContext, firm: Firm) -> Page:
    """Today, reached by typing a password there: no cookie is handed over."""
    firm.store.sign_in.set_password(ALICE, "alice@encore.example", PASSWORD)
    firm.customer("Tom Brennan", email="tom@example.org", bought=(61, 93, 125))
    page = phone.new_page()
    page.clock.set_fixed_time(firm.clock())
    page.goto("/session/new")
    page.get_by_label("E-mail").fill("alice@encore.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").tap()
    page.wait_for_url("**/queue")
    return page


def test_it_says_what_is_missing_until_that_is_understood(signed_in: Page) -> None:
    assert signed_in.evaluate("() => window.isSecureContext") is False
    expect(signed_in.get_by_text(WORDS)).to_be_visible()
    assert broken_rules(signed_in) == []
    assert small_targets(signed_in) == []
    assert overhang(signed_in) == 0
    signed_in.goto("/me")
    signed_in.get_by_role("region", name="Without a signal").get_by_role("button", name="Understood").tap()
    expect(signed_in.get_by_text(WORDS)).to_have_count(0)
    signed_in.goto("/queue")
    expect(signed_in.get_by_role("heading", name="Tom Brennan")).to_be_visible()
    expect(signed_in.get_by_text(WORDS)).to_have_count(0)


def test_the_notice_stays_while_the_queue_is_redrawn(signed_in: Page) -> None:
    card = signed_in.locator("[data-card]", has_text="Tom Brennan")
    card.get_by_role("link", name="Done").tap()
    signed_in.locator("dialog[open]").get_by_role("link", name="Called").tap()
    signed_in.locator("dialog[open]").get_by_role("button", name="Spoke").tap()
    expect(signed_in.locator("[data-saved]")).to_contain_text("Spoke with Tom Brennan")
    expect(card).to_have_count(0)
    expect(signed_in.get_by_text(WORDS)).to_be_visible()
    signed_in.locator("[data-saved]").get_by_role("button", name="Undo").tap()
    expect(card).to_have_count(1)


def test_plain_forms_work_there_too(browser: Browser, address: str, firm: Firm) -> None:
    context = browser.new_context(base_url=f"http://{NAME}:{urlsplit(address).port}", java_script_enabled=False, **DESK)
    firm.customer("Tom Brennan", bought=(61, 93, 125))
    token = firm.store.sign_in.open_session(ALICE, "Test, Browser", firm.clock())
    context.add_cookies([{"name": "encore", "value": token, "domain": NAME, "path": "/"}])
    page = context.new_page()
    page.goto("/queue")
    page.locator("[data-card]", has_text="Tom Brennan").get_by_role("link", name="Done").click()
    page.get_by_role("link", name="Called").click()
    page.get_by_role("button", name="Spoke").click()
    expect(page.locator("[data-saved]")).to_contain_text("Spoke with Tom Brennan")
    context.close()


def test_no_button_is_shown_that_cannot_copy(browser: Browser, address: str, firm: Firm) -> None:
    context = browser.new_context(base_url=f"http://{NAME}:{urlsplit(address).port}", **DESK)
    firm.customer("Tom Brennan", bought=(61, 93, 125))
    token = firm.store.sign_in.open_session(ALICE, "Test, Browser", firm.clock())
    context.add_cookies([{"name": "encore", "value": token, "domain": NAME, "path": "/"}])
    page = context.new_page()
    page.clock.set_fixed_time(firm.clock())
    page.goto("/queue")
    expect(page.get_by_text("+44 131 496 0123")).to_be_visible()
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("path", ["/queue", "/me"])
def test_this_machine_itself_is_private(opened: Open, firm: Firm, path: str) -> None:
    page = opened(path)
    assert page.evaluate("() => window.isSecureContext") is True
    expect(page.locator("[data-insecure]")).to_have_count(1)
    expect(page.get_by_text(WORDS)).to_have_count(0)
