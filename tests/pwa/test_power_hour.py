"""Does a power hour run from first to last without a signal, go on after the phone died, and can everybody use it?"""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from events.contacts import ContactAttempted, LogContactAttempt
from events.firm import FIRM
from events.follow_ups import FollowUpPutOff
from events.library import KeepValueItem, ValueKind
from events.power_hours import (
    EndPowerHour,
    PlanPowerHour,
    PowerHourEnded,
    PowerHourPaused,
    PowerHourPlanned,
    PowerHourResumed,
)
from events.rulebook import AdoptRulebook, Rulebook
from events.values import Channel, Outcome, Touch
from tests.pwa.checks import broken_rules, overhang, small_targets
from tests.pwa.conftest import Open
from tests.pwa.noting import Day, all_sent, online, unsent, until
from tests.web.firm import ALICE, MANAGER, Firm

pytestmark = pytest.mark.browser
HOUR = UUID(int=0x40)


def due(firm: Firm) -> list[UUID]:
    return [firm.customer(name, bought=(61 + at, 93 + at, 125 + at)) for at, name in enumerate(("Tom", "Rosa", "Cleo"))]


def far(page: Page, words: str) -> None:
    expect(page.locator("[data-hour-ask]")).to_contain_text(words)


def looked_back(page: Page) -> dict[str, str]:
    """Each word of the look-back with what stands beside it."""
    pairs = page.locator(".pairs__pair")
    texts = [(pair.locator("dt").inner_text(), pair.locator("dd").inner_text().strip()) for pair in pairs.all()]
    return dict(texts)


def work(page: Page, outcome: str) -> None:
    """Call whoever is on the card, and say how it went."""
    page.locator("[data-card] a:visible", has_text="Call").first.tap()
    page.get_by_role("dialog").get_by_role("button", name=outcome).tap()


def test_an_hour_without_a_signal_from_first_to_last_survives_a_dead_phone(day: Day) -> None:
    due(day.firm)
    phone, page = day.at_work()
    until(page, lambda: page.evaluate("async () => (await indexedDB.databases()).length > 0"))
    page.context.set_offline(True)
    page.goto("/hour")
    page.get_by_label("How many cards?").fill("3")
    page.get_by_role("radio", name="25 minutes").check()
    page.get_by_role("button", name="Start").tap()
    page.wait_for_url(re.compile("/hours/"))
    far(page, "0 of 3 · 25 minutes left")
    expect(page.locator("[data-card]")).to_have_count(1)
    work(page, "Said no")
    far(page, "1 of 3")
    expect(page.locator("main")).to_contain_text("A no is an answer")
    expect(page.locator("dialog")).to_have_count(0)
    path = page.url
    phone.stop()
    page = phone.start("/session/new")
    page.context.set_offline(True)
    page.goto("/hour")
    page.get_by_role("link", name="Go on with it").tap()
    far(page, "1 of 3")
    page.get_by_role("button", name="Pause").tap()
    page.get_by_role("button", name="Go on").tap()
    page.get_by_role("link", name="Skip", exact=True).tap()
    page.get_by_role("dialog").get_by_role("button", name="No time").tap()
    far(page, "2 of 3")
    work(page, "No answer")
    expect(page.get_by_role("heading", name="All done")).to_be_visible()
    page.get_by_role("button", name="End and look back").tap()
    expect(page.get_by_role("heading", name="Looking back")).to_be_focused()
    expect(page.locator("main")).to_contain_text("Once there is a signal")
    expect(page.locator("main")).not_to_contain_text("another phone")
    assert looked_back(page) == {
        "Cards": "3 of 3 planned",
        "Time": "0 minutes of 25 planned",
        "Reached": "1",
        "No answer": "1",
        "Yes": "0",
        "No": "1",
        "Skipped": "1: no time",
        "Next dates that you chose": "0",
    }
    assert (broken_rules(page), small_targets(page), overhang(page)) == ([], [], 0)
    online(page, path)
    all_sent(page)
    kinds = (PowerHourPlanned, ContactAttempted, PowerHourPaused, PowerHourResumed, FollowUpPutOff, PowerHourEnded)
    assert [len(day.noted(kind)) for kind in kinds] == [1, 2, 1, 1, 1, 1]
    bodies = [noted.body for noted in day.noted(ContactAttempted)]
    assert [one.outcome for one in bodies if isinstance(one, ContactAttempted)] == [Outcome.SAID_NO, Outcome.NO_ANSWER]
    assert {str(getattr(noted.body, "hour", None)) for kind in (ContactAttempted, FollowUpPutOff)
            for noted in day.noted(kind)} == {path.rpartition("/")[2]}  # fmt: skip
    online(page, path)
    expect(page.locator("main")).to_contain_text("Looking back")


