"""What kind of customer is this? Tags put on and taken off, for whoever sees the customer."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from backend.web.forms import Form, Tag, load, sent
from backend.web.saved import keep
from backend.web.saving import seen
from backend.web.session import visit
from events.tags import TagCustomer, UntagCustomer

blueprint = Blueprint("tags", __name__, url_prefix="/customers/<uuid:customer>/tags")


class TagForm(Form):
    tag = Tag(required=True)


@blueprint.post("")
def create(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(TagForm(), given)
    return keep(here, customer, (TagCustomer(tag=form["tag"]),), given, form)


@blueprint.post("/removal")
def create_removal(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(TagForm(), given)
    return keep(here, customer, (UntagCustomer(tag=form["tag"]),), given, form)
