"""What becomes of what a phone noted by itself? Each thing is carried out as its form, as at the moment of noting."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, jsonify, request
from werkzeug.exceptions import BadRequest

from backend.projections import directory
from backend.web import htmx
from backend.web.batch import Sent, batch_of, id_given, noted_time
from backend.web.carrying import CLAIM, FORMS, Told, about, as_noted, came_in, each
from backend.web.errors import FromElsewhere, answer, said
from backend.web.former import holder_for
from backend.web.forms import FUTURE
from backend.web.hand_over import hand_over
from backend.web.item import Item
from backend.web.policy import POLICY
from backend.web.saved import bar
from backend.web.saving import redrawn
from backend.web.session import Visit
from events.kernel import Recorded

blueprint = Blueprint("sync", __name__)
log = logging.getLogger(__name__)

LARGEST_BODY = 1024 * 1024


@blueprint.post("/sync")
def create() -> Response:
    here: Visit = g.visit or g.ended
    if request.headers.get(htmx.OUR_SCRIPT) != "sync":
        raise FromElsewhere
    if not request.is_json:
        raise BadRequest
    request.max_content_length = LARGEST_BODY
    batch = batch_of(request.get_data(), here.now)
    if batch.person != here.person.id:
        return answer(409, which="somebody_else")
    if g.visit is None:
        return hand_over(here, batch)
    told = each(batch, partial(_carried_out, here, batch.skew))
    keeping = here.house.keeping
    now_at = here.store.standing(batch.heard, keeping.backups if keeping else None)
    results = [one.as_json(id_given(given)) for one, given in zip(told, batch.items, strict=True)]
    return jsonify(
        results=results,
        log={
            "epoch": now_at.epoch.hex(),
            "position": now_at.head.position,
            "chain": now_at.head.chain.hex(),
            "backed_up_through": now_at.backed_up_through,
            "rewound": now_at.rewound,
        },
        now=here.now.isoformat(),
        page=_page(here, batch.page, told),
    )


def _carried_out(
    here: Visit, skew: timedelta, sent: Sent, endpoint: str, values: Mapping[str, Any], customer: UUID
) -> Told:
    fields = {**sent.fields, FORMS[endpoint]: str(sent.id)}
    known = came_in(here.store, endpoint, sent, customer)
    if known:
        noted_on = known.recorded[0].stream if known.recorded else customer
        return Told("known", customer=noted_on, appended=known)
    if not here.has(*POLICY[endpoint]):
        return Told("refused", said("not_yours"))
    at, by_phone = noted_time(sent.noted_at, skew, here.now)
    whom = about(endpoint, values, sent)
    holder = holder_for(here, whom, at) if whom else None
    if whom and holder is None and endpoint != CLAIM:
        return Told("refused", said("not_here"))
    noted = Item(fields, skew, by_phone if skew else None, late=here.now - at > FUTURE)
    then = replace(here, now=at, beside=(holder,) if holder else ())
    return as_noted(then, endpoint, values, customer, noted)


def _page(here: Visit, page: str, told: list[Told]) -> str:
    """The bar of what was taken last, and what all this changes on the page that is open. Never in the way of both."""
    taken = [one for one in told if one.taken]
    if not page or not taken:
        return ""
    htmx.stand_on(page)
    try:
        return _bar(here, [one for one in taken if one.status == "accepted"]) + redrawn(here)
    except Exception as error:
        log.exception("a page could not be redrawn", exc_info=error)
        return ""


def _bar(here: Visit, accepted: list[Told]) -> str:
    """Only of whom this person may see: what came late may be of one who is somebody else's now."""
    last = accepted[-1] if accepted else None
    if last is None or last.customer is None or last.appended is None:
        return ""
    with here.read() as tx:
        visible = directory.entry(tx, last.customer, here.scope) is not None
    first: Recorded | None = last.appended.recorded[0] if last.appended.recorded else None
    return bar(here, last.customer, first) if visible else ""
