"""Where does a customer stand in a relationship plan: which steps are done, missed, open and to come, or is it over?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from backend.retention.agenda import Window
from backend.retention.days import Calendar
from backend.retention.profile import PlanEnd, PlanEndReason, PlanRun, Profile, PurchaseDay
from events.relationship_plans import PlanStep, StepKind
from events.rulebook import Rulebook
from events.values import Rule


class StepMark(StrEnum):
    """What has become of a step on a day: OPEN while it asks, MISSED when its days are over and nobody did it."""

    DONE = "done"
    MISSED = "missed"
    OPEN = "open"
    TO_COME = "to_come"


class StepAt(NamedTuple):
    """A step with its days: it asks from `first` through `last`. `done_on` None: nobody did it."""

    number: int
    step: PlanStep
    first: date
    last: date
    done_on: date | None


class PlanOnDay(NamedTuple):
    """A plan as it stands on a day. `behind`: the step that ought to have been done before that day.

    `following` is the next step that comes, today's included; None where none does.
    """

    run: PlanRun
    end: PlanEnd | None
    steps: tuple[tuple[StepAt, StepMark], ...]
    behind: StepAt | None
    following: StepAt | None

    @property
    def done(self) -> int:
        return sum(mark is StepMark.DONE for _, mark in self.steps)


def end_of_plan(run: PlanRun, days: Sequence[PurchaseDay]) -> PlanEnd | None:
    """Why and when it ended by what happened, the first of all; None while it may go on. A purchase goes first.

    What was bought on the very day of the start is what the plan follows up, whichever of the two was noted first.
    """
    bought = first_bought(run, days)
    by_purchase = PlanEnd(PlanEndReason.BOUGHT, date.fromordinal(bought.day), bought.fact) if bought else None
    last = run.done.get(len(run.steps) - 1)
    by_last_step = PlanEnd(PlanEndReason.FINISHED, last.on, last.fact) if last else None
    ends = [end for end in (by_purchase, run.ended, by_last_step) if end]
    return min(ends, key=lambda end: end.on, default=None)


def first_bought(run: PlanRun, days: Sequence[PurchaseDay]) -> PurchaseDay | None:
    """The first purchase day after the start."""
    at = bisect_right(days, run.set_on.toordinal(), key=lambda bought: bought.day)
    return days[at] if at < len(days) else None


def running(profile: Profile) -> PlanRun | None:
    """The plan that nothing ended yet; its time may have run out."""
    run = profile.relationship_plan
    return run if run is not None and end_of_plan(run, profile.days) is None else None


def steps_at(run: PlanRun, rulebook: Rulebook, calendar: Calendar) -> tuple[StepAt, ...]:
    """Each step from its day, a working one, until the next one's day; two that fall together share that day."""
    firsts = [calendar.on_or_after(run.on + timedelta(days=step.after_days)) for step in run.steps]
    return tuple(_steps_at(run, firsts, max(rulebook.plan_step_for, 1)))


def _steps_at(run: PlanRun, firsts: Sequence[date], lasts: int) -> Iterator[StepAt]:
    for number, (step, first) in enumerate(zip(run.steps, firsts, strict=True)):
        last = first + timedelta(days=lasts - 1)
        if number + 1 < len(firsts):
            last = max(first, min(last, firsts[number + 1] - timedelta(days=1)))
        done = run.done.get(number)
        yield StepAt(number, step, first, last, done.on if done else None)


def behind_windows(steps: Sequence[StepAt]) -> Iterator[tuple[date, date]]:
    """From when until when somebody is behind, because of a step that nobody did: until the next one's day.

    Nothing piles up: with the next step it is that one which counts.
    """
    for number, at in enumerate(steps):
        last = steps[number + 1].first - timedelta(days=1) if number + 1 < len(steps) else at.last
        if at.done_on is None and at.first < last:
            yield at.first + timedelta(days=1), last


def plan_windows(profile: Profile, rulebook: Rulebook, calendar: Calendar) -> list[Window]:
    """A window for each step of the running plan that nobody did yet."""
    run = running(profile)
    if run is None or not rulebook.plan_step_for:
        return []
    return [
        Window(
            Rule.PLAN_STEP,
            at.first,
            at.first,
            at.last,
            -at.first.toordinal(),
            (run.fact,),
            {"step": at.number, "steps": len(run.steps)},
        )
        for at in steps_at(run, rulebook, calendar)
        if at.done_on is None
    ]


def plan_on_day(
    run: PlanRun, days: Sequence[PurchaseDay], day: date, rulebook: Rulebook, calendar: Calendar
) -> PlanOnDay:
    """How it stands on `day`, with the purchase `days` of its customer."""
    steps = steps_at(run, rulebook, calendar)
    end = end_of_plan(run, days)
    if end is None and day > steps[-1].last:
        end = PlanEnd(PlanEndReason.RAN_OUT, steps[-1].last, run.fact)
    until = min(day, end.on) if end else day
    marked = tuple((at, _mark(at, until)) for at in steps)
    if end is not None:
        return PlanOnDay(run, end, marked, None, None)
    come = [at for at in steps if at.first <= day]
    late = come[-1] if come and come[-1].done_on is None and come[-1].first < day else None
    following = next((at for at in steps if at.done_on is None and at.first >= day), None)
    return PlanOnDay(run, None, marked, late, following)


def _mark(at: StepAt, day: date) -> StepMark:
    if at.done_on is not None and at.done_on <= day:
        return StepMark.DONE
    if day < at.first:
        return StepMark.TO_COME
    return StepMark.OPEN if day <= at.last else StepMark.MISSED


def thanked(profile: Profile) -> frozenset[UUID]:
    """The contacts that were thank-you cards of a plan: courtesy, which counts toward no cap."""
    runs = [*profile.earlier_plans, *([profile.relationship_plan] if profile.relationship_plan else [])]
    return frozenset(
        said.fact for run in runs for number, said in run.done.items() if run.steps[number].kind is StepKind.CARD
    )
