"""What do customers of the demo say of the shop, who looks after it, what is changed, and who leaves or comes back?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid5

from backend.cli.demo import said
from backend.cli.demo.people import Worker
from backend.cli.demo.scenes import CALLED, RANG, Scenes
from backend.projections import actions, directory, voiced
from events.actions import BeginAction, FinishAction, GatherFeedback
from events.feedback import AssignComplaint, NoteFeedback, ResolveComplaint
from events.lifecycle import GiveLossReason, MarkLost
from events.telling import ActOnFeedback
from events.values import FeedbackKind, LossReason, Outcome, Rule

FIRST = UUID(int=0)
MANY = 1_000
"""More than any action of the demo gathers."""


@dataclass
class Voices:
    """`open`: complaints by number, each with its customer. `actions`: by their theme and team."""

    scenes: Scenes
    open: dict[int, tuple[UUID, UUID]] = field(default_factory=dict)
    ended: dict[int, UUID] = field(default_factory=dict)
    actions: dict[tuple[str, str], UUID] = field(default_factory=dict)

    def wish(self, worker: Worker, text: str, customer: UUID | None = None) -> None:
        """Somebody rings about something else, and says what they would like better."""
        says = NoteFeedback(kind=FeedbackKind.SUGGESTION, text=text, themes=said.themes_of(text))
        self._ring(worker, customer or self.scenes.somebody(worker), says)

    def complaint(self, worker: Worker, number: int, *, care: tuple[str, date] | None = None) -> None:
        """`care`: who looks after it, and by which day."""
        text = self.scenes.world.chance.choice(said.COMPLAINTS)
        kind = FeedbackKind.COMPLAINT
        says = NoteFeedback(kind=kind, text=text, mood=said.MOODS[kind], themes=said.themes_of(text))
        customer = self.scenes.somebody(worker)
        complaint = self._ring(worker, customer, says)
        self.open[number] = (customer, complaint)
        if care:
            owner, by = care
            asked = AssignComplaint(complaint=complaint, owner=self.scenes.shop.people[owner], by=by)
            self.scenes.world.do(customer, asked, by=self.scenes.person(worker))

    def resolve(self, worker: Worker, number: int, *, told: bool) -> None:
        customer, complaint = self.open.pop(number)
        self.ended[number] = customer
        text = self.scenes.world.chance.choice(said.RESOLVED)
        ended = ResolveComplaint(complaint=complaint, text=text, told=told)
        commands = (CALLED, ended) if told else (ended,)
        self.scenes.world.do(customer, *commands, by=self.scenes.person(worker))

    def tell_ended(self, worker: Worker, number: int) -> None:
        self._tell(worker, self.ended[number], Rule.TELL_ENDED)

    def begin(self, manager: str, theme: str, owner: str, team: str, by: date) -> None:
        """An action that answers everything that was said of a theme so far, under the ids of the screen."""
        world, shop = self.scenes.world, self.scenes.shop
        action = self.actions[theme, team] = uuid5(world.new_id(), "action")
        what, person = said.FIXED[theme][0], shop.people[manager]
        begun = BeginAction(what=what, owner=shop.people[owner], by=by, team=shop.teams[team], theme=theme)
        world.do(action, begun, by=person)
        with world.store.database.read() as tx:
            found = voiced.all_in_theme(tx, shop.teams[team], theme)
        for customer, reason in sorted(found):
            gathered = GatherFeedback(customer=customer, of=reason)
            world.do(action, gathered, by=person, known_as=uuid5(action, f"{customer} {reason}"))

    def finish(self, owner: str, theme: str, team: str, on: date) -> None:
        """It is done: from `on` everybody whose words it answers is to be told."""
        world, person = self.scenes.world, self.scenes.shop.people[owner]
        action, text = self.actions[theme, team], said.FIXED[theme][1]
        world.do(action, FinishAction(text=text), by=person)
        for customer, reasons in self._gathered(action).items():
            put_right = ActOnFeedback(action=action, reasons=reasons, on=on, text=text)
            world.do(customer, put_right, by=person, known_as=uuid5(action, f"{customer} is told"))

    def tell_fixed(self, worker: Worker, theme: str, team: str, *, but: int) -> None:
        """A worker tells their customers, all but the last `but`."""
        with self.scenes.world.store.database.read() as tx:
            theirs = set(directory.of_holder(tx, self.scenes.person(worker)))
        mine = [customer for customer in self._gathered(self.actions[theme, team]) if customer in theirs]
        for customer in mine[: len(mine) - but]:
            self._tell(worker, customer, Rule.TELL_FIXED)

    def leaving(self, worker: Worker) -> UUID:
        text, customer = said.FEEDBACK[FeedbackKind.LEAVING][0], self.scenes.somebody(worker)
        self._ring(worker, customer, NoteFeedback(kind=FeedbackKind.LEAVING, text=text))
        return customer

    def lose(self, worker: Worker, customer: UUID, reason: LossReason | None) -> None:
        """They left, and are thanked; `reason` None: they would not say why."""
        self.scenes.taken(customer)
        text = said.LOST[reason] if reason else None
        where = self.scenes.world.chance.choice(said.COMPETITORS) if reason is LossReason.COMPETITOR else None
        lost = MarkLost(reason=reason, text=text, competitor=where, themes=said.themes_of(text or ""))
        self.scenes.world.do(customer, lost, by=self.scenes.person(worker))

    def give_reason(self, worker: Worker, customer: UUID) -> None:
        text = said.WHY_AFTER_ALL
        reason = GiveLossReason(reason=LossReason.SERVICE, text=text, themes=said.themes_of(text))
        self.scenes.world.do(customer, reason, by=self.scenes.person(worker))

    def _ring(self, worker: Worker, customer: UUID, says: NoteFeedback) -> UUID:
        """They ring; the fact of what they say."""
        _, noted = self.scenes.world.do(customer, RANG, says, by=self.scenes.person(worker))
        return noted.fact_id

    def _tell(self, worker: Worker, customer: UUID, rule: Rule) -> None:
        world = self.scenes.world
        day = world.clock.at.date()
        asked = self.scenes.work.outcome_of(CALLED.channel, rule, day, Outcome.SPOKE, world.chance.choice(said.GLAD))
        world.do(customer, asked, by=self.scenes.person(worker))

    def _gathered(self, action: UUID) -> dict[UUID, tuple[UUID, ...]]:
        with self.scenes.world.store.database.read() as tx:
            found = actions.gathered(tx, action, FIRST, MANY)
        reasons: dict[UUID, tuple[UUID, ...]] = {}
        for customer, reason in found:
            reasons[customer] = (*reasons.get(customer, ()), reason)
        return reasons
