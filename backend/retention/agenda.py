"""When is a customer due, under which rule, how urgently, because of which facts, and what withholds it?

`agenda` is the one queue function: today's queue, its explanation and the queue of a past day are this call. It
knows no day: it gives windows, and what happens on one day is read off them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from backend.retention.habits import HabitChange
from events.values import Rule


class Lane(IntEnum):
    """The lanes of the queue, in this order."""

    PROMISED = 1
    QUIET = 2
    CHANGED = 3
    SECOND = 4
    PLEASED = 5
    THANKS = 6
    PLAN = 7
    SWEEP = 8
    SHADOW = 9


LANES: dict[Rule, Lane] = {
    Rule.PROMISE: Lane.PROMISED,
    Rule.CALL_BACK: Lane.PROMISED,
    Rule.COMPLAINT: Lane.PROMISED,
    Rule.LEAVING: Lane.PROMISED,
    Rule.TELL_ENDED: Lane.PROMISED,
    Rule.TELL_FIXED: Lane.PROMISED,
    Rule.ENQUIRY: Lane.PROMISED,
    Rule.GONE_QUIET: Lane.QUIET,
    Rule.HABIT_CHANGED: Lane.CHANGED,
    Rule.SECOND_PURCHASE: Lane.SECOND,
    Rule.PLEASED: Lane.PLEASED,
    Rule.THANK_YOU: Lane.THANKS,
    Rule.REFERRAL_THANKS: Lane.THANKS,
    Rule.NEXT_STEP: Lane.PLAN,
    Rule.PLAN_STEP: Lane.PLAN,
    Rule.NOT_SEEN: Lane.PLAN,
    Rule.GRASS_CHECK: Lane.PLAN,
    Rule.SWEEP: Lane.SWEEP,
    Rule.SHADOW: Lane.SHADOW,
}
OWED = frozenset(rule for rule, lane in LANES.items() if lane is Lane.PROMISED)
"""What is owed to the customer: always on the plan, beyond its size."""
COURTESY = frozenset({Rule.PLEASED, Rule.THANK_YOU, Rule.REFERRAL_THANKS})
SELLING = frozenset(Rule) - OWED - COURTESY
TURNS = frozenset({Rule.NOT_SEEN, Rule.SHADOW})
"""What comes back by itself."""
NO_NUMBERS: Mapping[str, int] = MappingProxyType({})


class Window(NamedTuple):
    """From the first to the last day (None: until done) on which `rule` asks for a contact.

    `opens` is the day on which the reason began, before steps of its rank and holds cut it. `rank` is constant over
    the window, higher first within its lane. `every` > 0: comes back each `every` days, for `lasting` days. `item` is
    the promise, complaint or enquiry it stands for, noted at `since`. `numbers` are what the rule looked at: days,
    counts and minor units.
    """

    rule: Rule
    opens: date
    first: date
    last: date | None
    rank: int
    because: tuple[UUID, ...]
    numbers: Mapping[str, int] = NO_NUMBERS
    item: UUID | None = None
    since: datetime | None = None
    every: int = 0
    lasting: int = 0

    @property
    def lane(self) -> Lane:
        return LANES[self.rule]

    def same(self, other: Window) -> bool:
        """Whether both are parts of one reason."""
        return (self.rule, self.opens, self.item) == (other.rule, other.opens, other.item)

    def covers(self, day: date) -> bool:
        if day < self.first or (self.last is not None and day > self.last):
            return False
        return not self.every or (day - self.first).days % self.every < self.lasting

    def starts(self, day: date) -> date | None:
        """The first day from `day` on that it covers."""
        start = day if self.covers(day) else max(self.first, self.turn(day) if self.every else self.first)
        return None if start < day or (self.last is not None and start > self.last) else start

    def turn(self, day: date) -> date:
        """The first day from `day` on at which a window that comes back does so."""
        return self.first + timedelta(days=-(-(day - self.first).days // self.every) * self.every)

    def from_day(self, day: date) -> tuple[Window, ...]:
        """What is left of it from `day` on: of a window that comes back, the rest of its turn and the turns to come."""
        if not self.every:
            return _not_empty(self._replace(first=day))
        again = self.turn(day)
        turn_ends = again + timedelta(days=self.lasting - self.every - 1)
        if again == day or turn_ends < day:
            return _not_empty(self._replace(first=again))
        last = turn_ends if self.last is None else min(turn_ends, self.last)
        rest = self._replace(first=day, last=last, every=0, lasting=0)
        return _not_empty(rest) + _not_empty(self._replace(first=again))


def _swept(windows: tuple[Window, ...], since: date) -> tuple[Window, ...]:
    """Windows without the shadow portfolio from a day on."""
    before = since - timedelta(days=1)
    kept = (
        window._replace(last=before if window.last is None else min(window.last, before))
        if window.rule is Rule.SHADOW
        else window
        for window in windows
    )
    return tuple(window for one in kept for window in _not_empty(one))


def _not_empty(window: Window) -> tuple[Window, ...]:
    return () if window.last is not None and window.first > window.last else (window,)


class HoldKind(StrEnum):
    """What withholds a card."""

    GONE = "gone"
    NO_PRESSURE = "no_pressure"
    LOST = "lost"
    DOOR_CLOSED = "door_closed"
    REST = "rest"
    PUT_OFF = "put_off"
    NEXT_DATE = "next_date"
    WORKED = "worked"
    COMPLAINT_OPEN = "complaint_open"
    NOT_TOLD = "not_told"
    ORDERED = "ordered"
    IN_TOUCH = "in_touch"
    ANSWERED = "answered"
    CAPPED = "capped"
    HELD_BACK = "held_back"
    NO_CONSENT = "no_consent"
    SETTLED = "settled"


class Hold(NamedTuple):
    """`rules` are withheld through `until` (None: until something happens), `because` of facts of the day `on`.

    `set_at` is the moment of the word that what was owed before it waits for; None where no word could make it wait.
    Of the rules `begun` only what had begun by then is withheld.
    """

    kind: HoldKind
    rules: frozenset[Rule]
    until: date | None
    because: tuple[UUID, ...]
    on: date
    set_at: datetime | None = None
    numbers: Mapping[str, int] = NO_NUMBERS
    begun: frozenset[Rule] = frozenset()

    def withholds(self, window: Window) -> bool:
        """A promise for a later day, or a complaint that came later, is never withheld by an earlier word."""
        if window.rule not in self.rules:
            return False
        if self.kind is HoldKind.SETTLED or window.rule in self.begun:
            return window.opens <= self.on
        if self.set_at is not None and window.rule in OWED:
            return window.opens <= self.on and (window.since is None or window.since < self.set_at)
        return True

    def through(self, window: Window) -> date | None:
        """The last day of withholding this window; None for good. What comes back is settled for its turn only."""
        if self.kind is HoldKind.SETTLED and window.every:
            return window.turn(self.on + timedelta(days=1)) - timedelta(days=1)
        return self.until


class Agenda(NamedTuple):
    """All windows as the rules alone say, and all holds; `open` is what is left.

    `changes` are those of the customer's habit; the last may be on. `untried`: the place in the sweep of who is quiet
    and whom nobody has tried; it counts while a sweep plan is in force, and `under` one it stands for the shadow
    portfolio.
    """

    windows: tuple[Window, ...]
    holds: tuple[Hold, ...]
    open: tuple[Window, ...]
    untried: Window | None = None
    changes: tuple[HabitChange, ...] = ()

    def change(self, day: date) -> HabitChange | None:
        """The change of habit that is on at a day."""
        last = self.changes[-1] if self.changes else None
        return last if last and last.over is None and last.on <= day.toordinal() else None

    @property
    def place(self) -> Window | None:
        """The same, when nothing withholds it."""
        return next(iter(withhold(self.untried, self.holds)), None) if self.untried else None

    def under(self, since: date) -> Agenda:
        """What is left of it while a sweep plan is in force from the working day `since` on."""
        if self.untried is None:
            return self
        place = self.untried._replace(opens=max(since, self.untried.opens), first=max(since, self.untried.first))
        return self._replace(
            windows=(*_swept(self.windows, since), place),
            open=(*_swept(self.open, since), *withhold(place, self.holds)),
        )

    def on(self, day: date) -> tuple[Window, ...]:
        """The reasons of one day, the most urgent first; empty when nothing is due."""
        due = [window for window in self.open if window.covers(day)]
        return tuple(sorted(due, key=lambda window: (window.lane, -window.rank, window.rule)))

    def next_on(self, day: date) -> date | None:
        """The next day from `day` on with a reason.

        None only for an explicit rest, a customer gone for good, or one who asked for no more contact or refused every
        way of it.
        """
        return min((start for window in self.open if (start := window.starts(day)) is not None), default=None)

    def spell(self, window: Window, day: date) -> tuple[date, date | None]:
        """The first and the last day (None: until done) of the reason that a window is a part of, around a day.

        Bands of rank cut a silence into several windows, and what comes back has a spell each turn.
        """
        if window.every:
            turn = day - timedelta(days=(day - window.first).days % window.every)
            return turn, turn + timedelta(days=window.lasting - 1)
        first = window.first if window.rule in TURNS else window.opens
        return first, self._last(window)

    def _last(self, window: Window) -> date | None:
        """That of its last band."""
        last = window.last
        for one in sorted(self.open, key=lambda one: one.first):
            if last and one.same(window) and not one.every and one.first == last + timedelta(days=1):
                last = one.last
        return last

    def withheld(self, day: date) -> tuple[tuple[Window, tuple[Hold, ...]], ...]:
        """Why not: each window that the rules alone would open on `day`, with what withholds it then."""
        held = ((window, _holding(window, self.holds, day)) for window in self.windows if window.covers(day))
        return tuple((window, holding) for window, holding in held if holding)


def _holding(window: Window, holds: tuple[Hold, ...], day: date) -> tuple[Hold, ...]:
    return tuple(
        hold
        for hold in holds
        if hold.withholds(window) and ((through := hold.through(window)) is None or day <= through)
    )


def withhold(window: Window, holds: tuple[Hold, ...]) -> tuple[Window, ...]:
    """What is left of a window after the holds on it: the days on which none of them lasts."""
    first = window.first
    for hold in holds:
        if hold.withholds(window):
            through = hold.through(window)
            if through is None:
                return ()
            first = max(first, through + timedelta(days=1))
    return (window,) if first == window.first else window.from_day(first)
