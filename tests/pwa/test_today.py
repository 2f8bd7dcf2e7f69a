"""Does Today work in a real browser: by thumb, by keyboard alone, without scripts, for every eye?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from events.contacts import ContactAttempted, LogContactAttempt
from events.enquiries import ReceiveEnquiry
from events.feedback import FeedbackNoted, NoteFeedback
from events.follow_ups import MakePromise
from events.kernel import Fact
from events.notes import FactUndone
from events.values import Channel, FeedbackKind, Outcome
from tests.pwa.checks import broken_rules, enlarge, focused, overhang, settle, small_targets
from tests.pwa.conftest import Open
from tests.pwa.devices import DESK
from tests.web.firm import ALICE, Firm

pytestmark = pytest.mark.browser
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch & Daughters"


def facts(firm: Firm, kind: type[Fact]) -> list[Any]:
    """Everything of one kind that is in the log."""
    with firm.store.database.read() as tx:
        rows = tx.execute("SELECT customer FROM live_directory").fetchall()
    streams = [firm.store.stream(UUID(bytes=bytes(row[0]))) for row in rows]
    return [noted.body for stream in streams for noted in stream if isinstance(noted.body, kind)]


@pytest.fixture
def day(firm: Firm) -> Firm:
    """A day with cards of several lanes, and one customer whom nobody can reach."""
    complaining = firm.customer("Rosa Marin", place="Leith", bought=(20,))
    firm.do(complaining, NoteFeedback(kind=FeedbackKind.COMPLAINT, text="A week late"), by=ALICE, days_ago=2)
    firm.do(complaining, MakePromise(on=firm.today), by=ALICE, days_ago=3)
    firm.do(firm.customer("محمد الفارسي", phone=None), ReceiveEnquiry(text="A price list?"), by=ALICE, days_ago=1)
    quiet = firm.customer("Tom Brennan", place="Portobello", email="tom@example.org", bought=(61, 93, 125))
    firm.do(quiet, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE), by=ALICE, days_ago=100)
    firm.customer(LONG, bought=(45, 75, 105))
    firm.customer("Lee New", bought=(35,))
    return firm


def sheet(page: Page) -> Any:
    return page.locator("dialog[open]")


def test_a_call_is_saved_with_two_taps_and_undone_with_one(day: Firm, opened: Open) -> None:
    page = opened("/queue")
    card = page.locator("[data-card]", has_text="Tom Brennan")
    card.get_by_role("link", name="Call Tom Brennan").tap()
    expect(sheet(page)).to_contain_text("How did it go with Tom Brennan?")
    expect(sheet(page)).to_contain_text("Started 09:00")
    sheet(page).get_by_role("button", name="No answer again tomorrow").tap()
    bar = page.locator("[data-saved]")
    expect(bar).to_contain_text("No answer from Tom Brennan")
    expect(bar).to_contain_text("Next Tue 3 March.")
    expect(card).to_have_count(0)
    expect(page.locator("[data-redraw=progress]")).to_contain_text("1 of 5")
    bar.get_by_role("button", name="Undo").tap()
    expect(bar).to_contain_text("Undone: No answer from Tom Brennan")
    expect(card).to_have_count(1)
    assert [attempt.outcome for attempt in facts(day, ContactAttempted)] == ["spoke", "no_answer"]
    assert len(facts(day, FactUndone)) == 1


def test_another_date_is_chosen_with_two_taps(day: Firm, opened: Open) -> None:
    page = opened("/queue")
    page.locator("[data-card]", has_text="Tom Brennan").get_by_role("link", name="Call").tap()
    sheet(page).get_by_role("button", name="Spoke").tap()
    page.locator("[data-saved]").get_by_role("link", name="Another date").tap()
    sheet(page).get_by_role("button", name="2 weeks").tap()
    expect(page.locator("[data-saved]")).to_contain_text("Next Mon 16 March.")


def test_a_complaint_on_a_visit_asks_for_words(day: Firm, opened: Open) -> None:
    page = opened("/queue")
    page.locator("[data-card]", has_text="Tom Brennan").get_by_role("link", name="Done").tap()
    sheet(page).get_by_role("link", name="Visit").tap()
    sheet(page).get_by_role("button", name="Complaint").tap()
    sheet(page).get_by_label("In your words").fill("The box was open")
    sheet(page).get_by_role("button", name="Save").tap()
    expect(page.locator("[data-saved]")).to_contain_text("Note on Tom Brennan")
    expect(page.locator("[data-card]", has_text="Tom Brennan")).to_contain_text("The box was open")
    assert len(facts(day, FeedbackNoted)) == 2


def test_note_takes_three_taps_and_no_typing(day: Firm, opened: Open) -> None:
    page = opened("/queue")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Note").tap()
    sheet(page).get_by_role("link", name="Lee New").tap()
    sheet(page).get_by_role("button", name="Pleased").tap()
    expect(page.locator("[data-saved]")).to_contain_text("Lee New is pleased")


def test_somebody_is_found_while_one_types(day: Firm, opened: Open) -> None:
    page = opened("/queue")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Note").tap()
    sheet(page).get_by_role("searchbox").press_sequentially("porto")
    expect(sheet(page).get_by_role("link")).to_have_count(4)
    expect(sheet(page).get_by_role("link", name="Tom Brennan")).to_be_visible()


def test_ten_cards_are_worked_by_keyboard_alone(firm: Firm, opened: Open) -> None:
    for number in range(11):
        firm.customer(f"Customer {number}", bought=(45 + number, 75 + number, 105 + number))
    page = opened("/queue", **DESK)
    page.locator("[data-card] h3").first.focus()
    for _ in range(10):
        order: list[str] = page.locator("[data-card]").evaluate_all("(all) => all.map((one) => one.dataset.card)")
        assert focused(page)["card"] == order[0]
        _tab_to(page, "Call", "Log call")
        page.keyboard.press("Enter")
        expect(sheet(page)).to_be_visible()
        _tab_to(page, "Spoke")
        page.keyboard.press("Enter")
        expect(page.locator("[data-card]")).to_have_count(len(order) - 1)
        page.wait_for_function("() => document.activeElement?.closest('[data-card]')")
        assert (focused(page)["card"], focused(page)["tag"]) == (order[1], "H3")
    expect(page.locator("[data-live]")).to_contain_text("Next")
    assert len(facts(firm, ContactAttempted)) == 10


def _tab_to(page: Page, *words: str) -> None:
    """Go on with the Tab key until what begins with one of these words has the focus."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if focused(page)["words"].startswith(words):
            return
    raise AssertionError(f"the Tab key never reached {words}")


