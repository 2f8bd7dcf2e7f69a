"""Which of my team's enquiries wait, which did we answer too late, and after how many did they buy?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, render_template

from backend.projections import directory, enquiries
from backend.projections.directory import Entry
from backend.projections.enquiries import Enquired
from backend.retention.answering import AnswerClock, answer_clock
from backend.retention.days import start_of
from backend.store import Tx
from backend.web import htmx
from backend.web.session import Visit, visit
from backend.web.staff import own_team
from events.values import EnquirySource

blueprint = Blueprint("asked", __name__, url_prefix="/team/enquiries")
MOST_SHOWN = 50
MOST_COUNTED = 10_000
ENOUGH = 5
"""Of fewer enquiries from one source nobody says how many bought: one of them would be too much of a tale."""
A_YEAR = timedelta(days=365)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """An enquiry with what its clock says now, or said when it was answered; None: the firm promises nothing."""

    enquiry: Enquired
    entry: Entry
    clock: AnswerClock | None


@dataclass(frozen=True, slots=True)
class Source:
    """What came of the enquiries of the last year from one source; `bought` None: of too few to say."""

    source: EnquirySource | None
    asked: int
    bought: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """The oldest first of those that wait; the newest first of those answered too late, this week and before."""

    waiting: list[Line]
    this_week: list[Line]
    before: list[Line]
    sources: list[Source]


@blueprint.get("")
def show() -> Response:
    here = visit()
    with here.read() as tx:
        shown = _shown(here, tx, own_team(here))
    if htmx.wants_json():
        return jsonify(_told(shown))
    page = render_template(
        "team/enquiries.html",
        shown=shown,
        today=here.today,
        most=MOST_SHOWN,
        counted=MOST_COUNTED,
        enough=ENOUGH,
        within=here.setting.rulebook.answer_within_hours,
        name_of=here.name_of,
    )
    return make_response(page)


def _shown(here: Visit, tx: Tx, team: UUID) -> Shown:
    monday = start_of(here.today - timedelta(days=here.today.weekday()), here.setting.zone)
    waiting = enquiries.waiting(tx, team, MOST_SHOWN)
    # The week has an end that no moment of now is behind: an answer given just now counts.
    this_week = enquiries.missed(tx, team, monday, here.now + A_YEAR, MOST_SHOWN)
    before = enquiries.missed(tx, team, LONG_AGO, monday, MOST_SHOWN)
    entries = directory.entries(tx, {one.customer for one in (*waiting, *this_week, *before)})
    return Shown(
        waiting=_lines(here, waiting, entries),
        this_week=_lines(here, this_week, entries),
        before=_lines(here, before, entries),
        sources=[one for source in (*EnquirySource, None) if (one := _source(here, tx, team, source)).asked],
    )


def _lines(here: Visit, found: Iterable[Enquired], entries: Mapping[UUID, Entry]) -> list[Line]:
    seen = (one for one in found if (line := entries.get(one.customer)) and here.scope.sees(line.owner, line.team))
    return [Line(one, entries[one.customer], _clock(here, one)) for one in seen]


def _clock(here: Visit, one: Enquired) -> AnswerClock | None:
    return answer_clock(one.asked, one.answered or here.now, here.setting.rulebook, here.setting.hours)


def _source(here: Visit, tx: Tx, team: UUID, source: EnquirySource | None) -> Source:
    asked, bought = enquiries.bought(tx, team, source, here.now - A_YEAR, MOST_COUNTED)
    return Source(source, asked, bought if asked >= ENOUGH else None)


def _told(shown: Shown) -> dict[str, Any]:
    return {
        "waiting": [_line(one) for one in shown.waiting],
        "missed_this_week": [_line(one) for one in shown.this_week],
        "missed_before": [_line(one) for one in shown.before],
        "sources": [{"source": one.source, "asked": one.asked, "bought": one.bought} for one in shown.sources],
    }


def _line(one: Line) -> dict[str, Any]:
    asked, clock = one.enquiry, one.clock
    return {
        "customer": str(asked.customer),
        "name": one.entry.name,
        "owner": one.entry.owner and str(one.entry.owner),
        "source": asked.source,
        "asked_at": asked.asked.isoformat(),
        "answer_by": clock and clock.by.isoformat(),
        "answered_at": asked.answered and asked.answered.isoformat(),
        "answered_by": asked.answered_by and str(asked.answered_by),
        "late": clock is not None and clock.late,
        "working_minutes_left": clock and clock.left and int(clock.left.total_seconds() // 60),
    }
