"""Is what is worth saying shared and noted with a few taps, by every eye and thumb?"""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.sync_api import expect

from events.consent import GiveConsent
from events.contacts import ContactAttempted, LogContactAttempt
from events.firm import FIRM
from events.follow_ups import MakePromise
from events.library import KeepValueItem, ValueKind
from events.values import Channel, Outcome, Rule, Touch
from tests.pwa.checks import broken_rules, enlarge, overhang, settle, small_targets
from tests.pwa.conftest import Open
from tests.web.firm import ALICE, MANAGER, Firm

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


def test_the_form_of_an_item_is_for_every_eye(firm: Firm, opened: Open) -> None:
    page = opened("/library/new", who=MANAGER)
    page.get_by_label("Title").fill("Pruning roses")
    page.get_by_label("Where it can be read").fill("https://example.org/roses")
    settle(page)
    assert broken_rules(page) == []
    assert small_targets(page) == []
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_text("Cards suggest it to whom it fits.")).to_be_visible()
