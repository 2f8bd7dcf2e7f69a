"""What do customers want changed, with how much worth at stake; which actions answer them, and what came of those?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from marshmallow import fields

from backend.projections import acted_on, actions, complaints, directory, voiced
from backend.projections.acted_on import Came
from backend.projections.actions import DONE, DROPPED, RUNNING, Action
from backend.projections.complaints import Complaint
from backend.projections.directory import Entry
from backend.projections.voiced import About, Open, Said
from backend.store import Tx
from backend.web import htmx
from backend.web.errors import not_here
from backend.web.forms import Choice, Query, load
from backend.web.gathering import to_note
from backend.web.session import Visit, visit
from backend.web.staff import own_team, people_of_team
from events.values import LONGEST_THEME, LossReason, Role, valid_text

blueprint = Blueprint("actions", __name__, url_prefix="/actions")
MOST_SHOWN = 50


class Ask(Query):
    theme = fields.String(load_default=None)
    reason = Choice(LossReason, load_default=None)


@dataclass(frozen=True, slots=True)
class Line:
    """An action, and what came of it once it is done."""

    action: Action
    came: Came | None


@dataclass(frozen=True, slots=True)
class Board:
    """All but `complaints` and `running` are for managers. `speaking`: who speaks of what was asked `about`."""

    complaints: list[tuple[Complaint, Entry]]
    themes: list[Open]
    reasons: list[Open]
    running: list[Line]
    done: list[Line]
    dropped: list[Line]
    about: About | None
    speaking: list[tuple[Said, Entry]]


@blueprint.get("")
def index() -> Response:
    here, asked = visit(), load(Ask(), request.args)
    with here.read() as tx:
        board = _of_team(here, tx, _about(asked)) if here.has(Role.MANAGER) else _own(here, tx)
    if htmx.wants_json():
        return jsonify(_told(board))
    page = render_template(
        "actions/index.html",
        board=board,
        today=here.today,
        most=MOST_SHOWN,
        name_of=here.name_of,
        works={one.id for one in here.everybody if not one.left},
        manages=manages(here),
    )
    return make_response(page)


@blueprint.get("/<uuid:action>")
def show(action: UUID) -> Response:
    here = visit()
    with here.read() as tx:
        one = seen(here, tx, action)
        (line,) = _lines(tx, [one])
        entries = directory.entries(tx, actions.gathered_of(tx, action, here.scope, MOST_SHOWN))
        left = len(to_note(here, tx, one)) if line.came and line.came.raised < one.customers else 0
    if htmx.wants_json():
        return jsonify(line_told(line) | {"to_note": left})
    page = render_template(
        "actions/show.html",
        line=line,
        left=left,
        gathered=sorted(entries.values(), key=lambda entry: (-entry.worth, entry.customer)),
        most=MOST_SHOWN,
        today=here.today,
        name_of=here.name_of,
        may_change=may_change(here, one),
        people=[(str(person.id), person.name or "") for person in people_of_team(here)],
        said=request.args.get("said", ""),
        manages=manages(here),
    )
    return make_response(page)


def seen(here: Visit, tx: Tx, action: UUID) -> Action:
    """An action that this person may see: of their team, their own, or for one of their customers; 404 otherwise."""
    one = actions.action(tx, action)
    if one is None or not (may_change(here, one) or actions.gathers_of(tx, action, here.scope)):
        raise not_here()
    return one


def may_change(here: Visit, action: Action) -> bool:
    return action.owner == here.person.id or (here.has(Role.MANAGER) and action.team == own_team(here))


def manages(here: Visit) -> bool:
    return here.has(Role.MANAGER)


def _about(asked: dict[str, Any]) -> About | None:
    theme, reason = asked["theme"], asked["reason"]
    return None if theme is None and reason is None else About(valid_text(theme, longest=LONGEST_THEME) or "", reason)


def _of_team(here: Visit, tx: Tx, about: About | None) -> Board:
    team = own_team(here)
    said = voiced.speaking(tx, team, about, MOST_SHOWN + 1) if about else []
    open_ = complaints.of_team(tx, team, MOST_SHOWN + 1)
    entries = directory.entries(tx, {one.customer for one in said} | {one.customer for one in open_})
    running, done, dropped = (
        _lines(tx, actions.of_team(tx, team, state, MOST_SHOWN + 1)) for state in (RUNNING, DONE, DROPPED)
    )
    return Board(
        complaints=[(one, entries[one.customer]) for one in open_ if one.customer in entries],
        themes=voiced.themes(tx, team),
        reasons=voiced.reasons(tx, team),
        running=running,
        done=done,
        dropped=dropped,
        about=about,
        speaking=[(one, entries[one.customer]) for one in said if one.customer in entries],
    )


def _own(here: Visit, tx: Tx) -> Board:
    """What this person looks after or sees to, and what is done for their customers."""
    said = complaints.of_owner(tx, here.person.id, MOST_SHOWN + 1)
    entries = directory.entries(tx, {one.customer for one in said})
    seen_too = {one for one, entry in entries.items() if here.scope.sees(entry.owner, entry.team)}
    theirs = [(one, entries[one.customer]) for one in said if one.customer in seen_too]
    own = {one.id: one for one in actions.of_owner(tx, here.person.id, RUNNING, MOST_SHOWN + 1)}
    own |= {one.id: one for one in actions.for_customers(tx, own_team(here), here.scope, MOST_SHOWN + 1)}
    running = sorted(own.values(), key=lambda one: (one.by, one.id))
    return Board(theirs, [], [], _lines(tx, running), [], [], None, [])


def _lines(tx: Tx, several: Sequence[Action]) -> list[Line]:
    """One statement for what came of all of them."""
    nothing = Came(0, 0, 0, 0)
    came = acted_on.came(tx, [one.id for one in several if one.state == DONE])
    return [Line(one, came.get(one.id, nothing) if one.state == DONE else None) for one in several]


def _told(board: Board) -> dict[str, Any]:
    """Worth in minor units."""
    return {
        "complaints": [
            {
                "customer": str(one.customer),
                "name": entry.name,
                "owner": one.owner and str(one.owner),
                "by": one.by.isoformat(),
            }
            for one, entry in board.complaints
        ],
        "themes": [
            {"theme": one.about.theme, "customers": one.customers, "worth_at_stake": one.worth} for one in board.themes
        ],
        "reasons": [
            {"reason": one.about.why, "customers": one.customers, "worth_at_stake": one.worth} for one in board.reasons
        ],
        "running": [line_told(one) for one in board.running],
        "done": [line_told(one) for one in board.done],
        "dropped": [line_told(one) for one in board.dropped],
        "theme": board.about and board.about.theme,
        "reason": board.about and board.about.why,
        "speaking": [
            {"customer": str(one.customer), "name": entry.name, "kind": one.kind, "worth_so_far": one.worth}
            for one, entry in board.speaking
        ],
    }


def line_told(line: Line) -> dict[str, Any]:
    one, came = line.action, line.came
    return {
        "id": str(one.id),
        "what": one.what,
        "theme": one.theme,
        "reason": one.reason,
        "state": one.state,
        "owner": str(one.owner),
        "by": one.by.isoformat(),
        "ending": one.ending,
        "gathered": one.customers,
        "to_tell": came and came.raised,
        "told": came and came.told,
        "came_back": came and came.back,
        "amount": came and came.amount,
    }
