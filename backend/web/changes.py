"""Who of my team's customers buys differently since this week or an earlier one, and who has not said why?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from backend.projections import directory, habits
from backend.projections.directory import Entry
from backend.projections.habits import Changed
from backend.store import Tx
from backend.web import htmx
from backend.web.forms import Day, Query, load
from backend.web.session import Visit, visit
from backend.web.staff import own_team
from events.values import FIRST_DAY

blueprint = Blueprint("changes", __name__, url_prefix="/team/changes")
MOST_SHOWN = 50
MOST_COUNTED = 1_000
WEEK = timedelta(days=7)


class Ask(Query):
    week = Day(load_default=None)


@dataclass(frozen=True, slots=True)
class Line:
    changed: Changed
    entry: Entry


@dataclass(frozen=True, slots=True)
class Shown:
    """One week from its Monday on. `total` and `unanswered` count up to `MOST_COUNTED`; `waiting` are of any week."""

    monday: date
    lines: list[Line]
    total: int
    unanswered: int
    waiting: list[Line]
    before: date | None
    after: date | None


@blueprint.get("")
def show() -> Response:
    here, asked = visit(), load(Ask(), request.args)
    with here.read() as tx:
        shown = _shown(here, tx, min(asked["week"] or here.today, here.today))
    if htmx.wants_json():
        return jsonify(_told(shown))
    page = render_template("team/changes.html", shown=shown, today=here.today, most=MOST_SHOWN, counted=MOST_COUNTED)
    return make_response(page)


def _shown(here: Visit, tx: Tx, day: date) -> Shown:
    team, monday = own_team(here), day - timedelta(days=day.weekday())
    until = min(monday + WEEK, here.today)
    found = habits.in_week(tx, team, monday, until, MOST_SHOWN)
    waiting = habits.waiting(tx, team, here.today, MOST_SHOWN)
    total, unanswered = habits.counted(tx, team, monday, until, MOST_COUNTED)
    entries = directory.entries(tx, {one.customer for one in (*found, *waiting)})
    later = monday + WEEK
    return Shown(
        monday=monday,
        lines=_lines(here, found, entries),
        total=total,
        unanswered=unanswered,
        waiting=_lines(here, waiting, entries),
        before=monday - WEEK if monday - WEEK >= FIRST_DAY else None,
        after=later if later <= here.today else None,
    )


def _lines(here: Visit, found: Iterable[Changed], entries: dict[Any, Entry]) -> list[Line]:
    lines = (Line(one, entries[one.customer]) for one in found if one.customer in entries)
    return [line for line in lines if here.scope.sees(line.entry.owner, line.entry.team)]


def _told(shown: Shown) -> dict[str, Any]:
    return {
        "week": shown.monday.isoformat(),
        "changes": [_line(one) for one in shown.lines],
        "total": shown.total,
        "unanswered": shown.unanswered,
        "waiting": [_line(one) for one in shown.waiting],
        "before": shown.before and shown.before.isoformat(),
        "after": shown.after and shown.after.isoformat(),
    }


def _line(one: Line) -> dict[str, Any]:
    changed = one.changed
    return {
        "customer": str(changed.customer),
        "name": one.entry.name,
        "owner": one.entry.owner and str(one.entry.owner),
        "what": changed.what,
        "on": changed.on.isoformat(),
        "worth_so_far": changed.worth,
        "asked_on": changed.asked and changed.asked.isoformat(),
        "answer": changed.answer,
    }
