"""What do customers want changed, with how much worth at stake; which actions answer them, and what came of those?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from marshmallow import fields

from backend.projections import acted_on, actions, directory, voiced
from backend.projections.acted_on import Came
from backend.projections.actions import DONE, RUNNING, Action
from backend.projections.directory import Entry
from backend.projections.voiced import OpenTheme, Said
from backend.store import Tx
from backend.web import htmx
from backend.web.errors import not_here
from backend.web.forms import Query, load
from backend.web.session import Visit, visit
from backend.web.staff import own_team, people_of_team
from events.values import LONGEST_THEME, Role

blueprint = Blueprint("actions", __name__, url_prefix="/actions")
MOST_SHOWN = 50


class Ask(Query):
    theme = fields.String(load_default=None)


@dataclass(frozen=True, slots=True)
class Line:
    """An action with how many customers it gathers, and what came of it once it is done."""

    action: Action
    gathered: int
    came: Came | None


@dataclass(frozen=True, slots=True)
class Board:
    """`themes` and `done` are for managers. `speaking`: who speaks of the theme that was asked for."""

    themes: list[OpenTheme]
    running: list[Line]
    done: list[Line]
    theme: str | None
    speaking: list[tuple[Said, Entry]]


@blueprint.get("")
def index() -> Response:
    here, asked = visit(), load(Ask(), request.args)
    with here.read() as tx:
        board = _of_team(here, tx, asked["theme"]) if here.has(Role.MANAGER) else _own(here, tx)
    if htmx.wants_json():
        return jsonify(_told(board))
    page = render_template(
        "actions/index.html",
        board=board,
        today=here.today,
        most=MOST_SHOWN,
        name_of=here.name_of,
        manages=manages(here),
    )
    return make_response(page)


@blueprint.get("/<uuid:action>")
def show(action: UUID) -> Response:
    here = visit()
    with here.read() as tx:
        one = seen(here, tx, action)
        line = _line(tx, one)
        first = actions.gathered(tx, action, UUID(int=0), MOST_SHOWN)
        entries = directory.entries(tx, {customer for customer, _ in first})
    shown = [entry for entry in entries.values() if here.scope.sees(entry.owner, entry.team)]
    if htmx.wants_json():
        return jsonify(line_told(line))
    page = render_template(
        "actions/show.html",
        line=line,
        gathered=shown,
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


def _of_team(here: Visit, tx: Tx, theme: str | None) -> Board:
    team, theme = own_team(here), None if theme is None else theme[:LONGEST_THEME]
    said = [] if theme is None else voiced.in_theme(tx, team, theme, MOST_SHOWN + 1)
    entries = directory.entries(tx, {one.customer for one in said})
    return Board(
        themes=voiced.themes(tx, team),
        running=[_line(tx, one) for one in actions.of_team(tx, team, RUNNING, MOST_SHOWN + 1)],
        done=[_line(tx, one) for one in actions.of_team(tx, team, DONE, MOST_SHOWN + 1)],
        theme=theme,
        speaking=[(one, entries[one.customer]) for one in said if one.customer in entries],
    )


def _own(here: Visit, tx: Tx) -> Board:
    """What this person sees to, and what is done for their customers."""
    own = {one.id: one for one in actions.of_owner(tx, here.person.id, RUNNING, MOST_SHOWN + 1)}
    for one in actions.of_team(tx, own_team(here), RUNNING, MOST_SHOWN + 1):
        if one.id not in own and actions.gathers_of(tx, one.id, here.scope):
            own[one.id] = one
    running = sorted(own.values(), key=lambda one: (one.by, one.id))
    return Board([], [_line(tx, one) for one in running], [], None, [])


def _line(tx: Tx, one: Action) -> Line:
    return Line(one, actions.many(tx, one.id), acted_on.came(tx, one.id) if one.state == DONE else None)


def _told(board: Board) -> dict[str, Any]:
    """Worth in minor units."""
    return {
        "themes": [
            {"theme": one.name, "customers": one.customers, "worth_at_stake": one.worth} for one in board.themes
        ],
        "running": [line_told(one) for one in board.running],
        "done": [line_told(one) for one in board.done],
        "theme": board.theme,
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
        "state": one.state,
        "owner": str(one.owner),
        "by": one.by.isoformat(),
        "ending": one.ending,
        "gathered": line.gathered,
        "to_tell": came and came.raised,
        "told": came and came.told,
        "came_back": came and came.back,
        "amount": came and came.amount,
    }
