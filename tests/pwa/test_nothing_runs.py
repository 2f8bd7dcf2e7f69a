"""Does anything that somebody typed ever run, or break the policy that the browser holds every page to?"""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, Route, expect

from backend.projections import people
from backend.web.guard import HEADERS
from events.actions import BeginAction
from events.consent import GiveConsent
from events.contacts import LogContactAttempt
from events.customers import RegisterCustomer
from events.enquiries import ReceiveEnquiry
from events.feedback import NoteFeedback, ResolveComplaint
from events.firm import FIRM
from events.follow_ups import MakePromise
from events.kernel import Command
from events.library import KeepValueItem, ValueKind
from events.notes import AddNote, CorrectNote
from events.power_hours import PlanPowerHour
from events.purchases import RecordPurchase
from events.relationship_plans import AFTER_A_FIRST_SALE, READY_MADE, WriteRelationshipPlan
from events.team import FormTeam, InvitePerson
from events.values import Channel, FeedbackKind, Money, Outcome, Role
from tests.pwa.checks import settle
from tests.pwa.conftest import Open
from tests.web.firm import ADMIN, ALICE, MANAGER, NORTH, Firm
from tests.web.routes import address, routes, somebody
from tests.web.test_imports import SALES, brought

pytestmark = pytest.mark.browser
TYPED = (
    "<script id=ran>alert(1)</script>",
    "<img id=ran src=x onerror=alert(1)>",
    "<svg id=ran onload=alert(1)>",
    '"><b id=ran onclick=alert(1)>',
    "' id='ran' autofocus onfocus='alert(1)",
    '" id="ran" autofocus onfocus="alert(1)',
    '</title></textarea></script><iframe id=ran srcdoc="<script>alert(1)</script>">',
    '<a id=ran href="javascript:alert(1)">x</a>',
    '<meta id=ran http-equiv=refresh content="9;url=/static/ran">',
    '<base id=ran href="https://ran.example/">',
    '<div id=ran hx-get=/healthz hx-trigger=load hx-on:htmx:load="alert(1)">',
    "{{7*7}}${7*7}&lt;img id=ran&gt;<style id=ran>*{display:none}</style>",
)
"""Each leaves an element with the id `ran` where it is taken for a part of the page."""
PAGES = ("", "/history", "/why", "?known_on={today}", "?true_on={today}", "/history?true_on={today}")
SHEETS = (
    "contact-attempts/new", "done/new", "feedback/new", "enquiries/new", "purchases/new", "promises/new",
    "next-dates/new", "put-offs/new", "details/new", "consents/new", "loss/new", "gone/new",
)  # fmt: skip
LISTS = ("/queue", "/customers", "/customers?show=unseen", "/note", "/me")
TEAM = ("/team", "/team/week", "/team/pool", f"/team/{ALICE}/queue", f"/team/{ALICE}/week/2026-03-02")
TAKEN = """(paths) => Promise.all(paths.map(async (path) => {
  const page = new DOMParser().parseFromString(await (await fetch(path)).text(), "text/html");
  return Array.from(page.querySelectorAll("#ran"), (one) => `${path}: ${one.outerHTML}`);
})).then((found) => found.flat())"""
"""What a browser takes for an element on pages that it fetches but does not show."""
NOWHERE = (
    "static", "health.live", "health.ready", "queue.home", "imports.refused", "invitations.show", "pack.show",
    "set_up.new",
)  # fmt: skip
"""Routes without a page of their own, and the page of one link."""


RAW = """<!DOCTYPE html><title>Raw</title><p>{0}</p><input value="{0}"><input value='{0}'>"""


class Watch:
    """What a page did that no page does."""

    def __init__(self, page: Page) -> None:
        self.seen: list[str] = []
        self._page = page
        page.on("dialog", self._dialog)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(f"error: {error}"))

    def _dialog(self, dialog: Dialog) -> None:
        self.seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.seen.append(f"console: {message.text} at {message.location}")

    def faults(self) -> list[str]:
        """Also what stands on the page as an element though somebody typed it."""
        found = self._page.evaluate("() => Array.from(document.querySelectorAll('#ran'), (one) => one.outerHTML)")
        return [*self.seen, *found]


def typed_in(firm: Firm, text: str) -> UUID:
    """A customer whose every word is this text."""
    customer, email = uuid4(), f"{text.replace(' ', '/')}@ran.example"
    whole = RegisterCustomer(
        name=text, phone=f"{text} 0131 496 0123", email=text, place=text, source=text, owner=ALICE, team=NORTH
    )
    complaint, settled = (
        NoteFeedback(kind=FeedbackKind.COMPLAINT, text=text),
        NoteFeedback(kind=FeedbackKind.LEAVING, text=text),
    )
    said = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, note=text)
    bought = RecordPurchase(amount=Money(4500), on=firm.today, order_id=text)
    consent = GiveConsent(channel=Channel.TEXT, source=text, wording=text)
    noted: tuple[Command, ...] = (whole, said, bought, consent, AddNote(text=text), settled)
    facts = [firm.do(customer, command, by=ALICE).recorded[0].fact_id for command in noted]
    firm.do(customer, CorrectNote(of=facts[4], text=text), ResolveComplaint(complaint=facts[5], text=text), by=ALICE)
    firm.do(customer, complaint, ReceiveEnquiry(text=text), MakePromise(on=firm.today, note=text), by=ALICE)
    firm.do(uuid4(), FormTeam(name=text))
    firm.do(uuid4(), InvitePerson(name=text, email=email, roles=(Role.SALESPERSON,), team=NORTH))
    firm.store.sign_in.open_session(ALICE, text, firm.clock())
    return customer


