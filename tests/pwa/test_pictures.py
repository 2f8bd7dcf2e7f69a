"""Which pictures do the README and an app store show? Of the running app; delete one and the next run takes it anew."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from events.consent import GiveConsent
from events.contacts import LogContactAttempt
from events.enquiries import ReceiveEnquiry
from events.feedback import NoteFeedback
from events.follow_ups import MakePromise
from events.values import Channel, FeedbackKind, Outcome
from tests.pwa.checks import settle
from tests.pwa.conftest import Open
from tests.web.firm import ALICE, Firm

pytestmark = pytest.mark.browser
PICTURES = Path(__file__).resolve().parents[2] / "pwa" / "static" / "screens"
"""The manifest names them: who installs Encore sees them first."""
MANIFEST = PICTURES.parent / "manifest.webmanifest"
NARROW: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "has_touch": False, "is_mobile": False}
WAYS = [("", NARROW), ("-wide", WIDE)]
LARGEST = 150_000
"""Bytes of a picture."""


@pytest.fixture
def shop(firm: Firm) -> Firm:
    """A Monday morning at a shop of one's own."""
    rosa = firm.customer("Rosa Marin", place="Leith", bought=(20, 51))
    firm.do(rosa, LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE), by=ALICE, days_ago=20)
    firm.do(rosa, MakePromise(on=firm.today, note="the spring order"), by=ALICE, days_ago=19)
    firm.do(rosa, NoteFeedback(kind=FeedbackKind.COMPLAINT, text="The last box came late"), by=ALICE, days_ago=2)
    firm.do(firm.customer("Anneke de Kort", place="Stockbridge"), ReceiveEnquiry(text="Do you deliver on Fridays?"))
    tom = firm.customer("Tom Brennan", place="Portobello", email="tom@example.org", bought=TOMS_DAYS)
    firm.do(tom, LogContactAttempt(channel=Channel.VISIT, outcome=Outcome.MET), by=ALICE, days_ago=170)
    spoke = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, note="Too busy before the holidays")
    firm.do(tom, spoke, by=ALICE, days_ago=70)
    firm.do(tom, GiveConsent(channel=Channel.TEXT, source="asked on a call"), by=ALICE, days_ago=70)
    firm.customer("Priya Nair", place="Morningside", bought=(41, 60, 83, 99))
    return firm


TOMS_DAYS = (61, 92, 125, 156, 187, 222, 251, 283, 316, 345)


def keep(page: Page, name: str) -> Path:
    settle(page)
    picture = PICTURES / f"{name}.png"
    if not picture.exists():
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=picture)
    return picture


def check(picture: Path, way: dict[str, Any]) -> None:
    assert f'"screens/{picture.name}"' in MANIFEST.read_text()
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    assert way["viewport"] == {"width": width, "height": height}
    assert picture.stat().st_size < LARGEST


@pytest.mark.parametrize(("suffix", "way"), WAYS)
def test_the_picture_of_today(shop: Firm, opened: Open, suffix: str, way: dict[str, Any]) -> None:
    page = opened("/queue", **way)
    assert page.locator("[data-card]").count() == 4
    check(keep(page, f"today{suffix}"), way)


@pytest.mark.parametrize(("suffix", "way"), WAYS)
def test_the_picture_of_a_customer(shop: Firm, opened: Open, suffix: str, way: dict[str, Any]) -> None:
    page = opened("/queue", **way)
    page.get_by_role("link", name="Tom Brennan", exact=True).click()
    page.get_by_text("now 61").first.wait_for()
    check(keep(page, f"customer{suffix}"), way)
