"""Which names and words do the sentences of a history need, and how are they told to other programs?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from backend.projections import directory, library, people
from backend.projections.history import Told
from backend.retention.days import local_day
from backend.store import Tx, micros
from backend.web.held_words import HeldWords, words_of
from backend.web.plainly import in_one_line, macros
from backend.web.session import Visit
from events.held import NoteHeld
from events.kernel import SYSTEM, Recorded, shape_of
from events.notes import FIXED, NoteCorrected
from events.purchases import PurchaseRecorded

SENTENCES = "history/_sentences.html"


@dataclass(frozen=True, slots=True)
class Teller:
    """`forgotten`: this customer's name, numbers and words are gone for good. `items`: titles that were looked up.

    `claim`: the fact by which their owner took them out of the pool, which gives them back when it is undone.
    """

    visit: Visit
    teams: dict[UUID, str]
    forgotten: bool
    claim: UUID | None = None
    items: dict[UUID, str] = field(default_factory=dict)

    def name(self, who: UUID | None) -> str | None:
        return self.visit.name_of(who)

    def customer(self, which: UUID) -> str:
        """What another customer is called, as far as this person may see them."""
        with self.visit.read() as tx:
            found = directory.entry(tx, which, self.visit.scope)
        return (found.name or "a forgotten customer") if found else "a customer whom you do not look after"

    def team(self, which: UUID | None) -> str:
        return self.teams.get(which, "?") if which else "?"

    def item(self, which: UUID) -> str:
        """What an item of the library is called now."""
        if which not in self.items:
            with self.visit.read() as tx:
                found = library.item(tx, which)
            self.items[which] = found.title if found else "something of the library"
        return self.items[which]

    def mine(self, noted: Recorded) -> bool:
        return noted.noted_by == self.visit.person.id

    def by_system(self, noted: Recorded) -> bool:
        """Whether no person noted it: set-up and imports."""
        return noted.noted_by == SYSTEM

    def late(self, noted: Recorded) -> bool:
        """Whether it was noted on a later day than it happened."""
        return self.noted_on(noted) > local_day(noted.occurred_at, self.visit.setting.zone)

    def noted_on(self, noted: Recorded) -> date:
        return local_day(noted.recorded_at, self.visit.setting.zone)

    def words(self, noted: Recorded) -> str | None:
        """The free words of a fact, as they were first noted."""
        words: str | None = getattr(noted.body, "text", None) or getattr(noted.body, "note", None)
        return words

    def held(self, noted: Recorded) -> HeldWords | None:
        """What a held note says; None for any other fact."""
        return words_of(noted.body) if isinstance(noted.body, NoteHeld) else None

    def alone(self, noted: Recorded) -> Told:
        """A fact told by itself, without what came of it."""
        return Told(noted, None, None, ())

    def page_from(self, noted: Recorded) -> str:
        """The page of the history on which this fact stands first."""
        return place_of(noted.occurred_at, noted.position + 1)

    def undoable(self, told: Told) -> bool:
        claimed = self.claim == told.noted.fact_id and self.mine(told.noted)
        return not told.undone and (told.name not in FIXED or claimed)

    def correctable(self, told: Told) -> str:
        """What of a standing fact can be put right: "words", "purchase" or nothing. A correction is corrected anew."""
        if told.undone or isinstance(told.noted.body, NoteCorrected):
            return ""
        if isinstance(told.noted.body, PurchaseRecorded):
            return "purchase"
        hidden = shape_of(told.noted.body).personal
        return "words" if {"text", "note"} & set(hidden) and self.words(told.noted) else ""


def place_of(at: datetime, position: int) -> str:
    """How an address says below which fact a page of the history begins."""
    return f"{micros(at)}-{position}"


def teller_of(visit: Visit, tx: Tx, *, forgotten: bool, claim: UUID | None = None) -> Teller:
    return Teller(visit, {team.id: team.name for team in people.teams(tx)}, forgotten, claim)


def plain(told: Told, teller: Teller) -> str:
    """The sentence without marks, for other programs."""
    return in_one_line(macros(SENTENCES).sentence(told, teller))


def as_json(told: Told, teller: Teller) -> dict[str, Any]:
    noted, undone_by = told.noted, told.undone_by
    return {
        "fact_id": str(noted.fact_id),
        "fact": told.name,
        "sentence": plain(told, teller),
        "occurred_at": noted.occurred_at.isoformat(),
        "recorded_at": noted.recorded_at.isoformat(),
        "late": teller.late(noted),
        "noted_by": None if teller.by_system(noted) else str(noted.noted_by),
        "noted_by_name": teller.name(noted.noted_by),
        "undone": told.undone,
        "undone_by": undone_by and str(undone_by.fact_id),
        "about": told.about and str(told.about.fact_id),
        "later": [str(later.fact_id) for later in told.later],
    }