@pytest.fixture
def customers(firm: Firm) -> dict[UUID, str]:
    return {typed_in(firm, text): text for text in TYPED}


def test_the_watch_sees_what_is_not_escaped(browser: Browser) -> None:
    page = browser.new_page()
    watch = Watch(page)
    page.route("**/raw?*", unescaped)
    for number, text in enumerate(TYPED):
        page.goto(f"http://encore.example/raw?{number}")
        assert watch.faults(), text
        watch.seen.clear()
    page.close()


def unescaped(route: Route, request: Request) -> None:
    text = TYPED[int(request.url.rpartition("?")[2])]
    route.fulfill(content_type="text/html", headers=HEADERS, body=RAW.format(text))


def test_rooms_and_searches_show_what_was_typed(firm: Firm, customers: dict[UUID, str], opened: Open) -> None:
    found = [f"/{page}?q={quote(text)}" for page in ("customers", "note", "customers/new") for text in TYPED]
    with firm.store.database.read() as tx:
        known = [f"/people/{one.id}" for one in people.people(tx)]
    for who, shown, more in (
        (ALICE, [*LISTS, found[0]], found),
        (MANAGER, [*TEAM, "/me"], []),
        (ADMIN, ["/people", "/people/new", known[0]], known),
    ):
        page = opened("/me", who=who, service_workers="allow")
        watch = Watch(page)
        assert page.evaluate(TAKEN, more) == []
        for path in shown:
            page.goto(path)
            settle(page)
            assert (watch.faults(), page.url.partition(path)[1]) == ([], path)


def test_a_customer_shows_what_was_typed_and_so_does_every_sheet(
    firm: Firm, customers: dict[UUID, str], opened: Open
) -> None:
    page = opened("/me", service_workers="allow")
    watch = Watch(page)
    for number, (customer, text) in enumerate(customers.items()):
        pages = [f"/customers/{customer}{one.format(today=firm.today)}" for one in PAGES]
        sheets = [f"/note/{customer}", *(f"/customers/{customer}/{one}" for one in SHEETS)]
        assert page.evaluate(TAKEN, [*pages, *sheets]) == []
        page.goto(pages[number % len(PAGES)])
        fetched(page, sheets[number + 1])
        fetched(page, sheets[0])
        page.get_by_role("dialog").get_by_role("button", name="Pleased").tap()
        expect(page.locator("[data-saved]")).to_contain_text(f"{text} is pleased")
        assert watch.faults() == [], text


def fetched(page: Page, path: str) -> None:
    """Opens a sheet over the page, as a link does."""
    page.evaluate("(path) => htmx.ajax('GET', path, { target: '[data-sheets]', swap: 'innerHTML' })", path)
    expect(page.locator("dialog[open]")).to_be_visible()


def test_every_page_keeps_to_the_policy(firm: Firm, opened: Open) -> None:
    customer = firm.customer(bought=(61, 93))
    ids = {"customer": customer, "person": ALICE}
    for name, command in (
        ("promise", MakePromise(on=firm.today)),
        ("complaint", NoteFeedback(kind=FeedbackKind.COMPLAINT)),
        ("purchase", RecordPurchase(amount=Money(4500), on=firm.today)),
        ("settled", NoteFeedback(kind=FeedbackKind.COMPLAINT)),
    ):
        ids[name] = firm.do(customer, command, by=ALICE).recorded[0].fact_id
    ids["news"] = (
        firm.do(customer, ResolveComplaint(complaint=ids["settled"], text="A new one.", told=False), by=ALICE)
        .recorded[0]
        .fact_id
    )
    ids["plan"] = uuid4()
    firm.do(FIRM, WriteRelationshipPlan(plan=ids["plan"], name=AFTER_A_FIRST_SALE, steps=READY_MADE), by=MANAGER)
    ids["hour"], ids["item"], ids["action"], ids["of"] = uuid4(), uuid4(), uuid4(), ids["complaint"]
    firm.do(
        FIRM, KeepValueItem(item=ids["item"], kind=ValueKind.TIP, title="Pruning roses", words="In March."), by=MANAGER
    )
    begun = BeginAction(what="Post on Mondays", owner=ALICE, by=firm.today, team=NORTH)
    firm.do(ids["action"], begun, by=MANAGER)
    firm.do(ids["hour"], PlanPowerHour(cards=10, minutes=60), by=ALICE)
    ids["import_id"] = UUID(brought(firm.client(MANAGER), SALES)["at"].rpartition("/")[2])
    pages = {
        who: opened("/session/new", who=who or uuid4(), service_workers="allow")
        for who in (None, ALICE, MANAGER, ADMIN)
    }
    watches = [Watch(page) for page in pages.values()]
    for rule, method in routes(firm.app):
        if method == "GET" and rule.endpoint not in NOWHERE:
            of = ids["news" if rule.endpoint == "news.new" else "of"]
            answer = pages[somebody(rule)].goto(address(rule, **ids | {"of": of}))
            assert answer is not None
            assert answer.status == 200, rule.rule
    assert [watch.faults() for watch in watches] == [[]] * len(watches)
