"""Can a phone install Encore, does it say how, and is it rid of everything but its notes where offline is off?"""

from __future__ import annotations

import json
import struct
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, expect

from backend.app import PWA, create_app
from tests.pwa.checks import broken_rules, small_targets
from tests.pwa.conftest import Open
from tests.pwa.devices import PHONE
from tests.web.firm import ALICE, Firm

pytestmark = pytest.mark.browser
MANIFEST = "/static/manifest.webmanifest"
TOLD: dict[str, Any] = json.loads((PWA / "static" / "manifest.webmanifest").read_text())
ON_AN_IPHONE = "Object.defineProperty(Navigator.prototype, 'standalone', { value: %s });"
OFFER = """() => {
  const offer = new Event("beforeinstallprompt", { cancelable: true });
  offer.prompt = async () => { window.prompted = true; };
  window.dispatchEvent(offer);
  return offer.defaultPrevented;
}"""
KEEP = """async () => {
  await (await caches.open("shell")).put("/kept", new Response("a page"));
  await new Promise((done, fail) => {
    const asked = indexedDB.open("notes");
    asked.onupgradeneeded = () => asked.result.createObjectStore("outbox").put("a note", 1);
    asked.onsuccess = () => { asked.result.close(); done(); };
    asked.onerror = fail;
  });
  await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  await navigator.serviceWorker.ready;
}"""
KEPT = """async () => [
  await caches.keys(),
  (await navigator.serviceWorker.getRegistrations()).length,
  (await indexedDB.databases()).map((one) => one.name).includes("notes"),
]"""


def icons() -> list[dict[str, Any]]:
    return [*TOLD["icons"], *(icon for one in TOLD["shortcuts"] for icon in one["icons"])]


@pytest.mark.parametrize("icon", icons(), ids=lambda one: one["src"])
def test_every_icon_is_what_the_manifest_says(icon: dict[str, Any]) -> None:
    content = (PWA / "static" / icon["src"]).read_bytes()
    if icon["type"] == "image/png":
        width, height = struct.unpack(">II", content[16:24])
        assert icon["sizes"] == f"{width}x{height}"
    assert len(content) < 10_000


def test_both_shapes_of_icons_and_of_screens_are_there() -> None:
    assert {icon.get("purpose", "any") for icon in TOLD["icons"]} == {"any", "maskable"}
    shapes = {(screen["form_factor"], screen["sizes"]) for screen in TOLD["screenshots"]}
    assert shapes == {("narrow", "390x844"), ("wide", "1280x800")}
    assert all(screen["label"] for screen in TOLD["screenshots"])
    assert TOLD["id"] == TOLD["start_url"], "phones that have it already must know it as the same"


def test_every_shortcut_opens_a_room(firm: Firm) -> None:
    client = firm.client(ALICE)
    assert [shortcut["name"] for shortcut in TOLD["shortcuts"]] == ["Today", "Note", "Find a customer"]
    for shortcut in TOLD["shortcuts"]:
        assert client.get(urljoin(MANIFEST, shortcut["url"])).status_code == 200


def test_a_button_installs_where_the_browser_can_ask(opened: Open) -> None:
    page = opened("/me", service_workers="allow")
    button = page.get_by_role("button", name="Install Encore")
    expect(button).to_be_hidden()
    assert page.evaluate(OFFER) is True
    expect(button).to_be_visible()
    assert (broken_rules(page), small_targets(page)) == ([], [])
    button.click()
    expect(button).to_be_hidden()
    assert page.evaluate("window.prompted") is True


def test_where_nothing_is_to_be_said_of_the_phone_there_is_no_heading(opened: Open) -> None:
    page = opened("/me", service_workers="block")
    page.evaluate("document.querySelector('[data-persist]').replaceChildren()")
    expect(page.get_by_role("heading", name="On this phone")).to_be_hidden()
    page.evaluate(OFFER)
    expect(page.get_by_role("heading", name="On this phone")).to_be_visible()


def test_the_button_goes_once_it_is_installed(opened: Open) -> None:
    page = opened("/me", service_workers="allow")
    page.evaluate(OFFER)
    page.evaluate("window.dispatchEvent(new Event('appinstalled'))")
    expect(page.get_by_role("button", name="Install Encore")).to_be_hidden()


def test_elsewhere_the_browser_asks_in_its_own_way(opened: Open) -> None:
    assert opened("/queue", service_workers="allow").evaluate(OFFER) is False


@pytest.mark.parametrize(("standalone", "told"), [("false", True), ("true", False)])
def test_on_an_iphone_words_say_how_until_it_is_done(opened: Open, standalone: str, told: bool) -> None:
    page = opened("/queue", service_workers="allow")
    page.add_init_script(ON_AN_IPHONE % standalone)
    page.goto("/me")
    expect(page.get_by_text("Share, then Add to Home Screen")).to_be_visible(visible=told)
    assert broken_rules(page) == []


def test_where_offline_is_off_a_phone_forgets_pages_and_keeps_notes(
    browser: Browser, firm: Firm, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = browser.new_context(base_url=address, **PHONE)
    page = context.new_page()
    page.goto("/session/new")
    page.evaluate(KEEP)
    caches, workers, notes = page.evaluate(KEPT)
    assert "shell" in caches
    assert (workers, notes) == (1, True)
    off = create_app(firm.store, secure=False, clock=firm.clock, offline=False)
    monkeypatch.setattr(firm.app, "wsgi_app", off.wsgi_app)
    page.evaluate("async () => { await (await navigator.serviceWorker.getRegistration()).update(); }")
    for _ in range(100):
        if page.evaluate(KEPT) == [[], 0, True]:
            break
        page.wait_for_timeout(100)
    assert page.evaluate(KEPT) == [[], 0, True]
    context.close()
