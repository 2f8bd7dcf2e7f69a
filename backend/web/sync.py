"""What becomes of what a phone noted by itself? Each thing is carried out as its form, as at the moment of noting."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, cast
from uuid import UUID, uuid5

from flask import Blueprint, Response, current_app, g, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.routing import RequestRedirect

from backend.projections import directory
from backend.store import Appended, Busy, Conflict, IdReused
from backend.web import htmx, item
from backend.web.batch import Batch, Sent, batch_of, id_given, noted_time, sent_of
from backend.web.errors import PLAIN, FromElsewhere, Invalid, answer, said
from backend.web.former import holder_for
from backend.web.forms import FUTURE, canonical
from backend.web.policy import POLICY
from backend.web.saved import bar
from backend.web.saving import redrawn
from backend.web.session import Visit, visit
from events.kernel import Recorded, Refused

blueprint = Blueprint("sync", __name__)
log = logging.getLogger(__name__)

AT_ONCE = 20
LARGEST_BODY = 1024 * 1024
FORMS: Final[Mapping[str, str]] = {
    "contacts.create": "fact_id",
    "customers.create": "fact_id",
    "details.consent": "fact_id",
    "details.create": "fact_id",
    "details.prefer": "fact_id",
    "done.create": "fact_id",
    "enquiries.create": "fact_id",
    "enquiries.create_answer": "fact_id",
    "feedback.create": "fact_id",
    "feedback.create_resolution": "fact_id",
    "lifecycle.create_gone": "fact_id",
    "lifecycle.create_loss": "fact_id",
    "lifecycle.create_reason": "fact_id",
    "next_dates.create": "fact_id",
    "next_dates.create_put_off": "fact_id",
    "notes.create": "fact_id",
    "promises.create": "fact_id",
    "promises.create_keeping": "fact_id",
    "promises.create_new_date": "fact_id",
    "purchases.create": "fact_id",
    "purchases.create_correction": "fact_id",
    "undo.create": "undo_id",
}
"""What phones may send, each with the field that makes it happen once."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one item; `appended` where it was taken."""

    status: str
    sentence: str = ""
    html: str = ""
    customer: UUID | None = None
    appended: Appended | None = None

    @property
    def taken(self) -> bool:
        return self.status in ("accepted", "known")

    def as_json(self, item_id: str | None) -> dict[str, Any]:
        told: dict[str, Any] = {"id": item_id, "status": self.status}
        if self.appended and self.appended.recorded:
            told["position"] = self.appended.recorded[-1].position
        said_too = {"sentence": self.sentence, "html": self.html}
        return told | {name: words for name, words in said_too.items() if words}


@blueprint.post("/sync")
def create() -> Response:
    here = visit()
    if request.headers.get(htmx.OUR_SCRIPT) != "sync":
        raise FromElsewhere
    if not request.is_json:
        raise BadRequest
    request.max_content_length = LARGEST_BODY
    batch = batch_of(request.get_data(), here.now)
    if batch.person != here.person.id:
        return answer(409, which="somebody_else")
    told = _each(here, batch)
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


def _each(here: Visit, batch: Batch) -> list[Told]:
    """In the order in which they were noted: what waits keeps later things of the same customer waiting."""
    told: list[Told] = []
    waiting: set[UUID | None] = set()
    for given in batch.items[:AT_ONCE]:
        one = _one(here, given, batch.skew, waiting)
        if one.status == "retry":
            waiting.add(one.customer)
        told.append(one)
    later = Told("retry", said("later")) if len(batch.items) > AT_ONCE else None
    return told + [later for _ in batch.items[AT_ONCE:] if later]


def _one(here: Visit, given: Any, skew: timedelta, waiting: set[UUID | None]) -> Told:
    sent = sent_of(given)
    if sent is None:
        return Told("refused", said("not_whole"))
    endpoint, values = _form_at(sent.to)
    if endpoint is None:
        return Told("refused", said("not_from_phones"))
    customer: UUID = values.get("customer") or uuid5(sent.id, "customer")
    if customer in waiting:
        return Told("retry", said("after_another"), customer=customer)
    try:
        return _carried_out(here, sent, endpoint, values, customer, skew)
    except Exception as error:
        return _not_taken(error, customer)


def _carried_out(
    here: Visit, sent: Sent, endpoint: str, values: Mapping[str, Any], customer: UUID, skew: timedelta
) -> Told:
    fields = {**sent.fields, FORMS[endpoint]: str(sent.id)}
    known = here.store.answered(sent.id, customer, canonical(fields))
    if known:
        return Told("known", customer=customer, appended=known)
    if not here.has(*POLICY[endpoint]):
        return Told("refused", said("not_yours"))
    at, by_phone = noted_time(sent.noted_at, skew, here.now)
    holder = holder_for(here, customer, at) if "customer" in values else None
    if "customer" in values and holder is None:
        return Told("refused", said("not_here"))
    noted = item.Item(fields, skew, by_phone if skew else None, late=here.now - at > FUTURE)
    g.visit = replace(here, now=at, beside=(holder,) if holder else ())
    try:
        with item.carrying_out(noted):
            response = cast(Response, current_app.view_functions[endpoint](**values))
    finally:
        g.visit = here
    if noted.appended is None:
        return Told("conflict", said("doubles"), html=response.get_data(as_text=True))
    return Told("known" if noted.appended.known else "accepted", customer=customer, appended=noted.appended)


def _form_at(to: str) -> tuple[str | None, Mapping[str, Any]]:
    """What a post to that address calls; None for what no phone may send."""
    try:
        endpoint, values = current_app.url_map.bind("").match(to, method="POST")
    except (HTTPException, RequestRedirect):
        return None, {}
    return (endpoint, values) if endpoint in FORMS else (None, {})


def _not_taken(error: Exception, customer: UUID) -> Told:
    match error:
        case Conflict() | Busy():
            return Told("retry", said("busy"), customer=customer)
        case IdReused():
            return Told("conflict", said("id_reused"))
        case Refused():
            return Told("refused", str(error))
        case Invalid():
            return Told("refused", error.sentence)
        case HTTPException():
            return Told("refused", said(PLAIN.get(error.code or 500, "stuck")))
        case _:
            log.error("unexpected", exc_info=error)
            return Told("refused", said("stuck"))


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
