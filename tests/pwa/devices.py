"""With which browser do tests look at the app, on a screen of which size?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

WHOLE = next((path for path in (Path("/usr/bin/chromium"),) if path.exists()), None)
"""The system's browser, such as people have; none: Playwright's own."""
SHELL = Path("/usr/bin/chromium-headless-shell")
CHROMIUM = SHELL if SHELL.exists() else WHOLE
"""The same without what is around a page: it needs a third less of the machine."""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP encore.test 127.0.0.1",  # an address that is not private, as in a shop's network
)
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 844}}
DIALLER = """
document.addEventListener("click", (event) => {
  if (event.target.closest?.("a[href^='tel:'], a[href^='sms:'], a[href^='mailto:']")) event.preventDefault();
});
"""
"""Stands for the phone's own programs: without one, a headless Chromium takes no more input after such a link."""
