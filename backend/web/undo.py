"""How is something taken back that did not happen? By another fact, so that both stay readable."""

from __future__ import annotations

from uuid import UUID, uuid5

from flask import Blueprint, Response

from backend.web.bringers import thank
from backend.web.errors import Invalid
from backend.web.forms import Form, Id, load, sent
from backend.web.saved import keep
from backend.web.saving import seen
from backend.web.session import Visit, visit
from events.customers import CustomerAssigned, GiveBackCustomer
from events.kernel import Command, shape_of
from events.notes import FIXED, UndoFact

blueprint = Blueprint("undo", __name__)


class UndoForm(Form):
    """`fact_id` is the fact to undo; `undo_id` makes the undoing itself happen once."""

    fact_id = Id(required=True)
    undo_id = Id(load_default=None)


@blueprint.post("/customers/<uuid:customer>/undo")
def create(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(UndoForm(), given)
    if form["fact_id"] is None:
        raise Invalid({"fact_id": "Say what is to be undone."})
    commands = _commands(here, customer, form["fact_id"])
    return keep(here, customer, commands, given, form, id_field="undo_id", also=thank(here, customer))


def _commands(here: Visit, customer: UUID, fact: UUID) -> tuple[Command, ...]:
    """Whoever took a customer out of the pool gives them back: what was noted on them meanwhile stands."""
    noted = here.store.find(fact)
    if noted is not None and noted.stream == customer and isinstance(noted.body, CustomerAssigned):
        return (GiveBackCustomer(owner=here.person.id, claim=fact),)
    return tuple(UndoFact(of=one) for one in _together(here, customer, fact))


def _together(here: Visit, customer: UUID, fact: UUID) -> list[UUID]:
    """A fact and what was saved with the same tap, such as the complaint of a visit."""
    follower = here.store.find(uuid5(fact, "1"))
    if follower is None or follower.stream != customer or fact not in follower.because:
        return [fact]
    return [fact] if shape_of(follower.body).name in FIXED else [fact, follower.fact_id]
