"""How do the library's items come to customers of the demo: after a talk, as news, or not at all?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from backend.cli.demo import words
from backend.cli.demo.people import Worker
from backend.cli.demo.scenes import CALLED, Scenes
from backend.cli.demo.sending import with_what_fits
from backend.cli.demo.shelf import COLLECTOR, NEWS
from backend.projections import directory, library, profiles
from events.consent import GiveConsent
from events.contacts import LogContactAttempt
from events.firm import FIRM
from events.needs import NoteNeed
from events.relationship_plans import PlanStep, StepKind, WriteRelationshipPlan
from events.started_plans import StartRelationshipPlan
from events.values import Channel, Outcome, Rule

ASKED = "May we write to you now and then?"
SELLS = frozenset({Rule.GONE_QUIET, Rule.SECOND_PURCHASE})


@dataclass
class Shelves:
    """`got`: by number, who got something."""

    scenes: Scenes
    got: dict[int, tuple[UUID, Channel]] = field(default_factory=dict)

    def send(self, worker: Worker, number: int) -> None:
        """In a talk they say what they need, and that we may write; then it is sent."""
        world, customer, person = self.scenes.world, self.scenes.somebody(worker), self.scenes.person(worker)
        profile = world.profile(customer)
        channel = Channel.EMAIL if profile.has_email else Channel.TEXT if profile.has_phone else Channel.LETTER
        need = NoteNeed(text=world.chance.choice(words.NEEDS))
        consent = GiveConsent(channel=channel, source="asked on the phone", wording=ASKED)
        world.do(customer, CALLED, *((need,) if number % 3 else ()), consent, by=person)
        sent = LogContactAttempt(channel=channel, outcome=Outcome.SENT)
        world.do(customer, with_what_fits(world, customer, sent), by=person)
        self.got[number] = (customer, channel)

    def answer(self, worker: Worker, number: int) -> None:
        customer, channel = self.got[number]
        note = self.scenes.world.chance.choice(words.ANSWERED)
        wrote = LogContactAttempt(channel=channel, outcome=Outcome.ANSWERED, inbound=True, note=note)
        self.scenes.world.do(customer, wrote, by=self.scenes.person(worker))

    def announce(self, workers: Sequence[Worker], day: date) -> None:
        """The news comes to the cards of all collectors of a team."""
        world, manager = self.scenes.world, self.scenes.shop.people["manager1"]
        with world.store.database.read() as tx:
            item = library.item(tx, NEWS)
            theirs = [one for worker in workers for one in directory.of_holder(tx, self.scenes.person(worker))]
            known = profiles.load(tx, theirs)
        assert item
        steps = (PlanStep(name=item.title, after_days=0, kind=StepKind.ARTICLE),)
        plan = item.announcement
        world.do(FIRM, WriteRelationshipPlan(plan=plan, name=item.title, steps=steps), by=manager)
        start = StartRelationshipPlan(plan=plan, name=item.title, steps=steps, on=day)
        for customer in sorted(one for one, (profile, _) in known.items() if COLLECTOR in profile.tags):
            world.do(customer, start, by=manager)

    def find(self, worker: Worker, day: date) -> UUID | None:
        """Somebody who is due for the next order, and has just been asked for it."""
        for card in self.scenes.work.cards(worker, day):
            if card.rule in SELLS and self.scenes.world.profile(card.customer).has_phone:
                self.sell(worker, self.scenes.taken(card.customer), day, card.rule)
                return card.customer
        return None

    def sell(self, worker: Worker, customer: UUID, day: date, rule: Rule = Rule.NEXT_STEP) -> None:
        """Asked again, once the next date has come."""
        asked = self.scenes.work.outcome_of(Channel.CALL, rule, day, Outcome.SPOKE)
        self.scenes.world.do(customer, asked, by=self.scenes.person(worker))