def test_what_was_taken_back_or_done_elsewhere_is_told_apart_without_a_signal(day: Day) -> None:
    tom, rosa, cleo = due(day.firm)
    day.firm.do(HOUR, PlanPowerHour(cards=10, minutes=60, goal="Two orders"), by=ALICE)
    day.firm.do(cleo, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, hour=HOUR), by=ALICE)
    _, page = day.at_work()
    until(page, lambda: page.evaluate("async () => (await indexedDB.databases()).length > 0"))
    page.context.set_offline(True)
    page.goto(f"/hours/{HOUR}")
    far(page, "1 of 3")
    work(page, "Said no")
    page.locator("[data-bar]").get_by_role("button", name="Undo").tap()
    far(page, "1 of 3")
    expect(page.locator("main")).not_to_contain_text("A no is an answer")
    work(page, "Ordered")
    far(page, "2 of 3")
    page.get_by_role("button", name="End", exact=True).tap()
    expect(page.get_by_role("heading", name="Looking back")).to_be_visible()
    told = looked_back(page)
    assert {name: told[name] for name in ("Cards", "Reached", "Yes", "No")} == {
        "Cards": "2 of 10 planned", "Reached": "1", "Yes": "1", "No": "0",
    }  # fmt: skip
    expect(page.locator("main")).to_contain_text("Wanted: Two orders")
    expect(page.locator("main")).to_contain_text("Done on another phone, and not counted here: 1.")
    page.get_by_role("button", name="Go on with it").tap()
    far(page, "2 of 3")
    page.get_by_role("button", name="End", exact=True).tap()
    expect(page.get_by_role("heading", name="Looking back")).to_be_visible()
    assert {tom, rosa} > {UUID(item["customer"]) for item in unsent(page) if item["to"].startswith("/customers")}


def test_what_was_sent_as_done_counts_no_more_once_it_is_undone_without_a_signal(day: Day) -> None:
    due(day.firm)
    day.firm.do(HOUR, PlanPowerHour(cards=10, minutes=60), by=ALICE)
    _, page = day.at_work(path=f"/hours/{HOUR}")
    until(page, lambda: page.evaluate("async () => (await indexedDB.databases()).length > 0"))
    first = page.locator("[data-card]").get_attribute("data-card")
    with page.expect_response(re.compile("/sync/pack")):
        work(page, "Said no")
        far(page, "1 of 3")
    all_sent(page)
    page.context.set_offline(True)
    page.goto(f"/hours/{HOUR}")
    far(page, "1 of 3")
    page.goto(f"/customers/{first}")
    page.locator("main").get_by_role("button", name="Undo").first.tap()
    until(page, lambda: len(unsent(page)) == 1)
    page.goto(f"/hours/{HOUR}")
    far(page, "0 of 2")  # why they are due is for the server to say
    expect(page.locator("main")).not_to_contain_text("A no is an answer")


@pytest.mark.parametrize("signal", [True, False])
def test_what_is_worth_saying_is_sent_from_the_card_and_done_with_it(day: Day, signal: bool) -> None:
    tip = KeepValueItem(item=UUID(int=0x7117), kind=ValueKind.TIP, title="Pruning roses", words="In March, {name}.")
    day.firm.do(FIRM, tip, by=MANAGER)
    due(day.firm)
    _, page = day.at_work()
    until(page, lambda: page.evaluate("async () => (await indexedDB.databases()).length > 0"))
    page.context.set_offline(not signal)
    page.goto("/hour")
    page.get_by_label("How many cards?").fill("2")
    page.get_by_role("button", name="Start").tap()
    page.wait_for_url(re.compile("/hours/"))
    far(page, "0 of 2")
    page.get_by_role("link", name="Worth saying: Pruning roses").tap()
    page.get_by_role("dialog").get_by_role("button", name="Posted").tap()
    far(page, "1 of 2")
    expect(page.get_by_role("link", name="Worth saying: Pruning roses")).to_have_count(1)
    hour = page.url.rpartition("/")[2]
    online(page, "/queue")
    all_sent(page)
    (noted,) = day.noted(ContactAttempted)
    assert isinstance(noted.body, ContactAttempted)
    assert (noted.body.item, str(noted.body.hour), noted.body.touch) == (tip.item, hour, Touch.VALUE)


