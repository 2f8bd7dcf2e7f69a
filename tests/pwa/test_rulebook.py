"""Does a manager get from a number to its effect and to another rulebook in a browser, for every eye and thumb?"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.pwa.checks import broken_rules, overhang, settle, small_targets
from tests.pwa.conftest import Open
from tests.pwa.devices import DESK, PHONE
from tests.web.firm import MANAGER, Firm

pytestmark = pytest.mark.browser


def in_order(page: Page) -> None:
    settle(page)
    assert broken_rules(page) == []
    assert small_targets(page) == []
    assert overhang(page) <= 0


@pytest.mark.parametrize("device", [PHONE, DESK], ids=["phone", "desk"])
def test_from_a_number_to_another_rulebook(firm: Firm, opened: Open, device: dict[str, Any]) -> None:
    for number in range(3):
        firm.customer(f"Customer {number}", bought=(10, 40, 70))
    page = opened("/rulebook", who=MANAGER, **device)
    in_order(page)
    page.locator("summary", has_text="Gone quiet").click()
    page.locator("summary", has_text="Another segment").click()
    page.get_by_label("After at least … days of silence").fill("")
    page.get_by_label("Name", exact=True).fill("Trade")
    page.evaluate("() => { for (const form of document.forms) form.noValidate = true; }")
    page.get_by_role("button", name="Look at the effect").click()
    expect(page.get_by_text("Write a whole number, such as 20.")).to_be_visible()
    in_order(page)
    page.get_by_label("After at least … days of silence").fill("40")
    page.get_by_role("textbox", name="With the tag").fill("Trade")
    page.get_by_role("textbox", name="With the tag").press("Enter")
    expect(page.get_by_role("heading", name="cards a day, now")).to_be_visible()
    in_order(page)
    page.get_by_label("What shall this version be called?").fill("Autumn")
    page.get_by_role("button", name="Adopt these numbers").click()
    expect(page.get_by_text("These numbers decide from now on.")).to_be_visible()
    expect(page.get_by_role("heading", name="Autumn")).to_be_visible()
    in_order(page)
