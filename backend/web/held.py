"""What did signed-out devices hand over, and what becomes of it? A manager takes each note, or leaves it out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from backend.projections import directory, held
from backend.projections.directory import Entry
from backend.store import Session, Tx
from backend.web import htmx
from backend.web.carrying import FORMS, NEW, Told, as_noted, form_at, not_taken
from backend.web.errors import not_here, said
from backend.web.finding import doubles
from backend.web.forms import FUTURE, Form, canonical, load, sent
from backend.web.held_words import HeldWords, words_of
from backend.web.ids import new_id
from backend.web.item import Item
from backend.web.saving import save
from backend.web.session import Visit, visit
from backend.web.staff import go_on, own_team
from events.held import HELD, LeaveHeldNote, NoteHeld, TakeHeldNote, check_open
from events.kernel import Recorded, Refused

blueprint = Blueprint("held", __name__, url_prefix="/team/held")
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """A held note as it is shown. `about` None: nobody on the list; `alike`: on the list already, perhaps the same."""

    noted: Recorded
    body: NoteHeld
    words: HeldWords
    about: Entry | None
    new_name: str
    alike: list[Entry]


@blueprint.get("")
def index() -> Response:
    here = visit()
    with here.read() as tx:
        found = _waiting(here, tx)
        count = held.count(tx, own_team(here))
    if htmx.wants_json():
        return jsonify(held=[_told(one) for one in found], count=count)
    shown = [replace(one, alike=_alike(here, one)) for one in found]
    settled = {name: request.args.get(name, type=int) for name in ("taken", "of")}
    page = render_template(
        "team/held.html", held=shown, count=count, said=request.args.get("said"), name_of=here.name_of, **settled
    )
    return make_response(page)


@blueprint.post("/<uuid:fact>/taking")
def take(fact: UUID) -> Response:
    """Carry a held note out as it was noted then; a manager who takes a new customer has seen who is alike."""
    here, given = visit(), sent()
    noted, form = _of_team(here, fact), load(Form(), given)
    _take(here, noted, given, form["fact_id"] or new_id(here.now), anyway=True)
    return go_on(url_for("held.index", said="taken"))


@blueprint.post("/taking")
def take_all() -> Response:
    """Each as if it was taken alone, as they came in; what is refused stays held. The same form again goes on."""
    here, given = visit(), sent()
    base = load(Form(), given)["fact_id"] or new_id(here.now)
    with here.read() as tx:
        found = _facts(here, tx)
    taken = sum(_is_taken(here, noted, uuid5(base, str(noted.fact_id))) for noted in found)
    return go_on(url_for("held.index", said="all", taken=taken, of=len(found)), taken=taken, of=len(found))


@blueprint.post("/<uuid:fact>/leaving")
def leave(fact: UUID) -> Response:
    here, given = visit(), sent()
    noted, form = _of_team(here, fact), load(Form(), given)
    save(here, noted.stream, (LeaveHeldNote(of=fact),), given, form)
    return go_on(url_for("held.index", said="left"))


def _is_taken(here: Visit, noted: Recorded, command_id: UUID) -> bool:
    try:
        _take(here, noted, {}, command_id, anyway=False)
    except Refused:
        return False
    return True


def _take(here: Visit, noted: Recorded, given: Mapping[str, Any], command_id: UUID, *, anyway: bool) -> None:
    """Raises Refused, with what its own form would have said: then it stays held."""
    if here.store.answered(command_id, noted.stream, canonical(given)):
        return
    check_open(HELD.fold(here.store.stream(noted.stream)), noted.fact_id)
    told = _carried_out(here, noted, anyway=anyway)
    if not told.taken:
        raise Refused(told.sentence)
    save(here, noted.stream, (TakeHeldNote(of=noted.fact_id),), given, {"fact_id": command_id})


def _carried_out(here: Visit, noted: Recorded, *, anyway: bool) -> Told:
    """By whom and when it was noted, on that device. Who left sees nobody any more: the customer is put beside."""
    assert isinstance(noted.body, NoteHeld)
    body, stream = noted.body, noted.stream
    endpoint, values = form_at(body.to)
    who = next((one for one in here.everybody if one.id == noted.noted_by), None)
    with here.read() as tx:
        entry = directory.entries(tx, [stream]).get(stream)
    if endpoint is None or who is None or body.fields is None:
        return Told("refused", said("held_unreadable"))
    if entry is None and endpoint != NEW and "hour" not in values:
        return Told("refused", said("held_of_new"))
    fields = {**json.loads(body.fields), FORMS[endpoint]: str(body.command)}
    if anyway and "ask" in fields:
        fields["anyway"] = "yes"
    skew = body.said_at - body.phone_at if body.phone_at else timedelta()
    item = Item(fields, skew, body.phone_at, late=here.now - body.said_at > FUTURE)
    session = Session("", who.id, noted.device, noted.occurred_at, noted.occurred_at)
    holder = (entry.owner or entry.team) if entry else None
    then = replace(here, now=body.said_at, person=who, session=session, beside=(holder,) if holder else ())
    try:
        return as_noted(then, endpoint, values, stream, item)
    except Exception as error:
        return not_taken(error, stream)


def _of_team(here: Visit, fact: UUID) -> Recorded:
    """A held note that this manager settles, or that was settled; 404 for any other."""
    noted = here.store.find(fact)
    if noted is not None and isinstance(noted.body, NoteHeld):
        with here.read() as tx:
            entry = directory.entries(tx, [noted.stream]).get(noted.stream)
        if ((entry and entry.team) or noted.body.team) == own_team(here):
            return noted
    raise not_here()


def _facts(here: Visit, tx: Tx) -> list[Recorded]:
    found = (here.store.find(fact, tx=tx) for fact in held.waiting(tx, own_team(here), AT_ONCE))
    return [noted for noted in found if noted is not None]


def _waiting(here: Visit, tx: Tx) -> list[Waiting]:
    bodies = [(noted, noted.body) for noted in _facts(here, tx) if isinstance(noted.body, NoteHeld)]
    lines = directory.entries(tx, {noted.stream for noted, _ in bodies})
    words = {noted.fact_id: words_of(body) for noted, body in bodies}
    names = {noted.stream: words[noted.fact_id].fields.get("name", "") for noted, body in bodies if _is_new(body)}
    return [
        Waiting(noted, body, words[noted.fact_id], lines.get(noted.stream), names.get(noted.stream, ""), [])
        for noted, body in bodies
    ]


def _is_new(body: NoteHeld) -> bool:
    return form_at(body.to)[0] == NEW


def _alike(here: Visit, one: Waiting) -> list[Entry]:
    if not _is_new(one.body) or one.about:
        return []
    fields = one.words.fields
    return doubles(here, fields.get("name", ""), fields.get("phone"), fields.get("email"))


def _told(one: Waiting) -> dict[str, Any]:
    return {
        "id": str(one.noted.fact_id),
        "customer": str(one.noted.stream),
        "kind": one.words.kind,
        "said": list(one.words.said),
        "said_at": one.body.said_at.isoformat(),
        "noted_by": str(one.noted.noted_by),
        "device": one.noted.device,
    }
