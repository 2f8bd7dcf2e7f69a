"""Where a phone keeps no notes (the address is not private): is a tap noted once when an answer is slow or cut off?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from events.contacts import ContactAttempted
from events.kernel import Recorded
from tests.pwa.devices import DIALLER, PHONE
from tests.web.firm import ALICE, Firm

pytestmark = pytest.mark.browser


@pytest.fixture
def page(firm: Firm, browser: Browser, address: str) -> Iterator[Page]:
    """The outcome sheet of a call to the one customer, over Today."""
    firm.customer("Tom Brennan", bought=(61, 93, 125))
    at = f"http://encore.test:{urlsplit(address).port}"
    context = browser.new_context(base_url=at, **PHONE)
    token = firm.store.sign_in.open_session(ALICE, "Test, Browser", firm.clock())
    context.add_cookies([{"name": "encore", "value": token, "url": at}])
    context.add_init_script(DIALLER)
    page = context.new_page()
    page.clock.set_fixed_time(firm.clock())
    page.goto("/queue")
    page.get_by_role("link", name="Call Tom Brennan").tap()
    expect(page.get_by_role("dialog")).to_be_visible()
    yield page
    context.close()


def attempts(firm: Firm) -> list[Recorded]:
    with firm.store.database.read() as tx:
        noted = [fact for _, facts in firm.store.streams(tx) for fact in facts]
    return [fact for fact in noted if isinstance(fact.body, ContactAttempted)]


def cut(page: Page, times: int) -> list[Any]:
    """Lets the server save and then cuts its answer off, so many times; fills in what was sent."""
    sent: list[Any] = []

    def handle(route: Route) -> None:
        sent.append(route.request.post_data_json)
        if len(sent) > times:
            route.continue_()
            return
        told = {name: value for name, value in route.request.headers.items() if name not in {"origin", "referer"}}
        route.fetch(url=route.request.url.replace("encore.test", "127.0.0.1"), headers=told)
        route.abort("connectionreset")

    page.route("**/contact-attempts", handle)
    return sent


def test_what_was_saved_before_the_answer_was_cut_is_known_again(firm: Firm, page: Page) -> None:
    sent = cut(page, times=2)
    spoke = page.get_by_role("dialog").get_by_role("button", name="Spoke")
    for tries in (1, 2):
        spoke.tap()
        expect(page.get_by_role("dialog")).to_contain_text("No answer from the server.")
        expect(page.locator("[data-state]")).to_have_attribute("data-state", "unsaved")
        assert (len(attempts(firm)), len(sent)) == (1, tries)
    spoke.tap()
    expect(page.locator("[data-saved]")).to_contain_text("Spoke with Tom Brennan")
    assert len(attempts(firm)) == 1
    assert [one["fact_id"] for one in sent] == [str(attempts(firm)[0].fact_id)] * 3


def test_taps_while_an_answer_is_slow_count_as_one(firm: Firm, page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/contact-attempts", hold)
    sheet = page.get_by_role("dialog")
    for name in ("Spoke", "Spoke", "Voicemail"):
        sheet.get_by_role("button", name=name).tap()
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "saving")
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator("[data-saved]")).to_contain_text("Spoke with Tom Brennan")
    assert len(attempts(firm)) == 1


def test_other_words_after_a_cut_answer_are_another_fact(firm: Firm, page: Page) -> None:
    """An id names one content: the server would refuse it for another one, and a correction must not be lost."""
    sent = cut(page, times=1)
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="Spoke").tap()
    expect(sheet).to_contain_text("No answer from the server.")
    sheet.get_by_role("button", name="Voicemail").tap()
    expect(page.locator("[data-saved]")).to_contain_text("voicemail")
    assert len({one["fact_id"] for one in sent}) == len(attempts(firm)) == 2
