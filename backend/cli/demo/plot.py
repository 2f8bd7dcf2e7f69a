"""Who asks in the demo on which day, who is sent something, and when is a power hour worked?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from backend.cli.demo.asking import Asking
from backend.cli.demo.diary import Diary
from backend.cli.demo.hours import HOURS, Planned, PowerHours
from backend.cli.demo.people import Worker
from backend.cli.demo.shelves import Shelves
from backend.projections import firm

PAST, TO_COME = 100, 200
"""Below these, enquiries of the weeks before; from the second on, those of the pool."""
SOLD = 50
"""Working days ago."""
NEARLY = timedelta(hours=3, minutes=20)
"""Working time that the enquiry in the pool has waited for: four hours are promised."""
STEP = timedelta(minutes=10)


@dataclass
class Plot:
    diary: Diary

    def fill(self, until: datetime) -> None:
        asking = Asking(self.diary.scenes)
        self._enquiries(asking)
        self._pool(asking, until)
        self._needs(asking)
        self._shelves(Shelves(self.diary.scenes))
        self._hours(PowerHours(self.diary.scenes))

    def _enquiries(self, asking: Asking) -> None:
        """Answered on the day, but some too late; every third who was new to us bought. Three wait since yesterday."""
        diary = self.diary
        for number in range(diary.amounts.enquiries - 3):
            worker, day = diary.anybody(), diary.some_day(60, 5)
            hour, late = diary.chance.choice((9, 10, 11, 14)), number % 8 == 3
            self._asked(asking, worker, number, day, hour, late=late)
        for number in range(3):
            ask = partial(asking.ask, diary.sales[0], PAST + number, new=number == 0)
            diary.evenings[diary.ago(1)].append(ask)

    def _asked(self, asking: Asking, worker: Worker, number: int, day: date, hour: int, *, late: bool) -> None:
        diary, new = self.diary, number % 3 < 2
        diary.daily(day, hour, partial(asking.ask, worker, number, new=new))
        answered = min(diary.on_or_after(day + timedelta(days=1)), diary.working(1)) if late else day
        diary.daily(answered, 16 if late else hour + 1, partial(asking.answer, worker, number, offer=number % 4 == 0))
        buys = day + timedelta(days=3 + number % 7)
        if new and number % 5 < 3 and buys < diary.today:
            diary.evenings[buys].append(partial(asking.buy, worker, number))

    def _pool(self, asking: Asking, until: datetime) -> None:
        """One was taken and answered in time, one too late, one is claimed and gets an offer; one waits right now."""
        diary, (first, second, third) = self.diary, self.diary.sales[:3]
        for number, back, taken, answered, who in (
            (0, 9, 10, 11, third),
            (1, 2, 10, 16, second),
            (2, 1, 11, 12, first),
        ):
            ask = partial(asking.ask, second, TO_COME + number, new=True, pool=True)
            day, said_at = diary.working(back), diary.working(1 if number == 1 else back)
            diary.daily(day, 9, ask)
            diary.daily(said_at if number == 1 else day, taken, partial(asking.claim, who, TO_COME + number))
            answer = partial(asking.answer, who, TO_COME + number, offer=number == 2)
            diary.daily(said_at, answered, answer)
        moment = self._waited(until)
        ask = partial(asking.ask, third, TO_COME + 9, new=True, pool=True)
        diary.daytime[moment.astimezone(diary.scenes.world.zone).date()].append((moment, ask))

    def _waited(self, until: datetime) -> datetime:
        """The moment from which on so much working time has gone by."""
        with self.diary.scenes.world.store.database.read() as tx:
            hours = firm.setting(tx).hours
        moment = until
        while hours.between(moment, until) < NEARLY:
            moment -= STEP
        return moment

    def _needs(self, asking: Asking) -> None:
        for number in range(9):
            worker, day = self.diary.sales[0 if number < 4 else number % 6], self.diary.some_day(50, 3)
            self.diary.evenings[day].append(partial(asking.need, worker, met=number % 4 == 3))

    def _shelves(self, shelves: Shelves) -> None:
        """Some answer what they got. Somebody of the first salesperson's only ever hears of the next order."""
        diary = self.diary
        for number in range(24):
            worker, day = diary.sales[number % 6], diary.some_day(55, 3)
            diary.evenings[day].append(partial(shelves.send, worker, number))
            if number % 3 == 0:
                diary.evenings[day + timedelta(days=1)].append(partial(shelves.answer, worker, number))
        diary.daily(diary.working(SOLD), 9, partial(self._sold, shelves, diary.working(SOLD)))
        announced = diary.working(2)
        diary.mornings[announced].append(partial(shelves.announce, diary.sales[:3], announced))

    def _sold(self, shelves: Shelves, day: date) -> None:
        """Three times, as far apart as the usual next date after a talk; it begins when somebody is due."""
        diary, first = self.diary, self.diary.sales[0]
        customer = shelves.find(first, day)
        if customer is None:
            later = diary.on_or_after(day + timedelta(days=1))
            diary.daily(later, 9, partial(self._sold, shelves, later))
            return
        for weeks in (4, 8):
            again = day + timedelta(weeks=weeks)
            diary.daily(again, 9, partial(shelves.sell, first, customer, again))

    def _hours(self, hours: PowerHours) -> None:
        for planned in HOURS:
            day = self.diary.working(planned.back)
            worker = next(one for one in self.diary.sales if one.account == planned.account)
            self.diary.daily(day, planned.at, partial(self._hour, hours, worker, day, planned))

    def _hour(self, hours: PowerHours, worker: Worker, day: date, planned: Planned) -> None:
        """Whoever said yes buys two days later."""
        for customer in hours.work(worker, day, planned):
            bought = day + timedelta(days=2)
            if bought < self.diary.today:
                self.diary.evenings[bought].append(partial(self.diary.scenes.buys, worker, customer, bought))
