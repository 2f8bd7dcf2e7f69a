"""Does a power hour stay whole on two phones at once, with a thumb that taps twice, a slow network, a full phone?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from events.contacts import ContactAttempted
from events.feedback import ComplaintResolved, NoteFeedback, ResolveComplaint
from events.power_hours import PowerHourPaused, PowerHourPlanned, PowerHourResumed
from events.values import FeedbackKind, Outcome
from tests.pwa.noting import FULL, Day, all_sent, online, says, until
from tests.pwa.test_power_hour import due, far, work
from tests.web.firm import ALICE, BOB

pytestmark = pytest.mark.browser


def begun(day: Day) -> Page:
    """On the first card of an hour."""
    due(day.firm)
    _, page = day.at_work(path="/hour")
    page.get_by_role("button", name="Start").tap()
    page.wait_for_url(re.compile("/hours/"))
    far(page, "0 of 3")
    all_sent(page)
    return page


def outcomes(day: Day) -> list[Outcome]:
    return [noted.body.outcome for noted in day.noted(ContactAttempted) if isinstance(noted.body, ContactAttempted)]


def said_no(page: Page) -> None:
    page.locator("[data-card] a:visible", has_text="Call").first.tap()
    page.get_by_role("dialog").get_by_role("button", name="Said no").dblclick()


def test_the_next_card_does_not_wait_for_a_slow_answer(day: Day) -> None:
    page = begun(day)
    day.server.faults(slow=30)
    first = page.locator(".card__name").inner_text()
    said_no(page)
    far(page, "1 of 3")
    expect(page.locator("main")).to_contain_text("A no is an answer")
    expect(page.locator(".card__name")).not_to_have_text(first)
    said_no(page)
    far(page, "2 of 3")
    assert outcomes(day) == [], "the server has not answered yet"
    day.server.faults()
    page.reload()
    all_sent(page, seconds=60)
    assert outcomes(day) == [Outcome.SAID_NO, Outcome.SAID_NO]
    assert len({noted.stream for noted in day.noted(ContactAttempted)}) == 2


def test_two_taps_are_one(day: Day) -> None:
    due(day.firm)
    _, page = day.at_work(path="/hour")
    day.server.faults(slow=1)
    page.get_by_role("button", name="Start").dblclick()
    page.wait_for_url(re.compile("/hours/"))
    said_no(page)
    far(page, "1 of 3")
    page.get_by_role("button", name="Pause").dblclick()
    expect(page.locator("main")).to_contain_text("No time of this hour passes now.")
    all_sent(page)
    assert outcomes(day) == [Outcome.SAID_NO]
    kinds = (PowerHourPlanned, PowerHourPaused, PowerHourResumed)
    assert [len(day.noted(kind)) for kind in kinds] == [1, 1, 0]


def test_two_phones_work_on_in_one_hour_and_one_of_them_without_a_signal(day: Day) -> None:
    one = begun(day)
    path = one.url
    _, two = day.at_work(name="tablet", path=path)
    two.context.set_offline(True)
    work(two, "No answer")
    far(two, "1 of 3")
    work(one, "Said no")
    far(one, "1 of 3")
    all_sent(one)
    online(two, path)
    all_sent(two)
    assert sorted(outcomes(day)) == [Outcome.NO_ANSWER, Outcome.SAID_NO]
    for page in (one, two):
        page.goto(path)
        far(page, "1 of 3")  # the same card on both: both words on it are kept, and it is one card


def test_a_phone_that_does_not_know_the_hour_yet_asks_the_server_for_its_page(day: Day) -> None:
    """It opens what another phone began, and what it is to keep without a signal has not come yet."""
    _, two = day.at_work(name="tablet")
    path = begun(day).url
    day.server.faults(path="/sync", slow=30)
    two.goto(path)
    far(two, "0 of 3")
    said_no(two)
    says(two, "On this phone: 1")
    two.wait_for_timeout(3_000)
    far(two, "0 of 3")
    expect(two.locator("main")).to_contain_text("Done here, waiting to be sent.")
    day.server.faults()
    two.reload()
    all_sent(two, seconds=60)
    far(two, "1 of 3")


def test_a_phone_without_room_says_so_and_stays_on_the_card(day: Day) -> None:
    page = begun(day)
    page.evaluate(FULL)
    said_no(page)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Not saved: this phone has no room left for it.")
    far(page, "0 of 3")
    assert outcomes(day) == []


def test_an_ending_that_a_colleague_noted_meanwhile_takes_no_words_away(day: Day) -> None:
    tom = day.firm.customer("Tom")
    said = day.firm.do(tom, NoteFeedback(kind=FeedbackKind.COMPLAINT, text="late"), by=ALICE).recorded[0].fact_id
    _, page = day.at_work(path=f"/customers/{tom}")
    until(page, lambda: page.evaluate("async () => (await indexedDB.databases()).length > 0"))
    page.context.set_offline(True)
    page.goto(f"/customers/{tom}")
    page.get_by_role("link", name="Say how it ended").first.tap()
    page.get_by_role("dialog").get_by_label("What was done").fill("A voucher of ten")
    page.get_by_role("button", name="It is resolved").tap()
    says(page, "On this phone: 1")
    day.firm.do(tom, ResolveComplaint(complaint=said, text="Sent anew"), by=BOB)
    online(page, f"/customers/{tom}")
    all_sent(page)
    texts = [noted.body.text for noted in day.noted(ComplaintResolved) if isinstance(noted.body, ComplaintResolved)]
    assert texts == ["Sent anew", "A voucher of ten"]
