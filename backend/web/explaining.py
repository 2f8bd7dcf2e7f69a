"""Why is a customer due on a day, or why not: where they stand, by which rules and facts, and what withholds them?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from backend.projections import history
from backend.projections.directory import entry_of
from backend.projections.history import Told
from backend.projections.replay import replay
from backend.retention.agenda import Hold, Window
from backend.retention.days import end_of
from backend.retention.profile import Profile
from backend.retention.rank import Parts, parts_of_rank
from backend.retention.standing import Standing, standing_of
from backend.retention.waiting import ENOUGH
from backend.retention.ways import Way, WayState, ways
from backend.store import Tx
from backend.web.activity import Activity, activity_of
from backend.web.cards import Card, Reason, card_of
from backend.web.formats import day_in_words
from backend.web.past import AskedDay
from backend.web.plans import Placed, placed
from backend.web.session import Visit
from backend.web.sweeping import Turn, sweeping
from backend.web.telling import Teller, teller_of
from events.kernel import Refused

COMING = 3
CLOSED = frozenset({WayState.CONSENT_NO, WayState.ASK_FIRST, WayState.WRONG})
"""Ways of which it is told why nobody is to be contacted by them."""


@dataclass(frozen=True, slots=True)
class Because:
    """A reason that speaks from `since` through `until` (None: until done), and what its rank is made of."""

    reason: Reason
    since: date
    until: date | None
    facts: tuple[Told, ...]
    parts: Parts


@dataclass(frozen=True, slots=True)
class Held:
    """What withholds, through `until` (None: until something happens), with its facts."""

    hold: Hold
    until: date | None
    facts: tuple[Told, ...]

    @property
    def over_on(self) -> date | None:
        """The first day after it."""
        return self.until + timedelta(days=1) if self.until else None


@dataclass(frozen=True, slots=True)
class Withheld:
    """What a rule alone would ask for on the day, and what withholds it."""

    window: Window
    holds: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class ClosedWay:
    """A way by which they are not contacted, or not to sell; `on`: since they said no."""

    way: Way
    on: date | None
    facts: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """As of the card's day: today, or the day `asked`. `held` is what the standing's hold says.

    `activity` is None before the first purchase. `placed`, `turn` and `a_day` (of the sweep) are
    told of today alone. `coming` are the next days with a reason, `over` the last window of each rule whose time has
    run out.
    """

    card: Card
    asked: AskedDay | None
    teller: Teller
    standing: Standing
    held: Held | None
    speaks: tuple[Because, ...]
    withheld: tuple[Withheld, ...]
    closed: tuple[ClosedWay, ...]
    coming: tuple[tuple[date, Window], ...]
    over: tuple[Window, ...]
    activity: Activity | None
    placed: Placed | None
    a_day: int
    turn: Turn | None
    enough: ClassVar[int] = ENOUGH


@dataclass(frozen=True, slots=True)
class Facts:
    """Looks facts up as they are told on a day: `known_on` None is what is known now."""

    visit: Visit
    tx: Tx
    known_on: datetime | None

    def of(self, because: Iterable[UUID]) -> tuple[Told, ...]:
        store = self.visit.store
        found = [noted for fact in because if (noted := store.find(fact, tx=self.tx)) is not None]
        return history.tell(store, self.tx, found, known_on=self.known_on)


def explained(here: Visit, tx: Tx, now: Card, asked: AskedDay | None) -> Why:
    """Raises Refused for a day on which nobody can know, or nobody knew them yet."""
    shown = _on_a_day(here, tx, now, asked) if asked else now
    end = end_of(asked.day, here.setting.zone) if asked and asked.known else None
    agenda, profile, facts = shown.customer.agenda, shown.customer.profile, Facts(here, tx, end)
    standing = standing_of(agenda, shown.day)
    assert standing, "whoever is on the list stands somewhere"
    sweep = None if asked else sweeping(here, tx)
    planned = shown.customer.setting.sweep_on(shown.day)
    return Why(
        card=shown,
        asked=asked,
        teller=teller_of(here, tx, forgotten=now.name is None),
        standing=standing,
        held=Held(standing.hold, standing.until, facts.of(standing.hold.because)) if standing.hold else None,
        speaks=_speaking(shown, facts),
        withheld=_withheld(shown, facts),
        closed=_closed(profile, facts),
        coming=_coming(shown),
        over=_over(shown),
        activity=activity_of(shown),
        placed=None if asked else placed(here, tx, shown, sweep),
        a_day=planned.a_day if planned else 0,
        turn=sweep.turn(tx, shown.customer) if sweep else None,
    )


def _on_a_day(here: Visit, tx: Tx, now: Card, asked: AskedDay) -> Card:
    """The card of a replay: with the rulebook, the rhythm and the sweep plan of then."""
    if asked.day > here.today:
        raise Refused("That day is still to come. Choose a day that has been.")
    found = replay(here.store, tx, now.id, asked.day, known=asked.known, now=here.now)
    if found.customer is None:
        raise Refused(f"Nobody knew them yet on {day_in_words(asked.day, here.today)}. Choose a later day.")
    return card_of(found.customer, entry_of(found.customer), asked.day)


def _speaking(shown: Card, facts: Facts) -> tuple[Because, ...]:
    customer, day = shown.customer, shown.day
    agenda, numbers = customer.agenda, (customer.profile, customer.rulebook, customer.setting.rhythm)
    return tuple(
        Because(reason, *agenda.spell(window, day), facts.of(window.because), parts_of_rank(window, *numbers))
        for reason, window in zip(shown.reasons, agenda.on(day), strict=True)
    )


def _withheld(shown: Card, facts: Facts) -> tuple[Withheld, ...]:
    return tuple(
        Withheld(window, tuple(Held(hold, hold.through(window), facts.of(hold.because)) for hold in holds))
        for window, holds in shown.customer.agenda.withheld(shown.day)
    )


def _closed(profile: Profile, facts: Facts) -> tuple[ClosedWay, ...]:
    found = []
    for way in ways(profile, selling=True):
        if way.state in CLOSED:
            said = profile.consent.get(way.channel) if way.state is WayState.CONSENT_NO else None
            found.append(ClosedWay(way, said.on if said else None, facts.of([said.fact]) if said else ()))
    return tuple(found)


def _coming(shown: Card) -> tuple[tuple[date, Window], ...]:
    """The next reasons, each once: another band of the same one is nothing new."""
    agenda, day = shown.customer.agenda, shown.day
    known, found = list(agenda.on(day)), list[tuple[date, Window]]()
    starts = ((start, window) for window in agenda.open if (start := window.starts(day)) and start > day)
    for start, window in sorted(starts, key=lambda one: (one[0], one[1].lane)):
        if not any(window.same(one) for one in known):
            known.append(window)
            found.append((start, window))
    return tuple(found[:COMING])


def _over(shown: Card) -> tuple[Window, ...]:
    windows, day = shown.customer.agenda.windows, shown.day
    over = {window.rule: window for window in windows if window.last is not None and window.last < day}
    still = {window.rule for window in windows if window.last is None or window.last >= day}
    return tuple(window for rule, window in over.items() if rule not in still)
