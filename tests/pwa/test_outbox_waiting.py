"""Does Waiting tell of each note what became of it, and can one do something about it?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect

from events.customers import CustomerRegistered
from events.notes import FactUndone
from events.purchases import PurchaseRecorded
from tests.pwa.checks import broken_rules, overhang, small_targets
from tests.pwa.noting import Day, all_sent, form_of, kept, note, online, says, unsent, until
from tests.web.firm import ALICE

pytestmark = pytest.mark.browser
TO_ONE = "A note that is fine."


def item(page: Page, words: str) -> Locator:
    """One of the page's cards."""
    return page.locator("[data-item]", has_text=words)


def press(card: Locator, name: str) -> None:
    card.get_by_role("button", name=name, exact=True).tap()


def purchase(page: Page, customer: UUID, amount: str) -> None:
    online(page, f"/customers/{customer}/purchases/new")
    page.context.set_offline(True)
    page.get_by_label("Amount").fill(amount)
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(page.locator("[data-saved]")).to_contain_text("Saved on this phone.")


def undo(page: Page) -> None:
    page.locator("[data-saved]").get_by_role("button", name="Undo").tap()
    expect(page.locator("[data-saved]")).to_contain_text("Undo")


def register(page: Page, name: str, phone: str = "") -> None:
    online(page, "/customers/new")
    page.context.set_offline(True)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Phone").fill(phone)
    page.get_by_role("button", name="Save", exact=True).tap()
    until(page, lambda: any(one["whom"] == name for one in kept(page)))


def back_in(page: Page) -> None:
    """The signal returns, and one looks at Waiting."""
    page.context.set_offline(False)
    says(page, "On this phone: ")
    page.goto("/waiting")


@pytest.fixture
def tom(day: Day) -> UUID:
    return day.firm.customer(bought=(40,))


@pytest.fixture
def page(day: Day, tom: UUID) -> Page:
    return day.at_work(path=form_of(tom))[1]


def test_each_is_answered_for_itself(day: Day, tom: UUID, page: Page) -> None:
    """One is taken, one is refused, one has an id that is another note's: the good one does not wait for the others."""
    note(page, "Here already.")
    all_sent(page)
    purchase(page, tom, "a lot")
    undo(page)
    online(page, form_of(tom))
    page.context.set_offline(True)
    note(page, "Under the id of another.")
    note(page, TO_ONE)
    page.evaluate(
        """async ([from, to]) => {
          const person = document.querySelector('meta[name="encore-person"]').content;
          const database = await new Promise((done) => {
            const asked = indexedDB.open("encore-" + person, 1);
            asked.onsuccess = () => done(asked.result);
          });
          const outbox = database.transaction("outbox", "readwrite").objectStore("outbox");
          await new Promise((done) => {
            outbox.index("id").get(to).onsuccess = (found) => { outbox.delete(found.target.result.seq); };
            outbox.index("id").get(from).onsuccess = (found) => {
              outbox.put({ ...found.target.result, id: to }).onsuccess = done;
            };
          });
          database.close();
        }""",
        [unsent(page)[-2]["id"], str(day.noted()[0].fact_id)],
    )
    back_in(page)
    expect(page.locator("[data-item]")).to_have_count(3)
    assert day.words() == ["Here already.", TO_ONE]
    expect(item(page, "Write the amount as 45.00")).to_contain_text("Purchase")
    expect(item(page, "Undo")).to_contain_text("Waits for “Purchase”.")
    clash = item(page, "Under the id of another.")
    expect(clash).to_contain_text("Tom Brennan")
    expect(clash).to_contain_text("Retry sends it as a note of its own.")
    says(page, "On this phone: 3")
    press(clash, "Retry")
    until(page, lambda: day.words() == ["Here already.", TO_ONE, "Under the id of another."])
    expect(page.locator("[data-item]")).to_have_count(2)


def test_what_is_put_right_goes_out_with_what_waited_for_it(day: Day, tom: UUID, page: Page) -> None:
    purchase(page, tom, "forty-five")
    undo(page)
    back_in(page)
    refused = item(page, "Write the amount")
    press(refused, "Edit")
    refused.get_by_label("Amount").fill("45.00")
    press(refused, "Save")
    all_sent(page)
    assert [fact.body.amount for fact in day.noted(PurchaseRecorded) if fact.noted_by == ALICE] == [4500]  # type: ignore[attr-defined]
    assert len(day.noted(FactUndone)) == 1
    expect(page.locator("[data-item]")).to_have_count(0)


def test_a_note_on_a_new_customer_waits_for_them(day: Day, tom: UUID, page: Page) -> None:
    """Somebody of this number is on the list: until one says what is meant, what was noted on the new one waits too."""
    register(page, "Thomas Brennan", "+44 131 496 0123")
    new = kept(page)[0]["customer"]
    online(page, form_of(tom))
    page.context.set_offline(True)
    page.locator("form[data-kept]").first.evaluate(
        "(form, to) => { form.action = to; form.setAttribute('hx-post', to); }", f"/customers/{new}/notes"
    )
    note(page, "He is new here.")
    back_in(page)
    expect(item(page, "He is new here.")).to_contain_text("Waits for “New customer”.")
    assert day.words() == []
    press(item(page, "New customer"), "Save all the same")
    all_sent(page)
    assert day.words() == ["He is new here."]
    names = [fact.body.name for fact in day.noted(CustomerRegistered)]  # type: ignore[attr-defined]
    assert names == ["Tom Brennan", "Thomas Brennan"]


def test_a_note_is_copied_kept_and_discarded(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.context.set_offline(True)
    note(page, "Words worth keeping.")
    page.goto("/waiting")
    card = item(page, "Words worth keeping.")
    press(card, "Copy text")
    until(page, lambda: "Words worth keeping." in page.evaluate("() => navigator.clipboard.readText()"))
    assert page.evaluate("() => navigator.clipboard.readText()").startswith("Tom Brennan: Note\n")
    press(card, "Discard")
    expect(card).to_contain_text("This note would be gone for good.")
    press(card, "Keep it")
    assert len(unsent(page)) == 1
    press(card, "Discard")
    press(card, "Discard it")
    expect(card).to_have_count(0)
    all_sent(page)
    assert unsent(page) == []


def test_waiting_is_for_everybody(day: Day, tom: UUID, page: Page) -> None:
    """In every state: no rule of axe is broken, every target is large, nobody scrolls sideways."""
    purchase(page, tom, "a lot")
    undo(page)
    register(page, "Thomas Brennan", "+44 131 496 0123")
    online(page, form_of(tom))
    until(page, lambda: kept(page, "parked"))
    page.context.set_offline(True)
    note(page, "Supercalifragilisticexpialidocious" * 3)
    page.goto("/waiting")
    expect(page.locator("[data-item]")).to_have_count(4)
    everything: list[Any] = [(broken_rules(page), small_targets(page), overhang(page))]
    press(item(page, "Supercali"), "Discard")
    press(item(page, "Write the amount"), "Edit")
    everything.append((broken_rules(page), small_targets(page), overhang(page)))
    assert everything == [([], [], 0)] * 2
