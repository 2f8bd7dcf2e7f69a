"""On which day of the demo does which scene play?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from random import Random

from backend.cli.demo.people import Worker
from backend.cli.demo.scenes import Scenes
from backend.cli.demo.till import SOURCE, Till
from events.imports import Identity
from events.values import GoneReason, LossReason

Scene = Callable[[], object]


@dataclass(frozen=True, kw_only=True)
class Amounts:
    """How much happens. `visits` come on top of the attempts that the daily plan leads to."""

    weeks: int = 13
    attempts: int = 600
    promises: int = 40
    complaints: int = 12
    resolved: int = 8
    enquiries: int = 30
    first_purchases: int = 26
    visits: int = 60
    visits_noted_late: int = 20
    undone: int = 12
    corrected: int = 4


@dataclass
class Diary:
    """Scenes by day, those of the morning before the daily plan and those of the evening after it."""

    scenes: Scenes
    today: date
    amounts: Amounts
    sales: Sequence[Worker]
    chance: Random
    mornings: defaultdict[date, list[Scene]] = field(default_factory=lambda: defaultdict(list))
    evenings: defaultdict[date, list[Scene]] = field(default_factory=lambda: defaultdict(list))

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=min(days, self.amounts.weeks * 7 - 8))

    def some_day(self, earliest: int, latest: int) -> date:
        """A working day from so many to so many days ago."""
        day = self.ago(self.chance.randint(latest, earliest))
        return day - timedelta(days=max(day.weekday() - 4, 0))

    def anybody(self) -> Worker:
        return self.chance.choices(self.sales, [worker.customers for worker in self.sales])[0]

    def fill(self, till: Till, stream_owner: dict[str, Worker]) -> None:
        """Everything but the daily plan, and what makes the first salesperson's Today worth a look."""
        self._visits()
        self._new_customers()
        self._enquiries()
        self._complaints()
        self._owed_today()
        self._losses()
        self._won_back(till, stream_owner)
        self._rulebook()
        away, stand_in = self.sales[2], self.sales[0]
        monday = self.today - timedelta(days=self.today.weekday())
        self.evenings[self.ago(8)].append(partial(self.scenes.absence, away, stand_in, monday))

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

    def _enquiries(self) -> None:
        for number in range(self.amounts.enquiries - 3):
            worker, day = self.anybody(), self.some_day(60, 5)
            self.mornings[day].append(partial(self.scenes.enquiry, worker, new=number % 3 == 0))
        for number in range(3):
            self.evenings[self.ago(1)].append(partial(self.scenes.enquiry, self.sales[0], new=number == 0))

    def _complaints(self) -> None:
        still_open = self.amounts.complaints - self.amounts.resolved
        for number in range(self.amounts.resolved):
            worker, days = self.anybody(), self.chance.randint(12, 80)
            self.mornings[self.ago(days)].append(partial(self.scenes.complaint, worker, number))
            solved = self.ago(days - self.chance.randint(1, 6))
            self.evenings[solved].append(partial(self.scenes.resolve, worker, number))
        for turn in range(still_open):
            worker, number = self.sales[0 if turn < 2 else turn], 100 + turn
            self.evenings[self.ago(1 + 2 * turn)].append(partial(self.scenes.complaint, worker, number))

    def _owed_today(self) -> None:
        for turn, worker in enumerate([self.sales[0]] * 3 + list(self.sales[1:])):
            self.evenings[self.ago(3 + turn)].append(partial(self.scenes.promise, worker, self.today))
            if turn % 2:
                self.evenings[self.ago(5 + turn)].append(partial(self.scenes.call_back, worker, self.today))
        self.evenings[self.ago(6)].append(partial(self.scenes.call_back, self.sales[0], self.today))

    def _losses(self) -> None:
        scenes, (first, second, third) = self.scenes, [self.sales[index] for index in (1, 3, 5)]
        self.evenings[self.ago(44)].append(partial(self._leave_then_lose, first))
        self.evenings[self.ago(30)].append(partial(self._lose_then_say_why, second))
        self.evenings[self.ago(25)].append(partial(scenes.gone, third, GoneReason.MOVED_AWAY))
        self.evenings[self.ago(12)].append(partial(scenes.gone, first, GoneReason.DO_NOT_CONTACT))
        for days in (50, 33, 16):
            self.evenings[self.ago(days)].append(partial(scenes.correct_details, second))

    def _leave_then_lose(self, worker: Worker) -> None:
        customer = self.scenes.leaving(worker)
        self.evenings[self.ago(42)].append(partial(self.scenes.lose, worker, customer, LossReason.COMPETITOR))

    def _lose_then_say_why(self, worker: Worker) -> None:
        customer = self.scenes.somebody(worker)
        self.scenes.lose(worker, customer, None)
        self.evenings[self.ago(23)].append(partial(self.scenes.give_reason, worker, customer))

    def _rulebook(self) -> None:
        for worker in self.sales:
            self.mornings[self.ago(43)].append(partial(self.scenes.tag, worker))
        self.evenings[self.ago(42)].append(self.scenes.adopt_rulebook)

    def _won_back(self, till: Till, owner: dict[str, Worker]) -> None:
        """Somebody is given up too early: the till knows that they will buy once more."""
        days = defaultdict[str, list[date]](list)
        for row in till.rows:
            days[row.customer].append(row.sale.on)
        lost_on = self.ago(28)
        for number, bought in days.items():
            before = [day for day in bought if day <= lost_on]
            if number in owner and before and lost_on < bought[-1] < self.ago(10) and (lost_on - before[-1]).days > 40:
                customer = Identity(SOURCE).customer(number)
                self.evenings[lost_on].append(partial(self.scenes.lose, owner[number], customer, LossReason.PRICE))
                return
