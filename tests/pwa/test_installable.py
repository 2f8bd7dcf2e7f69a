"""Does a whole Chromium, as people have it, find all that it wants before it offers to install Encore?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.pwa.conftest import Open
from tests.pwa.devices import FLAGS, WHOLE
from tests.pwa.test_installing import MANIFEST, TOLD

pytestmark = pytest.mark.browser
PRIVATE = {"in-incognito"}
"""What hinders every page of these tests: their browser forgets."""


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The one of the other tests is not asked: without windows, it finds fault with nothing."""
    launched = playwright.chromium.launch(executable_path=WHOLE, channel="chromium", args=list(FLAGS))
    yield launched
    launched.close()


def hindrances(page: Page) -> set[str]:
    asked = page.context.new_cdp_session(page)
    errors = asked.send("Page.getInstallabilityErrors")["installabilityErrors"]
    return {error["errorId"] for error in errors} - PRIVATE


def test_chromium_finds_nothing_that_hinders_installing(opened: Open) -> None:
    page = opened("/me", service_workers="allow")
    told = page.context.new_cdp_session(page).send("Page.getAppManifest")
    assert told["errors"] == []
    assert told["url"].endswith(MANIFEST)
    assert hindrances(page) == set()


@pytest.mark.parametrize("lacking", ["icons", "name", "display"])
def test_chromium_notices_a_manifest_that_lacks_something(opened: Open, lacking: str) -> None:
    page = opened("/me", service_workers="block")
    broken = {name: value for name, value in TOLD.items() if name not in (lacking, f"short_{lacking}")}
    page.route(f"**{MANIFEST}", lambda route: route.fulfill(json=broken, content_type="application/manifest+json"))
    page.reload()
    assert hindrances(page) != set()
