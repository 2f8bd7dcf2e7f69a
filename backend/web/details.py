"""How is a customer reached, may we, how would they rather, and who looks after them?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request
from marshmallow import fields, validate

from backend.projections.directory import Entry
from backend.web import sheets
from backend.web.cards import card
from backend.web.forms import Choice, Form, Query, Words, load, sent
from backend.web.saved import keep
from backend.web.saving import seen
from backend.web.session import Visit, visit
from events.consent import GiveConsent, WithdrawConsent
from events.customers import (
    FREE_AGAIN,
    TAKEN,
    ClaimCustomer,
    CorrectContactDetails,
    CustomerAssigned,
    CustomerRegistered,
    StatePreferredChannel,
)
from events.kernel import Command, Refused
from events.time_zones import StateTimeZone
from events.values import Channel, valid_name

blueprint = Blueprint("details", __name__, url_prefix="/customers/<uuid:customer>")
DETAILS = ("name", "phone", "email", "place")


class Detail(fields.String):
    """One line; an empty one says that it is to go."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return valid_name(super()._deserialize(value, attr, data, **kwargs)) or ""


class DetailsForm(Form):
    """What is not sent stays as it is."""

    name = Detail(load_default=None)
    phone = Detail(load_default=None)
    email = Detail(load_default=None)
    place = Detail(load_default=None)
    zone = Detail(load_default=None)


class PreferredForm(Form):
    channel = Choice(Channel, required=True)


class Ask(Query):
    channel = Choice(Channel, load_default=Channel.CALL)


class ConsentForm(Form):
    """`source`: how it was said; `wording`: what was asked. Both without personal data."""

    channel = Choice(Channel, required=True)
    answer = fields.String(required=True, validate=validate.OneOf(("yes", "no"), error="Choose yes or no."))
    source = Words(load_default=None)
    wording = Words(load_default=None)


@blueprint.get("/details/new")
def new(customer: UUID) -> Response:
    return sheets.show("customers/details.html", card=card(visit(), customer))


@blueprint.post("/details")
def create(customer: UUID) -> Response:
    here, given = visit(), sent()
    line, form = seen(here, customer), load(DetailsForm(), given)
    known = form["fact_id"] and here.store.find(form["fact_id"])
    details = {name: form[name] for name in DETAILS} if known else _changed(line, form)
    zone = form["zone"]
    moved = zone is not None and (bool(known) or zone != card(here, customer).customer.profile.zone)
    commands: list[Command] = [StateTimeZone(zone=zone)] if moved else []
    if not moved or any(detail is not None for detail in details.values()):
        commands.insert(0, CorrectContactDetails(**details))
    return keep(here, customer, tuple(commands), given, form)


@blueprint.post("/preferred-channel")
def prefer(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(PreferredForm(), given)
    return keep(here, customer, (StatePreferredChannel(channel=form["channel"]),), given, form)


@blueprint.get("/consents/new")
def ask(customer: UUID) -> Response:
    query = load(Ask(), request.args)
    return sheets.show("customers/consent.html", card=card(visit(), customer), channel=query["channel"].value)


@blueprint.post("/consents")
def consent(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(ConsentForm(), given)
    return keep(here, customer, (_answered(form),), given, form)


@blueprint.post("/owner")
def claim(customer: UUID) -> Response:
    """Take a customer out of the team's pool."""
    here, given = visit(), sent()
    _still_free(here, customer)
    line, form = seen(here, customer), load(Form(), given)
    team = here.person.team or line.team
    assert team is not None, "whoever sells belongs to a team"
    return keep(here, customer, (ClaimCustomer(owner=here.person.id, team=team),), given, form)


def _still_free(here: Visit, customer: UUID) -> None:
    """Refuses to who saw them in their team's pool and was not the first: then they hear why they see nobody.

    Without a signal one may be late: what somebody else did after that tap stands.
    """
    held = [
        (noted.occurred_at, noted.body.owner, noted.body.team)
        for noted in here.store.stream(customer)
        if isinstance(noted.body, CustomerRegistered | CustomerAssigned)
    ]
    if (None, here.person.team) not in [(owner, team) for _, owner, team in held]:
        return
    at, owner, _ = held[-1]
    if owner not in (None, here.person.id):
        raise Refused(TAKEN)
    if owner is None and at > here.now:
        raise Refused(FREE_AGAIN)


def _changed(line: Entry, form: Mapping[str, Any]) -> dict[str, str | None]:
    """Only what is not as it was, so that the history says what was put right."""
    before = {"name": line.name, "phone": line.phone, "email": line.email, "place": line.place}
    return {name: None if form[name] == (before[name] or "") else form[name] for name in DETAILS}


def _answered(form: Mapping[str, Any]) -> Command:
    source = form["source"] or ""
    if form["answer"] == "no":
        return WithdrawConsent(channel=form["channel"], source=source)
    return GiveConsent(channel=form["channel"], source=source, wording=form["wording"] or "")
