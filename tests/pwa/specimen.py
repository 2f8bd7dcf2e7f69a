"""How do all shared components look? `python tests/pwa/specimen.py FOLDER` renders each once; serve that folder."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backend.web.assets import put_together
from backend.web.formats import initials

ROOT = Path(__file__).resolve().parents[2]
SCREENS = {
    "today": "Today",
    "saved": "Today",
    "sheet": "Today",
    "outcomes": "Call",
    "customer": "Tom Brennan",
    "replay": "Tom Brennan",
    "customers": "Customers",
    "team": "Team",
    "form": "New promise",
}
WAYS = [
    {"channel": "call", "href": "tel:+441314960123", "sheet": "outcomes.html", "number": "+44 131 496 0123"},
    {"channel": "text", "href": "sms:+441314960123", "sheet": "outcomes.html", "number": ""},
]
OUTCOMES = [
    {"value": value, "label": label, "then": then, "look": look, "href": ""}
    for value, label, then, look in [
        ("spoke", "Spoke", "next in 4 weeks, Thu 2 July", ""),
        ("ordered", "Ordered", "thank-you tomorrow", "yes"),
        ("no_answer", "No answer", "again tomorrow", ""),
        ("voicemail", "Voicemail", "again in 3 days", ""),
        ("said_no", "Said no", "rests 2 months", ""),
        ("wrong_number", "Wrong number", "find the right one", ""),
    ]
]
DATES = [
    {"value": value, "label": label, "hint": hint, "on": hint == "2 July"}
    for value, label, hint in [
        ("2026-06-05", "Tomorrow", ""),
        ("2026-06-11", "1 week", "11 June"),
        ("2026-06-18", "2 weeks", "18 June"),
        ("2026-07-02", "1 month", "2 July"),
        ("rest", "Rest", ""),
    ]
]
DOTS = [(0, 1), (0.09, 3), (0.16, 1), (0.27, 2), (0.34, 4), (0.42, 1), (0.49, 2), (0.57, 2), (0.66, 1), (0.75, 3)]
DAYS = [{"words": words, "today": words == "Thu 4"} for words in ("Thu 4", "Fri 5", "Mon 8", "Tue 9", "Wed 10")]


def cell(count: int, *promises: str, away: bool = False, full: bool = False) -> dict[str, object]:
    """One day of one person."""
    return {"count": count, "promises": promises, "href": "" if away else "#", "away": away, "full": full}


PEOPLE = [
    {
        "name": "Bea Okoro",
        "href": "#",
        "cells": [cell(23, "Promise: Rosa Marin", full=True), cell(12), cell(9), cell(4), cell(6)],
    },
    {
        "name": "Noah Lindqvist",
        "href": "#",
        "cells": [cell(0, away=True), cell(0, "Promise: Tom Brennan", away=True), *[cell(11)] * 3],
    },
]


def tabs(screen: str) -> list[dict[str, object]]:
    """The rooms of a manager."""
    rooms = [("Today", "today"), ("Customers", "customers"), ("Note", "note"), ("Team", "team"), ("Me", "me")]
    return [{"label": label, "href": "outcomes.html", "icon": icon, "here": icon == screen} for label, icon in rooms]


def render(folder: Path) -> None:
    """Write every screen and a copy of the static files."""
    loader = FileSystemLoader([ROOT / "pwa" / "templates", Path(__file__).parent])
    env = Environment(loader=loader, undefined=StrictUndefined, autoescape=True)
    env.filters["initials"] = initials
    env.globals["url_for"] = lambda endpoint, filename: f"static/{filename}"
    env.globals["assets"] = {"address": lambda name: f"static/{name}"}
    shutil.copytree(ROOT / "pwa" / "static", folder / "static", dirs_exist_ok=True)
    for name, content in put_together(ROOT / "pwa").contents.items():
        (folder / "static" / name).write_bytes(content)
    facts = {"ways": WAYS, "outcomes": OUTCOMES, "dates": DATES, "dots": DOTS, "days": DAYS, "people": PEOPLE}
    for screen, title in SCREENS.items():
        demo = {"last_purchase": "3 June", "days_old": 1} if screen == "customers" else None
        shown = {"screen": screen, "title": title, "tabs": tabs(screen), "demo": demo, "whose": None}
        (folder / f"{screen}.html").write_text(env.get_template("specimen.html").render(**shown, **facts))


if __name__ == "__main__":
    render(Path(sys.argv[1]))