def test_everything_is_saved_without_scripts(day: Firm, opened: Open) -> None:
    page = opened("/queue", java_script_enabled=False, **DESK)
    page.locator("[data-card]", has_text="Tom Brennan").get_by_role("link", name="Done").click()
    page.get_by_role("link", name="Called").click()
    page.get_by_role("button", name="Spoke").click()
    assert page.url.split("?")[0].endswith("/queue")
    bar = page.locator("[data-saved]")
    expect(bar).to_contain_text("Spoke with Tom Brennan")
    expect(page.locator("[data-card]", has_text="Tom Brennan")).to_have_count(0)
    bar.get_by_role("link", name="Another date").click()
    page.get_by_role("button", name="1 week").click()
    expect(bar).to_contain_text("Next Mon 9 March.")
    bar.get_by_role("button", name="Undo").click()
    expect(bar).to_contain_text("Undone: Next date for Tom Brennan")


SHEETS = (
    "contact-attempts/new?channel=call",
    "contact-attempts/new?channel=visit",
    "contact-attempts/new?channel=email",
    "next-dates/new",
    "put-offs/new",
    "promises/new",
    "done/new",
    "feedback/new",
    "enquiries/new",
    "purchases/new",
    "notes/new",
)


def screens(firm: Firm) -> list[str]:
    """Every page of this room, and each sheet as a page."""
    customer = firm.customer(LONG, place="Llanfairpwllgwyngyll", bought=(61, 93, 125))
    firm.do(customer, NoteFeedback(kind=FeedbackKind.COMPLAINT), by=ALICE)
    return ["/queue", "/note", f"/note/{customer}", *(f"/customers/{customer}/{one}" for one in SHEETS)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", ["phone", "desk"])
def test_no_rule_of_axe_is_broken_and_every_target_is_large(day: Firm, opened: Open, scheme: str, device: str) -> None:
    page = opened("/queue", color_scheme=scheme, **(DESK if device == "desk" else {}))
    for path in screens(day):
        page.goto(path)
        assert (path, broken_rules(page)) == (path, [])
        assert (path, small_targets(page)) == (path, [])


def test_an_open_sheet_breaks_no_rule_either(day: Firm, opened: Open) -> None:
    page = opened("/queue")
    page.locator("[data-card]", has_text="Tom Brennan").get_by_role("link", name="Call").tap()
    expect(sheet(page)).to_be_visible()
    settle(page)
    assert broken_rules(page) == []
    assert small_targets(page) == []
    sheet(page).get_by_role("button", name="Spoke").tap()
    expect(page.locator("[data-saved]")).to_be_visible()
    settle(page)
    assert broken_rules(page) == []
    assert small_targets(page) == []


@pytest.mark.parametrize("large", [False, True])
def test_nobody_scrolls_sideways(day: Firm, opened: Open, large: bool) -> None:
    width = 390 if large else 320
    page = opened("/queue", viewport={"width": width, "height": 700})
    for path in screens(day):
        page.goto(path)
        if large:
            enlarge(page)
        assert (path, overhang(page)) == (path, 0)
