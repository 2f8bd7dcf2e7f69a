"""Can everybody use the screens of feedback: by ear, by thumb, on a small phone, in the dark, without a signal?"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import expect

from events.actions import BeginAction, FinishAction, GatherFeedback
from events.feedback import NoteFeedback, ResolveComplaint
from events.lifecycle import GiveLossReason, MarkLost
from events.telling import ActOnFeedback
from events.values import FeedbackKind, LossReason
from tests.pwa.checks import broken_rules, enlarge, overhang, settle, small_targets
from tests.pwa.conftest import Open
from tests.pwa.test_shell import until_stored
from tests.web.firm import ALICE, MANAGER, NORTH, Firm, told

pytestmark = pytest.mark.browser
LONG = "Parcels that come on days when nobody is in, although we said so twice"
SCREENS = {
    "the board": (MANAGER, "/actions"),
    "a theme": (MANAGER, "/actions?theme=Delivery"),
    "why they left": (MANAGER, "/actions?reason=service"),
    "a new action": (MANAGER, "/actions/new?reason=service"),
    "an action": (MANAGER, "/actions/{action}"),
    "an action that is done": (MANAGER, "/actions/{done}"),
    "one's own board": (ALICE, "/actions"),
    "the firm's themes": (MANAGER, "/themes"),
    "what was said": (ALICE, "/customers/{customer}/feedback/new"),
    "what it is about": (ALICE, "/customers/{customer}/feedback/{idea}/themes/new"),
    "who looks after it": (ALICE, "/customers/{customer}/complaints/{open}/care/new"),
    "how it ended": (ALICE, "/customers/{customer}/complaints/{open}/resolution/new"),
    "the news": (ALICE, "/customers/{customer}/news/{news}/telling/new"),
    "the customer": (ALICE, "/customers/{customer}"),
    "they left": (ALICE, "/customers/{customer}/loss/new"),
    "who left": (ALICE, "/customers/{lost}"),
}


@pytest.fixture
def ids(firm: Firm) -> Mapping[str, UUID]:
    """Somebody who said something of each kind, somebody who left, and an action that is under way."""

    def said(kind: FeedbackKind, text: str) -> UUID:
        noted = firm.do(customer, NoteFeedback(kind=kind, text=text, themes=("Delivery",)), by=ALICE)
        return noted.recorded[0].fact_id

    customer, lost = firm.customer("Tom Brennan", bought=(40, 70)), firm.customer("Rosa Marin", bought=(90,))
    first, second = said(FeedbackKind.COMPLAINT, LONG), said(FeedbackKind.COMPLAINT, "Broken twice")
    ended = firm.do(customer, ResolveComplaint(complaint=second, text="A new one was sent", told=False), by=ALICE)
    idea, action = said(FeedbackKind.SUGGESTION, "Post it sooner"), uuid4()
    begun = BeginAction(what=LONG, owner=ALICE, by=firm.today, team=NORTH, theme="Delivery")
    done = uuid4()
    for one in (action, done):
        firm.do(one, begun, GatherFeedback(customer=customer, of=idea), by=MANAGER)
    firm.do(done, FinishAction(text=LONG), by=MANAGER)
    firm.do(lost, MarkLost(), by=ALICE)
    firm.do(lost, GiveLossReason(reason=LossReason.SERVICE), by=ALICE)
    return {
        "customer": customer, "lost": lost, "open": first, "news": ended.recorded[0].fact_id, "idea": idea,
        "action": action, "done": done,
    }  # fmt: skip


@pytest.mark.parametrize(("who", "path"), SCREENS.values(), ids=SCREENS)
def test_a_screen_of_feedback_serves_everybody(
    firm: Firm, ids: Mapping[str, UUID], opened: Open, who: UUID, path: str
) -> None:
    page = opened(path.format(**ids), who=who)
    settle(page)
    assert (broken_rules(page), small_targets(page), overhang(page) <= 0) == ([], [], True)
    page.emulate_media(color_scheme="dark")
    assert broken_rules(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    enlarge(page)
    assert overhang(page) <= 0


def test_feedback_is_sorted_given_and_told_without_a_signal(opened: Open, firm: Firm) -> None:
    tom, rosa = firm.customer("Tom Brennan"), firm.customer("Rosa Marin")
    firm.do(rosa, NoteFeedback(kind=FeedbackKind.COMPLAINT, text=LONG), by=ALICE)
    idea = firm.do(tom, NoteFeedback(kind=FeedbackKind.SUGGESTION, themes=("Price",)), by=ALICE)
    fixed = ActOnFeedback(action=uuid4(), reasons=(), on=firm.today, text="Parcels go out on Mondays")
    firm.do(tom, fixed, by=ALICE)
    page = opened("/queue", service_workers="allow")
    until_stored(page)
    page.context.set_offline(True)
    page.goto(f"/customers/{tom}")
    sheet, bar = page.get_by_role("dialog"), page.locator("[data-bar]")
    expect(page.locator("[data-open]")).to_contain_text("An idea, 2 March. About Price.")
    page.get_by_role("link", name="What is it about?").click()
    expect(sheet.get_by_label("Price")).to_be_checked()
    expect(sheet.get_by_label("Quality")).not_to_be_checked()
    sheet.get_by_label("Quality").check()
    sheet.get_by_role("button", name="Save").click()
    expect(bar).to_contain_text("Tom Brennan: What it is about")
    page.locator(".actions", has_text="Tell them").first.get_by_role("link", name="Tell them").click()
    expect(sheet).to_contain_text("Hello Tom Brennan, about what you told us: Parcels go out on Mondays. Thank you")
    assert broken_rules(page) == []
    sheet.get_by_role("button", name="They were told").click()
    expect(bar).to_contain_text("Tom Brennan: Told")
    page.goto("/customers")
    page.get_by_role("link", name="Rosa Marin").click()
    page.get_by_role("link", name="Who looks after it?").click()
    expect(sheet.get_by_label("Who looks after it?")).to_have_value(str(ALICE))
    expect(sheet.get_by_label("Ended by")).to_have_value("")
    sheet.get_by_label("Ended by").fill("2026-03-05")
    assert (broken_rules(page), small_targets(page), overhang(page) <= 0) == ([], [], True)
    sheet.get_by_role("button", name="Save").click()
    expect(bar).to_contain_text("Rosa Marin: Who looks after it")
    expect(page.locator("[data-state]")).to_contain_text("On this phone: 3")
    page.context.set_offline(False)
    expect(page.locator("[data-state]")).to_contain_text("All sent")
    voiced = told(firm.client(ALICE), f"/customers/{tom}")
    assert (voiced["voiced"][0]["id"], voiced["news"]) == (str(idea.recorded[0].fact_id), [])
    assert voiced["voiced"][0]["themes"] == ["Price", "Quality"]
