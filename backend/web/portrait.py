"""What does one see of a customer in ten seconds, today or as they stood on another day?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from backend.projections import actions, attempts, history
from backend.projections.actions import Action
from backend.projections.history import Told
from backend.projections.setting import Basis, Setting
from backend.retention.buying import Bought, became
from backend.retention.methods import Methods, methods
from backend.retention.mix import mix
from backend.retention.plan_steps import PlanOnDay, plan_on_day
from backend.retention.profile import Profile, PurchaseDay
from backend.retention.rhythm import own_gap
from backend.retention.rules import complaint_by
from backend.retention.voices import OpenFeedback
from backend.retention.ways import suggested, unanswered
from backend.store import Tx
from backend.web.cards import Card
from backend.web.session import Visit
from backend.web.sweeping import Turn, sweeping
from backend.web.telling import Teller, teller_of
from backend.web.worth import Outlook, Referrer, ThroughReferrals, outlook, referrer_of, through_referrals
from events.consent import ConsentGiven, ConsentWithdrawn
from events.relationship_plans import WrittenPlan
from events.values import Channel, Role, Touch

A_YEAR = timedelta(days=365)
DOTS = 40
"""Purchase days in the picture: more would run together on a phone."""
LAST_FACTS = 3
SIZES = 4
BY_BASIS = (Channel.CALL, Channel.TEXT, Channel.EMAIL)
"""Where calls go, and service messages."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The own rhythm as dots, from 0 at the left end to 1 today. `gap`: the median of days between purchases."""

    dots: tuple[tuple[float, int], ...]
    days: tuple[PurchaseDay, ...]
    first: date
    last: date
    silent: int
    gap: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a customer said to being contacted by a channel; `given` None: nobody asked. `wording`: what was asked."""

    channel: Channel
    given: bool | None
    on: date | None
    source: str
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Portrait:
    """`year`: minor units of the last 365 days. `told`: the last facts. `item`s are open promises and the like.

    `answering`: the actions that run because of what they said, by the fact of it; none on a past day.
    `mix`: what reached them in the last 12 months, and how often. `turn`: about when they are tried in the sweep; None
    for who has no place in it, and on a past day. `through` and `methods`, what has worked with them: None on a past
    day.
    """

    card: Card
    teller: Teller
    picture: Picture | None
    year: int
    answers: tuple[Answer, ...]
    mix: Mapping[Touch, int]
    suggested: Channel | None
    unanswered: tuple[Channel, ...]
    told: tuple[Told, ...]
    outlook: Outlook
    referrer: Referrer | None
    turn: Turn | None = None
    through: ThroughReferrals | None = None
    methods: Methods | None = None
    answering: Mapping[UUID, Sequence[Action]] = field(default_factory=dict)

    @property
    def profile(self) -> Profile:
        return self.card.customer.profile

    @property
    def became(self) -> Bought | None:
        """The enquiry from which they became a customer."""
        return became(self.profile)

    @property
    def plan(self) -> PlanOnDay | None:
        """The last relationship plan that was started with them, as it stands on the card's day."""
        run, customer = self.profile.relationship_plan, self.card.customer
        if run is None:
            return None
        return plan_on_day(run, self.profile.days, self.card.day, customer.rulebook, customer.setting.calendar)

    @property
    def plans_in_use(self) -> tuple[WrittenPlan, ...]:
        """Those that may be started."""
        return tuple(one for one in self.card.customer.setting.relationship_plans if not one.retired)

    @property
    def may_claim(self) -> bool:
        """Whether this person could look after a customer of the pool."""
        return self.teller.visit.has(Role.SALESPERSON)

    @property
    def basis(self) -> Basis | None:
        """Why we may call and send service messages where no answer of their own says so."""
        return self.teller.visit.setting.basis

    @property
    def may_state_basis(self) -> bool:
        return self.teller.visit.has(Role.MANAGER)

    @property
    def leans_on_basis(self) -> bool:
        """Whether a call or a service message has no answer of this customer's own."""
        return any(self.answer(channel).given is None for channel in BY_BASIS)

    def answer(self, channel: Channel) -> Answer:
        return next(one for one in self.answers if one.channel is channel)

    def complaint_by(self, said: OpenFeedback) -> date:
        """By which day it is to be ended."""
        customer = self.card.customer
        return complaint_by(said, customer.rulebook, customer.setting.calendar)

    def day_of(self, bought: PurchaseDay) -> date:
        return date.fromordinal(bought.day)

    def looks_after(self, said: OpenFeedback) -> str | None:
        """Who looks after a complaint; None where nobody does, or whoever did works here no longer."""
        works = {one.id for one in self.teller.visit.everybody if not one.left}
        return self.teller.name(said.owner) if said.owner in works else None

    @property
    def words(self) -> dict[UUID, str]:
        return self.card.customer.details.words

    def said(self, fact: UUID) -> str:
        """In which words they said what nobody has put right yet, those that they said later among them."""
        later = self.profile.voiced[fact].later
        return " ".join(self.words[one] for one in (fact, later) if one in self.words and one is not None)


