"""What can a salesperson see and do without a signal? Today, everybody they look after, and every sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from playwright.sync_api import Page, expect

from events.contacts import LogContactAttempt
from events.enquiries import ReceiveEnquiry
from events.feedback import NoteFeedback
from events.firm import FIRM
from events.follow_ups import MakePromise
from events.rulebook import AdoptRulebook, Rulebook
from events.sweep import AdoptSweepPlan
from events.team import NoteAbsence
from events.values import Channel, FeedbackKind, Outcome
from tests.conftest import Clock
from tests.pwa.checks import broken_rules, overhang, settle, small_targets
from tests.pwa.conftest import Open
from tests.web.firm import ALICE, BOB, Firm, told

pytestmark = pytest.mark.browser
STORED = """() => new Promise((resolve, reject) => {
  const opening = indexedDB.open(`encore-${document.querySelector("meta[name=encore-person]").content}`);
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const asked = opening.result.transaction(["meta"]).objectStore("meta").get("pack");
    asked.onsuccess = async () => {
      opening.result.close();
      const shell = await caches.match("/waiting", { ignoreVary: true });
      resolve(Boolean(asked.result && shell && navigator.serviceWorker.controller));
    };
  };
})"""
NO_SIGNAL = "Without a signal"


@pytest.fixture
def tom(firm: Firm) -> UUID:
    """Gone quiet for 61 days; Rosa beside him has a promise and a complaint, Zoë is due much later."""
    tom = firm.customer(email="tom@example.org", place="Portobello", bought=(61, 93, 125, 157))
    spoke = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, note="Ask <b>after</b> Easter")
    firm.do(tom, spoke, by=ALICE, days_ago=70)
    rosa = firm.customer("Rosa Marin", place="Leith", phone="+44 131 496 0777")
    firm.do(rosa, MakePromise(on=firm.today, note="the autumn order"), by=ALICE)
    firm.do(rosa, NoteFeedback(kind=FeedbackKind.COMPLAINT, text="Late twice"), by=ALICE, days_ago=2)
    firm.customer("Zoë Łukasz", email="zoe@example.org")
    return tom


@pytest.fixture
def offline(opened: Open, tom: UUID) -> Callable[..., Page]:
    """Opens a page with a signal, then another one without; `who` is signed in."""

    def open_page(path: str, **options: Any) -> Page:
        page = opened("/queue", service_workers="allow", **options)
        until_stored(page)
        page.context.set_offline(True)
        page.goto(path)
        return page

    return open_page


def until_stored(page: Page) -> None:
    for _ in range(100):
        if page.evaluate(STORED):
            return
        page.wait_for_timeout(100)
    raise AssertionError("nothing was stored")


def test_today_has_the_cards_of_the_queue_in_its_order(offline: Callable[..., Page], firm: Firm) -> None:
    queue = told(firm.client(ALICE), "/queue")
    page = offline("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    expect(page.locator("main")).to_contain_text(f"{NO_SIGNAL}: as of 09:00.")
    expect(page.locator("[data-card]").first).to_be_visible()
    shown = page.locator("[data-card]").evaluate_all("(all) => all.map((one) => one.dataset.card)")
    assert shown == [card["customer"] for card in queue["cards"]]
    expect(page.locator(".progress")).to_contain_text("0 of 2")
    rosa = page.locator("[data-card]").first
    expect(rosa.locator(".card__why")).to_have_text(
        "Complained 2 days ago. “Late twice” Say how it ended by Mon 2 March."
    )
    expect(rosa.locator("em")).to_have_text("2 days ago")
    expect(rosa.locator(".tag")).to_have_text("Promise for 2 March")
    expect(rosa.locator(".button--main").first).to_contain_text("Say how it ended")


def test_a_customer_never_opened_is_whole(offline: Callable[..., Page], tom: UUID) -> None:
    page = offline(f"/customers/{tom}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tom Brennan")
    expect(page.locator("main")).to_contain_text("Usually every 32 days, now 61. Ask how things are.")
    expect(page.locator(".story")).to_contain_text("Spoke by phone. “Ask <b>after</b> Easter”")
    expect(page.locator(".story b")).to_have_count(0)
    expect(page.locator(".story__fact").first).to_contain_text("Bought for £45.")
    call = page.locator("a[data-call]").first
    expect(call).to_have_attribute("href", "tel:+441314960123")
    expect(call).to_have_attribute("data-sheet-url", f"/customers/{tom}/contact-attempts/new?channel=call")


def test_what_is_open_has_its_buttons(offline: Callable[..., Page]) -> None:
    page = offline("/customers")
    page.get_by_role("link", name="Rosa Marin").click()
    expect(page.locator(".portrait__open")).to_have_count(2)
    page.get_by_role("button", name="Kept").click()
    expect(page.locator("[data-bar]")).to_contain_text("Saved on this phone.")
    expect(page.locator("[data-state]")).to_contain_text("On this phone: 1")


def test_a_tap_is_followed_though_the_signal_returns_just_then(offline: Callable[..., Page]) -> None:
    page = offline("/customers")
    rosa = page.get_by_role("link", name="Rosa Marin")
    rosa.wait_for()
    page.evaluate("""() => addEventListener("beforeunload", () => {
      setTimeout(() => dispatchEvent(new Event("online")));
    }, { once: true })""")
    rosa.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rosa Marin")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bren", ["Tom Brennan"]),
        ("LUKA", ["Zoë Łukasz"]),
        ("zoe", ["Zoë Łukasz"]),
        ("496 0777", ["Rosa Marin"]),
        ("0131 496 0777", ["Rosa Marin"]),
        ("leith rosa", ["Rosa Marin"]),
        ("ennan", []),
        ("", ["Rosa Marin", "Tom Brennan", "Zoë Łukasz"]),
    ],
)
def test_everybody_is_found(offline: Callable[..., Page], typed: str, found: list[str]) -> None:
    page = offline("/customers")
    page.get_by_role("searchbox").fill("nobody at all")
    expect(page.locator("[data-found]")).to_have_text("Nobody on this phone is found as “nobody at all”.")
    page.get_by_role("searchbox").fill(typed)
    expect(page.locator("[data-found] .row__name")).to_have_text(found)


def test_a_sheet_opens_with_this_customer_in_it_and_saves(offline: Callable[..., Page], tom: UUID) -> None:
    page = offline("/queue")
    page.locator(f"[data-card='{tom}'] a:visible", has_text="Call").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("heading")).to_have_text("How did it go with Tom Brennan?")
    expect(sheet.locator("[name=rule]").first).to_have_value("gone_quiet")
    expect(sheet.locator("[name=occurred_at]").first).to_have_value("2026-03-02T09:00:00.000Z")
    assert "1970" not in sheet.inner_html()
    sheet.get_by_role("button", name="No answer").click()
    expect(page.locator("[data-bar]")).to_contain_text("Tom Brennan")
    expect(page.locator("[data-state]")).to_contain_text("On this phone: 1")


def test_only_who_is_missed_is_asked_what_changed(offline: Callable[..., Page], tom: UUID) -> None:
    page = offline("/queue")
    page.locator(".card", has_text="Rosa Marin").get_by_role("link", name="Done").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_text("Not now")).to_be_visible()
    expect(sheet.get_by_text("What changed?")).to_have_count(0)
    sheet.locator("[data-close]").click()
    page.locator(f"[data-card='{tom}']").get_by_role("link", name="Done").click()
    expect(sheet.get_by_text("What changed?")).to_be_visible()
    sheet.get_by_role("button", name="Price").click()
    expect(page.locator("[data-bar]")).to_contain_text("Tom Brennan")
    expect(page.locator("[data-state]")).to_contain_text("On this phone: 1")


def test_details_are_filled_in_and_dates_are_of_today(
    offline: Callable[..., Page], firm: Firm, clock: Clock, tom: UUID
) -> None:
    page = offline(f"/customers/{tom}")
    page.clock.set_fixed_time(clock.now + timedelta(days=2))
    page.locator("main").get_by_role("link", name="Correct").first.click()
    sheet = page.get_by_role("dialog")
    for label, value in (("Name", "Tom Brennan"), ("Phone", "+44 131 496 0123"), ("Place", "Portobello")):
        expect(sheet.get_by_label(label)).to_have_value(value)
    sheet.locator("[data-close]").click()
    page.locator("main").get_by_role("link", name="Note", exact=True).click()
    sheet.get_by_role("link", name="Purchase").click()
    expect(sheet.get_by_label("Day")).to_have_value("2026-03-04")


def test_words_of_a_fact_can_be_put_right(offline: Callable[..., Page], tom: UUID) -> None:
    page = offline(f"/customers/{tom}")
    page.locator(".story").get_by_role("link", name="Correct").first.click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("textbox")).to_have_value("Ask <b>after</b> Easter")
    expect(sheet.locator("[name=correct]")).to_have_value("yes")


def test_a_note_begins_with_whom_it_is_about(offline: Callable[..., Page]) -> None:
    page = offline("/me")
    expect(page.locator("main")).to_contain_text("This page needs a signal")
    page.get_by_role("link", name="Note", exact=True).click()
    sheet = page.get_by_role("dialog")
    expect(sheet.locator(".row__name")).to_have_text(["Rosa Marin", "Tom Brennan", "Zoë Łukasz"])
    sheet.get_by_role("searchbox").fill("bren")
    sheet.get_by_role("link", name="Tom Brennan").click()
    expect(sheet.get_by_role("heading", level=2)).to_have_text("What happened with Tom Brennan?")


@pytest.mark.parametrize(
    ("path", "behind", "sheet"),
    [
        ("/customers/{tom}/notes/new", "Tom Brennan", "Note on Tom Brennan"),
        ("/customers/{tom}/contact-attempts/new?channel=call", "Tom Brennan", "How did it go with Tom Brennan?"),
        ("/customers/new", "Customers", "New customer"),
    ],
)
def test_the_page_of_a_sheet_opens_it(
    offline: Callable[..., Page], tom: UUID, path: str, behind: str, sheet: str
) -> None:
    page = offline(path.format(tom=tom))
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2).first).to_have_text(sheet)
    dialog.locator("[data-close]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(behind)


def test_a_new_customer_is_there_before_the_server_knows(offline: Callable[..., Page]) -> None:
    page = offline("/customers")
    page.get_by_role("link", name="New customer").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("Name").fill("Nina Novak")
    sheet.get_by_label("Phone").fill("0131 496 0999")
    sheet.get_by_label("What did they ask us?").fill("A price list")
    sheet.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/customers/*-*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nina Novak")
    expect(page.locator(".story")).to_contain_text("on this phone")
    page.goto("/customers?q=nina")
    expect(page.get_by_role("main").get_by_text("Nina Novak")).to_be_visible()
    page.goto("/queue")
    expect(page.locator("[data-card]", has_text="Nina Novak")).to_contain_text("“A price list”")


def test_somebody_asks_where_there_is_no_signal(offline: Callable[..., Page]) -> None:
    page = offline("/queue")
    page.get_by_role("link", name="Note").click()
    page.get_by_role("link", name="Somebody asked").click()
    sheet = page.get_by_role("dialog", name="Somebody asked")
    settle(page)
    assert (broken_rules(page), small_targets(page), overhang(page) <= 0) == ([], [], True)
    sheet.get_by_role("textbox", name="Phone").fill("0131 496 0777")
    sheet.get_by_role("radio", name="Walk-in").check()
    sheet.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/customers/*-*")
    page.goto("/queue")
    expect(page.locator("[data-card]", has_text="0131 496 0777")).to_contain_text("Asked us something.")


def test_a_pack_of_another_day_shows_what_is_due_now_and_says_so(
    opened: Open, firm: Firm, clock: Clock, tom: UUID
) -> None:
    firm.do(firm.customer("Wendy Wed"), MakePromise(on=firm.today + timedelta(days=2)), by=ALICE)
    page = opened("/queue", service_workers="allow")
    until_stored(page)
    page.context.set_offline(True)
    expect(page.locator("[data-card]", has_text="Wendy Wed")).to_have_count(0)
    page.clock.set_fixed_time(clock.now + timedelta(days=2))
    page.goto("/queue")
    expect(page.locator("main")).to_contain_text("as of 09:00 on Mon 2 March. Plan of Monday.")
    expect(page.locator("[data-card]", has_text="Wendy Wed")).to_contain_text("Promised for today.")
    page.clock.set_fixed_time(clock.now + timedelta(days=8))
    page.goto("/queue")
    expect(page.locator("main")).to_contain_text("This page needs a signal")
    expect(page.locator("[data-card]")).to_have_count(0)


def test_a_pack_of_whoever_else_signed_in_is_not_kept(opened: Open, firm: Firm, tom: UUID) -> None:
    page, of_bob = opened("/livez", service_workers="allow"), firm.client(BOB).get("/sync/pack").get_json()
    page.context.route("**/sync/pack*", lambda route: route.fulfill(json=of_bob))
    with page.expect_response("**/sync/pack*"):
        page.goto("/queue")
    page.wait_for_timeout(500)
    assert page.evaluate(STORED) is False
    page.context.unroute("**/sync/pack*")
    page.goto("/queue")
    until_stored(page)


@pytest.mark.parametrize("path", ["/queue", "/customers", "/customers/{tom}", "/me", "/waiting", "/note"])
def test_everybody_can_use_it(offline: Callable[..., Page], tom: UUID, path: str) -> None:
    page = offline(path.format(tom=tom))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(300)
    for _ in range(2):
        assert broken_rules(page) == []
        assert small_targets(page) == []
        assert overhang(page) <= 0
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 320, "height": 700})


def test_everybody_can_use_a_sheet(offline: Callable[..., Page], tom: UUID) -> None:
    page = offline(f"/customers/{tom}")
    page.locator("main").get_by_role("link", name="Note", exact=True).click()
    page.get_by_role("dialog").wait_for()
    settle(page)
    assert broken_rules(page) == []
    assert small_targets(page) == []


def test_the_plan_of_the_phone_is_that_of_the_server(opened: Open, firm: Firm, clock: Clock) -> None:
    """On the day of the pack and on each of the next ones, with a sweep, a limit, a stand-in and what was worked."""
    book(firm)
    pack = firm.client(ALICE).get("/sync/pack").get_json()
    page = opened("/me", service_workers="allow")
    for days in range(8):
        clock.now = datetime(2026, 3, 2 + days, 9, tzinfo=UTC)
        queue = told(firm.client(ALICE), "/queue")
        day = clock.now.date().isoformat()
        shown = page.evaluate(
            """async ([pack, day]) => {
              const { plan } = await import("/static/js/due.js");
              const found = plan(pack, pack.customers, day);
              return [found.cards.map((card) => card.customer.id), found.waiting];
            }""",
            [pack, day],
        )
        assert shown[0] == [card["customer"] for card in queue["cards"]], day
        waiting = {lane.lower(): count for lane, count in queue["waiting"].items()}
        assert {LANES[int(lane)]: count for lane, count in shown[1].items()} == waiting, day


LANES = ("", "promised", "quiet", "changed", "second", "pleased", "thanks", "plan", "sweep", "shadow")


def book(firm: Firm) -> None:
    firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(plan_cards=5)))
    for days in (20, 29, 31, 33, 61, 90, 100, 130, 200):
        firm.customer(bought=(days, days + 32, days + 64))
        firm.customer(bought=(days,))
    for days in (400, 500, 600, 700):
        firm.customer(bought=(days,))
    for days in (0, 1, 4, 6):
        firm.do(firm.customer(), MakePromise(on=firm.today + timedelta(days=days)), by=ALICE)
    firm.do(firm.customer(), ReceiveEnquiry(), by=ALICE, days_ago=1)
    spoke = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE)
    for days in (0, 57, 58, 62, 118):
        firm.do(firm.customer(bought=(500, 530)), spoke, by=ALICE, days_ago=days)
    theirs = firm.customer(owner=BOB, bought=(61, 93, 125))
    firm.do(theirs, MakePromise(on=firm.today), by=BOB)
    firm.do(BOB, NoteAbsence(first_day=firm.today, last_day=firm.today + timedelta(days=20), stand_in=ALICE), by=BOB)
    firm.do(FIRM, AdoptSweepPlan(since=firm.today, a_day=1), by=ALICE)


def test_a_new_customer_gets_the_id_that_the_server_gives(opened: Open, firm: Firm) -> None:
    page = opened("/me", service_workers="allow")
    for noted in (uuid4(), UUID(int=0), UUID(int=2**128 - 1)):
        found = page.evaluate(
            "async (id) => (await import('/static/js/ids.js')).idOf(id, 'customer')",
            str(noted),
        )
        assert found == str(uuid5(noted, "customer"))
