"""Can a manager settle what signed-out devices handed over, with a thumb, for every eye?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Clock
from tests.pwa.checks import broken_rules, enlarge, overhang, settle, small_targets
from tests.pwa.conftest import Open
from tests.pwa.devices import DESK
from tests.web.firm import ALICE, MANAGER, Firm
from tests.web.phone import Phone, statuses

pytestmark = pytest.mark.browser
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch & Daughters"


@pytest.fixture
def held(firm: Firm, clock: Clock) -> Firm:
    """Five notes of Alice's lost phone: one cannot be taken, one is about somebody new who may be on the list."""
    tom, long = firm.customer("Tom Brennan"), firm.customer(LONG)
    phone = Phone(firm, ALICE)
    phone.client.environ_base["HTTP_USER_AGENT"] = "iPhone Safari"
    items = [
        phone.note(_on(tom, "contact-attempts"), channel="call", outcome="spoke", note="Likes blue", next_on="+7"),
        phone.note(_on(long, "feedback"), kind="complaint", text="The lid was cracked, and nobody rang back. " * 4),
        phone.note(_on(long, "purchases"), amount="a lot"),
        phone.note("/customers", name="tom brennan", phone="0131 496 0999", ask="yes"),
        phone.note(_on(tom, "notes"), text="محمد prefers the morning"),
    ]
    firm.store.sign_in.end_sessions(ALICE, clock.now)
    clock.move(timedelta(hours=5))
    assert statuses(phone.post(*items).get_json()["results"]) == ["accepted"] * 5
    return firm


def _on(customer: UUID, what: str) -> str:
    return f"/customers/{customer}/{what}"


def test_from_the_team_to_the_last_note(held: Firm, opened: Open) -> None:
    page = opened("/team", who=MANAGER)
    page.get_by_role("link", name="5 notes are held").tap()
    expect(page.get_by_role("heading", name="Held notes")).to_be_visible()
    first = page.get_by_role("article").filter(has_text="Likes blue")
    expect(first).to_contain_text("Spoke by phone. Next in 7 days.")
    expect(first).to_contain_text("Alice Adams")
    first.get_by_role("button", name="Take it").tap()
    expect(page.get_by_role("status").filter(has_text="Taken.")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(4)
    broken = page.get_by_role("article").filter(has_text="a lot")
    broken.get_by_role("button", name="Take it").tap()
    expect(broken.get_by_role("alert")).to_contain_text("Write the amount as 45.00")
    broken.get_by_text("Leave it out", exact=True).first.tap()
    broken.get_by_role("button", name="Leave it out").tap()
    expect(page.get_by_text("Left out.")).to_be_visible()
    page.get_by_role("button", name="Take all 3").tap()
    expect(page.get_by_text("Taken: 2 of 3.")).to_be_visible()
    alike = page.get_by_role("article")
    expect(alike).to_contain_text("and perhaps the same")
    alike.get_by_role("button", name="Take it").tap()
    expect(page.get_by_role("heading", name="Nothing is held")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", ["phone", "desk"])
def test_no_rule_of_axe_is_broken_and_every_target_is_large(held: Firm, opened: Open, scheme: str, device: str) -> None:
    page = opened("/team/held", who=MANAGER, color_scheme=scheme, **(DESK if device == "desk" else {}))
    every_way_out_open(page)
    assert broken_rules(page) == []
    assert small_targets(page) == []
    for path in ("/team", "/team/held?said=all&taken=2&of=3"):
        page.goto(path)
        assert (path, broken_rules(page), small_targets(page)) == (path, [], [])


def every_way_out_open(page: Page) -> None:
    for more in page.locator("details").all():
        more.locator("summary").click()
    settle(page)


@pytest.mark.parametrize("large", [False, True])
def test_nobody_scrolls_sideways(held: Firm, opened: Open, large: bool) -> None:
    page = opened("/team/held", who=MANAGER, viewport={"width": 390 if large else 320, "height": 700})
    every_way_out_open(page)
    if large:
        enlarge(page)
    assert overhang(page) == 0


def test_without_a_script_each_button_works(held: Firm, opened: Open) -> None:
    page = opened("/team/held", who=MANAGER, java_script_enabled=False)
    page.get_by_role("article").filter(has_text="Likes blue").get_by_role("button", name="Take it").tap()
    expect(page.get_by_text("Taken.")).to_be_visible()
    page.get_by_role("article").filter(has_text="a lot").get_by_role("button", name="Take it").tap()
    expect(page.get_by_text("Write the amount as 45.00")).to_be_visible()
