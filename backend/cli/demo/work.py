"""How does a salesperson of the demo work the plan of a day: which cards, by which way, with what outcome?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from backend.cli.demo import words
from backend.cli.demo.people import Shop, Worker
from backend.cli.demo.world import World
from backend.projections import firm, library, queue, sent_items
from backend.projections.queue import Due
from backend.retention.agenda import SELLING
from backend.retention.next_date import next_date
from backend.retention.profile import Profile
from backend.retention.ways import ways
from backend.retention.worth_saying import fitting, sayable
from events.consent import GiveConsent, WithdrawConsent
from events.contacts import LogContactAttempt
from events.customers import StatePreferredChannel
from events.feedback import NoteFeedback
from events.follow_ups import MakePromise, PutOff, SettleReason
from events.habits import AnswerHabitChange
from events.kernel import Command
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
ENDED_BY_SCENES = frozenset({Rule.COMPLAINT, Rule.LEAVING})
MISSED = frozenset({Rule.GONE_QUIET, Rule.HABIT_CHANGED})
LOOKED_AT = "sales1"
"""Whose Today is looked at first."""
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
    missed_until: date
    """From here on the first salesperson leaves whom they miss for Today."""

    def day(self, worker: Worker, day: date, share: float) -> None:
        """Work about `share` of all attempts that are left: what is owed first, then the plan from its top."""
        person = self.shop.people[worker.account]
        wanted = min(int(self.left.attempts * share + self.world.chance.random()), self.left.attempts)
        cards = [card for card in self._cards(person, day) if not self._is_left(worker, card, day)]
        self._put_some_off(person, cards[wanted:], day)
        for card in cards[:wanted]:
            self.attempt(person, card, day)

    def _cards(self, person: UUID, day: date) -> Iterator[Due]:
        with self.world.store.database.read() as tx:
            plan = queue.plan(tx, person, day, cards=firm.setting(tx).rulebook.plan_cards)
        yield from (card for card in plan.cards if card.rule not in ENDED_BY_SCENES)

    def _is_left(self, worker: Worker, card: Due, day: date) -> bool:
        return worker.account == LOOKED_AT and card.rule in MISSED and day > self.missed_until

    def attempt(self, person: UUID, card: Due, day: date) -> None:
        """One contact attempt by the first usable way; now and then undone and noted again, or its words put right."""
        world, profile = self.world, self.world.profile(card.customer)
        way = next((way for way in ways(profile, selling=card.rule in SELLING) if way.usable), None)
        if way is None:
            settled = () if card.lane == 1 else (SettleReason(rules=(card.rule,)),)
            world.do(card.customer, *settled, by=person)
            return
        asked = self.outcome_of(way.channel, card.rule, day)
        if self.left.attempts in self.left.undone:
            slip = replace(asked, outcome=Outcome.ORDERED, note=None)
            (noted,) = world.do(card.customer, slip, by=person)
            world.do(card.customer, UndoFact(of=noted.fact_id), by=person)
        noted, *_ = world.do(card.customer, asked, *self._beside(asked, profile, day), by=person)
        if self.left.attempts in self.left.corrected:
            world.do(card.customer, CorrectNote(of=noted.fact_id, text=world.chance.choice(words.SPOKE)), by=person)
        elif world.likely(0.02):
            world.do(card.customer, AddNote(of=noted.fact_id, text=world.chance.choice(words.NOTED_LATER)), by=person)
        self.left.attempts -= 1

    def outcome_of(self, channel: Channel, rule: Rule | None, day: date) -> LogContactAttempt:
        """An attempt as it might end, with the next date that stands on its button."""
        world, chances = self.world, OUTCOMES[channel]
        outcome = world.chance.choices(list(chances), list(chances.values()))[0]
        with world.store.database.read() as tx:
            setting = firm.setting(tx)
        note = world.chance.choice(words.NOTES[outcome]) if world.likely(NOTED) else None
        next_on = next_date(outcome, day, setting.rulebook, setting.calendar)
        return LogContactAttempt(channel=channel, outcome=outcome, rule=rule, note=note, next_on=next_on)

    def _beside(self, asked: LogContactAttempt, profile: Profile, day: date) -> Iterator[Command]:
        """What else came up in the same breath."""
        world = self.world
        if asked.rule is Rule.PLEASED and asked.outcome.reached:
            kind = FeedbackKind.PRAISE if world.likely(0.8) else FeedbackKind.SUGGESTION
            yield NoteFeedback(kind=kind, text=world.chance.choice(words.FEEDBACK[kind]))
        if asked.rule in MISSED and asked.outcome.reached and len(profile.days) >= A_HABIT and world.likely(0.6):
            yield AnswerHabitChange(answer=world.chance.choice(list(HabitAnswer)))
        if asked.outcome is not Outcome.SPOKE:
            return
        if world.likely(0.3):
            yield from self._sent_after(asked, profile)
        if self.left.promises and world.likely(0.2):
            self.left.promises -= 1
            on = day + timedelta(days=world.chance.randrange(3, 45))
            yield MakePromise(on=on, note=world.chance.choice(words.PROMISES))
        if profile.has_email and Channel.EMAIL not in profile.consent and world.likely(0.25):
            yield self._consent(Channel.EMAIL)
        elif profile.has_phone and Channel.TEXT not in profile.consent and world.likely(0.15):
            yield self._consent(Channel.TEXT)
        if profile.preferred is None and world.likely(0.1):
            yield StatePreferredChannel(channel=world.chance.choice((Channel.CALL, Channel.EMAIL, Channel.VISIT)))

    def _sent_after(self, asked: LogContactAttempt, profile: Profile) -> Iterator[Command]:
        """What the card suggests goes out after the call, by e-mail where they said yes, by post where not."""
        usable = [way.channel for way in ways(profile, selling=True) if way.usable]
        way = next((way for way in (Channel.EMAIL, Channel.LETTER) if way in usable), None)
        if way is None or profile.team is None:
            return
        with self.world.store.database.read() as tx:
            fits = fitting(profile, library.shelf(tx), used=sent_items.used(tx, profile.team))
        for one in sayable(profile, asked.rule, fits)[:1]:
            yield LogContactAttempt(
                channel=way, outcome=Outcome.SENT, rule=asked.rule, item=one.item.item, touch=one.item.kind.touch
            )

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
