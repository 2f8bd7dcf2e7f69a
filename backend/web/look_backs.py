"""What came of a power hour, against its plan, step by step, and what was bought since?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.projections import directory, profiles
from backend.projections.directory import Entry
from backend.projections.history import tell
from backend.retention.days import local_day
from backend.retention.hour_moments import Step, done_at
from backend.retention.power_hour import PowerHour
from backend.store import Tx
from backend.web.hours_now import steps_of
from backend.web.session import Visit
from events.follow_ups import NextDateSet
from events.values import Outcome, PutOffReason


@dataclass(frozen=True, slots=True)
class StepView:
    """`name` None: forgotten, or not this person's to see any more. `bought`: minor units since, that day included."""

    step: Step
    name: str | None
    visible: bool
    at: datetime
    bought: int


@dataclass(frozen=True, slots=True)
class LookBack:
    """`worked` are cards done or skipped, `why` how often for which reason; `minutes` without the pauses, until
    the last of the planned cards was done. `may_go_on`: it was ended before, and can still be worked.

    `dates`: how many of those who were tried have a next date of it, also one that was chosen afterwards.
    """

    hour: PowerHour
    steps: tuple[StepView, ...]
    worked: int
    reached: int
    unanswered: int
    yes: int
    no: int
    skipped: int
    why: dict[PutOffReason, int]
    dates: int
    bought: int
    buyers: int
    minutes: int
    may_go_on: bool


def look_back(here: Visit, tx: Tx, hour: PowerHour) -> LookBack:
    """As of now: what was bought since grows by itself."""
    steps = steps_of(tx, hour)
    outcomes = [step.attempt.outcome for step in steps if step.attempt]
    seen = _seen(here, tx, steps)
    bought = _bought(here, tx, [step for step in steps if step.customer in seen])
    return LookBack(
        hour=hour,
        steps=_views(here, steps, seen, bought),
        worked=len({step.customer for step in steps}),
        reached=sum(outcome.reached for outcome in outcomes),
        unanswered=sum(not outcome.reached and outcome is not Outcome.SENT for outcome in outcomes),
        yes=outcomes.count(Outcome.ORDERED),
        no=outcomes.count(Outcome.SAID_NO),
        skipped=sum(step.attempt is None for step in steps),
        why=dict(Counter(step.why for step in steps if step.why)),
        dates=_dates(here, tx, steps),
        bought=sum(bought.values()),
        buyers=sum(amount > 0 for amount in bought.values()),
        minutes=round(hour.worked(done_at(hour, steps) or here.now).total_seconds() / 60),
        may_go_on=hour.may_go_on(here.now) and done_at(hour, steps) is None,
    )


def _dates(here: Visit, tx: Tx, steps: list[Step]) -> int:
    tried = {step.fact: step.attempt.next_on for step in steps if step.attempt}
    for told in tell(here.store, tx, here.store.found(tx, tried)):
        for later in told.later:
            if isinstance(later.body, NextDateSet):
                tried[told.noted.fact_id] = later.body.next_on
    return sum(day is not None for day in tried.values())


def _bought(here: Visit, tx: Tx, steps: list[Step]) -> dict[UUID, int]:
    """Of each who was tried, from the day of the first try on."""
    first: dict[UUID, int] = {}
    for step in steps:
        if step.attempt:
            first.setdefault(step.customer, local_day(step.at, here.setting.zone).toordinal())
    known = profiles.load(tx, first)
    return {
        customer: sum(day.amount for day in known[customer][0].days if day.day >= since)
        for customer, since in first.items()
        if customer in known
    }


def _seen(here: Visit, tx: Tx, steps: list[Step]) -> dict[UUID, Entry]:
    """Who of them is this person's to see still: of the others nothing is told but that they were in the hour."""
    lines = directory.entries(tx, {step.customer for step in steps})
    return {customer: line for customer, line in lines.items() if here.scope.sees(line.owner, line.team)}


def _views(
    here: Visit, steps: list[Step], seen: Mapping[UUID, Entry], bought: Mapping[UUID, int]
) -> tuple[StepView, ...]:
    return tuple(
        StepView(
            step=step,
            name=seen[step.customer].name if step.customer in seen else None,
            visible=step.customer in seen,
            at=step.at.astimezone(here.setting.zone),
            bought=bought.get(step.customer, 0),
        )
        for step in steps
    )
