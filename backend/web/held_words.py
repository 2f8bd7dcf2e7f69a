"""What does a held note say? Its kind by its address, and what stands in its form: nobody has checked either yet."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from events.held import NoteHeld

KINDS = {
    "": "New customer",
    "contact-attempts": "A contact",
    "next-dates": "Next date",
    "put-offs": "Not now",
    "promises": "Promise",
    "promises/new-date": "Promise moved",
    "promises/keeping": "Promise kept",
    "settlements": "Settled already",
    "feedback": "Feedback",
    "complaints/care": "Who looks after it",
    "complaints/resolution": "Complaint resolved",
    "feedback/themes": "What it is about",
    "news/telling": "Told",
    "enquiries": "Enquiry",
    "enquiries/answer": "Enquiry answered",
    "enquiries/offers": "Offer made",
    "needs": "Need",
    "needs/met": "Need met",
    "owner": "Look after",
    "habit-answers": "What changed",
    "purchases": "Purchase",
    "purchases/correction": "Purchase put right",
    "notes": "Note",
    "undo": "Undo",
    "details": "Details put right",
    "preferred-channel": "Preferred way",
    "consents": "Consent",
    "plans": "Plan started",
    "plans/steps": "Plan step done",
    "plans/stop": "Plan stopped",
    "tags": "Tag",
    "tags/removal": "Tag taken off",
    "loss": "Lost",
    "loss-reason": "Why they left",
    "gone": "Gone for good",
    "referrer": "Brought by",
    "referrals": "Sent them somebody",
    "hours/plan": "Hour planned",
    "hours/pauses": "Hour paused",
    "hours/resumptions": "Hour resumed",
    "hours/end": "Hour ended",
    "hours/sharing": "Hour shared",
}
"""By what an address says behind the customer, without ids."""
_IDS = re.compile(r"/[0-9a-f]{8}-[0-9a-f-]{27}")
_FREE = ("name", "phone", "email", "place", "enquiry", "text", "note", "amount", "tag", "competitor")
"""Fields that are told as they stand."""
_DAYS = ("next_on", "until", "day", "on", "by")


@dataclass(frozen=True, slots=True)
class HeldWords:
    """`said` are the words that were typed; `fields` all that the form says, `forgotten` with the customer.

    `days` by their field: a day, or a number of days from the day of noting.
    """

    kind: str
    said: tuple[str, ...]
    fields: Mapping[str, str]
    days: Mapping[str, date | int]
    forgotten: bool


def words_of(held: NoteHeld) -> HeldWords:
    fields = _fields(held.fields)
    tail = _IDS.sub("", held.to).removeprefix("/customers").strip("/")
    said = tuple(text for name in _FREE if (text := fields.get(name, "").strip()))
    days = {name: day for name in _DAYS if (day := _day(fields.get(name, ""))) is not None}
    return HeldWords(KINDS.get(tail, "A note"), said, fields, days, held.fields is None)


def _fields(stored: str | None) -> dict[str, str]:
    given: dict[str, Any] = json.loads(stored) if stored else {}
    return {name: _readable(value) for name, value in given.items() if isinstance(value, str)}


def _readable(text: str) -> str:
    """With a mark in place of each half letter, which no page can show and no database search for.

    A form refuses them; here whoever typed them is gone, and one note must not keep the others from being read.
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "\ufffd")


def _day(text: str) -> date | int | None:
    if re.fullmatch(r"\+\d{1,4}", text, re.ASCII):
        return int(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
