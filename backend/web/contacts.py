"""How did it go? The outcome sheet of a call, a message or a visit, and the contact attempt that one tap saves."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request

from backend.store import Appended
from backend.web import item, sheets
from backend.web.cards import Card, card
from backend.web.days import DayOrRest, to_come
from backend.web.endings import REACHED, default_next, ending, endings
from backend.web.forms import Choice, Flag, Form, Id, Moment, Query, Words, load, moment_in_time, sent
from backend.web.hours_now import not_anothers
from backend.web.saved import keep
from backend.web.session import Visit, visit
from backend.web.shelves import kept
from backend.web.twice import not_twice
from events.contacts import LogContactAttempt
from events.feedback import NoteFeedback
from events.kernel import Refused
from events.values import Channel, FeedbackKind, Outcome, Rule, Touch

blueprint = Blueprint("contacts", __name__, url_prefix="/customers/<uuid:customer>/contact-attempts")
COMPLAINT = "complaint"
"""What a visit's sheet sends when they met and the customer complained."""


class Ask(Query):
    channel = Choice(Channel, load_default=Channel.CALL)
    hour = Id(load_default=None)
    started_at = Moment(load_default=None)


class AttemptForm(Form):
    """`next_on` is a day that somebody picked, or a rest; without it the usual next date is taken.

    `item`: what of the library went with it; it says what the contact was to them.
    """

    channel = Choice(Channel, required=True)
    outcome = Choice(Outcome, required=True)
    inbound = Flag()
    complaint = Flag()
    next_on = DayOrRest()
    rest = Flag()
    rule = Choice(Rule, load_default=None)
    hour = Id(load_default=None)
    note = Words(load_default=None)
    item = Id(load_default=None)
    touch = Choice(Touch, load_default=None)


@blueprint.get("/new")
def new(customer: UUID) -> Response:
    here, query = visit(), load(Ask(), request.args)
    shown, channel = card(here, customer), query["channel"]
    return sheets.show(
        "contacts/new.html",
        card=shown,
        channel=channel.value,
        hour=query["hour"] or "",
        endings=endings(here, shown, channel),
        reached=ending(here, shown, channel, REACHED[channel]),
        started_at=_started(here, query["started_at"]),
    )


@blueprint.post("")
def create(customer: UUID) -> Response:
    here, given = visit(), sent()
    shown, form = card(here, customer), load(AttemptForm(), _plain(given))
    attempt = _attempt(here, shown, form)
    if not form["complaint"]:
        once = not_twice(customer, form["item"]) if form["item"] and item.current() is None else None
        return keep(here, customer, (attempt,), given, form, also=once)
    commands = (attempt, NoteFeedback(kind=FeedbackKind.COMPLAINT))
    return keep(here, customer, commands, given, form, then=lambda appended: _words_for(shown, appended))


def _started(here: Visit, given: datetime | None) -> datetime | None:
    """When the dialler was opened; None where nobody says, or the phone's clock is wrong."""
    try:
        return moment_in_time(given, here.now) if given else None
    except Refused:
        return None


def _plain(given: dict[str, Any]) -> dict[str, Any]:
    """The fields with a complaint as what it is: they met, and there was a complaint."""
    if given.get("outcome") != COMPLAINT:
        return given
    return {**given, "outcome": Outcome.MET.value, "complaint": "yes"}


def _attempt(here: Visit, shown: Card, form: dict[str, Any]) -> LogContactAttempt:
    day = here.setting.today(moment_in_time(form["occurred_at"], here.now))
    rest = form["rest"] or ("next_on" in form and form["next_on"] is None)
    picked = form.get("next_on")
    usual = None if rest else default_next(here, shown, form["outcome"], day)
    return LogContactAttempt(
        channel=form["channel"],
        outcome=form["outcome"],
        inbound=form["inbound"],
        next_on=to_come(picked, day) if picked else usual,
        chosen=picked is not None,
        rest=rest,
        rule=form["rule"],
        rank=next((one.rank for one in shown.customer.agenda.on(day) if one.rule is form["rule"]), None),
        rulebook=here.setting.rulebook_version if form["rule"] else None,
        note=form["note"],
        item=form["item"],
        touch=kept(here, form["item"]).kind.touch if form["item"] else form["touch"],
        hour=not_anothers(here, form["hour"]),
    )


def _words_for(shown: Card, appended: Appended) -> str:
    """The sheet that asks what the complaint is, for the fact of it."""
    return render_template("notes/asked.html", card=shown, of=appended.recorded[-1].fact_id, fragment=True, back="/")