def test_those_who_could_wait_come_next_also_without_a_signal(day: Day) -> None:
    due(day.firm)
    day.firm.do(FIRM, AdoptRulebook(rulebook=Rulebook(plan_cards=1)), by=MANAGER)
    _, page = day.at_work()
    until(page, lambda: page.evaluate("async () => (await indexedDB.databases()).length > 0"))
    page.context.set_offline(True)
    page.goto("/hour")
    expect(page.locator("main")).to_contain_text("Left of today: 1. Plan more")
    expect(page.locator("main")).to_contain_text("the most urgent first: 2.")
    page.get_by_role("button", name="Start").tap()
    page.wait_for_url(re.compile("/hours/"))
    for nth in range(3):
        far(page, f"{nth} of 3")
        work(page, "No answer")
    expect(page.get_by_role("heading", name="All done")).to_be_visible()


def test_a_signal_that_goes_in_the_midst_of_an_hour_stops_nothing(day: Day) -> None:
    due(day.firm)
    _, page = day.at_work(path="/hour")
    page.get_by_role("button", name="Start").tap()
    page.wait_for_url(re.compile("/hours/"))
    far(page, "0 of 3 · 60 minutes left")
    work(page, "Spoke")
    far(page, "1 of 3")
    all_sent(page)
    day.server.kill()
    work(page, "No answer")
    far(page, "2 of 3")
    work(page, "No answer")
    expect(page.get_by_role("heading", name="All done")).to_be_visible()
    assert len(unsent(page)) == 2


@pytest.mark.parametrize("screen", ["/hour", f"/hours/{HOUR}", "/hours", f"/hours/{HOUR}/replay?moment=2"])
def test_everybody_can_use_it(opened: Open, firm: Firm, screen: str) -> None:
    first, *_ = due(firm)
    firm.do(HOUR, PlanPowerHour(cards=10, minutes=60, goal="Two orders"), by=ALICE)
    firm.do(first, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, hour=HOUR), by=ALICE)
    page = opened(screen)
    assert broken_rules(page) == []
    assert small_targets(page) == []
    assert overhang(page) == 0


def test_the_look_back_is_where_one_goes_on_when_an_hour_ends(opened: Open, firm: Firm) -> None:
    due(firm)
    firm.do(HOUR, PlanPowerHour(cards=10, minutes=60), by=ALICE)
    page = opened(f"/hours/{HOUR}")
    page.get_by_role("button", name="End", exact=True).tap()
    expect(page.get_by_role("heading", name="Looking back")).to_be_focused()


def test_one_goes_through_an_hour_by_keys_alone(opened: Open, firm: Firm) -> None:
    first, *_ = due(firm)
    firm.do(HOUR, PlanPowerHour(cards=10, minutes=60), by=ALICE)
    firm.do(first, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SAID_NO, hour=HOUR), by=ALICE)
    firm.do(HOUR, EndPowerHour(), by=ALICE)
    page = opened(f"/hours/{HOUR}")
    page.get_by_role("link", name="Go through it step by step").press("Enter")
    page.locator("#forward[data-htmx-powered]").press("Enter")  # before htmx is there it is a link like any other
    for nth in (2, 3):
        expect(page.locator("[data-live]")).to_contain_text(f"moment {nth} of 3")
        expect(page).to_have_url(re.compile(rf"moment={nth}$"))
        assert page.evaluate("document.activeElement.id") == "forward"
        if nth == 2:
            expect(page.locator("main")).to_contain_text("Said no by phone")
            page.keyboard.press("Enter")
    page.get_by_role("link", name="Back", exact=True).press("Enter")
    expect(page.locator("[data-live]")).to_contain_text("moment 2 of 3")
    page.reload()
    expect(page.locator("[data-replay]")).to_contain_text("moment 2 of 3")
    page.get_by_role("link", name="Looking back").press("Enter")
    page.wait_for_url(re.compile(f"/hours/{HOUR}$"))


def test_the_time_is_spoken_only_when_it_is_asked(opened: Open, firm: Firm) -> None:
    due(firm)
    firm.do(HOUR, PlanPowerHour(cards=10, minutes=60), by=ALICE)
    page = opened(f"/hours/{HOUR}")
    expect(page.locator("[data-live]")).to_have_text("")
    page.locator("[data-hour-ask]").tap()
    expect(page.locator("[data-live]")).to_have_text("0 of 3 · 60 minutes left")
    expect(page.locator("[data-hour-over]")).to_be_hidden()
