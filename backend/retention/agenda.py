"""When is a customer due, under which rule, how urgently, because of which facts, and what withholds it?

`agenda` is the one queue function: today's queue, its explanation and the queue of a past day are this call. It
knows no day: it gives windows, and what happens on one day is read off them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from uuid import UUID

from events.values import Rule


class Lane(IntEnum):
    """The lanes of the queue, in this order (design, "The queue")."""

    PROMISED = 1
    QUIET = 2
    SECOND = 3
    PLEASED = 4
    THANKS = 5
    PLAN = 6
    SHADOW = 7


LANES: dict[Rule, Lane] = {
    Rule.PROMISE: Lane.PROMISED,
    Rule.CALL_BACK: Lane.PROMISED,
    Rule.COMPLAINT: Lane.PROMISED,
    Rule.LEAVING: Lane.PROMISED,
    Rule.ENQUIRY: Lane.PROMISED,
    Rule.GONE_QUIET: Lane.QUIET,
    Rule.SECOND_PURCHASE: Lane.SECOND,
    Rule.PLEASED: Lane.PLEASED,
    Rule.THANK_YOU: Lane.THANKS,
    Rule.NEXT_STEP: Lane.PLAN,
    Rule.NOT_SEEN: Lane.PLAN,
    Rule.SHADOW: Lane.SHADOW,
}
OWED = frozenset(rule for rule, lane in LANES.items() if lane is Lane.PROMISED)
"""What is owed to the customer: always on the plan, beyond its size."""
COURTESY = frozenset({Rule.PLEASED, Rule.THANK_YOU})
SELLING = frozenset(Rule) - OWED - COURTESY


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From the first to the last day (None: until done) on which `rule` asks for a contact.

    `rank` is constant over the window, higher first within its lane. `every` > 0: comes back each `every` days, for
    `lasting` days. `item` is the promise, complaint or enquiry it stands for. `numbers` are what the rule looked at:
    days, counts and minor units.
    """

    rule: Rule
    first: date
    last: date | None
    rank: int
    because: tuple[UUID, ...]
    numbers: dict[str, int] = field(default_factory=dict)
    item: UUID | None = None
    since: datetime | None = None
    every: int = 0
    lasting: int = 0

    @property
    def lane(self) -> Lane:
        return LANES[self.rule]

    def covers(self, day: date) -> bool:
        if day < self.first or (self.last is not None and day > self.last):
            return False
        return not self.every or (day - self.first).days % self.every < self.lasting

    def starts(self, day: date) -> date | None:
        """The first day from `day` on that it covers."""
        if self.covers(day) or day < self.first:
            return max(day, self.first)
        if not self.every:
            return None
        return self.first + timedelta(days=-(-(day - self.first).days // self.every) * self.every)


class HoldKind(StrEnum):
    """What withholds a card."""

    GONE = "gone"
    LOST = "lost"
    REST = "rest"
    PUT_OFF = "put_off"
    NEXT_DATE = "next_date"
    COMPLAINT_OPEN = "complaint_open"
    ORDERED = "ordered"
    IN_TOUCH = "in_touch"
    ANSWERED = "answered"
    CAPPED = "capped"
    NO_CONSENT = "no_consent"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """`rules` are withheld through `until` (None: until something happens), `because` of these facts, set at a moment.

    A rule whose own window begins after `spares_after` is not withheld.
    """

    kind: HoldKind
    rules: frozenset[Rule]
    until: date | None
    because: tuple[UUID, ...]
    on: date
    set_at: datetime | None = None
    numbers: dict[str, int] = field(default_factory=dict)

    def withholds(self, window: Window) -> bool:
        """A promise for a later day, or a complaint that came later, is never withheld by an earlier word."""
        if window.rule not in self.rules:
            return False
        if self.kind is HoldKind.SETTLED and window.first > self.on:
            return False
        if window.rule in OWED and self.set_at is not None:
            return window.first <= self.on and (window.since is None or window.since <= self.set_at)
        return True


@dataclass(frozen=True, slots=True)
class Agenda:
    """All windows as the rules alone say, and all holds; `open` is what is left."""

    windows: tuple[Window, ...]
    holds: tuple[Hold, ...]
    open: tuple[Window, ...]

    def on(self, day: date) -> tuple[Window, ...]:
        """The reasons of one day, the most urgent first; empty when nothing is due."""
        due = [window for window in self.open if window.covers(day)]
        return tuple(sorted(due, key=lambda window: (window.lane, -window.rank, window.rule)))

    def next_on(self, day: date) -> date | None:
        """The next day from `day` on with a reason; None only for an explicit rest or a customer gone for good."""
        return min((start for window in self.open if (start := window.starts(day)) is not None), default=None)

    def withheld(self, day: date) -> tuple[tuple[Window, tuple[Hold, ...]], ...]:
        """Why not: each window that the rules alone would open on `day`, with what withholds it then."""
        return tuple(
            (window, tuple(hold for hold in self.holds if hold.withholds(window) and _lasts(hold, day)))
            for window in self.windows
            if window.covers(day) and not any(window.rule is open_.rule and open_.covers(day) for open_ in self.open)
        )


def _lasts(hold: Hold, day: date) -> bool:
    return hold.until is None or day <= hold.until


def withhold(window: Window, holds: tuple[Hold, ...]) -> Window | None:
    """What is left of a window after the holds on it: it begins later, or not at all."""
    first = window.first
    for hold in holds:
        if not hold.withholds(window):
            continue
        if hold.until is None:
            return _later(window, hold.on) if hold.kind is HoldKind.SETTLED and window.every else None
        first = max(first, hold.until + timedelta(days=1))
    if first == window.first:
        return window
    return _later(window, first - timedelta(days=1)) if window.every else _clipped(window, first)


def _later(window: Window, day: date) -> Window:
    """A window that comes back, from its first return after `day` on."""
    turns = max((day - window.first).days // window.every + 1, 0)
    return replace(window, first=window.first + timedelta(days=turns * window.every))


def _clipped(window: Window, first: date) -> Window | None:
    return None if window.last is not None and first > window.last else replace(window, first=first)
