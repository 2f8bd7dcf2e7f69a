"""Is what somebody notes kept on the phone at once, and stored once, whatever signal, server and battery do?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from events.contacts import ContactAttempted
from events.follow_ups import FollowUpPutOff
from events.values import PutOffReason
from tests.pwa.noting import Day, all_sent, form_of, kept, note, ready, says, unsent, until

pytestmark = pytest.mark.browser


def test_with_a_signal_a_note_is_kept_here_and_sent_at_once(day: Day) -> None:
    customer = day.firm.customer(bought=(61, 93, 125))
    _, page = day.at_work()
    card_of(page).get_by_role("link", name="Call Tom Brennan").tap()
    page.get_by_role("dialog").get_by_role("button", name="Spoke").tap()
    expect(page.locator("[data-saved]")).to_contain_text("Spoke with Tom Brennan")
    expect(card_of(page)).to_have_count(0)
    all_sent(page)
    (attempt,) = day.noted(ContactAttempted)
    assert attempt.stream == customer
    (sent,) = kept(page)
    assert (sent["id"], sent["state"], sent["position"]) == (str(attempt.fact_id), "sent", attempt.position)


def test_without_a_signal_it_is_kept_and_goes_out_when_the_signal_returns(day: Day) -> None:
    phone, page = day.at_work(path=form_of(day.firm.customer()))
    assert phone.context
    phone.context.set_offline(True)
    note(page, "No signal in the lift.")
    expect(page.locator("[data-saved]")).to_contain_text("Saved on this phone.")
    says(page, "On this phone: 1")
    assert day.words() == []
    phone.context.set_offline(False)
    all_sent(page)
    assert day.words() == ["No signal in the lift."]


def test_a_reason_for_not_now_is_one_tap_without_a_signal_too(day: Day) -> None:
    customer = day.firm.customer(bought=(61, 93, 125))
    phone, page = day.at_work()
    assert phone.context
    phone.context.set_offline(True)
    card_of(page).get_by_role("link", name="Done").tap()
    page.get_by_role("dialog").get_by_role("link", name="Put off until later").tap()
    page.get_by_role("dialog").get_by_role("button", name="They asked").tap()
    expect(card_of(page)).to_contain_text("Done here, waiting to be sent.")
    says(page, "On this phone: 1")
    phone.context.set_offline(False)
    all_sent(page)
    (put_off,) = day.noted(FollowUpPutOff)
    assert isinstance(put_off.body, FollowUpPutOff)
    assert (put_off.stream, put_off.body.why) == (customer, PutOffReason.THEY_ASKED)
    assert put_off.body.until is not None


def test_with_the_server_down_it_is_kept_and_goes_out_with_the_next(day: Day) -> None:
    _, page = day.at_work(path=form_of(day.firm.customer()))
    day.server.kill()
    note(page, "Nobody answers.")
    says(page, "On this phone: 1")
    day.server.start()
    note(page, "Somebody does.")
    all_sent(page)
    assert day.words() == ["Nobody answers.", "Somebody does."]


def test_cold_without_a_server_all_is_there_and_what_is_noted_goes_out_at_the_next_start(day: Day) -> None:
    day.firm.customer(bought=(61, 93, 125))
    rosa = day.firm.customer("Rosa Marin", place="Leith")
    phone, page = day.at_work()
    phone.stop()
    day.server.kill()
    page = phone.start("/queue")
    card_of(page).get_by_role("link", name="Call Tom Brennan").tap()
    page.get_by_role("dialog").get_by_role("button", name="Spoke").tap()
    expect(page.locator("[data-saved]")).to_contain_text("Saved on this phone.")
    expect(card_of(page)).to_contain_text("Done here, waiting to be sent.")
    page.goto(f"/customers/{rosa}")
    expect(page.get_by_role("heading", name="Rosa Marin")).to_be_visible()
    phone.stop()
    page = phone.start("/queue")
    says(page, "On this phone: 1")
    expect(card_of(page)).to_contain_text("Done here, waiting to be sent.")
    phone.stop()
    day.server.start()
    page = phone.start("/queue")
    all_sent(page)
    expect(card_of(page)).to_have_count(0)
    assert len(day.noted(ContactAttempted)) == 1


def card_of(page: Page) -> Locator:
    return page.locator("[data-card]", has_text="Tom Brennan")


def test_an_answer_lost_after_it_was_stored_is_no_second_note(day: Day) -> None:
    _, page = day.at_work(path=form_of(day.firm.customer()))
    day.server.faults(path="/sync", cut=True)
    note(page, "Once only.")
    until(page, lambda: day.words() == ["Once only."])
    says(page, "On this phone: 1")
    assert len(unsent(page)) == 1
    day.server.faults()
    all_sent(page)
    assert day.words() == ["Once only."]
    assert kept(page, "sent")[0]["position"] == day.noted()[0].position


def test_closed_while_it_is_being_sent(day: Day) -> None:
    phone, page = day.at_work(path=form_of(day.firm.customer()))
    day.server.faults(path="/sync", slow=1.5)
    note(page, "Under way.")
    phone.stop()
    day.server.faults()
    page = phone.start("/queue")
    all_sent(page)
    until(page, lambda: day.words() == ["Under way."])
    assert unsent(page) == []


def test_a_double_tap_is_one_note(day: Day) -> None:
    _, page = day.at_work(path=form_of(day.firm.customer()))
    page.get_by_label("In your words").fill("Tapped twice.")
    page.get_by_role("button", name="Save", exact=True).evaluate(
        """async (button) => {
          button.click();
          while (!document.querySelector("[data-saved]")) await new Promise((done) => { setTimeout(done, 5); });
          button.click();
        }"""
    )
    all_sent(page)
    assert day.words() == ["Tapped twice."]
    page.wait_for_timeout(1_000)
    note(page, "Tapped twice.")
    all_sent(page)
    until(page, lambda: len(day.words()) == 2)


def test_many_notes_go_out_in_the_order_in_which_they_were_noted(day: Day) -> None:
    phone, page = day.at_work(path=form_of(day.firm.customer()))
    assert phone.context
    phone.context.set_offline(True)
    written = [f"Note {number}." for number in range(25)]
    for words in written:
        note(page, words)
    says(page, "On this phone: 25")
    phone.context.set_offline(False)
    all_sent(page)
    assert day.words() == written


def test_the_phone_is_asked_once_to_keep_what_is_not_sent(day: Day) -> None:
    phone, page = day.at_work(path=form_of(day.firm.customer()))
    assert phone.context
    phone.context.add_init_script(
        """
        const asked = () => Number(localStorage.getItem("asked"));
        StorageManager.prototype.persist = async () => { localStorage.setItem("asked", asked() + 1); return true; };
        StorageManager.prototype.persisted = async () => asked() > 0;
        """
    )
    page.reload()
    ready(page)
    asked = "() => localStorage.getItem('asked')"
    assert page.evaluate(asked) is None
    note(page, "The first.")
    note(page, "The second.")
    assert page.evaluate(asked) == "1"
    page.goto("/me")
    expect(page.locator("[data-persist]")).to_contain_text("The browser keeps your notes here until they are sent.")
