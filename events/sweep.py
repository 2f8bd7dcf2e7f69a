"""The sweep plan: how many quiet customers does the firm try a day, best worth first, until each was tried once?"""

from __future__ import annotations

from datetime import date

from events.kernel import Command, Decider, Fact, Noted, Refused, command, fact
from events.values import valid_day

USUAL_A_DAY = 20
MOST_A_DAY = 1_000


@fact("sweep_plan_adopted")
class SweepPlanAdopted(Fact):
    """So many a working day for the whole firm, from a day on; 0 ends the sweep."""

    a_day: int
    since: date


@command
class AdoptSweepPlan(Command):
    a_day: int
    since: date

    def __post_init__(self) -> None:
        valid_day(self.since)
        if not 0 <= self.a_day <= MOST_A_DAY:
            raise Refused(f"Choose between 1 and {MOST_A_DAY:,} customers a day, or 0 to stop.")


def decide(past: SweepPlanAdopted | None, asked: AdoptSweepPlan) -> list[SweepPlanAdopted]:
    """Another number goes on from where the plan began; the same one changes nothing."""
    before = past.a_day if past else 0
    if asked.a_day == before:
        return []
    since = past.since if past and before and asked.a_day else asked.since
    return [SweepPlanAdopted(a_day=asked.a_day, since=since)]


def evolve(past: SweepPlanAdopted | None, noted: Noted) -> SweepPlanAdopted | None:
    return noted.body if isinstance(noted.body, SweepPlanAdopted) else past


SWEEP = Decider[SweepPlanAdopted | None, AdoptSweepPlan, SweepPlanAdopted](
    start=None, commands=(AdoptSweepPlan,), facts=(SweepPlanAdopted,), decide=decide, evolve=evolve
)
