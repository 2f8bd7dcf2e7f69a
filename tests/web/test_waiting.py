"""Does the one page for days without a signal hold every sheet, as the server shows it, and nothing of anybody?"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from backend.web.nobody import NAME, NOBODY, THING
from backend.web.waiting import OWN_SHEETS, SHEETS
from events.consent import GiveConsent
from events.contacts import LogContactAttempt
from events.feedback import NoteFeedback
from events.firm import FIRM
from events.follow_ups import MakePromise
from events.library import KeepValueItem, ValueKind
from events.telling import ActOnFeedback
from events.values import Channel, FeedbackKind, Outcome
from tests.web.firm import ALICE, MANAGER, Firm

HTMX = {"HX-Request": "true"}
DATE = re.compile(r"\b\d{1,2} (January|February|March|April)\b|\b(Mon|Tue|Wed|Thu|Fri)\b")


class Asked(HTMLParser):
    """What a sheet sends: where to, and which fields; and which further sheets it opens."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form" and told["method"] != "get":
            self.found.add(f"{told['method']} {told['action']} {told['data-once']} {'data-kept' in told}")
        if tag == "a" and "hx-get" in told:
            self.found.add(f"open {told['hx-get']}")
        if tag in ("input", "button", "textarea", "select") and told.get("name"):
            chosen = told.get("value") if tag == "button" or told.get("type") == "radio" else ""
            self.found.add(f"{told['name']}={chosen}")


def sheets(page: str) -> dict[str, str]:
    found = re.findall(r'<template data-sheet="([^"]+)">(.*?)</template>', page, re.DOTALL)
    return {path.replace("&amp;", "&"): sheet for path, sheet in found}


@pytest.mark.parametrize("path", [*SHEETS, *OWN_SHEETS])
def test_a_sheet_for_nobody_sends_what_that_of_a_customer_sends(firm: Firm, alice: FlaskClient, path: str) -> None:
    tom = firm.customer(bought=(61, 93, 125))
    thing = _thing(firm, tom, path)
    there = path.replace(str(NOBODY), str(tom)).replace(str(THING), str(thing))
    shown = alice.get(there, headers=HTMX).text
    kept = sheets(alice.get("/waiting").text)[path]
    filled = kept.replace(str(NOBODY), str(tom)).replace(str(THING), str(thing)).replace(NAME, "Tom Brennan")
    wanted, found = Asked(shown).found, Asked(filled).found
    by_phone = _put_in_by_the_phone(path)
    assert {one for one in wanted ^ found if not any(part in one for part in by_phone)} == set()
    assert DATE.search(kept) is None


def _put_in_by_the_phone(path: str) -> tuple[str, ...]:
    """Which of their reasons are settled by hand or by a face, by which ways a yes is missing, who may have been it."""
    if path.endswith("/done/new"):
        return "settlements", "rules", "mood", "/feedback "
    return ("/consents/",) if "/value-items/" in path else ("by=",) if path.endswith("/referrer/new") else ()


def _thing(firm: Firm, customer: UUID, path: str) -> UUID:
    if "/promises/" in path:
        return firm.do(customer, MakePromise(on=firm.today), by=ALICE).recorded[0].fact_id
    if "/news/" in path:
        fixed = ActOnFeedback(action=customer, reasons=(), on=firm.today, text="Posted on Mondays")
        return firm.do(customer, fixed, by=ALICE).recorded[0].fact_id
    if "/complaints/" in path or "/themes" in path:
        return firm.do(customer, NoteFeedback(kind=FeedbackKind.COMPLAINT), by=ALICE).recorded[0].fact_id
    if path.endswith("/referrer/new"):
        firm.do(firm.customer("Rosa"), LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE), by=ALICE)
    if "/value-items/" in path:
        firm.do(FIRM, KeepValueItem(item=UUID(int=2), kind=ValueKind.TIP, title="Tip", words="Prune."), by=MANAGER)
        firm.do(customer, GiveConsent(channel=Channel.TEXT), by=ALICE)
    return UUID(int=2)


def test_nothing_of_a_customer_is_in_it(firm: Firm, alice: FlaskClient) -> None:
    before = alice.get("/waiting")
    firm.customer("Zebulon Quillfeather", place="Leith")
    after = alice.get("/waiting")
    assert (before.data, before.headers["ETag"]) == (after.data, after.headers["ETag"])
    again = alice.get("/waiting", headers={"If-None-Match": before.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_it_is_of_whoever_sells_or_leads(
    firm: Firm, manager: FlaskClient, admin: FlaskClient, nobody: FlaskClient
) -> None:
    assert [client.get("/waiting").status_code for client in (manager, admin, nobody)] == [200, 403, 303]


def test_nobody_in_particular_is_no_customer(firm: Firm, alice: FlaskClient) -> None:
    alice.get("/waiting")
    for path in SHEETS[:-2]:
        assert alice.get(path).status_code == 404, path
