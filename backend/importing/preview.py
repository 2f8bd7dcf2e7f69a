"""What will this file bring? Counted over the whole of it, with its first rows as the firm would say them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from backend.importing.book import Page
from backend.importing.bring_in import Told
from backend.importing.cast import Cast, Role
from backend.importing.entries import BadRow, Contacted, Entry, Sale, Stated
from backend.importing.matching import Match
from backend.importing.refused import RefusedRows

ROWS_SHOWN = 20
ASKED_SHOWN = 50
"""Names asked one by one, and likely duplicates listed; the rest is answered together."""


@dataclass
class Preview:
    """Fed as the check goes on. `people` are those of the file, `customers` who was compared with the log so far.

    `refused_later`: rows that are found to be no good only beside others of their customer.
    """

    rows: int = 0
    customers: int = 0
    people: int = 0
    refused_later: int = 0
    total: int = 0
    first_day: date | None = None
    last_day: date | None = None
    told_so_far: Told = field(default_factory=Told)
    places: dict[int, int] = field(default_factory=dict)
    _known: set[int] = field(default_factory=set)
    _first: list[Entry | BadRow] = field(default_factory=list)
    _states: dict[int, str] = field(default_factory=dict)
    _asked: list[dict[str, Any]] = field(default_factory=list)
    _asked_count: int = 0
    _like: list[dict[str, Any]] = field(default_factory=list)
    _like_count: int = 0
    _by_hand: list[dict[str, Any]] = field(default_factory=list)
    _by_hand_count: int = 0

    def row(self, row: Entry | BadRow, place: int | None) -> None:
        self.rows += 1
        if len(self._first) < ROWS_SHOWN:
            self._first.append(row)
            if place is not None:
                self.places[row.line] = place
        if isinstance(row, Entry) and row.what:
            self._day(row.what)

    def _day(self, what: Sale | Stated | Contacted) -> None:
        on = what.last_order if isinstance(what, Stated) else what.on
        if isinstance(what, Sale) and not what.refund:
            self.total += what.amount
        if on is not None and (self.first_day is None or on < self.first_day):
            self.first_day = on
        if on is not None and (self.last_day is None or on > self.last_day):
            self.last_day = on

    def matched(self, matches: Iterable[Match], cast: Cast) -> None:
        shown = set(self.places.values())
        for match in matches:
            self.people += 1
            if match.place in shown:
                self._states[match.place] = "asked" if match.asked else "known" if match.by else "new"
            if match.asked:
                self._asked_count += 1
                if len(self._asked) < ASKED_SHOWN:
                    self._asked.append(_asked(match, cast.roles[match.place]))
            elif match.like:
                self._like_count += 1
                if len(self._like) < ASKED_SHOWN:
                    self._like.append(_like(match, cast.roles[match.place]))

    def offered(self, pages: Sequence[Page], known: Set[UUID], told: Told) -> None:
        self.customers += told.customers
        self.told_so_far = self.told_so_far.plus(told)
        for page in pages:
            self.refused_later += len(page.bad)
            self._known.update(page.known_lines)
            self._known |= {line for fact, line in page.lines.items() if fact in known and line in self.places}
            self._by_hand_count += len(page.by_hand)
            for fact, of in page.by_hand.items():
                if len(self._by_hand) < ASKED_SHOWN:
                    self._by_hand.append({"customer": str(page.customer), "of": str(of), "row": str(fact)})

    def told(self, refused: RefusedRows) -> dict[str, Any]:
        """As JSON can hold it. Of who is on the list only ids are told: the page shows what its reader may see."""
        so_far = self.told_so_far
        return {
            "rows": self.rows,
            "refused": refused.count + self.refused_later,
            "refused_read": refused.count,
            "people": self.people,
            "new_customers": so_far.new_customers,
            "known_customers": so_far.customers - so_far.new_customers,
            "new_sales": so_far.new_sales,
            "known": so_far.known,
            "contacts": so_far.contacts,
            "changed": so_far.changed,
            "total": self.total,
            "first_day": self.first_day and self.first_day.isoformat(),
            "last_day": self.last_day and self.last_day.isoformat(),
            "asked": self._asked,
            "asked_count": self._asked_count,
            "like": self._like,
            "like_count": self._like_count,
            "by_hand": self._by_hand,
            "by_hand_count": self._by_hand_count,
            "first": [self._row_told(row) for row in self._first],
        }

    def _row_told(self, row: Entry | BadRow) -> dict[str, Any]:
        if isinstance(row, BadRow):
            return {"line": row.line, "state": "refused", "why": row.why}
        state = self._states.get(self.places[row.line], "known")
        if state == "known" and row.what is not None and row.line not in self._known:
            state = "more"
        return {"line": row.line, "state": state, "person": row.person._asdict(), **_what_told(row.what)}


def _what_told(what: Sale | Stated | Contacted | None) -> dict[str, Any]:
    match what:
        case Sale():
            kind = "refund" if what.refund else "void" if what.voided else "sale"
            return {"what": kind, "on": what.on.isoformat(), "amount": what.amount, "refunded": what.refunded}
        case Stated():
            return {"what": "stated", "on": what.last_order and what.last_order.isoformat(), "amount": what.total}
        case Contacted():
            return {"what": "contact", "on": what.on.isoformat(), "channel": what.channel, "outcome": what.outcome}
        case None:
            return {"what": "person"}


def _asked(match: Match, role: Role) -> dict[str, Any]:
    return {"place": match.place, "name": role.person.name, "same": [str(one) for one in match.asked]}


def _like(match: Match, role: Role) -> dict[str, Any]:
    return {"customer": str(match.customer), "name": role.person.name, "like": str(match.like)}
