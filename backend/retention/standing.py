"""Where does a customer stand on a day: due, waiting for a date, resting by choice, withheld, or gone for good?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from backend.retention.agenda import Agenda, Hold, HoldKind, Window
from events.values import Rule


class Stand(StrEnum):
    """Exactly one of these holds of every customer on the list on any day."""

    DUE = "due"
    WAITING = "waiting"
    RESTING = "resting"
    WITHHELD = "withheld"
    GONE = "gone"


_SPEAKS_FIRST = tuple(HoldKind)
"""Of several holds the one that says most: what a person decided, then what the rules ask for."""


class Standing(NamedTuple):
    """`window` is the most urgent reason of who is due, and the next one, from the day `on`, of who waits.

    `hold` is what withholds them now, where something does; `until` its last day, None for good.
    """

    stand: Stand
    on: date | None = None
    window: Window | None = None
    hold: Hold | None = None
    until: date | None = None


def standing_of(agenda: Agenda, day: date) -> Standing | None:
    """None only for who is not on the list: nothing is known that a rule could look at."""
    gone = next((hold for hold in agenda.holds if hold.kind is HoldKind.GONE), None)
    if gone:
        return Standing(Stand.GONE, hold=gone)
    due = agenda.on(day)
    if due:
        return Standing(Stand.DUE, day, due[0])
    starts = [(start, window.lane, window) for window in agenda.open if (start := window.starts(day)) is not None]
    if starts:
        on, _, window = min(starts, key=lambda one: one[:2])
        hold, until = _first(_holding_now(agenda, day))
        return Standing(Stand.WAITING, on, window, hold, until)
    return _for_good(agenda)


def _holding_now(agenda: Agenda, day: date) -> Iterable[tuple[Hold, date | None]]:
    """What withholds a reason of this day, and what would withhold one of its rules if there were a reason."""
    for window, holds in agenda.withheld(day):
        yield from ((hold, hold.through(window)) for hold in holds)
    for hold in agenda.holds:
        if hold.until is not None and hold.on <= day <= hold.until:
            yield hold, hold.until


def _first(holding: Iterable[tuple[Hold, date | None]]) -> tuple[Hold | None, date | None]:
    return min(holding, key=lambda one: _SPEAKS_FIRST.index(one[0].kind), default=(None, None))


def _for_good(agenda: Agenda) -> Standing | None:
    """Nothing comes back by itself: only what withholds the slowest of all rules as well can do that."""
    lasting = [hold for hold in agenda.holds if hold.until is None and hold.rules & {Rule.SHADOW, Rule.SWEEP}]
    rest = next((hold for hold in lasting if hold.kind is HoldKind.REST), None)
    if rest:
        return Standing(Stand.RESTING, hold=rest)
    hold, _ = _first((hold, None) for hold in lasting)
    return Standing(Stand.WITHHELD, hold=hold) if hold else None
