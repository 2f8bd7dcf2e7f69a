"""On which day of the demo does which scene play?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from backend.cli.demo.people import Worker
from backend.cli.demo.scenes import Scenes
from events.values import GoneReason

Scene = Callable[[], object]
SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Amounts:
    """How much happens. `visits` come on top of the attempts that the daily plan leads to."""

    weeks: int = 13
    attempts: int = 600
    promises: int = 40
    complaints: int = 12
    resolved: int = 8
    enquiries: int = 40
    first_purchases: int = 26
    visits: int = 60
    visits_noted_late: int = 20
    undone: int = 12
    corrected: int = 4


@dataclass
class Diary:
    """Scenes by day, those of the morning before work begins, of moments of the day, and of the evening after it."""

    scenes: Scenes
    today: date
    amounts: Amounts
    sales: Sequence[Worker]
    chance: Random
    mornings: defaultdict[date, list[Scene]] = field(default_factory=lambda: defaultdict(list))
    daytime: defaultdict[date, list[tuple[datetime, Scene]]] = field(default_factory=lambda: defaultdict(list))
    evenings: defaultdict[date, list[Scene]] = field(default_factory=lambda: defaultdict(list))

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=min(days, self.amounts.weeks * 7 - 8))

    def some_day(self, earliest: int, latest: int) -> date:
        """A working day from so many to so many days ago."""
        day = self.ago(self.chance.randint(latest, earliest))
        return day - timedelta(days=max(day.weekday() - 4, 0))

    def anybody(self) -> Worker:
        return self.chance.choices(self.sales, [worker.customers for worker in self.sales])[0]

    def daily(self, day: date, hour: int, scene: Scene) -> None:
        """On a day that is still to come, at an hour at which people work."""
        self.daytime[day].append((self.scenes.world.moment(day, hour), scene))

    def working(self, back: int) -> date:
        """The working day so many before today."""
        day = self.today
        while back:
            day -= timedelta(days=1)
            back -= day.weekday() < SATURDAY
        return day

    def on_or_after(self, day: date) -> date:
        """It, or the next working day."""
        return day + timedelta(days=(SATURDAY + 2 - day.weekday()) % 7 if day.weekday() >= SATURDAY else 0)

    def fill(self) -> None:
        """What happens beside the daily plan, and what makes the first salesperson's Today worth a look."""
        self._visits()
        self._new_customers()
        self._owed_today()
        self._rulebook()
        self._changes()

    def _visits(self) -> None:
        for number in range(self.amounts.visits):
            late = self.chance.randint(2, 6) if number < self.amounts.visits_noted_late else 0
            worker, day = self.anybody(), self.some_day(self.amounts.weeks * 7, 2)
            self.evenings[day].append(partial(self.scenes.visit, worker, day, days_ago=late))

    def _new_customers(self) -> None:
        """Some in the last days at the first salesperson: to be thanked, and to be asked whether they are pleased."""
        lately = [1, 1, 2, 3, 4, 7, 8, 9, 10]
        spread = [self.chance.randint(11, 60) for _ in range(self.amounts.first_purchases - len(lately))]
        for number, days in enumerate([*lately, *spread]):
            worker, day = self.sales[0] if days in lately else self.anybody(), self.ago(days)
            slip, brought = number in (6, 15), number % 3 == 0
            self.evenings[day].append(partial(self.scenes.first_purchase, worker, day, slip=slip, brought=brought))

    def _owed_today(self) -> None:
        for turn, worker in enumerate([self.sales[0]] * 3 + list(self.sales[1:])):
            self.evenings[self.ago(3 + turn)].append(partial(self.scenes.promise, worker, self.today))
            if turn % 2:
                self.evenings[self.ago(5 + turn)].append(partial(self.scenes.call_back, worker, self.today))
        self.evenings[self.ago(6)].append(partial(self.scenes.call_back, self.sales[0], self.today))

    def _rulebook(self) -> None:
        for worker in self.sales:
            self.mornings[self.ago(43)].append(partial(self.scenes.tag, worker))
        self.evenings[self.ago(42)].append(self.scenes.adopt_rulebook)

    def _changes(self) -> None:
        scenes, (second, third, fourth) = self.scenes, (self.sales[1], self.sales[3], self.sales[5])
        for days in (50, 33, 16):
            self.evenings[self.ago(days)].append(partial(scenes.correct_details, third))
        self.evenings[self.ago(25)].append(partial(scenes.gone, fourth, GoneReason.MOVED_AWAY))
        self.evenings[self.ago(12)].append(partial(scenes.gone, second, GoneReason.DO_NOT_CONTACT))
        away, stand_in = self.sales[2], self.sales[0]
        monday = self.today - timedelta(days=self.today.weekday())
        self.evenings[self.ago(8)].append(partial(scenes.absence, away, stand_in, monday))
