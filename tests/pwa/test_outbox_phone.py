"""Do notes outlive what phones do by themselves: updates, no room left, cleared storage, closed pages?"""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.pwa.noting import FULL, Day, all_sent, form_of, kept, note, ready, says, unsent, until
from tests.web.firm import ALICE, MANAGER

pytestmark = pytest.mark.browser
STYLE = "() => document.querySelector('link[rel=stylesheet]').getAttribute('href')"
CLEARED = """async () => {
  const person = document.querySelector('meta[name="encore-person"]').content;
  await new Promise((done) => { indexedDB.deleteDatabase("encore-" + person).onsuccess = done; });
}"""
"""As a browser does that runs out of room, or whose owner cleans up."""


def assets(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "async () => (await caches.keys()).filter((name) => name.startsWith('encore-assets'))"
    )
    return found


def test_an_update_reaches_the_phone_while_notes_wait(day: Day) -> None:
    path = form_of(day.firm.customer())
    phone, page = day.at_work(path=path)
    (before,) = assets(page)
    style = page.evaluate(STYLE)
    day.server.kill()
    note(page, "Before the update.")
    day.server.faults(path="/sync", cut=True)
    day.server.start("next")
    until(page, lambda: page.goto(path) and page.evaluate(STYLE) != style)
    until(page, lambda: "encore-assets-next" in assets(page))
    assert set(assets(page)) == {before, "encore-assets-next"}, "the page kept for bad weather needs its own"
    says(page, "On this phone: 1")
    note(page, "After the update.")
    day.server.faults()
    phone.stop()
    page = phone.start(path)
    all_sent(page)
    assert day.words() == ["Before the update.", "After the update."]
    until(page, lambda: assets(page) == ["encore-assets-next"])


def test_a_page_of_before_works_on_right_after_the_update(day: Day) -> None:
    customer = day.firm.customer()
    phone, old = day.at_work(path=form_of(customer))
    assert phone.context
    day.server.kill()
    day.server.start("next")
    new = phone.context.new_page()
    new.goto("/queue")
    until(new, lambda: "encore-assets-next" in assets(new))
    note(old, "From the page of before.")
    all_sent(old)
    day.server.kill()
    note(old, "And without the server.")
    says(new, "On this phone: 1")
    assert day.words() == ["From the page of before."]


def test_without_room_it_says_so_and_keeps_the_text(day: Day) -> None:
    path = form_of(day.firm.customer())
    phone, page = day.at_work(path=path)
    assert phone.context
    page.evaluate(FULL)
    page.get_by_label("In your words").fill("No room for this.")
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(page.get_by_role("alert")).to_contain_text("Not saved: this phone has no room left for it.")
    says(page, "Not saved")
    expect(page.get_by_label("In your words")).to_have_value("No room for this.")
    assert (kept(page), day.words()) == ([], [])
    page.reload()
    expect(page.get_by_label("In your words")).to_have_value("No room for this.")
    page.get_by_role("button", name="Save", exact=True).tap()
    all_sent(page)
    until(page, lambda: day.words() == ["No room for this."])


def test_cleared_storage_is_noticed_and_told(day: Day) -> None:
    path = form_of(day.firm.customer())
    phone, page = day.at_work(path=path)
    assert phone.context
    phone.context.set_offline(True)
    note(page, "It will be gone.")
    says(page, "On this phone: 1")
    page.evaluate(CLEARED)
    phone.context.set_offline(False)
    page.goto("/queue")
    told = page.get_by_role("alert").filter(has_text="The browser has cleared the storage of this phone.")
    expect(told).to_contain_text("Notes that were not sent are gone: 1.")
    page.reload()
    expect(told).to_be_visible()
    told.get_by_role("button", name="Understood").tap()
    expect(told).to_have_count(0)
    page.reload()
    ready(page)
    expect(told).to_have_count(0)


def registration_of(context: BrowserContext, page: Page) -> tuple[object, str]:
    asked = context.new_cdp_session(page)
    known: list[str] = []
    asked.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: known.extend(one["registrationId"] for one in told["registrations"]),
    )
    asked.send("ServiceWorker.enable")
    until(page, lambda: known)
    return asked, known[0]


def test_what_waits_is_sent_with_no_page_open(day: Day) -> None:
    """Chromium's own retry: it does not come by itself in a headless browser, so it is brought about."""
    phone, page = day.at_work(path=form_of(day.firm.customer()))
    assert phone.context
    day.server.faults(path="/sync", slow=60)
    phone.context.set_offline(True)
    note(page, "Sent from the pocket.")
    blank = phone.context.new_page()
    asked = phone.context.new_cdp_session(blank)
    _, registration = registration_of(phone.context, page)
    asked.send("ServiceWorker.enable")
    page.close()
    phone.context.set_offline(False)
    day.server.faults()
    event = {"origin": day.server.address, "registrationId": registration, "tag": "encore-flush", "lastChance": False}
    asked.send("ServiceWorker.dispatchSyncEvent", event)
    until(blank, lambda: day.words() == ["Sent from the pocket."])
    blank.goto(day.server.address + "/queue")
    all_sent(blank)
    assert unsent(blank) == []


def test_two_people_note_on_one_customer_without_a_signal_and_both_stand(day: Day) -> None:
    """Each on a phone of their own: the one who noted last is sent first."""
    path = form_of(day.firm.customer())
    _, one = day.at_work(ALICE, "first", path)
    _, two = day.at_work(MANAGER, "second", path)
    for page in (one, two):
        page.context.set_offline(True)
    for page, words in ((one, "She rang."), (two, "She came by."), (one, "She rang again.")):
        note(page, words)
    for page in (two, one):
        page.context.set_offline(False)
        all_sent(page)
    assert day.words() == ["She came by.", "She rang.", "She rang again."]
    said = sorted(day.noted(), key=lambda fact: fact.occurred_at)
    assert [fact.noted_by for fact in said] == [ALICE, MANAGER, ALICE]
