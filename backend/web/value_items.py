"""What is worth saying to this customer, in which words, and by which way was it sent?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify

from backend.retention.profile import SentItem
from backend.web import describing, htmx, sheets
from backend.web.cards import Card, WayView, card, ways_of
from backend.web.endings import Ending, ending
from backend.web.messages import Message, hrefs, message, ready_thanks
from backend.web.session import Visit, visit
from backend.web.shelves import kept
from events.values import Channel, Outcome, Touch

blueprint = Blueprint("value_items", __name__, url_prefix="/customers/<uuid:customer>")
SENT_BY = (
    (Channel.EMAIL, Outcome.SENT),
    (Channel.TEXT, Outcome.SENT),
    (Channel.LETTER, Outcome.SENT),
    (Channel.VISIT, Outcome.MET),
)
"""E-mailed, texted, posted, and handed over."""
_NEEDS_NO_ADDRESS = frozenset({Channel.LETTER, Channel.VISIT})
"""The address may stand elsewhere; a no counts all the same."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What may be sent, and how: `hrefs` open the phone's own programs, `ends` are saved with one tap.

    `sent`: they have it already.
    """

    card: Card
    message: Message
    touch: Touch
    ways: tuple[WayView, ...]
    hrefs: Mapping[Channel, str]
    ends: tuple[tuple[Channel, Ending], ...]
    sent: SentItem | None

    @property
    def to_ask(self) -> list[WayView]:
        return [way for way in self.ways if way.state == "ask_first"]


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
    return _shown(_sending(here, shown, message(shown, found), found.kind.touch))


@blueprint.get("/thanks")
def thanks(customer: UUID) -> Response:
    """Words that every firm has, until it keeps its own."""
    here = visit()
    shown = card(here, customer)
    return _shown(_sending(here, shown, ready_thanks(shown), Touch.THANKS))


def _sending(here: Visit, shown: Card, told: Message, touch: Touch) -> Sending:
    profile = shown.customer.profile
    ways = ways_of(shown.customer, shown.entry, selling=touch is not Touch.THANKS)
    item = told.item.item if told.item else None
    open_ways = {way.channel for way in ways if way.usable or _on_foot(way)}
    return Sending(
        card=shown,
        message=told,
        touch=touch,
        ways=ways,
        hrefs=hrefs(ways, told),
        ends=tuple((way, ending(here, shown, way, outcome)) for way, outcome in SENT_BY if way in open_ways),
        sent=next((one for one in profile.sent_items if one.item == item), None),
    )


def _on_foot(way: WayView) -> bool:
    return way.channel in _NEEDS_NO_ADDRESS and way.state != "consent_no"


def _shown(found: Sending) -> Response:
    if htmx.wants_json():
        return jsonify(_told(found))
    return sheets.show("value_items/show.html", sending=found, card=found.card)


def _told(found: Sending) -> dict[str, Any]:
    return {
        "item": str(found.message.item.item) if found.message.item else None,
        "title": found.message.title,
        "words": found.message.words,
        "touch": found.touch,
        "ways": dict(found.hrefs),
        "sent_on": found.sent.on.isoformat() if found.sent else None,
    }
