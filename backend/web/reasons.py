"""Why is a customer due, or why not, today or on a past day? The page, and the same for other programs."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, request

from backend.retention.rank import Parts
from backend.web import describing, htmx, sheets
from backend.web.cards import card
from backend.web.explaining import Because, Held, Why, Withheld, explained
from backend.web.past import asked_day
from backend.web.plans import Placed
from backend.web.session import visit
from backend.web.telling import Teller, as_json

blueprint = Blueprint("reasons", __name__)


@blueprint.get("/customers/<uuid:customer>/why")
def show(customer: UUID) -> Response:
    """Of today, or of ?known_on= or ?true_on= a day."""
    here, asked = visit(), asked_day(request.args)
    now = card(here, customer)
    with here.read() as tx:
        why = explained(here, tx, now, asked)
    if htmx.wants_json():
        return jsonify(_told(why))
    return sheets.show("customers/why.html", why=why)


def _told(why: Why) -> dict[str, Any]:
    setting, standing, segment = why.card.customer.setting, why.standing, why.card.customer.segment
    return {
        "customer": str(why.card.id),
        "day": why.card.day.isoformat(),
        "next_on": _iso(why.card.next_on),
        "standing": {
            "stand": standing.stand,
            "on": _iso(standing.on),
            "rule": standing.window and standing.window.rule,
            "by": why.held and _held(why.held, why.teller),
        },
        "state": why.card.state,
        "activity": why.activity and why.activity.word,
        "activity_until": why.activity and _iso(why.activity.until),
        "rulebook": {
            "version": setting.rulebook_version,
            "name": setting.rulebook_name,
            "since": setting.rulebook_since and setting.rulebook_since.isoformat(),
            "segment": segment and segment.name,
        },
        "rhythm_learned_until": _iso(setting.learned_until),
        "place": why.placed and _placed(why.placed),
        "reasons": [_speaking(one, why.teller) for one in why.speaks],
        "withheld": [_withheld(one, why.teller) for one in why.withheld],
        "ways": [{"channel": one.way.channel, "state": one.way.state, "on": _iso(one.on)} for one in why.closed],
        "over": [{"rule": one.rule, "until": _iso(one.last)} for one in why.over],
        "coming": [{"on": start.isoformat(), "rule": window.rule} for start, window in why.coming],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _placed(one: Placed) -> dict[str, Any]:
    return {
        "plan_of": str(one.whose.id),
        "lane": one.place.lane.name.lower(),
        "nth": one.place.nth,
        "many": one.place.many,
        "at": one.at,
        "size": one.size,
        "beyond": one.beyond,
        "away_until": one.absence and one.absence.last_day.isoformat(),
    }


def _speaking(one: Because, teller: Teller) -> dict[str, Any]:
    facts = [as_json(fact, teller) for fact in one.facts]
    spell = {"since": one.since.isoformat(), "until": _iso(one.until)}
    return {**describing.reason(one.reason), **spell, "facts": facts, "rank": _rank(one.parts)}


def _rank(parts: Parts) -> dict[str, Any]:
    """Either since when, the oldest first, or points in thousandths."""
    if parts.since is not None:
        return {"rank": parts.rank, "since": parts.since.isoformat()}
    return {
        "rank": parts.rank,
        "waits_since": _iso(parts.waits),
        "turns": parts.turns,
        "worth_so_far": parts.worth,
        "points": parts.points,
        "spend_a_week": parts.a_week,
        "less_for_active": parts.active,
        "less_for_young": parts.young,
        "earned": parts.earned,
        "within_shelf_life": parts.fresh,
        "shelf_life_until": _iso(parts.fresh_until),
    }


def _withheld(one: Withheld, teller: Teller) -> dict[str, Any]:
    by = [_held(held, teller) for held in one.holds]
    return {"rule": one.window.rule, "since": one.window.first.isoformat(), "by": by}


def _held(one: Held, teller: Teller) -> dict[str, Any]:
    return {
        "hold": one.hold.kind,
        "on": one.hold.on.isoformat(),
        "until": _iso(one.until),
        "facts": [as_json(fact, teller) for fact in one.facts],
    }
