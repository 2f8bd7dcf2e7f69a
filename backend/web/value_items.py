"""What is worth saying to this customer, in which words, and by which way was it sent?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, request

from backend.retention.profile import SentItem
from backend.retention.ways import WayState
from backend.retention.worth_saying import why_not
from backend.web import describing, htmx, sheets
from backend.web.cards import Card, WayView, card, to_ask, ways_of
from backend.web.endings import Ending, ending
from backend.web.forms import Id, Query, load
from backend.web.messages import SENT_BY, Message, hrefs, message, ready_thanks, sendable
from backend.web.nobody import is_for_nobody
from backend.web.session import Visit, visit
from backend.web.shelves import kept
from events.library import ValueItem
from events.values import Channel, Touch

blueprint = Blueprint("value_items", __name__, url_prefix="/customers/<uuid:customer>")


class InHour(Query):
    """The power hour in which it is sent."""

    hour = Id(load_default=None)


@dataclass(frozen=True, slots=True)
class Sending:
    """What may be sent, and how: `hrefs` open the phone's own programs, `ends` are saved with one tap.

    `sent`: they have it already. `why_not`: a word for what else stands against it; "" where nothing does.
    """

    card: Card
    message: Message
    touch: Touch
    ways: tuple[WayView, ...]
    hrefs: Mapping[Channel, str]
    ends: tuple[tuple[Channel, Ending], ...]
    sent: SentItem | None
    why_not: str

    @property
    def to_ask(self) -> list[WayView]:
        return to_ask(self.ways)


@blueprint.get("/value-items")
def index(customer: UUID) -> Response:
    """All that fits them, the best first."""
    here = visit()
    shown = card(here, customer)
    if htmx.wants_json():
        return jsonify(items=[describing.fitting(one) for one in shown.sayable])
    return sheets.show("value_items/index.html", card=shown, fits=shown.sayable)


@blueprint.get("/value-items/<uuid:item>")
def show(customer: UUID, item: UUID) -> Response:
    here = visit()
    shown = card(here, customer)
    found = kept(here, item)
    return _shown(_sending(here, shown, message(shown, found), found))


@blueprint.get("/thanks")
def thanks(customer: UUID) -> Response:
    """Words that every firm has, until it keeps its own."""
    here = visit()
    shown = card(here, customer)
    return _shown(_sending(here, shown, ready_thanks(shown), None))


def _sending(here: Visit, shown: Card, told: Message, item: ValueItem | None) -> Sending:
    profile, touch = shown.customer.profile, item.kind.touch if item else Touch.THANKS
    ways = ways_of(shown.customer, shown.entry, selling=touch is not Touch.THANKS)
    if is_for_nobody():
        # The phone puts in who it is for, and leaves out what they do not want.
        opens, by = {Channel.EMAIL: "", Channel.TEXT: ""}, [channel for channel, _ in SENT_BY]
        ways = tuple(WayView(channel, WayState.ASK_FIRST.value, False, "", "") for channel in opens if item)
    else:
        opens, by = hrefs(ways, told), sendable(ways)
    return Sending(
        card=shown,
        message=told,
        touch=touch,
        ways=ways,
        hrefs=opens,
        ends=tuple((way, ending(here, shown, way, outcome)) for way, outcome in SENT_BY if way in by),
        sent=next((one for one in profile.sent_items if item and one.item == item.item), None),
        why_not=why_not(profile, item),
    )


def _shown(found: Sending) -> Response:
    if htmx.wants_json():
        return jsonify(_told(found))
    hour = load(InHour(), request.args)["hour"] or ""
    return sheets.show("value_items/show.html", sending=found, card=found.card, hour=hour)


def _told(found: Sending) -> dict[str, Any]:
    item, held_back = found.message.item, bool(found.sent or found.why_not)
    return {
        "item": str(item.item) if item else None,
        "title": found.message.title,
        "words": found.message.words,
        "touch": found.touch,
        "ways": {} if held_back else dict(found.hrefs),
        "sent_on": found.sent.on.isoformat() if found.sent else None,
        "why_not": found.why_not or None,
    }
