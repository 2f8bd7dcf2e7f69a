"""What does a held note say? Its kind by its address, and what stands in its form: nobody has checked either yet."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
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
    "complaints/resolution": "Complaint resolved",
    "enquiries": "Enquiry",
    "enquiries/answer": "Enquiry answered",
    "purchases": "Purchase",
    "purchases/correction": "Purchase put right",
    "notes": "Note",
    "undo": "Undo",
    "details": "Details put right",
    "preferred-channel": "Preferred way",
    "consents": "Consent",
    "loss": "Lost",
    "loss-reason": "Why they left",
    "gone": "Gone for good",
}
"""By what an address says behind the customer, without ids."""
_IDS = re.compile(r"/[0-9a-f]{8}-[0-9a-f-]{27}")
_FREE = ("name", "phone", "email", "place", "enquiry", "text", "note", "amount")
"""Fields that are told as they stand."""


@dataclass(frozen=True, slots=True)
class HeldWords:
    """`said` are the words of the form that were typed; `fields` all of them, `forgotten` with the customer."""

    kind: str
    said: tuple[str, ...]
    fields: Mapping[str, str]
    forgotten: bool


def words_of(held: NoteHeld) -> HeldWords:
    fields = _fields(held.fields)
    tail = _IDS.sub("", held.to).removeprefix("/customers").strip("/")
    said = tuple(text for name in _FREE if (text := fields.get(name, "").strip()))
    return HeldWords(KINDS.get(tail, "A note"), said, fields, held.fields is None)


def _fields(stored: str | None) -> dict[str, str]:
    given: dict[str, Any] = json.loads(stored) if stored else {}
    return {name: value for name, value in given.items() if isinstance(value, str)}
