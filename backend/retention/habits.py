"""Who buys differently: more rarely, for less, or not at all any more; since when, and who came back?

Visits and spend are each an EWMA (weight .15 a week) against the customer's own average, 1 where they buy as usual.
Between purchases it only decays, and not before the own gap is over, so the day on which somebody stopped is a closed
form. Whoever buys more rarely than once a month gets a longer week: a quarter of their gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from math import ceil, log
from typing import NamedTuple
from uuid import UUID

from backend.retention.profile import HabitSaid, Profile, PurchaseDay, Said
from backend.retention.pulse import DECAY, Pulse
from backend.retention.usual import Usual
from events.rulebook import AS_USUAL, Rulebook

RECENT = 3
"""Purchase days that say how somebody buys now."""
MONTH = 30


class HabitKind(StrEnum):
    SLOWER = "slower"
    SMALLER = "smaller"
    STOPPED = "stopped"


class HabitChange(NamedTuple):
    """From the day `on` somebody buys differently. Days are ordinals, amounts minor units.

    `usual_until` is the last day of the old habit, `gap` and `month` its days between purchases and spend a month;
    `gap_now` and `month_now` those of the last purchases, 0 for who stopped. `over` is the day on which it ended: they
    came back, or (`settled`) what was new became the habit; None while it is on. `asked`: somebody spoke with them.
    """

    kind: HabitKind
    on: int
    usual_until: int
    gap: int
    month: int
    gap_now: int
    month_now: int
    because: tuple[UUID, ...]
    over: int | None = None
    settled: bool = False
    answer: HabitSaid | None = None
    asked: Said | None = None

    @property
    def came_back(self) -> bool:
        return self.over is not None and not self.settled


class _Walk:
    """Purchase by purchase, each judged by what was before it: a later one never moves an earlier change."""

    def __init__(self, days: Sequence[PurchaseDay], rulebook: Rulebook, pulse: Pulse) -> None:
        self.days, self.pulse = days, pulse
        self.enough = max(rulebook.habit_from_purchase_days, 2)
        self.rarest = AS_USUAL / rulebook.habit_slower_percent if rulebook.habit_slower_percent else 0.0
        self.least = rulebook.habit_below_percent / AS_USUAL
        self.found: list[HabitChange] = []
        self.usual = Usual(days[: self.enough])
        self.visits = self.spend = 1.0
        self.began: int | None = None
        """The place of the first purchase day of the change that is on."""

    def walk(self) -> list[HabitChange]:
        for at in range(self.enough, len(self.days)):
            if self.began is None and self.days[at].day - self.usual.last > self.usual.gap:
                self._silence(at, self.days[at].day)
            self._buys(at)
        self._silence(len(self.days), None)
        if self.began is not None:
            self._told(len(self.days), over=None)
        return self.found

    def _buys(self, at: int) -> None:
        bought, usual = self.days[at], self.usual
        passed = DECAY ** ((bought.day - self.days[at - 1].day) / usual.week)
        basket = bought.amount / usual.basket if usual.basket else 1
        self.visits = self.visits * passed + usual.weight
        self.spend = self.spend * passed + usual.weight * basket
        if self.began is not None:
            self._goes_on(at)
        elif self.visits >= self.rarest and self.spend >= self.least:
            usual.add(bought)
        else:
            self._may_begin(at)

    def _may_begin(self, at: int) -> None:
        share = self.pulse.share(self.days[at].day)
        if self.visits < self.rarest * share:
            self._begin(at, HabitKind.SLOWER, self.days[at].day)
        elif self.spend < self.least * share:
            self._begin(at, HabitKind.SMALLER, self.days[at].day)
        else:
            self.usual.add(self.days[at])

    def _goes_on(self, at: int) -> None:
        """Halfway back to the old habit is back; as many purchases as make a habit make a new one."""
        began, share = self.began, self.pulse.share(self.days[at].day)
        assert began is not None
        back = self.visits >= (1 + self.rarest) / 2 * share and self.spend >= (1 + self.least) / 2 * share
        anew = at - began + 1 >= self.enough
        if not back and not anew:
            return
        self._told(at + 1, over=self.days[at].day, settled=not back)
        self.began = None
        if anew and not back:
            self.usual = Usual(self.days[began : at + 1])
            self.visits = self.spend = 1.0
        else:
            self.usual.go_on_from(self.days[at].day)

    def _silence(self, at: int, until: int | None) -> None:
        """Whether they stopped before the day `until` (None: whenever), having bought last on the day before `at`."""
        if self.began is not None or not self.rarest:
            return
        if until is not None and self._crosses(at, 1.0) >= until:
            return
        for start, end, share in self.pulse.spans(self.days[at - 1].day + ceil(self.usual.gap)):
            on = max(self._crosses(at, share), start)
            if until is not None and on >= until:
                return
            if end is None or on < end:
                self._begin(at, HabitKind.STOPPED, on)
                return

    def _crosses(self, at: int, share: float) -> int:
        """The day on which their visits have fallen too far, where the base buys such a share of its average."""
        weeks = max(log(self.rarest * share / self.visits) / log(DECAY), 0)
        return self.days[at - 1].day + ceil(self.usual.gap + weeks * self.usual.week)

    def _begin(self, at: int, kind: HabitKind, on: int) -> None:
        usual = self.usual
        month = round(usual.basket / usual.gap * MONTH)
        seen = at if kind is HabitKind.STOPPED else at + 1
        because = tuple(bought.fact for bought in self.days[max(seen - RECENT, 0) : seen])
        self.began = at
        self.found.append(HabitChange(kind, on, self.days[at - 1].day, round(usual.gap), month, 0, 0, because))

    def _told(self, end: int, *, over: int | None, settled: bool = False) -> None:
        """What is on, as the last of its purchases show it; who stopped and bought again buys more rarely."""
        change, last = self.found[-1], self.days[end - 1]
        began = self.began
        if began is None or began == end:
            return
        stopped = change.kind is HabitKind.STOPPED
        since = self.days[max(end - 1 - RECENT, began - 1 if stopped else 0) : end]
        span = max(last.day - since[0].day, 1)
        self.found[-1] = change._replace(
            kind=HabitKind.SLOWER if stopped else change.kind,
            gap_now=round(span / (len(since) - 1)),
            month_now=round(sum(bought.amount for bought in since[1:]) / span * MONTH),
            because=tuple(bought.fact for bought in since),
            over=over,
            settled=settled,
        )


def habit_changes(profile: Profile, rulebook: Rulebook, pulse: Pulse) -> tuple[HabitChange, ...]:
    """Each change of habit there was, and the one that is on or will be when nobody buys: the last, without an end."""
    if not rulebook.habit_from_purchase_days or len(profile.days) < max(rulebook.habit_from_purchase_days, 2):
        return ()
    found = _Walk(profile.days, rulebook, pulse).walk()
    ends = [*(change.usual_until for change in found[1:]), None][: len(found)]
    return tuple(
        change._replace(answer=_answer(profile, change, end), asked=_asked(profile, change, end))
        for change, end in zip(found, ends, strict=True)
    )


def _answer(profile: Profile, change: HabitChange, end: int | None) -> HabitSaid | None:
    """The last one since the old habit ended: who is asked in a silence answers before the average tells of it."""
    said = [one for one in profile.habit_answers if _between(change.usual_until, one.on, end)]
    return said[-1] if said else None


def _asked(profile: Profile, change: HabitChange, end: int | None) -> Said | None:
    """The first talk that is still known, from the day on which they were expected and did not come."""
    talks = [contact for contact in profile.recent if contact.outcome.reached]
    talks += [profile.last_reached] if profile.last_reached else []
    expected = min(change.usual_until + change.gap, change.on - 1)
    return next((Said(one.on, one.fact) for one in talks if _between(expected, one.on, end)), None)


def _between(after: int, on: date, end: int | None) -> bool:
    return after < on.toordinal() and (end is None or on.toordinal() <= end)


def said_why(profile: Profile, changes: Sequence[HabitChange], day: date) -> HabitSaid | None:
    """What they answered last, unless another change has begun since."""
    said = profile.habit_answers[-1] if profile.habit_answers else None
    if said is None:
        return None
    begun = (change.usual_until for change in changes if change.on <= day.toordinal())
    return None if any(said.on.toordinal() <= usual_until for usual_until in begun) else said
