"""Does one come from the link that `encore serve` prints through one form into one's own firm, on a phone?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.pwa.checks import broken_rules, enlarge, overhang, small_targets
from tests.pwa.conftest import Begin
from tests.pwa.devices import DESK

pytestmark = pytest.mark.browser
PASSWORD = "table green window seven"


def fill(page: Page, **other: str) -> None:
    typed = {"Name of the firm": "Music Corner", "Your name": "Rosa Marin", "Your e-mail": "rosa@music-corner.example"}
    for label, words in {**typed, "Password": PASSWORD, **other}.items():
        page.get_by_label(label, exact=True).fill(words)


def test_from_the_printed_link_into_the_firm(begin: Begin, printed: str) -> None:
    page = begin()
    expect(page.get_by_role("heading", name="Set up your firm")).to_be_visible()
    fill(page)
    page.get_by_role("checkbox", name="Saturday").check()
    page.get_by_role("button", name="Set up and go in").tap()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    for room in ("Today", "Customers", "Team", "People", "Me"):
        expect(page.get_by_role("link", name=room, exact=True)).to_be_visible()
    page.get_by_role("link", name="Me", exact=True).tap()
    expect(page.get_by_text("Salesperson, manager, admin")).to_be_visible()
    expect(page.get_by_text("Sales", exact=True)).to_be_visible()
    other = begin()
    expect(other.get_by_text("Encore is set up here already.")).to_be_visible()
    other.get_by_role("link", name="Go to the start").tap()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize(
    ("zone", "place", "country", "currency"),
    [
        ("Europe/Vienna", "Vienna", "Austria (+43)", "Euro (EUR)"),
        ("Asia/Calcutta", "Kolkata", "India (+91)", "Indian Rupee (INR)"),
        ("America/New_York", "New York", "United States (+1)", "US Dollar (USD)"),
        ("Asia/Kuwait", "Kuwait", "Kuwait (+965)", "Choose …"),
    ],
)
def test_the_place_of_the_phone_is_proposed(look: Begin, zone: str, place: str, country: str, currency: str) -> None:
    page = look(timezone_id=zone)
    for label, words in [("Time zone", place), ("Country", country), ("Currency", currency)]:
        expect(page.get_by_label(label, exact=True).locator("option:checked")).to_have_text(words)


def test_what_one_chooses_stays(look: Begin) -> None:
    page = look()
    page.get_by_label("Currency", exact=True).select_option(label="Swiss Franc (CHF)")
    page.get_by_label("Time zone", exact=True).select_option(label="Zurich")
    expect(page.get_by_label("Country", exact=True)).to_have_value("CH")
    page.get_by_label("Country", exact=True).select_option(label="Liechtenstein (+423)")
    page.get_by_label("Time zone", exact=True).select_option(label="Vaduz")
    expect(page.get_by_label("Country", exact=True)).to_have_value("LI")
    expect(page.get_by_label("Currency", exact=True)).to_have_value("CHF")
    fill(page, Password="Music Corner 2026!")
    page.get_by_role("button", name="Set up and go in").tap()
    expect(page.get_by_text("one of the first that others would try")).to_be_visible()
    expect(page.get_by_label("Password", exact=True)).to_have_value("")
    expect(page.get_by_label("Name of the firm")).to_have_value("Music Corner")
    expect(page.get_by_label("Country", exact=True)).to_have_value("LI")
    expect(page.get_by_label("Time zone", exact=True)).to_have_value("Europe/Vaduz")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", ["phone", "desk"])
def test_no_rule_of_axe_is_broken_and_every_target_is_large(look: Begin, scheme: str, device: str) -> None:
    for path in ("", "/"):
        page = look(path, color_scheme=scheme, **(DESK if device == "desk" else {}))
        assert (path, broken_rules(page)) == (path, [])
        assert (path, small_targets(page)) == (path, [])
    page = look(color_scheme=scheme, **(DESK if device == "desk" else {}))
    page.locator("form").evaluate("(form) => { form.noValidate = true; }")
    page.get_by_role("button", name="Set up and go in").click()
    expect(page.get_by_text("Give the firm a name.")).to_be_visible()
    assert broken_rules(page) == []
    assert small_targets(page) == []


@pytest.mark.parametrize("large", [False, True])
def test_nobody_scrolls_sideways(look: Begin, large: bool) -> None:
    for path in ("", "/"):
        page = look(path, viewport={"width": 390 if large else 320, "height": 700})
        if large:
            enlarge(page)
        assert (path, overhang(page)) == (path, 0)
