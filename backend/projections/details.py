"""Who is this, in clear? The fold of a customer's personal fields: what screens join to the profile.

Projections hold these in clear; they are rebuilt, never backed up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from backend.retention.profile import Profile
from events.customers import ContactDetailsCorrected, CustomerNumberGiven, CustomerRegistered
from events.enquiries import EnquiryReceived
from events.feedback import ComplaintResolved, FeedbackNoted
from events.follow_ups import PromiseMade
from events.kernel import Recorded
from events.lifecycle import CustomerLost, LossReasonGiven
from events.needs import NeedNoted
from events.notes import NoteAdded, NoteCorrected
from events.telling import FeedbackActedOn

TELLING = frozenset(
    {
        CustomerRegistered, ContactDetailsCorrected, CustomerNumberGiven, PromiseMade, FeedbackNoted,
        EnquiryReceived, NoteCorrected, NoteAdded, NeedNoted, CustomerLost, LossReasonGiven,
        ComplaintResolved, FeedbackActedOn,
    }
)  # fmt: skip
"""The kinds of fact whose words are kept."""


@dataclass(slots=True)
class Details:
    """`numbers`: under which number which shop or till knows them; `words` of what is open: promises and the like."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    place: str | None = None
    numbers: list[tuple[str, str]] = field(default_factory=list)
    words: dict[UUID, str] = field(default_factory=dict)


def add_details(details: Details, facts: Sequence[Recorded], profile: Profile) -> Details:
    """Take in facts that are in order; `profile` says which of them stand and what is still open. Changes `details`."""
    for noted in facts:
        if type(noted.body) in TELLING and noted.fact_id not in profile.voided:
            _take_in(details, noted)
    if details.words:
        still = profile.promises.keys() | profile.complaints.keys() | profile.enquiries.keys() | profile.needs.keys()
        still |= (
            profile.voiced.keys() | profile.news.keys() | {said.later for said in profile.voiced.values() if said.later}
        )
        details.words = {fact: text for fact, text in details.words.items() if fact in still}
    return details


def _take_in(details: Details, noted: Recorded) -> None:
    match noted.body:
        case CustomerRegistered() as body:
            details.name, details.phone, details.email, details.place = body.name, body.phone, body.email, body.place
        case ContactDetailsCorrected() as body:
            details.name = details.name if body.name is None else body.name
            details.phone = details.phone if body.phone is None else body.phone or None
            details.email = details.email if body.email is None else body.email or None
            details.place = details.place if body.place is None else body.place or None
        case CustomerNumberGiven(source=source, number=number):
            if number and (source, number) not in details.numbers:
                details.numbers.append((source, number))
        case _:
            _take_in_words(details.words, noted)


def _take_in_words(words: dict[UUID, str], noted: Recorded) -> None:
    match noted.body:
        case (
            PromiseMade(note=text)
            | FeedbackNoted(text=text)
            | EnquiryReceived(text=text)
            | NeedNoted(text=text)
            | CustomerLost(text=text)
            | LossReasonGiven(text=text)
            | ComplaintResolved(text=text)
            | FeedbackActedOn(text=text)
        ):
            if text:
                words[noted.fact_id] = text
        case NoteCorrected(of=of, text=text):
            if of in words and text:
                words[of] = text
        case NoteAdded(of=of, text=text):
            if of is not None and text:
                words[of] = f"{words[of]} {text}" if of in words else text
        case _:
            pass
