"""Which words of customers are heard on which day of the demo, what becomes of them, and who leaves or comes back?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from backend.cli.demo import said
from backend.cli.demo.diary import Diary
from backend.cli.demo.people import NORTH, SOUTH, Worker
from backend.cli.demo.till import SOURCE, Till
from backend.cli.demo.voices import Voices
from events.imports import Identity
from events.values import LossReason

GIVEN_UP, DONE, TOLD = 44, 20, 18
"""Days ago: somebody is lost for the wait, the wait is put right, and they hear of it."""
AWAY = 40
"""Days without a purchase after which somebody is given up too early."""


@dataclass
class Heard:
    """`owners`: of the till's customers, by their numbers there."""

    diary: Diary
    voices: Voices
    till: Till
    owners: dict[str, Worker]

    def fill(self) -> None:
        self._complaints()
        self._wishes()
        self._actions()
        self._losses()

    def _complaints(self) -> None:
        """Most are resolved and told; of the first salesperson's one is still to be told, and two are open."""
        diary, (amounts, first) = self.diary, (self.diary.amounts, self.diary.sales[0])
        for number in range(amounts.resolved):
            last = number == amounts.resolved - 1
            worker, days = (first, 6) if last else (diary.anybody(), diary.chance.randint(12, 80))
            care = (worker.account, diary.on_or_after(diary.ago(days - 2))) if number % 2 else None
            diary.mornings[diary.ago(days)].append(partial(self.voices.complaint, worker, number, care=care))
            solved = 1 if last else days - diary.chance.randint(2, 6)
            told = number > 0 and not last
            diary.evenings[diary.ago(solved)].append(partial(self.voices.resolve, worker, number, told=told))
            if not told and not last:
                diary.evenings[diary.ago(solved - 1)].append(partial(self.voices.tell_ended, worker, number))
        for turn in range(amounts.complaints - amounts.resolved):
            worker = diary.sales[0 if turn < 2 else turn]
            care = ("manager1", diary.on_or_after(diary.today + timedelta(days=2))) if not turn else None
            complaint = partial(self.voices.complaint, worker, 100 + turn, care=care)
            diary.evenings[diary.ago(1 + 2 * turn)].append(complaint)

    def _wishes(self) -> None:
        """Enough of one kind for something to be done; a few are said after that, and some of nothing on the list."""
        diary = self.diary
        north, south = diary.sales[:3], diary.sales[3:]
        for theme, texts in said.WISHES.items():
            for number in range(8 if theme == said.DELIVERY else 4):
                team = south if theme == said.RANGE or number == 3 else north
                worker, text = team[number % 3], texts[number % len(texts)]
                diary.evenings[diary.ago(80 - 5 * number)].append(partial(self.voices.wish, worker, text))
        for number, text in enumerate(said.UNSORTED):
            diary.evenings[diary.ago(9 - 4 * number)].append(partial(self.voices.wish, diary.sales[number], text))

    def _actions(self) -> None:
        """In the north one is done and being told, one runs, and one is overdue; in the south one runs."""
        diary = self.diary
        begin = (
            ("manager1", said.DELIVERY, "sales2", NORTH, 40, 15),
            ("manager1", said.HOURS, "manager1", NORTH, 28, -12),
            ("manager1", said.PACKAGING, "sales1", NORTH, 27, 6),
            ("manager2", said.RANGE, "manager2", SOUTH, 26, -20),
        )
        for manager, theme, owner, team, days, by in begin:
            last = diary.on_or_after(diary.today - timedelta(days=by))
            diary.evenings[diary.ago(days)].append(partial(self.voices.begin, manager, theme, owner, team, last))
        done = diary.ago(DONE)
        diary.mornings[done].append(partial(self.voices.finish, "sales2", said.DELIVERY, NORTH, done))
        for turn, worker in enumerate(diary.sales[:3]):
            left = 0 if turn else 2
            tell = partial(self.voices.tell_fixed, worker, said.DELIVERY, NORTH, but=left)
            diary.evenings[diary.ago(TOLD + turn)].append(tell)

    def _losses(self) -> None:
        """Some in their weeks of peace, one to be asked again, and one who is back since the wait is over."""
        diary, sales = self.diary, self.diary.sales
        diary.evenings[diary.ago(44)].append(partial(self._leaves, sales[1], 42))
        diary.evenings[diary.ago(30)].append(partial(self._says_why_later, sales[3]))
        for days, reason in ((66, LossReason.COMPETITOR), (20, LossReason.SERVICE)):
            diary.evenings[diary.ago(days)].append(partial(self._leaves, sales[0], days - 2, reason))
        given_up = self._back_since(TOLD, lost_on=diary.ago(GIVEN_UP))
        if given_up:
            worker, customer = given_up
            lost = partial(self.voices.lose, worker, customer, LossReason.COMPETITOR)
            diary.evenings[diary.ago(GIVEN_UP)].append(lost)

    def _leaves(self, worker: Worker, days: int, why: LossReason = LossReason.COMPETITOR) -> None:
        """They say so, and two days later nothing keeps them."""
        customer = self.voices.leaving(worker)
        self.diary.evenings[self.diary.ago(days)].append(partial(self.voices.lose, worker, customer, why))

    def _says_why_later(self, worker: Worker) -> None:
        customer = self.diary.scenes.somebody(worker)
        self.voices.lose(worker, customer, None)
        self.diary.evenings[self.diary.ago(23)].append(partial(self.voices.give_reason, worker, customer))

    def _back_since(self, days: int, lost_on: date) -> tuple[Worker, UUID] | None:
        """Somebody of the north who was away on that day, and of whom the till knows that they buy again."""
        bought = defaultdict[str, list[date]](list)
        for row in self.till.rows:
            bought[row.customer].append(row.sale.on)
        told = self.diary.ago(days)
        for number, on in bought.items():
            before = [day for day in on if day <= lost_on]
            back = [day for day in on if day > lost_on]
            worker = self.owners.get(number)
            if not worker or worker not in self.diary.sales[1:3] or not before or not back:
                continue
            if (lost_on - before[-1]).days > AWAY and back[0] > told:
                return worker, Identity(SOURCE).customer(number)
        return None
