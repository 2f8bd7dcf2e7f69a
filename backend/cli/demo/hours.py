"""Which power hours did people of the demo work: with which plan, card by card, and what came of each?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from uuid import UUID

from backend.cli.demo import words
from backend.cli.demo.people import Worker
from backend.cli.demo.scenes import Scenes
from backend.projections.queue import Due
from events.follow_ups import PutOff
from events.power_hours import EndPowerHour, PausePowerHour, PlanPowerHour, ResumePowerHour, SharePowerHour
from events.values import Channel, Outcome, PutOffReason

GOES = (
    Outcome.SPOKE, Outcome.NO_ANSWER, Outcome.SAID_NO, Outcome.ORDERED, None, Outcome.VOICEMAIL, Outcome.SPOKE,
    Outcome.NO_ANSWER, Outcome.SAID_NO, Outcome.SPOKE,
)  # fmt: skip
"""How the cards go, one after the other; None: skipped."""
SKIPPED_UNTIL = timedelta(days=7)


@dataclass(frozen=True)
class Planned:
    """`back`: so many working days ago; `at`: the hour at which it begins; `begins`: where in `GOES` it begins."""

    account: str
    back: int
    at: int
    cards: int
    minutes: int
    begins: int
    shared: bool = False
    paused: bool = False


HOURS = (
    Planned("sales1", 1, 10, cards=7, minutes=45, begins=0, shared=True),
    Planned("sales1", 2, 14, cards=6, minutes=60, begins=3),
    Planned("sales1", 3, 10, cards=4, minutes=25, begins=8),
    Planned("sales1", 4, 11, cards=6, minutes=45, begins=5, paused=True),
    Planned("sales1", 8, 16, cards=6, minutes=60, begins=1, shared=True),
    Planned("sales1", 14, 10, cards=6, minutes=45, begins=2),
    Planned("sales2", 1, 15, cards=8, minutes=60, begins=4, shared=True),
    Planned("sales2", 3, 15, cards=6, minutes=45, begins=6),
)
"""The first salesperson's last four days in a row; some hours are shown to the manager, the others stay private."""


@dataclass
class PowerHours:
    scenes: Scenes

    def work(self, worker: Worker, day: date, planned: Planned) -> list[UUID]:
        """From the plan to the last card; who ordered."""
        world, person = self.scenes.world, self.scenes.person(worker)
        hour, goal = world.new_id(), words.GOALS[planned.begins % len(words.GOALS)]
        plan = PlanPowerHour(cards=planned.cards, minutes=planned.minutes, ways=(Channel.CALL,), goal=goal)
        world.do(hour, plan, by=person)
        ordered = list(self._cards(worker, day, planned, hour))
        world.do(hour, EndPowerHour(), by=person)
        if planned.shared:
            world.do(hour, SharePowerHour(), by=person)
        return ordered

    def _cards(self, worker: Worker, day: date, planned: Planned, hour: UUID) -> Iterator[UUID]:
        world, person = self.scenes.world, self.scenes.person(worker)
        goes = cycle((*GOES[planned.begins :], *GOES[: planned.begins]))
        for place, card in enumerate(self.scenes.work.cards(worker, day)[: planned.cards]):
            if planned.paused and place == planned.cards // 2:
                world.do(hour, PausePowerHour(), by=person)
                world.do(hour, ResumePowerHour(), by=person)
            outcome = next(goes)
            if outcome is None:
                self._skip(person, card, day, hour)
                continue
            noted = self.scenes.work.attempt(worker, card, day, hour=hour, outcome=outcome)
            if noted is not None and getattr(noted.body, "outcome", None) is Outcome.ORDERED:
                yield card.customer

    def _skip(self, person: UUID, card: Due, day: date, hour: UUID) -> None:
        why = self.scenes.world.chance.choice(list(PutOffReason))
        skip = PutOff(until=day + SKIPPED_UNTIL, why=why, hour=hour)
        self.scenes.world.do(card.customer, skip, by=person)
