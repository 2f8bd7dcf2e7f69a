"""How is each thing of a batch taken for itself, in order, through the very view function of its form?"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast
from uuid import UUID, uuid5

from flask import Response, current_app, g
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from backend.store import Appended, Busy, Conflict, IdReused, Store
from backend.web.batch import Batch, Sent, sent_of, uuid_of
from backend.web.errors import PLAIN, Invalid, said
from backend.web.forms import canonical
from backend.web.item import Item, carrying_out
from backend.web.session import Visit
from events.kernel import Refused

log = logging.getLogger(__name__)

AT_ONCE = 20
NEW = "customers.create"
"""The form that is about nobody on the list yet."""
CLAIM = "details.claim"
"""The form that tells by itself why somebody is not to be seen any more: another one was quicker."""
FORMS: Final[Mapping[str, str]] = {
    "contacts.create": "fact_id",
    "customers.create": "fact_id",
    "customer_plans.create": "fact_id",
    "customer_plans.create_step": "fact_id",
    "customer_plans.create_stop": "fact_id",
    CLAIM: "fact_id",
    "details.consent": "fact_id",
    "details.create": "fact_id",
    "details.prefer": "fact_id",
    "done.create": "fact_id",
    "enquiries.create": "fact_id",
    "enquiries.create_answer": "fact_id",
    "enquiries.create_offer": "fact_id",
    "feedback.create": "fact_id",
    "feedback.create_assignment": "fact_id",
    "feedback.create_resolution": "fact_id",
    "feedback.create_themes": "fact_id",
    "news.create": "fact_id",
    "habits.create": "fact_id",
    "lifecycle.create_gone": "fact_id",
    "lifecycle.create_loss": "fact_id",
    "lifecycle.create_reason": "fact_id",
    "needs.create": "fact_id",
    "needs.create_met": "fact_id",
    "next_dates.create": "fact_id",
    "next_dates.create_put_off": "fact_id",
    "notes.create": "fact_id",
    "power_hours.create": "fact_id",
    "power_hours.end": "fact_id",
    "power_hours.pause": "fact_id",
    "power_hours.resume": "fact_id",
    "power_hours.share": "fact_id",
    "promises.create": "fact_id",
    "promises.create_keeping": "fact_id",
    "promises.create_new_date": "fact_id",
    "purchases.create": "fact_id",
    "purchases.create_correction": "fact_id",
    "tags.create": "fact_id",
    "tags.create_removal": "fact_id",
    "referrals.create": "fact_id",
    "referrals.create_given": "fact_id",
    "undo.create": "undo_id",
}
"""What phones may send, each with the field that makes it happen once.

Actions, the list of themes and all else that is the firm's ask for a signal: they are about many customers, whom no
phone carries.
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one item; `appended` where it was taken. `same`: see `Item`."""

    status: str
    sentence: str = ""
    html: str = ""
    customer: UUID | None = None
    appended: Appended | None = None
    same: tuple[tuple[str, str, str], ...] = ()

    @property
    def taken(self) -> bool:
        return self.status in ("accepted", "known")

    def as_json(self, item_id: str | None) -> dict[str, Any]:
        told: dict[str, Any] = {"id": item_id, "status": self.status}
        if self.appended and self.appended.recorded:
            told["position"] = self.appended.recorded[-1].position
        said_too = {"sentence": self.sentence, "html": self.html, "same": self.same}
        return told | {name: words for name, words in said_too.items() if words}


Carry = Callable[[Sent, str, Mapping[str, Any], UUID], Told]
"""Takes an item, with what its address calls and the customer, or the power hour, that it is about."""


def each(batch: Batch, carry: Carry) -> list[Told]:
    """In the order in which they were noted: what waits keeps later things of the same customer waiting."""
    told: list[Told] = []
    waiting: set[UUID | None] = set()
    for given in batch.items[:AT_ONCE]:
        one = _one(given, carry, waiting)
        if one.status == "retry":
            waiting.add(one.customer)
        told.append(one)
    later = Told("retry", said("later")) if len(batch.items) > AT_ONCE else None
    return told + [later for _ in batch.items[AT_ONCE:] if later]


def _one(given: Any, carry: Carry, waiting: set[UUID | None]) -> Told:
    sent = sent_of(given)
    if sent is None:
        return Told("refused", said("not_whole"))
    endpoint, values = form_at(sent.to)
    if endpoint is None:
        return Told("refused", said("not_from_phones"))
    customer: UUID = values.get("customer") or values.get("hour") or uuid5(sent.id, "customer")
    if customer in waiting:
        return Told("retry", said("after_another"), customer=customer)
    try:
        return carry(sent, endpoint, values, customer)
    except Exception as error:
        return not_taken(error, customer)


def as_noted(then: Visit, endpoint: str, values: Mapping[str, Any], customer: UUID, noted: Item) -> Told:
    """Carry one thing out as its form, in the visit in which it was noted. Raises what its view function raises."""
    here = g.visit
    g.visit = then
    try:
        with carrying_out(noted):
            response = cast(Response, current_app.view_functions[endpoint](**values))
    finally:
        g.visit = here
    if noted.appended is None:
        return Told("conflict", said("doubles"), html=response.get_data(as_text=True), same=noted.same)
    return Told("known" if noted.appended.known else "accepted", customer=customer, appended=noted.appended)


def about(endpoint: str, values: Mapping[str, Any], sent: Sent) -> UUID | None:
    """The customer on the list whom it is about, where one is named: by its address, or as who asked."""
    named: UUID | None = uuid_of(sent.fields.get("of")) if endpoint == NEW else values.get("customer")
    return named


def came_in(store: Store, endpoint: str, sent: Sent, customer: UUID) -> Appended | None:
    """What it led to when it came before. Who seemed to be new may have been somebody on the list: it stands there.

    Raises IdReused.
    """
    noted = store.find(sent.id) if endpoint == NEW else None
    fields = canonical({**sent.fields, FORMS[endpoint]: str(sent.id)})
    return store.answered(sent.id, noted.stream if noted else customer, fields)


def form_at(to: str) -> tuple[str | None, Mapping[str, Any]]:
    """What a post to that address calls; None for what no phone may send."""
    try:
        endpoint, values = current_app.url_map.bind("").match(to, method="POST")
    except (HTTPException, RequestRedirect):
        return None, {}
    return (endpoint, values) if endpoint in FORMS else (None, {})


def not_taken(error: Exception, customer: UUID) -> Told:
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
