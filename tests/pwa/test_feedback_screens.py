"""Can everybody use the screens of feedback: by ear, by thumb, on a small phone, in the dark and in large letters?"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest

from events.actions import BeginAction
from events.feedback import NoteFeedback, ResolveComplaint
from events.lifecycle import MarkLost
from events.values import FeedbackKind
from tests.pwa.checks import broken_rules, enlarge, overhang, settle, small_targets
from tests.pwa.conftest import Open
from tests.web.firm import ALICE, MANAGER, NORTH, Firm

pytestmark = pytest.mark.browser
LONG = "Parcels that come on days when nobody is in, although we said so twice"
SCREENS = {
    "the board": (MANAGER, "/actions"),
    "a theme": (MANAGER, "/actions?theme=Delivery"),
    "an action": (MANAGER, "/actions/{action}"),
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
    firm.do(action, begun, by=MANAGER)
    firm.do(lost, MarkLost(), by=ALICE)
    return {
        "customer": customer, "lost": lost, "open": first, "news": ended.recorded[0].fact_id, "idea": idea,
        "action": action,
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
