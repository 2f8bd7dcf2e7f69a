"""What is in the library, to whom was it sent, and what of it is told to several customers?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from backend.projections import library, sent_items
from backend.projections.sent_items import Counts
from backend.web import htmx
from backend.web.forms import Choice, Form, Query, load, sent
from backend.web.saving import save
from backend.web.session import visit
from backend.web.shelves import kept
from backend.web.staff import go_on, own_team
from events.firm import FIRM
from events.kernel import Refused
from events.library import RetireValueItem, ValueItem, ValueKind
from events.relationship_plans import LONGEST_WORDS, PlanStep, StepKind, WriteRelationshipPlan
from events.values import Role

blueprint = Blueprint("library", __name__, url_prefix="/library")
NOBODY_GOT_IT = Counts(0, 0)


class Ask(Query):
    kind = Choice(ValueKind, load_default=None)


@blueprint.get("")
def index() -> Response:
    here, kind = visit(), load(Ask(), request.args)["kind"]
    with here.read() as tx:
        items = [one for one in reversed(library.everything(tx)) if kind in (None, one.kind)]
        counted = sent_items.counts(tx, own_team(here))
    shown = [(one, counted.get(one.item, NOBODY_GOT_IT)) for one in sorted(items, key=lambda one: one.retired)]
    if htmx.wants_json():
        return jsonify(items=[_told(one, counts) for one, counts in shown])
    page = render_template("library/index.html", items=shown, kind=kind, writes=here.has(Role.MANAGER))
    return make_response(page)


@blueprint.get("/<uuid:item>")
def show(item: UUID) -> Response:
    here = visit()
    one = kept(here, item)
    with here.read() as tx:
        counts = sent_items.of_item(tx, own_team(here), item)
    if htmx.wants_json():
        return jsonify(_told(one, counts))
    said, writes = request.args.get("said", ""), here.has(Role.MANAGER)
    return make_response(render_template("library/show.html", item=one, counts=counts, said=said, writes=writes))


@blueprint.post("/<uuid:item>/retirement")
def retire(item: UUID) -> Response:
    here, given = visit(), sent()
    kept(here, item)
    save(here, FIRM, (RetireValueItem(item=item),), given, load(Form(), given))
    return go_on(url_for("library.show", item=item, said="retired"), item=str(item))


@blueprint.post("/<uuid:item>/announcement")
def announce(item: UUID) -> Response:
    """Write the plan of one step by which it comes to the cards of several customers; then one chooses which."""
    here, given = visit(), sent()
    one, form = kept(here, item), load(Form(), given)
    if one.kind is not ValueKind.NEWS or one.retired:
        raise Refused("Only news that is in use is announced. Send the rest to whom it fits.")
    if one.announcement not in {plan.plan for plan in here.setting.relationship_plans if not plan.retired}:
        save(here, FIRM, (_plan(one),), given, form)
    tag = one.products[0] if one.products else None
    return go_on(url_for("plan_starts.new", plan=one.announcement, tag=tag), plan=str(one.announcement))


def _plan(one: ValueItem) -> WriteRelationshipPlan:
    name = one.title if len(one.title) <= LONGEST_WORDS else one.title[: LONGEST_WORDS - 1].rstrip() + "…"
    step = PlanStep(name=name, after_days=0, kind=StepKind.ARTICLE)
    return WriteRelationshipPlan(plan=one.announcement, name=name, steps=(step,))


def _told(one: ValueItem, counts: Counts) -> dict[str, Any]:
    """`sent` and `answered` count customers of one's own team."""
    return {
        "id": str(one.item),
        "kind": one.kind,
        "title": one.title,
        "words": one.words,
        "link": one.link,
        "needs": one.needs,
        "products": one.products,
        "existing_only": one.existing_only,
        "retired": one.retired,
        "sent": counts.sent,
        "answered": counts.answered,
    }
