"""Who are our customers, whom do I look for, and who is this one?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from backend.projections.directory import Entry
from backend.web import describing, finding, htmx, item, sheets
from backend.web.cards import Card, card
from backend.web.finding import Show
from backend.web.forms import Choice, Flag, Form, Id, Query, Words, load, sent
from backend.web.ids import new_id
from backend.web.past import AskedDay, asked_day, on_a_day
from backend.web.portrait import portrait_of
from backend.web.saving import answer, save, seen
from backend.web.session import Visit, visit
from events.customers import RegisterCustomer
from events.enquiries import ReceiveEnquiry
from events.kernel import Command, Refused
from events.values import EnquirySource, Role

blueprint = Blueprint("customers", __name__, url_prefix="/customers")


NOTHING_TYPED = {**dict.fromkeys(("name", "phone", "enquiry"), ""), "source": None, "pool": False}
"""In the form of somebody who asked."""


class Search(Query):
    q = Words(load_default=None)
    show = Choice(Show, load_default=Show.ALL)
    after = Id(load_default=None)


class Typed(Query):
    q = Words(load_default=None)


class NewCustomer(Form):
    """`ask`: look first whether somebody is on the list already; `anyway`: save all the same.

    `asked`: they asked us something, in the words of `enquiry` if there are some; `of` is who they are, where they are
    on the list already. `pool`: whoever of the team is free first looks after them.
    """

    name = Words(load_default=None)
    phone = Words(load_default=None)
    email = Words(load_default=None)
    place = Words(load_default=None)
    enquiry = Words(load_default=None)
    source = Choice(EnquirySource, load_default=None)
    asked = Flag()
    pool = Flag()
    of = Id(load_default=None)
    ask = Flag()
    anyway = Flag()


@blueprint.get("")
def index() -> Response:
    here, asked = visit(), load(Search(), request.args)
    query, show = asked["q"], asked["show"]
    found = finding.sought(here, query) if query else finding.listed(here, show, asked["after"])
    if htmx.wants_json():
        return jsonify(customers=[describing.line(one) for one in found.entries], more=found.more, after=found.after)
    template = "customers/_found.html" if htmx.asked() else "customers/index.html"
    return make_response(render_template(template, found=found, query=query or "", show=show.value, visit=here))


@blueprint.get("/new")
def new() -> Response:
    typed = finding.known_as(load(Typed(), request.args)["q"] or "")
    return sheets.show("customers/new.html", typed=typed, doubles=[])


@blueprint.get("/enquiry/new")
def capture() -> Response:
    """Who asked, what, and where from: somebody new or not, in ten seconds."""
    return sheets.show("enquiries/capture.html", typed=NOTHING_TYPED, doubles=[])


@blueprint.post("")
def create() -> Response:
    here, given = visit(), sent()
    form = load(NewCustomer(), given)
    fact_id = form["fact_id"] or new_id(here.now)
    sure = form["anyway"] or form["of"] or here.store.find(fact_id)
    doubles = [] if not form["ask"] or sure else _doubles(here, form)
    if doubles:
        return make_response(_same(doubles, form), 409)
    if form["of"]:
        seen(here, form["of"])
    customer = form["of"] or uuid5(fact_id, "customer")
    appended = save(here, customer, _commands(here, form), given, {**form, "fact_id": fact_id})
    there = url_for("customers.show", customer=customer, saved=appended.recorded[0].fact_id)
    if htmx.asked() and not htmx.wants_json():
        return htmx.go(there)
    return answer(here, appended, bar="", back=there, id=str(customer))


@blueprint.get("/<uuid:customer>")
def show(customer: UUID) -> Response:
    here, asked = visit(), asked_day(request.args)
    now = card(here, customer)
    if asked:
        return _on(here, now, asked)
    with here.read() as tx:
        portrait = portrait_of(here, tx, now)
    if htmx.wants_json():
        return jsonify(describing.portrait(portrait))
    return make_response(render_template("customers/show.html", portrait=portrait))


def _on(here: Visit, now: Card, asked: AskedDay) -> Response:
    with here.read() as tx:
        past = on_a_day(here, tx, now, asked)
    if htmx.wants_json():
        return jsonify(describing.past(past, now))
    return make_response(render_template("customers/past.html", past=past, card=now, today=here.today))


def redraw(here: Visit, values: Mapping[str, Any]) -> str:
    """The whole card again, after something was noted on it."""
    shown = card(here, values["customer"])
    with here.read() as tx:
        portrait = portrait_of(here, tx, shown)
    return render_template("customers/_redrawn.html", portrait=portrait)


def _doubles(here: Visit, form: Mapping[str, Any]) -> list[Entry]:
    return finding.doubles(here, form["name"] or "", form["phone"], form["email"])


def _same(doubles: list[Entry], form: Mapping[str, Any]) -> str:
    """Whether one of these is meant: within the form that was sent, or as the whole of it where no script runs."""
    page = "enquiries/capture.html" if form["asked"] else "customers/new.html"
    template = "customers/_doubles.html" if htmx.asked() or item.current() else page
    return render_template(template, doubles=doubles, typed=form, fragment=False, back="/customers")


def _commands(here: Visit, form: Mapping[str, Any]) -> tuple[Command, ...]:
    """Whoever sells looks after whom they note; a manager's go to the pool of the team.

    Of whom only a phone number is known, that is the name until somebody asks for a better one.
    """
    asked = ReceiveEnquiry(text=form["enquiry"], source=form["source"])
    if form["of"]:
        return (asked,)
    if form["asked"] and not form["name"] and not form["phone"]:
        raise Refused("Write a name or a phone number, whichever you have.")
    mine = here.has(Role.SALESPERSON) and not form["pool"]
    registered = RegisterCustomer(
        name=form["name"] or (form["phone"] if form["asked"] else "") or "",
        phone=form["phone"],
        email=form["email"],
        place=form["place"],
        owner=here.person.id if mine else None,
        team=here.person.team,
    )
    return (registered, asked) if form["asked"] or form["enquiry"] else (registered,)
