"""Do notes stay their author's: signed out, with somebody else on the same phone, in two tabs, and half typed?"""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from events.contacts import ContactAttempted
from tests.pwa.noting import Day, all_sent, form_of, note, ready, says, unsent, until
from tests.pwa.weather import Phone
from tests.web.firm import ALICE, BOB

pytestmark = pytest.mark.browser
EMAIL, PASSWORD = "alice@encore.example", "a horse in the rain"


def signed_out(phone: Phone) -> None:
    """As after a fortnight without opening it."""
    assert phone.context
    phone.context.clear_cookies()


def sign_in(page: Page) -> None:
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").tap()


def test_noting_goes_on_when_the_sign_in_has_expired(day: Day) -> None:
    day.firm.store.sign_in.set_password(ALICE, EMAIL, PASSWORD)
    phone, page = day.at_work(path=form_of(day.firm.customer()))
    signed_out(phone)
    for words in ("Still noted.", "And this."):
        note(page, words)
        expect(page.locator("[data-saved]")).to_contain_text("Saved on this phone.")
    says(page, "On this phone: 2. Sign in to send")
    assert day.words() == []
    page.locator("[data-state]").tap()
    sign_in(page)
    expect(page.get_by_role("heading", name="Waiting")).to_be_visible()
    all_sent(page)
    assert day.words() == ["Still noted.", "And this."]


def test_a_sheet_opens_though_the_sign_in_has_expired(day: Day) -> None:
    day.firm.customer(bought=(61, 93, 125))
    phone, page = day.at_work()
    signed_out(phone)
    page.get_by_role("link", name="Call Tom Brennan").tap()
    page.get_by_role("dialog").get_by_role("button", name="Spoke").tap()
    says(page, "On this phone: 1. Sign in to send")
    phone.sign_in(day.firm)
    page.goto("/queue")
    all_sent(page)
    assert len(day.noted(ContactAttempted)) == 1


def test_somebody_else_on_the_phone_sees_and_sends_nothing_of_it(day: Day) -> None:
    customer = day.firm.customer("Rosa Marin")
    phone, page = day.at_work(path=form_of(customer))
    signed_out(phone)
    note(page, "Between Rosa and Alice.")
    phone.sign_in(day.firm, BOB)
    page.goto("/waiting")
    all_sent(page)
    expect(page.locator("[data-item]")).to_have_count(0)
    ready(page)
    assert unsent(page) == []
    everything = """async () => {
      const pages = await Promise.all((await caches.keys()).map(async (name) => {
        const cache = await caches.open(name);
        return Promise.all((await cache.keys()).map(async (key) => (await cache.match(key)).text()));
      }));
      return JSON.stringify([pages, localStorage, document.documentElement.outerHTML]);
    }"""
    assert "Rosa" not in page.evaluate(everything)
    note_of_bob = form_of(day.firm.customer("Tom Brennan", owner=BOB))
    page.goto(note_of_bob)
    note(page, "From Bob.")
    all_sent(page)
    assert day.words() == ["From Bob."]
    phone.sign_in(day.firm, ALICE)
    page.goto("/queue")
    until(page, lambda: day.words() == ["From Bob.", "Between Rosa and Alice."])
    all_sent(page)
    assert [fact.noted_by for fact in day.noted()] == [BOB, ALICE]


def test_an_old_page_of_the_first_sends_nothing_as_the_second(day: Day) -> None:
    phone, page = day.at_work(path=form_of(day.firm.customer()))
    phone.sign_in(day.firm, BOB)
    note(page, "Alice wrote this.")
    says(page, "On this phone: 1. Sign in to send")
    assert day.words() == []
    phone.sign_in(day.firm, ALICE)
    page.goto("/queue")
    all_sent(page)
    assert [fact.noted_by for fact in day.noted()] == [ALICE]


