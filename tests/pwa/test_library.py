"""Is what is worth saying shared and noted with a few taps, by every eye and thumb?"""

from __future__ import annotations

import re
from urllib.parse import unquote
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import expect

from events.consent import GiveConsent, WithdrawConsent
from events.contacts import ContactAttempted, LogContactAttempt
from events.firm import FIRM
from events.follow_ups import MakePromise
from events.library import KeepValueItem, ValueKind
from events.values import Channel, Outcome, Rule, Touch
from tests.pwa.checks import broken_rules, enlarge, overhang, settle, small_targets
from tests.pwa.conftest import Open
from tests.pwa.test_shell import until_stored
from tests.web.firm import ALICE, MANAGER, Firm, told

pytestmark = pytest.mark.browser
ROSES = KeepValueItem(item=UUID(int=0x705E), kind=ValueKind.TIP, title="Pruning roses", words="Dear {name},\nin March.")
SHARE_SHEET = "navigator.share = async (what) => { window.shared = what; };"
SOLD = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, rule=Rule.GONE_QUIET)


def test_a_tip_is_shared_from_the_card_and_noted_as_one(firm: Firm, opened: Open) -> None:
    firm.do(FIRM, ROSES, by=MANAGER)
    tom = firm.customer("Tom Brennan", email="tom@example.com", bought=(80,))
    firm.do(tom, MakePromise(on=firm.today), by=ALICE)
    firm.do(tom, GiveConsent(channel=Channel.EMAIL), *[SOLD] * 3, by=ALICE, days_ago=60)
    page = opened("/queue")
    page.add_init_script(SHARE_SHEET)
    for path in (f"/library/{ROSES.item}", "/library", f"/customers/{tom}", "/queue"):
        page.goto(path)
        settle(page)
        assert broken_rules(page) == [], path
        assert small_targets(page) == [], path
        enlarge(page)
        assert overhang(page) == 0, path
    page.goto("/queue")
    page.get_by_role("link", name="Worth saying: Pruning roses to Tom Brennan").tap()
    page.get_by_role("button", name="Share", exact=True).tap()
    assert page.evaluate("window.shared") == {"title": "Pruning roses", "text": "Dear Tom Brennan,\nin March."}
    settle(page)
    assert broken_rules(page) == []
    assert small_targets(page) == []
    page.get_by_role("button", name="E-mailed").tap()
    expect(page.locator("[data-saved]")).to_contain_text("Tom Brennan")
    expect(page.get_by_role("link", name="Worth saying")).to_have_count(0)
    said = [one.body for one in firm.store.stream(tom) if isinstance(one.body, ContactAttempted)]
    assert [one.touch for one in said if one.item == ROSES.item] == [Touch.VALUE]


