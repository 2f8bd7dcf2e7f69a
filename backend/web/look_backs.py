"""What came of a power hour, against its plan, step by step, and what was bought since?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.projections import directory, profiles
from backend.retention.days import local_day
from backend.retention.hour_moments import Step
from backend.retention.power_hour import PowerHour
from backend.store import Tx
from backend.web.hours_now import steps_of
from backend.web.session import Visit
from events.values import Outcome


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
    """`worked` are cards done or skipped, `dates` next dates that were saved; `minutes` without the pauses."""

    hour: PowerHour
    steps: tuple[StepView, ...]
    worked: int
    reached: int
    unanswered: int
    yes: int
    no: int
    skipped: int
    dates: int
    bought: int
    buyers: int
    minutes: int


def look_back(here: Visit, tx: Tx, hour: PowerHour) -> LookBack:
    """As of now: what was bought since grows by itself."""
    steps = steps_of(tx, hour.id)
    outcomes = [step.attempt.outcome for step in steps if step.attempt]
    bought = _bought(here, tx, steps)
    return LookBack(
        hour=hour,
        steps=_views(here, tx, steps, bought),
        worked=len({step.customer for step in steps}),
        reached=sum(outcome.reached for outcome in outcomes),
        unanswered=sum(not outcome.reached and outcome is not Outcome.SENT for outcome in outcomes),
        yes=outcomes.count(Outcome.ORDERED),
        no=outcomes.count(Outcome.SAID_NO),
        skipped=sum(step.attempt is None for step in steps),
        dates=sum(step.attempt is not None and step.attempt.next_on is not None for step in steps),
        bought=sum(bought.values()),
        buyers=sum(amount > 0 for amount in bought.values()),
        minutes=round(hour.worked(here.now).total_seconds() / 60),
    )


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


def _views(here: Visit, tx: Tx, steps: list[Step], bought: dict[UUID, int]) -> tuple[StepView, ...]:
    lines = directory.entries(tx, {step.customer for step in steps})
    seen = {customer for customer, line in lines.items() if here.scope.sees(line.owner, line.team)}
    return tuple(
        StepView(
            step=step,
            name=lines[step.customer].name if step.customer in seen else None,
            visible=step.customer in seen,
            at=step.at.astimezone(here.setting.zone),
            bought=bought.get(step.customer, 0),
        )
        for step in steps
    )
