"""What is worth noting, and of whom? Note (+) in three taps, and words added to what was saved."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request

from backend.projections import directory
from backend.projections.directory import Entry
from backend.store import Tx
from backend.web import htmx, sheets
from backend.web.cards import card
from backend.web.days import LONGEST, chips
from backend.web.endings import endings
from backend.web.finding import sought
from backend.web.forms import Flag, Form, Id, Query, Words, load, sent
from backend.web.plans import plan_of
from backend.web.saved import keep
from backend.web.saving import seen
from backend.web.session import Visit, visit
from backend.web.sweeping import sweeping
from events.notes import AddNote, CorrectNote
from events.values import Channel

blueprint = Blueprint("notes", __name__)
LATELY = 3
FOUND = 20
"""As many as one looks through; more letters find fewer."""


class Search(Query):
    q = Words(load_default=None)


class Ask(Query):
    of = Id(load_default=None)
    correct = Flag()


class NoteForm(Form):
    """`of`: the fact that the words are added to, or whose words should `correct`ly read so."""

    text = Words(required=True)
    of = Id(load_default=None)
    correct = Flag()


@blueprint.get("/note")
def index() -> Response:
    """Of whom? Whom I worked last, today's cards, and whoever is searched for."""
    here, query = visit(), load(Search(), request.args)["q"]
    if query is not None:
        found = sought(here, query).entries[:FOUND]
        if htmx.asked():
            return make_response(render_template("notes/_found.html", found=found, query=query))
        return sheets.show("notes/index.html", last=[], today=[], found=found, query=query)
    with here.read() as tx:
        last = directory.lately(tx, here.scope, here.person.id, LATELY)
        today = _of_today(here, tx, {entry.customer for entry in last})
    return sheets.show("notes/index.html", last=_opened_first(here, last), today=today, found=None, query="")


@blueprint.get("/note/<uuid:customer>")
def choose(customer: UUID) -> Response:
    """What happened? Each chip saves."""
    here = visit()
    shown = card(here, customer)
    return sheets.show(
        "notes/choose.html",
        card=shown,
        calls=endings(here, shown, Channel.CALL),
        visits=endings(here, shown, Channel.VISIT),
        days=chips(here, ("week", "fortnight", "month")),
        last=here.today + LONGEST,
        further=sheets.further,
    )


@blueprint.get("/customers/<uuid:customer>/notes/new")
def new(customer: UUID) -> Response:
    here, query = visit(), load(Ask(), request.args)
    shown = card(here, customer)
    noted = here.store.find(query["of"]) if query["of"] and query["correct"] else None
    body = noted.body if noted and noted.stream == customer else None
    words = getattr(body, "text", None) or getattr(body, "note", None) or ""
    return sheets.show(
        "notes/new.html", card=shown, of=query["of"] or "", correct="yes" if query["correct"] else "", words=words
    )


@blueprint.post("/customers/<uuid:customer>/notes")
def create(customer: UUID) -> Response:
    here, given = visit(), sent()
    seen(here, customer)
    form = load(NoteForm(), given)
    text = form["text"] or ""
    correcting = form["correct"] and form["of"] is not None
    command = CorrectNote(of=form["of"], text=text) if correcting else AddNote(of=form["of"], text=text)
    return keep(here, customer, (command,), given, form)


def _of_today(here: Visit, tx: Tx, without: set[UUID]) -> list[Entry]:
    _, plan = plan_of(here, tx, here.person, sweeping(here, tx))
    wanted = [one.customer for one in plan.cards if one.customer not in without]
    lines = directory.entries(tx, wanted)
    return [line for one in wanted if (line := lines.get(one)) and here.scope.sees(line.owner, line.team)]


def _opened_first(here: Visit, last: list[Entry]) -> list[Entry]:
    """The customer whose page is open goes before those worked last."""
    parts = (htmx.current_path() or sheets.came_from()).split("/")
    try:
        opened = UUID(parts[2]) if parts[1:2] == ["customers"] and len(parts) > 2 else None
    except ValueError:
        opened = None
    if opened is None:
        return last
    with here.read() as tx:
        entry = directory.entry(tx, opened, here.scope)
    return [entry, *(one for one in last if one.customer != opened)] if entry else last