def test_without_a_signal_it_is_shared_in_the_same_words_and_noted_once(firm: Firm, opened: Open) -> None:
    words = 'Dear {name},\n"100 %" & more? #1 = $& 🌹'
    odd = KeepValueItem(
        item=uuid4(), kind=ValueKind.TIP, title="Roses & <more>", words=words, link="https://example.org/?a=1&b=2#c"
    )
    firm.do(FIRM, odd, by=MANAGER)
    tom = firm.customer("Tom & $& Brennan", email="tom+1@example.com", bought=(80,))
    firm.do(tom, MakePromise(on=firm.today), by=ALICE)
    firm.do(tom, GiveConsent(channel=Channel.EMAIL), GiveConsent(channel=Channel.TEXT), by=ALICE, days_ago=60)
    firm.do(tom, WithdrawConsent(channel=Channel.LETTER), by=ALICE, days_ago=50)
    online = told(firm.client(ALICE), f"/customers/{tom}/value-items/{odd.item}")
    page = opened("/queue", service_workers="allow")
    page.add_init_script(SHARE_SHEET)
    until_stored(page)
    page.context.set_offline(True)
    for path in (f"/customers/{tom}", "/queue"):
        page.goto(path)
        page.get_by_role("link", name="Worth saying: Roses & <more> to Tom & $& Brennan").tap()
        sheet = page.get_by_role("dialog", name="Roses & <more>")
        expect(sheet.locator("blockquote")).to_have_text(online["words"])
        settle(page)
        assert (broken_rules(page), small_targets(page)) == ([], [])
        sheet.get_by_role("button", name="Share", exact=True).tap()
        assert page.evaluate("window.shared") == {"title": "Roses & <more>", "text": online["words"]}
        for name, way in (("E-mail", "email"), ("Text", "text")):
            href = sheet.get_by_role("link", name=name, exact=True).get_attribute("href") or ""
            assert unquote(href) == unquote(online["ways"][way])
            assert href.count("&") == (way == "email")
        expect(sheet.get_by_role("button", name="Handed over")).to_be_visible()
        expect(sheet.get_by_role("button", name="Posted")).to_have_count(0)
    sheet.get_by_role("button", name="E-mailed").tap()
    expect(page.locator("[data-bar]")).to_contain_text("Saved on this phone.")
    page.goto(f"/customers/{tom}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tom & $& Brennan")
    expect(page.get_by_role("link", name="Worth saying")).to_have_count(0)
    page.evaluate(f"htmx.ajax('GET', '/customers/{tom}/value-items/{odd.item}', {{target: '[data-sheets]'}})")
    expect(page.get_by_role("dialog")).to_contain_text("They got it. Nobody gets the same twice.")
    expect(page.get_by_role("dialog").get_by_role("button", name="E-mailed")).to_have_count(0)
    page.context.set_offline(False)
    for _ in range(100):
        noted = [one.body for one in firm.store.stream(tom) if isinstance(one.body, ContactAttempted) and one.body.item]
        if noted:
            break
        page.wait_for_timeout(100)
    assert [(one.item, one.touch, one.rule) for one in noted] == [(odd.item, Touch.VALUE, Rule.PROMISE)]


def test_without_a_signal_thanks_have_their_words(firm: Firm, opened: Open) -> None:
    rosa = firm.customer("Rosa Marin", email="rosa@example.com", bought=(1,))
    page = opened("/queue", service_workers="allow")
    until_stored(page)
    page.context.set_offline(True)
    page.goto("/queue")
    page.get_by_role("link", name="Worth saying: Thank you to Rosa Marin").tap()
    sheet = page.get_by_role("dialog", name="Thank you")
    expect(sheet.locator("blockquote")).to_contain_text("Dear Rosa Marin,")
    expect(sheet.locator("blockquote")).to_contain_text("thank you for your first order with us.")
    expect(sheet.get_by_role("link", name="E-mail", exact=True)).to_have_attribute("href", re.compile("^mailto:rosa@"))
    sheet.get_by_role("button", name="Posted").tap()
    expect(page.locator("[data-state]")).to_contain_text("On this phone: 1")
    page.context.set_offline(False)
    for _ in range(100):
        noted = [one.body for one in firm.store.stream(rosa) if isinstance(one.body, ContactAttempted)]
        if noted:
            break
        page.wait_for_timeout(100)
    assert [(one.item, one.touch, one.rule) for one in noted] == [(None, Touch.THANKS, Rule.THANK_YOU)]


def test_the_form_of_an_item_is_for_every_eye(firm: Firm, opened: Open) -> None:
    page = opened("/library/new", who=MANAGER)
    page.get_by_label("Title").fill("Pruning roses")
    page.get_by_label("Where it can be read").fill("https://example.org/roses")
    settle(page)
    assert broken_rules(page) == []
    assert small_targets(page) == []
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_text("Cards suggest it to whom it fits.")).to_be_visible()


def test_what_is_refused_is_seen_where_one_is(firm: Firm, opened: Open) -> None:
    page = opened("/library/new", who=MANAGER)
    page.get_by_label("Title").fill("Pruning roses")
    page.get_by_label("Where it can be read").fill("javascript:alert(1)")
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_text("A link is the whole address of a page")).to_be_in_viewport()
    expect(page.get_by_label("Title")).to_have_value("Pruning roses")
