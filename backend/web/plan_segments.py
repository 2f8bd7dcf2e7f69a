"""With which customers of a team is a plan begun at once: how many are they, and how many cards will that make?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from backend.commands import Also, carry_out_together
from backend.projections import directory, plan_runs, profiles
from backend.projections.base import NO_LAST_DAY
from backend.store import Busy, Conflict, Tx
from backend.web.session import Visit, device
from events.kernel import Asked, Recorded
from events.relationship_plans import WrittenPlan
from events.started_plans import StartRelationshipPlan
from events.values import LARGEST_AMOUNT

AT_ONCE = 200
"""Customers of one transaction: others write in between."""
FIRST_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Whom:
    """All that is said has to hold. Worth in minor units; silent for at least, and at most, so many days.

    Who never bought is not silent: they are meant only where nothing is said of silence.
    """

    tag: str = ""
    worth_from: int | None = None
    worth_below: int | None = None
    silent_from: int | None = None
    silent_until: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """`fresh`: with whom the plan may begin, best worth first. `busy` have one and keep it, `had` had this one.

    `begun`: with whom this very form began it, when it came before.
    """

    fresh: tuple[UUID, ...]
    begun: int
    busy: int
    had: int

    @property
    def total(self) -> int:
        return len(self.fresh) + self.begun + self.busy + self.had


@dataclass(frozen=True, slots=True)
class Added:
    """What a plan adds in its first week: `a_day` on average of the working days, `most` on the fullest one.

    `last_begins`: the day on which it begins with the last of them.
    """

    a_day: int
    most: int
    most_on: date | None
    last_begins: date


def found(here: Visit, tx: Tx, team: UUID, plan: UUID, whom: Whom, base: UUID | None = None) -> Found:
    """Who of the team is meant now; nobody of the pool, whose steps nobody would do. `base`: the id of the form."""
    several = _meant(here, tx, team, whom)
    having = plan_runs.having(tx, team, here.today)
    had = plan_runs.had(tx, team, plan) - having.keys()
    begun = sum(base is not None and having.get(one) == _start_id(base, one) for one in several)
    return Found(
        fresh=tuple(one for one in several if one not in having and one not in had),
        begun=begun,
        busy=sum(one in having for one in several) - begun,
        had=sum(one in had for one in several),
    )


def _meant(here: Visit, tx: Tx, team: UUID, whom: Whom) -> list[UUID]:
    worth = (whom.worth_from or 0, LARGEST_AMOUNT + 1 if whom.worth_below is None else whom.worth_below)
    several = directory.in_segment(tx, team, worth, _last_bought(here.today.toordinal(), whom))
    if not whom.tag:
        return several
    tagged: set[UUID] = set()
    for batch in profiles.in_batches(several):
        tagged.update(one for one, (profile, _) in profiles.load(tx, batch).items() if whom.tag in profile.tags)
    return [one for one in several if one in tagged]


def _last_bought(today: int, whom: Whom) -> tuple[int, int]:
    """The first and last day on which they may have bought last; ordinals, as `today`."""
    if whom.silent_from is None and whom.silent_until is None:
        return 0, NO_LAST_DAY
    first = 1 if whom.silent_until is None else today - whom.silent_until
    return first, NO_LAST_DAY if whom.silent_from is None else today - whom.silent_from


def added_by(here: Visit, plan: WrittenPlan, customers: int, a_day: int) -> Added:
    """When it begins with `a_day` of them each working day."""
    calendar, week_ends = here.setting.calendar, here.today + FIRST_WEEK
    begins, cards = _begins(here, customers, a_day), Counter[date]()
    for on, many in Counter(begins).items():
        for step in plan.steps:
            first = calendar.on_or_after(on + timedelta(days=step.after_days))
            if first < week_ends:
                cards[first] += many
    most_on = max(cards, key=lambda day: (cards[day], -day.toordinal()), default=None)
    return Added(
        a_day=round(cards.total() / calendar.working_days_between(here.today, week_ends)),
        most=cards[most_on] if most_on else 0,
        most_on=most_on,
        last_begins=begins[-1] if begins else here.today,
    )


def begin(
    here: Visit, plan: WrittenPlan, customers: Sequence[UUID], base: UUID, a_day: int, begun: Collection[UUID]
) -> int:
    """Start the plan with each; returns with how many. Fewer when many others were writing: the same again goes on.

    Each start has an id that follows from `base` and the customer: nobody gets the plan twice by one form. `begun` are
    the starts that were known when the customers were chosen: where another came since, that one runs on.
    """
    begins, done = _begins(here, len(customers), a_day), 0
    starts = [_start(here, plan, one, on, base) for one, on in zip(customers, begins, strict=True)]
    for first in range(0, len(starts), AT_ONCE):
        batch = starts[first : first + AT_ONCE]
        try:
            carry_out_together(here.store, batch, views=here.house.views, also=_none_but(begun, batch))
        except (Busy, Conflict):
            if not done:
                raise
            break
        done += len(batch)
    return done


def _none_but(begun: Collection[UUID], batch: Sequence[Asked]) -> Also:
    """Raises Conflict where somebody else began a plan with one of them meanwhile: it would be replaced unseen."""
    known = {*begun, *(asked.command_id for asked in batch)}

    def check(tx: Tx, _: Sequence[Recorded]) -> None:
        if plan_runs.starts(tx, [asked.stream for asked in batch]) - known:
            raise Conflict("another plan was begun with one of them meanwhile")

    return check


def _begins(here: Visit, customers: int, a_day: int) -> list[date]:
    """The day of each, from today on, which need not be a working one."""
    calendar, on = here.setting.calendar, here.today
    found: list[date] = []
    while len(found) < customers:
        found += [on] * min(a_day, customers - len(found))
        on = calendar.on_or_after(on + timedelta(days=1))
    return found


def _start(here: Visit, plan: WrittenPlan, customer: UUID, on: date, base: UUID) -> Asked:
    return Asked(
        command_id=_start_id(base, customer),
        stream=customer,
        occurred_at=here.now,
        noted_by=here.person.id,
        device=here.session.device or device(),
        commands=(StartRelationshipPlan(plan=plan.plan, name=plan.name, steps=plan.steps, on=on),),
    )


def _start_id(base: UUID, customer: UUID) -> UUID:
    return uuid5(base, str(customer))
