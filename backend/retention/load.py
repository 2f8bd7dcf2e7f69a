"""How much work does an agenda make: on which of the days ahead does a card come, and in which lane?"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from backend.retention.agenda import Agenda, Lane, Window


class Coming(NamedTuple):
    """A card that comes on the day number `day`, from 0, in the lane of its most urgent reason."""

    day: int
    lane: Lane


def coming(agenda: Agenda, first: date, days: int) -> list[Coming]:
    """The cards of one customer in so many days from `first` on, each counted once, when it comes.

    Who is due on `first` already has a card on day 0. Those of a sweep plan are left out: it gives out so many a day,
    whatever the rules say.
    """
    spans = [(window.lane, _covered(window, first, days)) for window in agenda.open if window.lane is not Lane.SWEEP]
    due = 0
    for _, span in spans:
        due |= span
    begins = due & ~(due << 1)
    return [
        Coming(day, min(lane for lane, span in spans if span >> day & 1)) for day in range(days) if begins >> day & 1
    ]


def _covered(window: Window, first: date, days: int) -> int:
    """The days that a window covers, each a bit, from the lowest on."""
    opens = (window.first - first).days
    begin, end = max(opens, 0), days - 1
    if window.last is not None:
        end = min(end, (window.last - first).days)
    if begin > end:
        return 0
    if not window.every:
        return (1 << end + 1) - (1 << begin)
    return sum(1 << day for day in range(begin, end + 1) if (day - opens) % window.every < window.lasting)
