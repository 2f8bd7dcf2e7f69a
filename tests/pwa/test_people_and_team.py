"""Do signing in, people, the team and one's own page work in a real browser, for every eye and thumb?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from events.follow_ups import MakePromise
from events.team import NoteAbsence
from tests.pwa.checks import broken_rules, enlarge, overhang, settle, small_targets
from tests.pwa.conftest import Open
from tests.pwa.devices import DESK, PHONE
from tests.web.firm import ADMIN, ALICE, BOB, MANAGER, Firm

pytestmark = pytest.mark.browser
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch & Daughters"
PASSWORD = "four words in a row"


@pytest.fixture
def week(firm: Firm) -> Firm:
    """A week with promises on three days, a pool, and somebody away."""
    for name, days in [("Rosa Marin", 0), ("Tom Brennan", 2), (LONG, 2), ("محمد الفارسي", 7)]:
        customer = firm.customer(name, bought=(30,))
        firm.do(customer, MakePromise(on=firm.today + timedelta(days=days), note="the autumn order"), by=ALICE)
    for number in range(25):
        firm.customer(f"Customer {number}", bought=(45, 75, 105 + number))
    firm.do(firm.customer("Nobody's", owner=None), MakePromise(on=firm.today))
    away = NoteAbsence(
        first_day=firm.today + timedelta(days=1), last_day=firm.today + timedelta(days=3), stand_in=ALICE
    )
    firm.do(BOB, away)
    return firm


def visited(firm: Firm, opened: Open, **options: Any) -> Iterator[tuple[Page, str]]:
    """Every page of these rooms in turn, opened by who may."""
    alices, day = f"/people/{ALICE}", (firm.today + timedelta(days=2)).isoformat()
    team = [
        "/team",
        f"/team/{ALICE}/queue",
        f"/team/{ALICE}/devices",
        f"/team/{BOB}/queue",
        "/team/week?moved=3&of=3",
        "/team/pool",
    ]
    for who, paths in [
        (ALICE, ["/me"]),
        (MANAGER, ["/me", *team, f"/team/{ALICE}/week/{day}"]),
        (ADMIN, ["/people", "/people/new", alices, f"{alices}?said=moved&moved=3&of=5"]),
    ]:
        page = opened("/me", who=who, **options)
        for path in paths:
            page.goto(path)
            yield page, path
    page.context.clear_cookies()
    page.goto("/session/new")
    yield page, "/session/new"


def test_somebody_who_is_invited_gets_in_and_out_and_in_again(browser: Browser, opened: Open, address: str) -> None:
    page = opened("/people", who=ADMIN)
    page.get_by_role("link", name="Invite somebody").tap()
    page.get_by_label("Name").fill("Kim Sato")
    page.get_by_label("E-mail").fill("alice@encore.example")
    page.get_by_role("button", name="Make the link").tap()
    expect(page.get_by_text("Somebody with this e-mail address works here already.")).to_be_visible()
    page.get_by_label("E-mail").fill("kim@encore.example")
    page.get_by_role("button", name="Make the link").tap()
    link = page.locator("dialog[open]").get_by_label("The link").input_value()
    context = browser.new_context(base_url=address, **PHONE)
    theirs = context.new_page()
    theirs.goto(link)
    expect(theirs.get_by_role("heading", name="Welcome, Kim Sato")).to_be_visible()
    theirs.get_by_label("Password").fill(PASSWORD)
    theirs.get_by_role("button", name="Set the password and sign in").tap()
    expect(theirs.get_by_role("heading", name="Today", exact=True)).to_be_visible()
    theirs.get_by_role("link", name="Me", exact=True).tap()
    theirs.get_by_role("button", name="Sign out").tap()
    theirs.get_by_label("E-mail").fill("kim@encore.example")
    theirs.get_by_label("Password").fill("not this one, no")
    theirs.get_by_role("button", name="Sign in").tap()
    expect(theirs.get_by_text("is not right")).to_be_visible()
    expect(theirs.get_by_label("E-mail")).to_have_value("kim@encore.example")
    theirs.get_by_label("Password").fill(PASSWORD)
    theirs.get_by_role("button", name="Sign in").tap()
    expect(theirs.get_by_role("heading", name="Today", exact=True)).to_be_visible()
    context.close()


def test_the_link_is_copied(opened: Open) -> None:
    page = opened(f"/people/{ALICE}", who=ADMIN, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Make a new link").tap()
    sheet = page.locator("dialog[open]")
    sheet.get_by_role("button", name="Copy the link for Alice Adams").tap()
    expect(sheet.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == sheet.get_by_label("The link").input_value()


def test_a_plan_size_that_cannot_be_is_said_beside_the_field(opened: Open) -> None:
    page = opened("/me")
    field = page.get_by_label("Cards a day")
    field.fill("12")
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(page.get_by_text("up to 12 cards")).to_be_visible()
    page.locator("form", has=field).evaluate("(form) => { form.noValidate = true; }")
    field.fill("900")
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(page.get_by_text("Choose between 1 and 200 cards a day.")).to_be_visible()
    expect(field).to_have_value("900")


def test_on_a_phone_a_week_has_room_for_every_name(week: Firm, opened: Open) -> None:
    page = opened("/team/week", who=MANAGER)
    expect(page.get_by_role("listitem").filter(has_text="Promise: Tom Brennan")).to_be_visible()
    expect(page.get_by_role("link", name="Promise: Tom Brennan")).to_have_count(0)
    cells = page.locator("a.week__cell").evaluate_all("all => all.map((one) => one.getBoundingClientRect().right)")
    assert max(cells) <= 390, "seven days beside each other"


def test_a_promise_moves_to_another_day_and_customers_to_another_person(week: Firm, opened: Open) -> None:
    page = opened("/team/week", who=MANAGER, **DESK)
    page.get_by_role("link", name=re.compile("Promise: Tom Brennan")).click()
    page.get_by_role("link", name="Another day for Tom Brennan").click()
    page.locator("dialog[open]").get_by_role("button", name="1 week").click()
    expect(page.locator("[data-saved]")).to_contain_text("Tom Brennan")
    expect(page.get_by_role("link", name="Another day for Tom Brennan")).to_have_count(0)
    page.get_by_role("checkbox", name="Llanfair").check()
    page.get_by_role("button", name="Move those ticked").click()
    expect(page.get_by_text("1 customer was moved.")).to_be_visible()


def test_who_leaves_hands_the_customers_over(week: Firm, opened: Open) -> None:
    page = opened(f"/people/{ALICE}", who=ADMIN)
    page.get_by_text("No longer works here").tap()
    page.get_by_role("button", name="End their access").tap()
    expect(page.get_by_text("Signed out everywhere.")).to_be_visible()
    page.get_by_label("Who looks after the 29 customers").select_option("Bob Brown (North)")
    page.get_by_role("button", name="Hand over").tap()
    expect(page.get_by_text("29 customers have a new owner.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", ["phone", "desk"])
def test_no_rule_of_axe_is_broken_and_every_target_is_large(week: Firm, opened: Open, scheme: str, device: str) -> None:
    for page, path in visited(week, opened, color_scheme=scheme, **(DESK if device == "desk" else {})):
        assert (path, broken_rules(page)) == (path, [])
        assert (path, small_targets(page)) == (path, [])


def test_an_open_sheet_with_a_link_breaks_no_rule(opened: Open) -> None:
    page = opened(f"/people/{ALICE}", who=ADMIN)
    page.get_by_role("button", name="Make a new link").tap()
    expect(page.locator("dialog[open]")).to_be_visible()
    settle(page)
    assert broken_rules(page) == []
    assert small_targets(page) == []


@pytest.mark.parametrize("large", [False, True])
def test_nobody_scrolls_sideways(week: Firm, opened: Open, large: bool) -> None:
    for page, path in visited(week, opened, viewport={"width": 390 if large else 320, "height": 700}):
        if large:
            enlarge(page)
        assert (path, overhang(page)) == (path, 0)
