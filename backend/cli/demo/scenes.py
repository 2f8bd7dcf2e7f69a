"""What else happens in the demo shop beside the daily plan? A scene is some commands on a customer, on one day."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from backend.cli.demo import words
from backend.cli.demo.details import Inventor
from backend.cli.demo.people import PLAN, Shop, Worker
from backend.cli.demo.shelf import COLLECTOR
from backend.cli.demo.work import Work
from backend.cli.demo.world import World
from backend.projections import directory
from backend.projections.base import Scope
from backend.web.bringers import thanks_of
from events.contacts import LogContactAttempt
from events.customers import CorrectContactDetails, RegisterCustomer
from events.firm import FIRM
from events.follow_ups import MakePromise
from events.kernel import Recorded
from events.lifecycle import MarkGoneForGood
from events.purchases import CorrectPurchase, RecordPurchase
from events.referrals import NoteReferral, ReceiveReferral
from events.relationship_plans import AFTER_A_FIRST_SALE, READY_MADE
from events.rulebook import AdoptRulebook, Rulebook, Segment
from events.started_plans import StartRelationshipPlan
from events.tags import TagCustomer
from events.team import NoteAbsence
from events.values import Channel, GoneReason, Money, Outcome

RANG = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE, inbound=True)
CALLED = LogContactAttempt(channel=Channel.CALL, outcome=Outcome.SPOKE)
AUTUMN = Rulebook(
    control_percent=5, segments=(Segment(name="Collectors", tag=COLLECTOR, changes=(("shadow_every", 30),)),)
)
"""Collectors are written to more often, and a few overdue customers are left alone to learn what calling brings."""


AMOUNTS = (1_177, 1_499, 1_677, 2_936, 4_254, 7_796)
"""Minor units, as they stand on the till's slips."""


@dataclass
class Scenes:
    world: World
    shop: Shop
    work: Work
    inventor: Inventor
    _used: set[UUID] = field(default_factory=set)

    def person(self, worker: Worker) -> UUID:
        return self.shop.people[worker.account]

    def taken(self, customer: UUID) -> UUID:
        """No other scene plays in them."""
        self._used.add(customer)
        return customer

    def somebody(self, worker: Worker) -> UUID:
        """A customer of this worker in whom no other scene plays."""
        with self.world.store.database.read() as tx:
            theirs = directory.of_holder(tx, self.person(worker))
        return self.taken(self.world.chance.choice([one for one in sorted(theirs) if one not in self._used]))

    def visit(self, worker: Worker, day: date, *, days_ago: int) -> None:
        """Somebody not seen for long; noted the same day, or `days_ago` days late."""
        scope = Scope((self.person(worker),))
        with self.world.store.database.read() as tx:
            unseen = [one.customer for one in directory.longest_unseen(tx, scope, 80) if one.place]
        asked = self.work.outcome_of(Channel.VISIT, None, day - timedelta(days=days_ago))
        customer = self.world.chance.choice(unseen) if unseen else self.somebody(worker)
        on = day - timedelta(days=days_ago) if days_ago else None
        self.world.do(customer, asked, by=self.person(worker), on=on)

    def first_purchase(self, worker: Worker, day: date, *, slip: bool, brought: bool) -> None:
        """Somebody new buys here, `brought` by a good customer or not, and a plan begins.

        A `slip` of the amount is put right at once.
        """
        customer = self.new()
        amount = Money(self.world.chance.choice(AMOUNTS))
        typed = replace(amount, minor=amount.minor * 10) if slip else amount
        bought = RecordPurchase(amount=typed, on=day)
        plan = StartRelationshipPlan(plan=PLAN, name=AFTER_A_FIRST_SALE, steps=READY_MADE, on=day)
        noted = self.world.do(customer, self.registered(worker), bought, plan, by=self.person(worker))
        if slip:
            put_right = CorrectPurchase(of=noted[1].fact_id, amount=amount, on=day)
            self.world.do(customer, put_right, by=self.person(worker))
        if brought:
            self._brought(worker, customer, self._bringer(worker))

    def _brought(self, worker: Worker, customer: UUID, by: UUID) -> None:
        (noted,) = self.world.do(customer, NoteReferral(by=by), by=self.person(worker))
        thanked = ReceiveReferral(customer=customer)
        self.world.do(by, thanked, by=self.person(worker), known_as=thanks_of(noted.fact_id))

    def buys(self, worker: Worker, customer: UUID, day: date) -> None:
        amount = Money(self.world.chance.choice(AMOUNTS))
        self.world.do(customer, RecordPurchase(amount=amount, on=day), by=self.person(worker))

    def promise(self, worker: Worker, on: date) -> None:
        asked = MakePromise(on=on, note=self.world.chance.choice(words.PROMISES))
        self.world.do(self.somebody(worker), CALLED, asked, by=self.person(worker))

    def call_back(self, worker: Worker, on: date) -> None:
        self.world.do(self.somebody(worker), replace(CALLED, next_on=on, chosen=True), by=self.person(worker))

    def correct_details(self, worker: Worker) -> None:
        phone = self.inventor.somebody().phone or "01632 960123"
        self.world.do(self.somebody(worker), CorrectContactDetails(phone=phone), by=self.person(worker))

    def gone(self, worker: Worker, why: GoneReason) -> None:
        self.world.do(self.somebody(worker), MarkGoneForGood(why=why), by=self.person(worker))

    def absence(self, worker: Worker, stand_in: Worker, monday: date) -> Recorded:
        away = NoteAbsence(first_day=monday, last_day=monday + timedelta(days=6), stand_in=self.person(stand_in))
        (noted,) = self.world.do(self.person(worker), away, by=self.shop.people["manager1"])
        return noted

    def tag(self, worker: Worker) -> None:
        """The few who are worth most to a worker."""
        for customer in self._worth_most(worker)[:5]:
            self.world.do(customer, TagCustomer(tag=COLLECTOR), by=self.person(worker))

    def adopt_rulebook(self) -> None:
        self.world.do(FIRM, AdoptRulebook(rulebook=AUTUMN, name="Autumn"), by=self.shop.people["manager1"])

    def _bringer(self, worker: Worker) -> UUID:
        """Who is worth most of this worker's customers with whom nothing else is on."""
        free = (one for one in self._worth_most(worker) if one not in self._used)
        return self.taken(next(one for one in free if self.world.profile(one).next_date is None))

    def _worth_most(self, worker: Worker) -> list[UUID]:
        with self.world.store.database.read() as tx:
            theirs = directory.entries(tx, directory.of_holder(tx, self.person(worker)))
        return sorted(theirs, key=lambda one: (theirs[one].worth, one), reverse=True)

    def new(self) -> UUID:
        return self.taken(self.world.new_id())

    def registered(self, worker: Worker, *, pool: bool = False) -> RegisterCustomer:
        somebody = self.inventor.somebody()
        return RegisterCustomer(
            name=somebody.name or "Walk-in",
            phone=somebody.phone,
            email=somebody.email,
            place=somebody.place,
            owner=None if pool else self.person(worker),
            team=self.shop.team_of(worker),
            source="shop",
        )
