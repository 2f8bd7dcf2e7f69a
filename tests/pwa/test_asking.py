"""Does an enquiry that was captured without a signal reach the server once it is back?"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from events.enquiries import EnquiryReceived
from events.values import EnquirySource
from tests.pwa.noting import Day, all_sent, kept, online, until

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("left", [False, True])
def test_an_enquiry_captured_without_a_signal_is_sent(day: Day, *, left: bool) -> None:
    _, page = day.at_work(path="/customers/enquiry/new")
    page.context.set_offline(True)
    page.get_by_role("textbox", name="Phone").fill("0131 496 0777")
    page.get_by_label("What did they ask?").fill("A price list")
    page.get_by_role("radio", name="Walk-in").check()
    if left:
        page.get_by_role("checkbox", name="Leave it to the team").check()
    page.get_by_role("button", name="Save", exact=True).tap()
    until(page, lambda: kept(page))
    online(page, "/queue")
    all_sent(page)
    asked = EnquiryReceived(text="A price list", source=EnquirySource.WALK_IN)
    assert [noted.body for noted in day.noted(EnquiryReceived)] == [asked]
    page.goto("/queue")
    expect(page.locator("[data-card]", has_text="A price list")).to_be_visible()
