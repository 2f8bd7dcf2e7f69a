"""How good is the list? The firm's own past played again, Today's agenda beside the usual ways of choosing."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from backend.projections.buyers import buyers
from backend.projections.setting import Setting
from backend.retention.backtest.figures import Figures
from backend.retention.backtest.run import Backtest, backtest
from backend.retention.backtest.terms import Terms
from backend.store import Store
from backend.web import htmx
from backend.web.forms import Query, Whole, load
from backend.web.session import Visit, visit
from events.kernel import Refused

blueprint = Blueprint("backtest", __name__, url_prefix="/backtest")
WEEKS, FOLLOWED, IN_TIME = 26, 13, 12
"""Weeks of calling, of silence after which one has left, and after the last purchase in which a call is in time."""
OFFERED = (5, 10, 20, 50)
MOST_CALLS = 500
PLAYED = 3_000
"""Customers that are played: of more, one of so many, evenly. A page is waited for; `encore backtest` plays all."""


class Ask(Query):
    calls = Whole(load_default=None)


@dataclass(frozen=True, slots=True)
class Shown:
    """`made` None: nobody asked yet, or it is too early, as `sentence` says. `every`: of so many one was played."""

    calls: int | None
    made: Backtest | None
    sentence: str
    every: int

    @property
    def own(self) -> Figures | None:
        return next((one for one in self.made.figures if one.policy == "encore"), None) if self.made else None


@blueprint.get("")
def show() -> Response:
    here, asked = visit(), load(Ask(), request.args)
    shown = _shown(here, asked["calls"])
    if htmx.wants_json():
        return jsonify(_told(shown))
    page = render_template("backtest/show.html", shown=shown, offered=OFFERED, weeks=WEEKS, followed=FOLLOWED)
    return make_response(page)


def _shown(here: Visit, calls: int | None) -> Shown:
    if calls is None:
        return Shown(None, None, "", 1)
    if not 1 <= calls <= MOST_CALLS:
        raise Refused(f"Choose between 1 and {MOST_CALLS} calls a week.")
    try:
        made, every = _played(here.store, here.store.head().position, here.setting, calls)
    except Refused as why:
        return Shown(calls, None, str(why), 1)
    return Shown(calls, made, "", every)


@lru_cache(maxsize=8)
def _played(store: Store, position: int, setting: Setting, calls: int) -> tuple[Backtest, int]:  # noqa: ARG001 of the log
    """The last weeks that can be judged. Kept for the same log: it takes a few seconds. Raises Refused: too early."""
    with store.database.read() as tx:
        everybody = buyers(tx)
    every = -(-len(everybody) // PLAYED) or 1
    played = sorted(everybody, key=lambda buyer: buyer.customer)[::every]
    if not played:
        raise Refused("Nobody has bought yet. Bring your sales in, and the list can be judged by them.")
    terms = _terms(max(buyer.days[-1] for buyer in played), min(buyer.days[0] for buyer in played), calls)
    made = backtest(played, terms, rulebook=setting.rulebook, calendar=setting.calendar)
    # Whom each would have called is not shown, and would be kept for nothing.
    return replace(made, calls={}), every


def _terms(last: int, first: int, calls: int) -> Terms:
    end = date.fromordinal(last)
    start = end - timedelta(weeks=FOLLOWED + WEEKS - 1)
    if start.toordinal() < first:
        raise Refused(
            f"It is too early: the list can be judged once purchases reach back {WEEKS + FOLLOWED} weeks,"
            f" and yours reach back {(last - first) // 7}."
        )
    return Terms(start=start, end=end, calls=calls, follow_weeks=FOLLOWED, in_time_weeks=IN_TIME)


def _told(shown: Shown) -> dict[str, Any]:
    made = shown.made
    return {
        "calls": shown.calls,
        "sentence": shown.sentence,
        "every": shown.every,
        "left": made and made.left,
        "start": made and made.terms.start.isoformat(),
        "end": made and made.terms.end.isoformat(),
        "policies": [asdict(one) for one in made.figures] if made else [],
    }