def portrait_of(visit: Visit, tx: Tx, card: Card) -> Portrait:
    """The portrait of today."""
    told = history.page(visit.store, tx, card.id, limit=LAST_FACTS).facts
    sweep = sweeping(visit, tx)
    return replace(
        painted(visit, tx, card, told, visit.setting),
        turn=sweep.turn(tx, card.customer) if sweep else None,
        through=through_referrals(visit, tx, card.id),
        methods=methods(attempts.of_customer(tx, card.id), visit.setting.zone),
        answering=_answering(tx, card),
    )


def _answering(tx: Tx, card: Card) -> Mapping[UUID, Sequence[Action]]:
    found: dict[UUID, list[Action]] = {}
    for action, fact in actions.answering(tx, card.id):
        found.setdefault(fact, []).append(action)
    return found


def painted(visit: Visit, tx: Tx, card: Card, told: tuple[Told, ...], setting: Setting) -> Portrait:
    """A portrait on the card's own day, with these as the last facts and under what was in force then."""
    profile = card.customer.profile
    return Portrait(
        card=card,
        teller=teller_of(visit, tx, forgotten=card.name is None, claim=profile.claim),
        picture=_picture(profile, card.day),
        year=_since(profile, (card.day - A_YEAR).toordinal()),
        mix=mix(profile, card.day),
        answers=tuple(_answer(visit, tx, profile, channel) for channel in Channel),
        suggested=None if profile.preferred else suggested(profile),
        unanswered=tuple(unanswered(profile)),
        told=told,
        outlook=outlook(profile, card.entry, setting, card.day),
        referrer=referrer_of(visit, tx, profile),
    )


def _since(profile: Profile, day: int) -> int:
    """Minor units bought after a day, an ordinal, and not given back."""
    bought = sum(one.amount for one in profile.days if one.day > day)
    return bought - sum(one.amount for one in profile.given_back if one.day > day)


def _picture(profile: Profile, day: date) -> Picture | None:
    days = [bought for bought in profile.days if bought.day <= day.toordinal()][-DOTS:]
    if not days:
        return None
    first, last = days[0].day, days[-1].day
    span = max(day.toordinal() - first, 1)
    largest = max(bought.amount for bought in days) or 1
    return Picture(
        dots=tuple(((one.day - first) / span, 1 + (SIZES - 1) * one.amount // largest) for one in days),
        days=tuple(reversed(days)),
        first=date.fromordinal(first),
        last=date.fromordinal(last),
        silent=day.toordinal() - last,
        gap=own_gap([bought.day for bought in profile.days]),
    )


def _answer(visit: Visit, tx: Tx, profile: Profile, channel: Channel) -> Answer:
    consent = profile.consent.get(channel)
    if consent is None:
        return Answer(channel, None, None, "")
    noted = visit.store.find(consent.fact, tx=tx)
    said = noted.body if noted and isinstance(noted.body, ConsentGiven | ConsentWithdrawn) else None
    wording = said.wording if isinstance(said, ConsentGiven) else ""
    return Answer(channel, consent.given, consent.on, said.source if said else "", wording)
