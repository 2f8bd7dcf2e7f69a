"""Does calling help? What came of the silences that were left alone at random, beside the others. For managers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template

from backend.projections import trials
from backend.retention.trials import ENOUGH, Effect, Group, effect
from backend.store import Tx
from backend.web import htmx
from backend.web.session import Visit, visit

blueprint = Blueprint("control_group", __name__, url_prefix="/control-group")


@dataclass(frozen=True, slots=True)
class Shown:
    """`effect` None: too few have been followed to the end. `percent` of the overdue are held back now."""

    percent: int
    called: Group
    held: Group
    running: int
    effect: Effect | None


@blueprint.get("")
def show() -> Response:
    here = visit()
    with here.read() as tx:
        shown = _shown(here, tx)
    if htmx.wants_json():
        return jsonify(_told(shown))
    return make_response(render_template("control_group/show.html", shown=shown, enough=ENOUGH))


def _shown(here: Visit, tx: Tx) -> Shown:
    called, held = (trials.group(tx, here.today, held=one) for one in (False, True))
    running = trials.running(tx, here.today, held=True)
    measured = effect(called, held) if held.silences >= ENOUGH and called.silences else None
    return Shown(here.setting.rulebook.control_percent, called, held, running, measured)


def _told(shown: Shown) -> dict[str, Any]:
    return {
        "percent": shown.percent,
        "called": _group(shown, shown.called),
        "held": _group(shown, shown.held),
        "running": shown.running,
        "more_of_a_hundred": shown.effect and [round(number, 1) for number in shown.effect],
    }


def _group(shown: Shown, group: Group) -> dict[str, int | None]:
    """What came of it is told of many together only: of a few it would tell what one of another team bought."""
    told = shown.effect is not None
    return {
        "silences": group.silences,
        "came_back": group.back if told else None,
        "amount": group.amount if told else None,
    }
