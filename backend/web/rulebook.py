"""By which numbers is everybody followed up, and what would others mean for the work?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for
from marshmallow import fields

from backend.projections import firm
from backend.projections.effect import WAITING, WEEKS, Effect, effect
from backend.projections.reruling import adopt_beside
from backend.projections.setting import ruled
from backend.retention.agenda import Lane
from backend.retention.waiting import ENOUGH
from backend.store import Appended, Tx, View
from backend.web import htmx
from backend.web.errors import Invalid
from backend.web.forms import Query, load, sent
from backend.web.ids import new_id
from backend.web.rule_words import GROUPS, PER_SEGMENT, WORDS, Told
from backend.web.rulebook_form import Asked, Typed, mark_of, places, read, typed_of
from backend.web.rulebook_versions import Version, told, versions_of
from backend.web.saving import save
from backend.web.session import Visit, visit
from backend.web.staff import go_on, own_team, sellers
from events.firm import FIRM
from events.kernel import Recorded, Refused
from events.rulebook import AdoptRulebook, Rulebook, RulebookAdopted

blueprint = Blueprint("rulebook", __name__, url_prefix="/rulebook")


class Shown(Query):
    """`of`: the number of the version to begin with."""

    of = fields.Integer(load_default=None)
    said = fields.String(load_default="")


@blueprint.get("")
def show() -> Response:
    here, query = visit(), load(Shown(), request.args)
    versions = versions_of(here)
    if htmx.wants_json():
        return jsonify(told(here, versions))
    draft = next((one for one in versions if one.number == query["of"]), None)
    return _page(here, typed_of(draft.rulebook if draft else here.setting.rulebook), said=query["said"], draft=draft)


@blueprint.post("/look")
def look() -> Response:
    """What these numbers would mean for the team; nothing is adopted."""
    here = visit()
    asked = _asked(here)
    if asked.rulebook is None:
        return _again(here, asked)
    seen = _effect(here, asked.rulebook)
    if htmx.wants_json():
        changes = Told(asked.rulebook, here.setting).since(here.setting.rulebook)
        return jsonify(_effect_told(here, seen) | {"changes": changes})
    return _page(here, asked.typed, seen=seen, looked=asked.rulebook)


@blueprint.post("")
def adopt() -> Response:
    """Who changed a number after looking at the effect is shown that of the new ones first."""
    here = visit()
    asked = _asked(here)
    if asked.rulebook is None:
        return _again(here, asked)
    if asked.form["looked_at"] not in ("", mark_of(asked.rulebook)):
        return _page(here, asked.typed, seen=_effect(here, asked.rulebook), looked=asked.rulebook, changed_since=True)
    try:
        appended = _adopted(here, asked, asked.rulebook)
    except Refused as refused:
        if htmx.wants_json() or request.is_json:
            raise
        return _page(here, asked.typed, problems={"": str(refused)})
    said = "adopted" if appended.recorded else "same"
    return go_on(url_for("rulebook.show", said=said), adopted=bool(appended.recorded))


def _asked(here: Visit) -> Asked:
    return read(sent(), here.setting.rulebook)


def _again(here: Visit, asked: Asked) -> Response:
    """The form as it was filled in, with a sentence beside each field that needs another look."""
    if htmx.wants_json() or request.is_json:
        raise Invalid(asked.problems)
    return _page(here, asked.typed, problems=asked.problems)


def _adopted(here: Visit, asked: Asked, rulebook: Rulebook) -> Appended:
    command = AdoptRulebook(rulebook=rulebook, name=asked.form["name"] or "")
    adopted = RulebookAdopted(rulebook=rulebook)
    based_on = asked.form["version"]

    def only_once(tx: Tx, _: Sequence[Recorded]) -> None:
        """Looks at the firm after the change, in its transaction: two managers never overwrite each other unseen."""
        if based_on is not None and firm.setting(tx).rulebook_version != based_on + 1:
            raise Refused("Somebody adopted another rulebook meanwhile. Look at the effect again, then adopt yours.")

    def carry(views: Sequence[View]) -> Appended:
        return save(here, FIRM, (command,), sent(), asked.form, also=only_once, views=views)

    return adopt_beside(here.store, lambda setting: ruled(setting, adopted, here.now), carry)


def _effect(here: Visit, rulebook: Rulebook) -> Effect:
    then = replace(here.setting, rulebook=rulebook)
    people = [one.id for one in sellers(here.everybody, own_team(here))]
    with here.read() as tx:
        return effect(tx, people, here.setting, then, here.today)


def _page(
    here: Visit,
    typed: Typed,
    *,
    problems: Mapping[str, str] | None = None,
    seen: Effect | None = None,
    looked: Rulebook | None = None,
    changed_since: bool = False,
    said: str = "",
    draft: Version | None = None,
) -> Response:
    page = render_template(
        "rulebook/show.html",
        typed=typed,
        problems=problems or {},
        standing=Told(here.setting.rulebook, here.setting),
        setting=here.setting,
        enough=ENOUGH,
        versions=versions_of(here),
        groups=GROUPS,
        words=WORDS,
        choices=[(name, f"{word.group}: {word.label}") for name, word in PER_SEGMENT.items()],
        places=places(typed),
        seen=seen,
        lanes=list(Lane),
        weeks=[WAITING, *range(WEEKS)],
        people=sellers(here.everybody, own_team(here)),
        changes=Told(looked, here.setting).since(here.setting.rulebook) if looked else [],
        looked_at=mark_of(looked) if looked else "",
        changed_since=changed_since,
        said=said,
        draft=draft,
        fact_id=new_id(here.now),
    )
    response = make_response(page)
    response.status_code = 422 if problems else 200
    return response


def _effect_told(here: Visit, seen: Effect) -> dict[str, Any]:
    """Cards a working day of the next four weeks, now and then."""

    def both(now: int, then: int) -> dict[str, float]:
        return {"now": round(seen.a_day(now), 1), "then": round(seen.a_day(then), 1)}

    now, then = seen.now, seen.then
    return {
        "customers": seen.customers,
        "counted_on_every": seen.every,
        "cards_a_day": both(now.lanes.total(), then.lanes.total()),
        "lanes": {lane.name.lower(): both(now.lanes[lane], then.lanes[lane]) for lane in Lane},
        "waiting": {"now": seen.cards(now.weeks[WAITING]), "then": seen.cards(then.weeks[WAITING])},
        "weeks": [{"now": seen.cards(now.weeks[week]), "then": seen.cards(then.weeks[week])} for week in range(WEEKS)],
        "people": [
            {"id": str(one.id), "name": one.name, **both(now.people[one.id], then.people[one.id])}
            for one in sellers(here.everybody, own_team(here))
        ],
    }
