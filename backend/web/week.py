"""How full is the week of my team, and who takes over what: one customer, some, or a whole day?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from backend.projections import directory
from backend.projections import week as weeks
from backend.projections.people import Person
from backend.web import htmx
from backend.web.cards import cards
from backend.web.errors import Invalid, not_here
from backend.web.forms import Day, Form, Id, Ids, load, sent
from backend.web.session import Visit, visit
from backend.web.staff import go_on, hand_over, member, own_team, sellers
from backend.web.sweeping import sweeping
from events.team import check_colleague

blueprint = Blueprint("week", __name__, url_prefix="/team")
MOST_SHOWN = 100
"""Customers of one day that can be ticked; the whole day can be moved at once."""


class Assignment(Form):
    """Some customers, or everybody whom `of` has on the day `on`; `to` a salesperson, or the team for its pool."""

    customers = Ids(load_default=())
    of = Id(load_default=None)
    on = Day(load_default=None)
    to = Id(required=True)


@blueprint.get("/week")
def show() -> Response:
    here = visit()
    plan_cards = here.setting.rulebook.plan_cards
    team = sellers(here.everybody, own_team(here))
    with here.read() as tx:
        sweep = sweeping(here, tx)
        shares = sweep.week(tx) if sweep else None
        people_weeks = weeks.week(tx, team, here.today, here.setting.calendar, plan_cards, shares)
        owed = {customer for one in people_weeks for day in one.days for customer, _ in day.promises}
        lines = directory.entries(tx, owed)
    names = {who: one.name for who, one in lines.items() if here.scope.sees(one.owner, one.team)}
    if htmx.wants_json():
        return jsonify(people=[_week_told(one, names) for one in people_weeks])
    page = render_template(
        "week/show.html",
        weeks=people_weeks,
        names=names,
        plan_cards=plan_cards,
        today=here.today,
        moved=request.args.get("moved", type=int),
        of=request.args.get("of", type=int),
    )
    return make_response(page)


@blueprint.get("/<uuid:person>/week/<day>")
def day(person: UUID, day: str) -> Response:
    """Whom one person has on one day of the week, to move singly or together."""
    here = visit()
    return _page(_movable(here, member(here, person), _day(day)))


@blueprint.get("/pool")
def pool() -> Response:
    """Whom nobody looks after and who is due now."""
    here = visit()
    return _page(_movable(here, None, here.setting.calendar.on_or_after(here.today)))


def redraw(here: Visit, values: Mapping[str, Any]) -> str:
    found = _movable(here, member(here, values["person"]), _day(values["day"]))
    return render_template("week/_redrawn.html", **found)


@blueprint.post("/assignments")
def assign() -> Response:
    """Give customers of the team to somebody of the team, or to its pool. One that is not of the team moves nobody."""
    here, given = visit(), sent()
    form = load(Assignment(), given)
    owners = {one.id for one in sellers(here.everybody, own_team(here))}
    check_colleague(form["to"], owners | {own_team(here)})
    customers = form["customers"] or _of_day(here, form["of"], form["on"])
    with here.read() as tx:
        known = directory.entries(tx, customers)
    if any(customer not in known or known[customer].team != own_team(here) for customer in customers):
        raise not_here()
    owner = form["to"] if form["to"] in owners else None
    moved = hand_over(here, customers, owner, own_team(here), given, form)
    to = url_for("week.show", moved=moved.customers, of=moved.of)
    return go_on(to, moved=moved.customers, of=moved.of)


def _of_day(here: Visit, holder: UUID | None, on: date | None) -> list[UUID]:
    if holder is None or on is None:
        raise Invalid({"customers": "Tick at least one customer."})
    if holder != own_team(here):
        member(here, holder)
    with here.read() as tx:
        return weeks.due_on(tx, holder, on, here.today, here.setting.calendar, sweeping=_sweeping(here))


def _sweeping(here: Visit) -> bool:
    return here.setting.sweep_on(here.today) is not None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise not_here() from error


def _movable(here: Visit, person: Person | None, on: date) -> dict[str, Any]:
    """The customers of one person, or of the pool, on one day, and who else there is."""
    team = own_team(here)
    with here.read() as tx:
        holder = person.id if person else team
        found = weeks.due_on(tx, holder, on, here.today, here.setting.calendar, sweeping=_sweeping(here))
        shown = cards(here, tx, found[:MOST_SHOWN], on).values()
    return {
        "cards": [card for card in shown if here.scope.sees(card.entry.owner, card.entry.team)],
        "total": len(found),
        "on": on,
        "person": person,
        "team": team,
        "others": [one for one in sellers(here.everybody, team) if one != person],
    }


def _page(found: dict[str, Any]) -> Response:
    if not htmx.wants_json():
        return make_response(render_template("week/day.html", **found))
    listed = [{"customer": str(one.id), "name": one.name, "rule": one.top and one.top.rule} for one in found["cards"]]
    return jsonify(day=found["on"].isoformat(), customers=listed, total=found["total"])


def _week_told(one: weeks.PersonWeek, names: dict[UUID, str | None]) -> dict[str, Any]:
    days = [
        {
            "day": each.day.isoformat(),
            "cards": each.cards,
            "sweep": each.swept,
            "away": each.away,
            "promises": [{"customer": str(who), "name": names.get(who), "rule": rule} for who, rule in each.promises],
        }
        for each in one.days
    ]
    return {"id": str(one.person.id), "name": one.person.name, "days": days}
