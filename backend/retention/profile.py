"""What is known of a customer? The fold of their facts, in the order in which things happened.

It never reads a personal field: it sees kinds, days, amounts and whether there is a phone, so that it stands when
the person is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from backend.retention.days import WEEK
from backend.retention.voices import ActedOn, News, OpenFeedback, Voiced
from events.relationship_plans import PlanStep
from events.values import (
    Channel,
    EnquirySource,
    GoneReason,
    HabitAnswer,
    LossReason,
    Outcome,
    Rule,
    Touch,
)

RECENT_DAYS = 60
"""How long an attempt is kept one by one; longer than any rule looks back."""


@dataclass(slots=True)
class PurchaseDay:
    """All baskets of one local day; `amount` in minor units; `fact` the last one noted."""

    day: int
    amount: int
    fact: UUID


@dataclass(slots=True)
class Contact:
    fact: UUID
    on: date
    at: datetime
    channel: Channel
    outcome: Outcome
    inbound: bool
    rule: Rule | None


@dataclass(slots=True)
class Promise:
    on: date
    made_at: datetime


@dataclass(slots=True)
class Enquiry:
    at: datetime
    on: date


@dataclass(slots=True)
class Asked:
    """An enquiry, whether it was answered or not, and by whom."""

    fact: UUID
    at: datetime
    on: date
    source: EnquirySource | None
    answered_at: datetime | None = None
    answered_by: UUID | None = None


class Stage(StrEnum):
    """Where somebody is in buying."""

    ASKED = "asked"
    TALKING = "talking"
    OFFERED = "offered"
    YES = "yes"
    NO = "no"
    LATER = "later"


@dataclass(slots=True)
class Buying:
    """Where they are since the day `on`, by the fact that brought them there; they asked, or were offered, on `since`.

    It says nothing of purchases: those follow from `Profile.days`.
    """

    stage: Stage
    on: date
    fact: UUID
    since: date
    offered: bool = False


@dataclass(slots=True)
class NextDate:
    """What was said last about when to be in touch; `on` None is a rest. `outcome` None: put off or set by hand."""

    on: date | None
    set_at: datetime
    set_on: date
    fact: UUID
    chosen: bool
    put_off: bool
    outcome: Outcome | None

    def ahead(self, day: date) -> bool:
        """Whether a person chose it and it is still to come on `day`."""
        return self.chosen and self.on is not None and self.on > day


@dataclass(slots=True)
class Consent:
    given: bool
    on: date
    fact: UUID


@dataclass(slots=True)
class Lost:
    """`door_open` unless they asked for no more contact."""

    fact: UUID
    on: date
    reason: LossReason | None
    door_open: bool


@dataclass(slots=True)
class Gone:
    fact: UUID
    on: date
    why: GoneReason


@dataclass(slots=True)
class Said:
    """That something was said or settled on a day."""

    on: date
    fact: UUID


class PlanEndReason(StrEnum):
    """Why a relationship plan ended with a customer; all but STOPPED and REPLACED by itself."""

    BOUGHT = "bought"
    ASKED = "asked"
    LOST = "lost"
    GONE = "gone"
    FINISHED = "finished"
    RAN_OUT = "ran_out"
    STOPPED = "stopped"
    REPLACED = "replaced"


@dataclass(slots=True)
class PlanEnd:
    why: PlanEndReason
    on: date
    fact: UUID


@dataclass(slots=True)
class PlanRun:
    """A relationship plan with this customer: `fact` started it on `set_on`, and its days count from `on`.

    `done` by the number of the step. `ended` says nothing of purchases: those follow from `Profile.days`.
    """

    fact: UUID
    plan: UUID
    name: str
    steps: tuple[PlanStep, ...]
    on: date
    set_on: date
    done: dict[int, Said] = field(default_factory=dict)
    ended: PlanEnd | None = None


@dataclass(slots=True)
class HabitSaid:
    """What they answered when asked why they buy differently."""

    on: date
    fact: UUID
    answer: HabitAnswer


@dataclass(slots=True)
class GivenBack:
    """What was given back on a day, an ordinal, of no purchase in particular; `amount` in minor units."""

    day: int
    amount: int


@dataclass(slots=True)
class Stated:
    """What a list said of the past before Encore; None where it said nothing. `total` in minor units."""

    last_order: date | None
    total: int | None
    orders: int | None
    fact: UUID


@dataclass(slots=True)
class Referred:
    """That the customer `by` brought this one."""

    by: UUID
    on: date
    fact: UUID


@dataclass(slots=True)
class SentItem:
    """An item of the library that this customer got, `times` being more than one only by mistake.

    `answered`: the first fact by which they were in touch about it.
    """

    item: UUID
    on: date
    fact: UUID
    times: int = 1
    answered: UUID | None = None


@dataclass(slots=True)
class TouchMonth:
    """What reached a customer in a calendar month; `month` counts months since year 0."""

    month: int
    counts: dict[Touch, int] = field(default_factory=dict)


@dataclass(slots=True)
class ReferralThanks:
    """That they brought somebody, for which they are to be thanked."""

    customer: UUID
    on: date
    fact: UUID


@dataclass(slots=True)
class Profile:
    """Days are the firm's local days; `days` rises; `voided` tells of every undone fact what undid it. `zone`: by whose
    clock they live, where it is not the firm's. `relationship_plan` is the last one that was started, over or not.
    `claim`: the fact by which the owner took them out of the pool. `enquiries` are open, `asked` are all; `needs` are
    those not met yet, each with the day of noting.

    `brought`: an import put them on the list. `total` is what was bought and not given back; `awaited` are purchases of
    which something was said before they came.

    Everything is in an order that follows from the facts, so that the same facts are stored as the same bytes.
    """

    registered_on: date | None = None
    registration: UUID | None = None
    brought: bool = False
    owner: UUID | None = None
    owner_since: date | None = None
    claim: UUID | None = None
    team: UUID | None = None
    has_phone: bool = False
    has_email: bool = False
    has_place: bool = False
    wrong_phone: bool = False
    wrong_email: bool = False
    wrong_place: bool = False
    zone: str = ""
    preferred: Channel | None = None
    tags: list[str] = field(default_factory=list)
    consent: dict[Channel, Consent] = field(default_factory=dict)
    days: list[PurchaseDay] = field(default_factory=list)
    orders: int = 0
    total: int = 0
    given_back: list[GivenBack] = field(default_factory=list)
    stated: Stated | None = None
    referred: Referred | None = None
    referrals_given: int = 0
    referral_received: ReferralThanks | None = None
    recent: list[Contact] = field(default_factory=list)
    last_attempt: Contact | None = None
    last_reached: Contact | None = None
    last_touch: Contact | None = None
    last_in_person: Contact | None = None
    tries: dict[Channel, int] = field(default_factory=dict)
    replies: dict[Channel, int] = field(default_factory=dict)
    sent_items: list[SentItem] = field(default_factory=list)
    touches: list[TouchMonth] = field(default_factory=list)
    last_touches: list[Touch] = field(default_factory=list)
    promises: dict[UUID, Promise] = field(default_factory=dict)
    complaints: dict[UUID, OpenFeedback] = field(default_factory=dict)
    enquiries: dict[UUID, Enquiry] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    buying: Buying | None = None
    needs: dict[UUID, date] = field(default_factory=dict)
    last_feedback: Said | None = None
    voiced: dict[UUID, Voiced] = field(default_factory=dict)
    news: dict[UUID, News] = field(default_factory=dict)
    acted_on: dict[UUID, ActedOn] = field(default_factory=dict)
    next_date: NextDate | None = None
    ordered: Contact | None = None
    settled: dict[Rule, Said] = field(default_factory=dict)
    habit_answers: list[HabitSaid] = field(default_factory=list)
    relationship_plan: PlanRun | None = None
    earlier_plans: list[PlanRun] = field(default_factory=list)
    lost: Lost | None = None
    gone: Gone | None = None
    won_back: list[UUID] = field(default_factory=list)
    first_worked_on: date | None = None
    worked_on: date | None = None
    worked_by: UUID | None = None
    worked_owed: bool = False
    facts: int = 0
    last_at: datetime | None = None
    last_position: int = 0
    voided: dict[UUID, UUID] = field(default_factory=dict)
    awaited: list[UUID] = field(default_factory=list)

    @property
    def registered(self) -> bool:
        """Whether they are on the list: an import that is taken back takes its customers off it."""
        return self.registered_on is not None

    @property
    def worth(self) -> int:
        """Minor units: what was noted here or what was stated of before, whichever is more."""
        return max(self.total, self.stated.total or 0 if self.stated else 0)

    def owes(self, day: date) -> bool:
        """Whether something is owed to the customer by `day`: a promise, a date a person chose, an answer."""
        said = self.next_date
        return (
            (said is not None and said.chosen and said.on is not None and said.on <= day)
            or any(promise.on <= day for promise in self.promises.values())
            or any(feedback.on <= day for feedback in self.complaints.values())
            or any(news.on <= day for news in self.news.values())
            or any(enquiry.on <= day for enquiry in self.enquiries.values())
        )

    @property
    def repeats(self) -> int:
        """x of the rhythm: purchase days after the first."""
        return max(len(self.days) - 1, 0)

    @property
    def span_weeks(self) -> float:
        """t_x of the rhythm: weeks from the first to the last purchase day."""
        return (self.days[-1].day - self.days[0].day) / WEEK if self.days else 0.0
