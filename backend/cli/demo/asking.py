"""Who asks something in the demo shop, who answers when, and what do they need?"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from backend.cli.demo import words
from backend.cli.demo.people import Worker
from backend.cli.demo.scenes import CALLED, Scenes
from events.customers import ClaimCustomer
from events.enquiries import MakeOffer, ReceiveEnquiry
from events.needs import MeetNeed, NoteNeed
from events.values import EnquirySource, Outcome, Rule

FROM = (
    EnquirySource.PHONE, EnquirySource.WALK_IN, EnquirySource.PHONE, EnquirySource.WEB, EnquirySource.WALK_IN,
    EnquirySource.PHONE, EnquirySource.REFERRAL, EnquirySource.PHONE, EnquirySource.WALK_IN, EnquirySource.FAIR,
)  # fmt: skip
"""Where one after the other comes from."""
OFFER = "Told them what it would be, and held one for them until Saturday."


@dataclass
class Asking:
    """`asked`: by number, who asked, and what they need as far as the question shows it."""

    scenes: Scenes
    asked: dict[int, tuple[UUID, str | None]] = field(default_factory=dict)

    def ask(self, worker: Worker, number: int, *, new: bool, pool: bool = False) -> None:
        """Noted by whoever took it; with `pool` it waits for whoever of the team is free first."""
        world = self.scenes.world
        text, need = world.chance.choice(words.ENQUIRIES)
        enquiry = ReceiveEnquiry(text=text, source=FROM[number % len(FROM)])
        person = self.scenes.person(worker)
        if new or pool:
            customer = self.scenes.new()
            world.do(customer, self.scenes.registered(worker, pool=pool), enquiry, by=person)
        else:
            customer = self.scenes.somebody(worker)
            world.do(customer, enquiry, by=person)
        self.asked[number] = (customer, need)

    def claim(self, worker: Worker, number: int) -> None:
        customer, person = self.asked[number][0], self.scenes.person(worker)
        self.scenes.world.do(customer, ClaimCustomer(owner=person, team=self.scenes.shop.team_of(worker)), by=person)

    def answer(self, worker: Worker, number: int, *, offer: bool = False) -> None:
        """By a call, in which the need shows; `offer`: they hear what it would cost, too."""
        customer, need = self.asked[number]
        world = self.scenes.world
        call = self.scenes.work.outcome_of(CALLED.channel, Rule.ENQUIRY, world.clock.at.date(), Outcome.SPOKE)
        needs = (NoteNeed(text=need),) if need else ()
        offers = (MakeOffer(text=OFFER),) if offer else ()
        world.do(customer, call, *needs, *offers, by=self.scenes.person(worker))

    def buy(self, worker: Worker, number: int) -> None:
        self.scenes.buys(worker, self.asked[number][0], self.scenes.world.clock.at.date())

    def need(self, worker: Worker, *, met: bool) -> None:
        """In a talk it shows what somebody needs; some find it at once."""
        world, customer, person = self.scenes.world, self.scenes.somebody(worker), self.scenes.person(worker)
        needs = NoteNeed(text=world.chance.choice(words.NEEDS))
        _, noted = world.do(customer, CALLED, needs, by=person)
        if met:
            world.do(customer, MeetNeed(need=noted.fact_id), by=person)
