"""How do 13 weeks of the demo shop come about? Day by day under a moving clock, by the product's own commands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol
from uuid import UUID

from backend.cli.demo.details import Inventor
from backend.cli.demo.diary import Amounts, Diary
from backend.cli.demo.heard import Heard
from backend.cli.demo.people import Dealt, Shop, Worker, found_shop, give_out
from backend.cli.demo.plot import Plot
from backend.cli.demo.scenes import Scenes
from backend.cli.demo.till import SOURCE, Till
from backend.cli.demo.voices import Voices
from backend.cli.demo.work import Left, Work
from backend.cli.demo.world import World
from backend.importing.bring import bring_rows
from backend.importing.choices import Choices
from backend.importing.columns import Mapping
from backend.importing.desk import Tools
from backend.importing.entries import Kind
from backend.importing.folder import Folder
from backend.projections import firm

TIME_ZONE = "Europe/London"
OPENS, CLOSES, RINGS_UP = 8, 17, 19
"""Hours of the day: the till's week comes in, work ends, and on the last evening the till once more."""
WORKS = (9, 10, 11, 13, 14, 15)
"""At which hours one after the other begins with their plan."""
DAY = timedelta(days=1)
SALT = "invented, like everybody here"


class Progress(Protocol):
    def __call__(self, done: int, /) -> object: ...


@dataclass
class Play:
    """`until`: up to when it plays. `told`: the last day whose purchases are known to the firm so far."""

    world: World
    till: Till
    inventor: Inventor
    today: date
    until: datetime
    amounts: Amounts
    shop: Shop = field(default_factory=Shop)
    told: date = date.min

    @property
    def begun(self) -> date:
        return self.today - timedelta(weeks=self.amounts.weeks)

    def found(self) -> None:
        """Found the firm so many weeks ago, with everything that the till knew then."""
        self.world.wait_until(self.begun, OPENS)
        self.shop = found_shop(self.world, TIME_ZONE)
        give_out(self.shop, self.till.numbers, self.world.chance)
        self._bring(self.begun - DAY)

    def go_on(self, progress: Progress) -> None:
        """Let it work up to yesterday. `progress` hears of each day."""
        world, diary = self.world, self._diary()
        with world.store.database.read() as tx:
            calendar = firm.setting(tx).calendar
        days = [self.begun + number * DAY for number in range((self.today - self.begun).days)]
        working = [day for day in days if calendar.works(day)]
        for day in days:
            world.wait_until(day, OPENS)
            if not day.weekday() and self.told < day - DAY:
                self._bring(day - DAY)
            for scene in diary.mornings[day]:
                scene()
            if day in working:
                self._work(diary, day, len(working) - working.index(day))
            self._daytime(diary, day)
            world.wait_until(day, CLOSES)
            for scene in diary.evenings[day]:
                scene()
            progress(1)
        world.wait_until(days[-1], RINGS_UP)
        self._bring(days[-1])
        self._daytime(diary, self.today)

    def _diary(self) -> Diary:
        amounts, chance = self.amounts, self.world.chance
        # Attempts are counted down: these are the numbers at which one is undone, or its words are put right.
        slips = chance.sample(range(1, amounts.attempts + 1), amounts.undone + amounts.corrected)
        undone, corrected = frozenset(slips[: amounts.undone]), frozenset(slips[amounts.undone :])
        work = Work(self.world, self.shop, Left(amounts.attempts, amounts.promises, undone, corrected), self.today)
        scenes = Scenes(self.world, self.shop, work, self.inventor)
        diary = Diary(scenes, self.today, amounts, self.shop.sales, chance)
        workers: dict[UUID | None, Worker] = {self.shop.people[one.account]: one for one in self.shop.sales}
        diary.fill()
        owners = {number: workers[home[0]] for number, home in self.shop.homes.items() if home[0]}
        Heard(diary, Voices(scenes), self.till, owners).fill()
        Plot(diary).fill(self.until)
        return diary

    def _work(self, diary: Diary, day: date, days_left: int) -> None:
        """Everybody's share of what is left, more for larger portfolios; the last of the last day takes the rest.

        Each begins at another hour than the day before.
        """
        turn = day.toordinal() % len(self.shop.sales)
        order = self.shop.sales[turn:] + self.shop.sales[:turn]
        weights = [worker.customers + 100 for worker in order]
        for at, (worker, hour) in enumerate(zip(order, WORKS, strict=True)):
            to_come = sum(weights[at:]) + (days_left - 1) * sum(weights)
            share = partial(diary.scenes.work.day, worker, day, weights[at] / to_come)
            diary.daytime[day].append((self.world.moment(day, hour), share))

    def _daytime(self, diary: Diary, day: date) -> None:
        for moment, scene in sorted(diary.daytime[day], key=itemgetter(0)):
            self.world.wait_for(moment)
            scene()

    def _bring(self, last: date) -> None:
        """The till's export up to a day, at the moment to which the clock has come."""
        rows = self.till.export(self.told + DAY, last)
        self.told = last
        world = self.world
        tools = Tools(world.store, world.views, world.clock, lambda _: world.new_id(), lambda: SALT)
        choices = Choices(source=SOURCE, mapping=Mapping(Kind.PURCHASES))
        with TemporaryDirectory() as folder:
            bring_rows(tools, Folder(Path(folder), world.new_id()), rows, choices, Dealt(self.shop.homes))
