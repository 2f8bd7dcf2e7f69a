"""Is asking for a yes one tap from the card, and is "May we call?" for every eye?"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from events.consent import ConsentGiven
from tests.pwa.checks import broken_rules, enlarge, overhang, settle, small_targets
from tests.pwa.conftest import Open
from tests.pwa.devices import DESK
from tests.web.firm import MANAGER, Firm

pytestmark = pytest.mark.browser
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch & Daughters"


def test_asking_is_one_tap_and_a_yes_opens_the_way(firm: Firm, opened: Open) -> None:
    customer = firm.customer("Tom Brennan", email="tom@example.org", bought=(61, 93, 125))
    page = opened("/queue")
    card = page.locator("[data-card]", has_text="Tom Brennan")
    expect(card.get_by_role("link", name="E-mail Tom Brennan")).to_have_count(0)
    card.get_by_role("link", name="E-mail: not asked: ask").tap()
    sheet = page.locator("dialog[open]")
    expect(sheet).to_contain_text("May we be in touch with Tom Brennan?")
    expect(sheet.get_by_label("For what")).to_have_value("email")
    settle(page)
    assert broken_rules(page) == []
    assert small_targets(page) == []
    sheet.get_by_label("On the phone").check()
    sheet.get_by_role("button", name="They said yes").tap()
    expect(page.locator("[data-saved]")).to_contain_text("Tom Brennan may be contacted")
    expect(card.get_by_role("link", name="E-mail Tom Brennan", exact=True)).to_be_visible()
    expect(card.get_by_role("link", name="E-mail: not asked: ask")).to_have_count(0)
    expect(card.get_by_role("link", name="Text: not asked: ask")).to_be_visible()
    assert page.url.endswith("/queue")
    said = [noted.body for noted in firm.store.stream(customer) if isinstance(noted.body, ConsentGiven)]
    assert [(one.channel, one.source) for one in said] == [("email", "on the phone")]


def test_asking_from_a_customers_page_stays_there(firm: Firm, opened: Open) -> None:
    customer = firm.customer("Tom Brennan", bought=(61, 93, 125))
    page = opened(f"/customers/{customer}")
    page.get_by_role("link", name="Text: not asked: ask").tap()
    page.locator("dialog[open]").get_by_role("button", name="They said no").tap()
    expect(page.locator("[data-saved]")).to_contain_text("does not want this")
    expect(page.get_by_role("link", name="Text: not asked: ask")).to_have_count(0)
    assert page.url.endswith(f"/customers/{customer}")


def test_a_manager_states_why_we_may_call(firm: Firm, opened: Open) -> None:
    page = opened("/me", who=MANAGER)
    page.get_by_role("link", name="State why").tap()
    page.get_by_text("They are customers").tap()
    page.get_by_label("Where is that written or said?").fill("On every order form")
    page.get_by_role("button", name="State it").tap()
    page.wait_for_url("**/me?said=basis")
    expect(page.get_by_text("existing customers, stated 2 March by Mona Marsh")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_of_axe_is_broken_and_every_target_is_large(firm: Firm, opened: Open, scheme: str) -> None:
    customer = firm.customer(LONG, email="tom@example.org", bought=(61, 93, 125))
    firm.client(MANAGER).post("/contact-basis", data={"basis": "agreed", "source": "the order form", "wording": "Yes?"})
    page = opened("/contact-basis", who=MANAGER, color_scheme=scheme)
    for path in ("/contact-basis", "/me", f"/customers/{customer}"):
        page.goto(path)
        assert (path, broken_rules(page)) == (path, [])
        assert (path, small_targets(page)) == (path, [])


@pytest.mark.parametrize("large", [False, True])
def test_nobody_scrolls_sideways(firm: Firm, opened: Open, large: bool) -> None:
    firm.customer(LONG, email="tom@example.org", bought=(61, 93, 125))
    page = opened("/queue", viewport={"width": 390 if large else 320, "height": 700})
    if large:
        enlarge(page)
    assert overhang(page) == 0
    page = opened("/contact-basis", who=MANAGER, viewport={"width": 390 if large else 320, "height": 700})
    if large:
        enlarge(page)
    assert overhang(page) == 0


def test_it_is_stated_without_scripts(firm: Firm, opened: Open) -> None:
    page = opened("/contact-basis", who=MANAGER, java_script_enabled=False, **DESK)
    page.get_by_label("A contract").check()
    page.get_by_label("Where is that written or said?").fill("The service contract")
    page.get_by_role("button", name="State it").click()
    expect(page.get_by_text("a contract, stated 2 March by Mona Marsh")).to_be_visible()
