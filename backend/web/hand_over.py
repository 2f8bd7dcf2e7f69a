"""What does a device still hand over that was signed out from elsewhere? Notes for a manager; nothing comes back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from flask import Response, jsonify

from backend.commands import carry_out
from backend.web.batch import Batch, Sent, id_given, noted_time
from backend.web.carrying import FORMS, Told, about, came_in, each
from backend.web.errors import answer, said
from backend.web.former import holder_for
from backend.web.forms import canonical
from backend.web.policy import POLICY
from backend.web.session import Visit, forget_cookie
from events.held import HoldNote, NoteHeld
from events.kernel import Asked

EVERYTHING = '"cache", "cookies", "storage"'


def hand_over(here: Visit, batch: Batch) -> Response:
    """`here` is the visit as it was. A device that has nothing left to hand over is told to forget all."""
    if not batch.items:
        response = forget_cookie(answer(401, which="ended", told={"revoked": True}))
        response.headers["Clear-Site-Data"] = EVERYTHING
        return response
    told = each(batch, partial(_held, here, batch.skew))
    results = [one.as_json(id_given(given)) for one, given in zip(told, batch.items, strict=True)]
    return jsonify(results=results, log=None, now=here.now.isoformat(), page="", wipe=True)


def _held(here: Visit, skew: timedelta, sent: Sent, endpoint: str, values: Mapping[str, Any], customer: UUID) -> Told:
    """Accepted, and known where it was held before or came in on another way."""
    fields = canonical({**sent.fields, FORMS[endpoint]: str(sent.id)})
    held, known, whom = (
        uuid5(sent.id, "held"),
        came_in(here.store, endpoint, sent, customer),
        about(endpoint, values, sent),
    )
    customer = whom or customer
    if "hour" in values:
        customer = uuid5(sent.id, "customer")  # what is held stands on no hour: that one has facts of its own kind
    if known or here.store.answered(held, customer, fields):
        return Told("known", customer=customer)
    at, by_phone = noted_time(sent.noted_at, skew, here.now)
    if not here.has(*POLICY[endpoint]) or (whom and not _may_note(here, whom, at)):
        return Told("refused", said("not_here"))
    note = HoldNote(
        command=sent.id,
        to=sent.to,
        said_at=at,
        phone_at=by_phone if skew else None,
        team=here.person.team,
        fields=json.dumps(sent.fields),
    )
    asked = Asked(
        command_id=held,
        stream=customer,
        occurred_at=here.now,
        noted_by=here.person.id,
        device=here.session.device,
        commands=(note,),
    )
    carry_out(here.store, asked, views=here.house.views, sent=fields)
    return Told("accepted", customer=customer)


def _may_note(here: Visit, customer: UUID, at: datetime) -> bool:
    """On a customer whom they see or saw lately, and on one whom they put on the list by a held note."""
    if holder_for(here, customer, at) is not None:
        return True
    first = here.store.stream(customer)[:1]
    return any(isinstance(noted.body, NoteHeld) and noted.noted_by == here.person.id for noted in first)
