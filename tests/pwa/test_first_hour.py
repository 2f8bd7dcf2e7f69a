"""Does one come from the set-up link to the first worked card, on a phone, with nothing else asked?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.pwa.checks import broken_rules, overhang, settle, small_targets
from tests.pwa.conftest import Begin
from tests.pwa.test_set_up import fill

pytestmark = pytest.mark.browser
CUSTOMERS = 60


def till(tmp_path: Path) -> Path:
    """Sixty customers of a shop who bought some times, and not lately."""
    today = datetime.now(UTC).date()
    rows = [
        f"{number};Customer {number};020 7946 {number:04};{today - timedelta(days=days + number)};{number + 20},50"
        for number in range(1, CUSTOMERS + 1)
        for days in (200, 260, 320)
    ]
    file = tmp_path / "till.csv"
    file.write_text("Customer number;Name;Phone;Date;Amount\n" + "\n".join(rows) + "\n")
    return file


def test_from_the_set_up_link_to_the_first_worked_card(begin: Begin, tmp_path: Path) -> None:
    page = begin()
    fill(page)
    page.get_by_role("button", name="Set up and go in").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bring your customers in")
    assert (broken_rules(page), small_targets(page), overhang(page)) == ([], [], 0)

    page.get_by_label("A file").set_input_files(till(tmp_path))
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is in the columns?")
    assert (broken_rules(page), small_targets(page), overhang(page)) == ([], [], 0)
    page.get_by_role("button", name="Look it over").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is what it brings", timeout=20_000)
    settle(page)
    assert (broken_rules(page), small_targets(page), overhang(page)) == ([], [], 0)
    expect(page.get_by_text("180 rows, from")).to_be_visible()

    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It is in", timeout=20_000)
    settle(page)
    assert (broken_rules(page), small_targets(page), overhang(page)) == ([], [], 0)
    page.get_by_role("link", name="Go to Today").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    cards = page.locator("[data-card]")
    assert cards.count() == 20, "twenty right calls, and not sixty"
    card = cards.first
    customer = card.get_attribute("data-card")
    card.get_by_role("link", name="Done").tap()
    page.get_by_role("dialog").get_by_role("link", name="Visit").tap()
    page.get_by_role("dialog").get_by_role("button", name="Met next").tap()
    expect(page.locator("[data-saved]")).to_be_visible()
    expect(page.locator(f"[data-card='{customer}']")).to_have_count(0)
