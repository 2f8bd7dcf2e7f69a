"""Who takes the next of the team's pool? Whoever asks, best worth first; two at once take different ones."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any
from uuid import UUID, uuid5

from flask import Blueprint, Response, url_for
from marshmallow import validate

from backend.projections import sweep
from backend.store import Busy, Conflict, IdReused
from backend.web.forms import Form, Whole, load, sent
from backend.web.ids import new_id
from backend.web.saving import save
from backend.web.session import Visit, visit
from backend.web.staff import go_on
from events.customers import ClaimCustomer
from events.kernel import Refused

blueprint = Blueprint("pool", __name__, url_prefix="/pool")
AT_ONCE = 20
MOST_AT_ONCE = 100


class ClaimForm(Form):
    number = Whole(
        load_default=AT_ONCE,
        validate=validate.Range(1, MOST_AT_ONCE, error=f"Take between 1 and {MOST_AT_ONCE} at once."),
    )


@blueprint.post("/claims")
def claim() -> Response:
    """Take the next so many whom nobody looks after and nobody has tried. The same form again goes on, never beyond."""
    here, given = visit(), sent()
    form = load(ClaimForm(), given)
    claimed = _claim(here, form["fact_id"] or new_id(here.now), given, form["number"])
    return go_on(url_for("queue.index", claimed=claimed, of=form["number"]), claimed=claimed, of=form["number"])


def _claim(here: Visit, base: UUID, given: Mapping[str, Any], number: int) -> int:
    """How many are theirs now by this form, each under an id of its own, so that a second tap takes the same ones."""
    team, passed = here.person.team, set[UUID]()
    assert team is not None, "whoever sells belongs to a team"
    claimed = next(at for at in count() if at == number or here.store.find(_slot(base, at)) is None)
    while claimed < number:
        with here.read() as tx:
            best = [who for who, _ in sweep.best(tx, team, number + len(passed)) if who not in passed]
        for customer in best[: number - claimed]:
            passed.add(customer)
            try:
                save(here, customer, (ClaimCustomer(owner=here.person.id, team=team),), given, _form(base, claimed))
            except Refused:
                continue
            except (Busy, Conflict):
                return claimed
            except IdReused:
                pass
            claimed += 1
        if not best:
            break
    return claimed


def _form(base: UUID, at: int) -> dict[str, UUID]:
    return {"fact_id": _slot(base, at)}


def _slot(base: UUID, at: int) -> UUID:
    return uuid5(base, f"claim {at}")
