"""Does the page bring what a phone installs: a manifest, icons that load, and a service worker?"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator
from typing import Any

from backend.cli.site.findings import About, Finding, State, better, good, missing
from backend.cli.site.page import AS_SHIPPED, Page
from backend.cli.site.wire import Unanswered, fetch

KINDS = frozenset({"application/manifest+json", "application/json"})
DISPLAYS = frozenset({"standalone", "fullscreen", "minimal-ui"})
NEEDED = ("192x192", "512x512")
MOST = 40
"""Icons or scripts that are looked at: more has no page of ours."""
PNG = b"\x89PNG\r\n\x1a\n"
WORKER = "/sw.js"
REGISTERS = re.compile(r"serviceWorker\s*\.\s*register\s*\(")


def install_findings(page: Page) -> Iterator[Finding]:
    href = page.links.get("manifest")
    path = page.path_of(href) if href else None
    if path is None:
        yield missing(About.MANIFEST, "The page links to no manifest of its own.", "Is this Encore, and a current one?")
    else:
        yield from _manifest(page, path)
    if "apple-touch-icon" in page.links:
        yield from _touch_icon(page)
    yield _worker(page)


def _manifest(page: Page, path: str) -> Iterator[Finding]:
    try:
        reply = fetch(page.site, path)
        if reply.status != 200:
            raise Unanswered(f"it is answered by {reply.status}")
        told = json.loads(reply.text)
        if not isinstance(told, dict):
            raise Unanswered("it is none")
    except (Unanswered, ValueError, RecursionError) as why:
        because = str(why) if isinstance(why, Unanswered) else "it is no JSON"
        yield missing(About.MANIFEST, f"The manifest {path} cannot be read: {because}.", AS_SHIPPED)
        return
    if reply.kind not in KINDS:
        yield missing(About.MANIFEST, f"The manifest comes as {reply.kind or 'nothing'!r}, not as one.", AS_SHIPPED)
    lacks = list(_lacks(page, path, told))
    if lacks:
        yield missing(About.MANIFEST, f"The manifest lacks {', '.join(lacks)}.", AS_SHIPPED)
    elif reply.kind in KINDS:
        yield good(About.MANIFEST, "The manifest is there: a name, where to start, and a window of its own.")
    yield from _icons(page, path, told.get("icons"))


def _lacks(page: Page, path: str, told: dict[str, Any]) -> Iterator[str]:
    if not any(isinstance(told.get(name), str) and told[name].strip() for name in ("name", "short_name")):
        yield "a name"
    start = told.get("start_url")
    if not isinstance(start, str) or page.path_of(start, path) is None:
        yield "where to start"
    if str(told.get("display")) not in DISPLAYS:
        yield "a window of its own (display)"


def _icons(page: Page, manifest: str, told: object) -> Iterator[Finding]:
    icons = [one for one in told if isinstance(one, dict)][:MOST] if isinstance(told, list) else []
    sizes = {size for one in icons if "any" in str(one.get("purpose", "any")) for size in str(one.get("sizes")).split()}
    absent = [size for size in NEEDED if size not in sizes]
    if absent:
        yield missing(About.ICONS, f"There is no icon of {' or '.join(absent)}.", AS_SHIPPED)
    faults = [fault for one in icons if (fault := _fault(page, manifest, one))]
    yield from (missing(About.ICONS, f"The icon {fault}.", AS_SHIPPED) for fault in faults)
    if not absent and not faults:
        yield good(About.ICONS, f"All {len(icons)} icons load, in the sizes that phones ask for.")


def _fault(page: Page, manifest: str, icon: dict[str, Any]) -> str:
    """What is wrong with an icon; empty where nothing is."""
    source = icon.get("src")
    path = page.path_of(source, manifest) if isinstance(source, str) else None
    if path is None:
        return "lies on another site" if source else "has no address"
    try:
        reply = fetch(page.site, path)
    except Unanswered as why:
        return f"{path} does not load: {why}"
    if reply.status != 200 or not reply.kind.startswith("image/"):
        return f"{path} does not load"
    if reply.kind == "image/png" and _size(reply.body) not in str(icon.get("sizes")).split():
        return f"{path} is not of the size that it claims"
    return ""


def _size(picture: bytes) -> str:
    """Of a PNG, as a manifest writes it."""
    if picture[:8] != PNG or len(picture) < 24:
        return ""
    width, height = struct.unpack(">II", picture[16:24])
    return f"{width}x{height}"


def _touch_icon(page: Page) -> Iterator[Finding]:
    fault = _fault(page, page.path, {"src": page.links["apple-touch-icon"], "sizes": "180x180"})
    if fault:
        yield better(About.ICONS, f"The icon for iPhones {fault}: they show a picture of the page.", AS_SHIPPED)


def _worker(page: Page) -> Finding:
    if not any(_registers(page, script) for script in page.scripts[:MOST]):
        says = "No service worker yet: it opens with a signal only. Installing does not need one."
        return Finding(About.SERVICE_WORKER, State.LATER, says)
    try:
        reply = fetch(page.site, WORKER)
        loads = reply.status == 200 and "javascript" in reply.kind
    except Unanswered:
        loads = False
    if loads:
        return good(About.SERVICE_WORKER, "A service worker keeps it open without a signal.")
    return missing(About.SERVICE_WORKER, f"The page asks for a service worker, and {WORKER} does not load.", AS_SHIPPED)


def _registers(page: Page, script: str) -> bool:
    path = page.path_of(script)
    try:
        return path is not None and REGISTERS.search(fetch(page.site, path).text) is not None
    except Unanswered:
        return False
