"""How does a salesperson of the demo work the plan of a day: which cards, by which way, with what outcome?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from backend.cli.demo import said, words
from backend.cli.demo.people import Shop, Worker
from backend.cli.demo.sending import way_for, with_what_fits
from backend.cli.demo.world import World
from backend.projections import firm, queue
from backend.projections.queue import Due
from backend.retention.agenda import SELLING
from backend.retention.next_date import next_date
from backend.retention.profile import Profile
from backend.retention.ways import ways
from events.consent import GiveConsent, WithdrawConsent
from events.contacts import LogContactAttempt
from events.customers import StatePreferredChannel
from events.feedback import NoteFeedback
from events.follow_ups import MakePromise, PutOff, SettleReason
from events.habits import AnswerHabitChange
from events.kernel import Command, Recorded
from events.needs import NoteNeed
from events.notes import AddNote, CorrectNote, UndoFact
from events.values import Channel, FeedbackKind, HabitAnswer, Outcome, PutOffReason, Rule

SPOKEN = {
    Outcome.SPOKE: 42, Outcome.NO_ANSWER: 28, Outcome.VOICEMAIL: 12, Outcome.ORDERED: 7, Outcome.SAID_NO: 8,
    Outcome.WRONG_NUMBER: 3,
}  # fmt: skip
WRITTEN = {Outcome.SENT: 70, Outcome.ANSWERED: 18, Outcome.ORDERED: 6, Outcome.SAID_NO: 5, Outcome.WRONG_NUMBER: 1}
VISITED = {Outcome.MET: 70, Outcome.NOT_IN: 18, Outcome.ORDERED: 12}
OUTCOMES = {
    Channel.CALL: SPOKEN, Channel.TEXT: WRITTEN, Channel.EMAIL: WRITTEN, Channel.LETTER: {Outcome.SENT: 1},
    Channel.VISIT: VISITED, Channel.VIDEO: SPOKEN,
}  # fmt: skip
LEFT_TO_SCENES = frozenset(
    {Rule.COMPLAINT, Rule.LEAVING, Rule.TELL_ENDED, Rule.TELL_FIXED, Rule.ENQUIRY, Rule.GRASS_CHECK}
)
PLEASED = {FeedbackKind.PRAISE: 7, FeedbackKind.SUGGESTION: 2, FeedbackKind.OPINION: 1}
MISSED = frozenset({Rule.GONE_QUIET, Rule.HABIT_CHANGED})
LOOKED_AT = "sales1"
"""Whose Today is looked at first."""
LEFT_FOR = {Rule.GONE_QUIET: 14, Rule.HABIT_CHANGED: 14, Rule.PLEASED: 4}
"""For so many days such cards of theirs wait for Today."""
A_HABIT = 6
"""Purchase days from which somebody may say why they buy differently."""
NOTED = 0.6
"""How often words are noted with an outcome."""


@dataclass
class Left:
    """What is still to happen; the attempts among which something is undone or put right, counted down."""

    attempts: int
    promises: int
    undone: frozenset[int] = frozenset()
    corrected: frozenset[int] = frozenset()


@dataclass
class Work:
    world: World
    shop: Shop
    left: Left
    today: date
    """Some days before it the first salesperson begins to leave something for Today."""

    def day(self, worker: Worker, day: date, share: float) -> None:
        """Work about `share` of all attempts that are left: what is owed first, then the plan from its top."""
        wanted = min(int(self.left.attempts * share + self.world.chance.random()), self.left.attempts)
        cards = self.cards(worker, day)
        self._put_some_off(self.shop.people[worker.account], cards[wanted:], day)
        for card in cards[:wanted]:
            self.attempt(worker, card, day)

    def cards(self, worker: Worker, day: date) -> list[Due]:
        """Whom they follow up on a day, in the order of their plan."""
        person = self.shop.people[worker.account]
        with self.world.store.database.read() as tx:
            plan = queue.plan(tx, person, day, cards=firm.setting(tx).rulebook.plan_cards)
        return [card for card in plan.cards if card.rule not in LEFT_TO_SCENES and not self._is_left(worker, card, day)]

    def _is_left(self, worker: Worker, card: Due, day: date) -> bool:
        return worker.account == LOOKED_AT and (self.today - day).days < LEFT_FOR.get(card.rule, 0)

    def attempt(
        self, worker: Worker, card: Due, day: date, *, hour: UUID | None = None, outcome: Outcome | None = None
    ) -> Recorded | None:
        """One contact attempt by the first usable way; now and then undone and noted again, or its words put right.

        `outcome`: how it ends where it may end so; None, or another way: as it happens. None where there is no way.
        """
        world, profile, person = self.world, self.world.profile(card.customer), self.shop.people[worker.account]
        way = way_for(card.rule, ways(profile, selling=card.rule in SELLING))
        if way is None:
            settled = () if card.lane == 1 else (SettleReason(rules=(card.rule,)),)
            world.do(card.customer, *settled, by=person)
            return None
        asked = replace(self.outcome_of(way.channel, card.rule, day, outcome), hour=hour)
        if self.left.attempts in self.left.undone:
            slip = replace(asked, outcome=Outcome.ORDERED, note=None)
            (noted,) = world.do(card.customer, slip, by=person)
            world.do(card.customer, UndoFact(of=noted.fact_id), by=person)
        asked = with_what_fits(world, card.customer, asked)
        noted, *_ = world.do(card.customer, asked, *self._beside(asked, profile, day), by=person)
        if self.left.attempts in self.left.corrected:
            world.do(card.customer, CorrectNote(of=noted.fact_id, text=world.chance.choice(words.SPOKE)), by=person)
        elif world.likely(0.02):
            world.do(card.customer, AddNote(of=noted.fact_id, text=world.chance.choice(words.NOTED_LATER)), by=person)
        self.left.attempts -= 1
        return noted

    def outcome_of(
        self,
        channel: Channel,
        rule: Rule | None,
        day: date,
        outcome: Outcome | None = None,
        note: str | None = None,
    ) -> LogContactAttempt:
        """An attempt as it might end, with the next date that stands on its button."""
        world, chances = self.world, OUTCOMES[channel]
        if outcome not in chances:
            outcome = world.chance.choices(list(chances), list(chances.values()))[0]
        with world.store.database.read() as tx:
            setting = firm.setting(tx)
        if note is None and world.likely(NOTED):
            note = world.chance.choice(words.NOTES[outcome])
        next_on = next_date(outcome, day, setting.rulebook, setting.calendar)
        return LogContactAttempt(channel=channel, outcome=outcome, rule=rule, note=note, next_on=next_on)

    def _beside(self, asked: LogContactAttempt, profile: Profile, day: date) -> Iterator[Command]:
        """What else came up in the same breath."""
        world = self.world
        if asked.rule is Rule.PLEASED and asked.outcome.reached:
            kind = world.chance.choices(list(PLEASED), list(PLEASED.values()))[0]
            text = world.chance.choice(said.FEEDBACK[kind])
            yield NoteFeedback(kind=kind, text=text, mood=said.MOODS.get(kind), themes=said.themes_of(text))
        if asked.rule in MISSED and asked.outcome.reached and len(profile.days) >= A_HABIT and world.likely(0.6):
            yield AnswerHabitChange(answer=world.chance.choice(list(HabitAnswer)))
        if asked.outcome is not Outcome.SPOKE:
            return
        if self.left.promises and world.likely(0.2):
            self.left.promises -= 1
            on = day + timedelta(days=world.chance.randrange(3, 45))
            yield MakePromise(on=on, note=world.chance.choice(words.PROMISES))
        if not profile.needs and world.likely(0.1):
            yield NoteNeed(text=world.chance.choice(words.NEEDS))
        if profile.has_email and Channel.EMAIL not in profile.consent and world.likely(0.25):
            yield self._consent(Channel.EMAIL)
        elif profile.has_phone and Channel.TEXT not in profile.consent and world.likely(0.15):
            yield self._consent(Channel.TEXT)
        if profile.preferred is None and world.likely(0.1):
            yield StatePreferredChannel(channel=world.chance.choice((Channel.CALL, Channel.EMAIL, Channel.VISIT)))

    def _consent(self, channel: Channel) -> Command:
        if self.world.likely(0.2):
            return WithdrawConsent(channel=channel, source="asked on the phone")
        return GiveConsent(channel=channel, source="asked on the phone", wording="May we write to you now and then?")

    def _put_some_off(self, person: UUID, cards: list[Due], day: date) -> None:
        if cards and self.world.likely(0.12):
            card = self.world.chance.choice(cards[:8])
            until = day + timedelta(days=self.world.chance.choice((1, 7, 7, 30)))
            why = self.world.chance.choice(list(PutOffReason))
            self.world.do(card.customer, PutOff(until=until, why=why), by=person)
