"""Does a card stay under the finger that is on it, when what was noted before comes back from the server just then?"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.pwa.noting import Day, all_sent

pytestmark = pytest.mark.browser
DOWN = "window.dispatchEvent(new PointerEvent('pointerdown'))"
THROUGH = "window.dispatchEvent(new PointerEvent('click'))"


def test_the_list_waits_for_the_tap(day: Day) -> None:
    for at, name in enumerate(("Tom", "Rosa")):
        day.firm.customer(name, bought=(61 + at, 93 + at, 125 + at))
    _, page = day.at_work()
    cards = page.locator("[data-card]")
    expect(cards).to_have_count(2)
    page.locator("[data-card] a:visible", has_text="Call").first.tap()
    page.get_by_role("dialog").get_by_role("button", name="No answer").tap()
    page.evaluate(DOWN)
    all_sent(page)
    expect(cards).to_have_count(2)
    page.evaluate(THROUGH)
    expect(cards).to_have_count(1)