def leaving(day: Day) -> tuple[Phone, Page]:
    """On Me, signed in, with a note that the server did not take: it is down, and back only for what comes now."""
    phone, page = day.at_work(path=form_of(day.firm.customer()))
    day.server.faults(path="/sync", cut=True)
    page.context.set_offline(True)
    note(page, "Not sent yet.")
    page.context.set_offline(False)
    page.goto("/me")
    says(page, "On this phone: 1")
    page.get_by_role("button", name="Sign out", exact=True).tap()
    expect(page.get_by_label("Not sent yet")).to_contain_text("1 note is not sent yet.")
    return phone, page


def test_signing_out_sends_first(day: Day) -> None:
    _, page = leaving(day)
    day.server.faults()
    page.get_by_role("button", name="Send, then sign out").tap()
    page.wait_for_url("**/session/new")
    assert day.words() == ["Not sent yet."]


def test_signing_out_asks_again_when_it_cannot_send(day: Day) -> None:
    _, page = leaving(day)
    page.get_by_role("button", name="Send, then sign out").tap()
    expect(page.get_by_label("Not sent yet")).to_be_visible()
    assert page.url.endswith("/me")
    page.get_by_role("button", name="Stay").tap()
    expect(page.get_by_label("Not sent yet")).to_have_count(0)
    assert len(unsent(page)) == 1


def test_signing_out_all_the_same_leaves_the_note_for_when_one_returns(day: Day) -> None:
    phone, page = leaving(day)
    page.get_by_role("button", name="Sign out all the same").tap()
    page.wait_for_url("**/session/new")
    day.server.faults()
    phone.sign_in(day.firm, ALICE)
    page.goto("/queue")
    all_sent(page)
    assert day.words() == ["Not sent yet."]


def test_two_tabs_see_each_others_notes_and_send_each_once(day: Day) -> None:
    phone, one = day.at_work(path=form_of(day.firm.customer()))
    assert phone.context
    two = phone.context.new_page()
    two.goto(form_of(day.firm.customer("Rosa Marin")))
    sent: list[Any] = []

    def hear(answer: Response) -> None:
        """Only what was answered: a tab may also try in vain, as long as there is no signal."""
        if answer.url.endswith("/sync"):
            sent.extend(json.loads(answer.request.post_data or "{}")["items"])

    phone.context.on("response", hear)
    phone.context.set_offline(True)
    note(one, "In one tab.")
    says(two, "On this phone: 1")
    note(two, "In the other.")
    says(one, "On this phone: 2")
    phone.context.set_offline(False)
    for page in (one, two):
        all_sent(page)
    assert day.words() == ["In one tab.", "In the other."]
    assert [item["fields"]["text"] for item in sent] == ["In one tab.", "In the other."]


def test_what_is_half_typed_survives_a_killed_tab_and_an_expired_sign_in(day: Day) -> None:
    day.firm.store.sign_in.set_password(ALICE, EMAIL, PASSWORD)
    path = form_of(day.firm.customer())
    phone, page = day.at_work(path=path)
    page.get_by_label("In your words").press_sequentially("She said that")
    phone.stop()
    page = phone.start(path)
    expect(page.get_by_label("In your words")).to_have_value("She said that")
    signed_out(phone)
    page.goto("/session/new?next=/queue")
    sign_in(page)
    expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
    page.goto(path)
    expect(page.get_by_label("In your words")).to_have_value("She said that")


def test_after_a_call_the_outcome_is_asked_for_though_the_phone_closed_the_page(day: Day) -> None:
    day.firm.customer(bought=(61, 93, 125))
    phone, page = day.at_work()
    page.get_by_role("link", name="Call Tom Brennan").tap()
    phone.stop()
    page = phone.start("/queue")
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("How did it go with Tom Brennan?")
    sheet.get_by_role("button", name="Spoke").tap()
    expect(page.locator("[data-saved]")).to_contain_text("Spoke with Tom Brennan")
    page.reload()
    ready(page)
    expect(sheet).to_have_count(0)
