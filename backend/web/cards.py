"""What does a card say of a customer on a day: why now, how to reach them, what they are worth?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.projections import directory, library, profiles, sent_items
from backend.projections.base import Customer, customer_of
from backend.projections.details import Details
from backend.projections.directory import Entry
from backend.retention.agenda import SELLING, Lane, Window
from backend.retention.answering import AnswerClock, answer_clock
from backend.retention.buying import stage
from backend.retention.habits import HabitChange, said_why
from backend.retention.mix import only_sold
from backend.retention.profile import Contact, HabitSaid, NextDate, Profile, Stage
from backend.retention.states import State, state_of
from backend.retention.ways import Way, WayState, quiet_until, ways
from backend.retention.worth_saying import UNUSED, Fitting, fitting, sayable
from backend.retention.writing import ToWrite, reason_to_write
from backend.store import Tx
from backend.web.errors import not_here
from backend.web.nobody import NAME, NOBODY, is_for_nobody
from backend.web.session import Visit
from events.library import Library
from events.values import Channel, Rule

ASKING_WHY = frozenset({Rule.GONE_QUIET, Rule.HABIT_CHANGED})
"""Whose card asks what changed."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason on a card. `words` are the customer's own, where there are some; days are whole local days."""

    rule: Rule
    lane: Lane
    on: date
    numbers: Mapping[str, int]
    words: str | None
    item: UUID | None
    because: tuple[UUID, ...]

    @property
    def since(self) -> date | None:
        """The purchase day that the rule counts from."""
        return self._day("since")

    @property
    def usual_until(self) -> date | None:
        """The last day of a habit that has changed."""
        return self._day("usual_until")

    @property
    def brought(self) -> date | None:
        """On which day it was noted that they brought somebody."""
        return self._day("brought")

    @property
    def by(self) -> date | None:
        """By which day a complaint is to be ended."""
        return self._day("by")

    @property
    def left(self) -> date | None:
        """On which day they left."""
        return self._day("left")

    def _day(self, name: str) -> date | None:
        ordinal = self.numbers.get(name)
        return date.fromordinal(ordinal) if ordinal else None


@dataclass(frozen=True, slots=True)
class WayView:
    """A way to reach somebody. `href` opens the phone's own program; `number` is shown with Copy on a desk."""

    channel: Channel
    state: str
    usable: bool
    href: str
    number: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What the clock says where a customer lives, if not by the firm's; `quiet_until`: calls wait for that hour."""

    clock: time
    quiet_until: int | None


@dataclass(frozen=True, slots=True)
class Card:
    """A customer as of a day. `reasons` are empty when nothing is due.

    `there` and `now` are of this moment, never kept. `fits`: what of the library fits them, the best first, whatever
    the card is for; none on a past day.
    """

    customer: Customer
    entry: Entry
    reasons: tuple[Reason, ...]
    ways: tuple[WayView, ...]
    day: date
    there: Elsewhere | None = None
    fits: tuple[Fitting, ...] = ()
    now: datetime | None = None

    @property
    def id(self) -> UUID:
        return self.entry.customer

    @property
    def name(self) -> str | None:
        return self.entry.name

    @property
    def top(self) -> Reason | None:
        return self.reasons[0] if self.reasons else None

    @property
    def sayable(self) -> list[Fitting]:
        """What of the library may be said with this card, the best first."""
        return sayable(self.customer.profile, self.top.rule if self.top else None, self.fits)

    @property
    def worth_saying(self) -> Fitting | None:
        return next(iter(self.sayable), None)

    @property
    def unanswered(self) -> HabitChange | None:
        """The change of habit that is on, about which they were asked, and have not said why."""
        change, profile = self.customer.agenda.change(self.day), self.customer.profile
        left = profile.lost or profile.gone
        return change if change and change.asked and not change.answer and not left else None

    @property
    def said_why(self) -> HabitSaid | None:
        """What they answered last to why they buy differently, until they change again."""
        return said_why(self.customer.profile, self.customer.agenda.changes, self.day)

    @property
    def asks_why(self) -> bool:
        return self.unanswered is not None or any(reason.rule in ASKING_WHY for reason in self.reasons)

    @property
    def asks_pleased(self) -> bool:
        return any(reason.rule is Rule.PLEASED for reason in self.reasons)

    @property
    def last_contact(self) -> Contact | None:
        return self.customer.profile.last_attempt

    @property
    def next_date(self) -> NextDate | None:
        return self.customer.profile.next_date

    @property
    def next_on(self) -> date | None:
        """The next day with a reason, today included; None for a rest or a customer gone for good."""
        return self.customer.agenda.next_on(self.day)

    @property
    def state(self) -> State:
        """What the evidence says of them on this day."""
        customer = self.customer
        return state_of(customer.profile, customer.rulebook, customer.setting.rhythm, self.day)

    @property
    def reason_to_write(self) -> ToWrite:
        """What a friendly word may be about today."""
        return reason_to_write(self.customer.profile, self.day)

    def answer_clock(self, enquiry: UUID) -> AnswerClock | None:
        """Until when the firm wants an open enquiry answered; None where it promises nothing."""
        setting, asked = self.customer.setting, self.customer.profile.enquiries[enquiry]
        return answer_clock(asked.at, self.now, setting.rulebook, setting.hours)

    @property
    def stage(self) -> tuple[Stage, date] | None:
        """Where they are in buying, and since when."""
        return stage(self.customer.profile, self.day)

    @property
    def needs(self) -> dict[UUID, str]:
        """What they need, as far as it is not met and not forgotten."""
        words = self.customer.details.words
        return {need: words[need] for need in self.customer.profile.needs if need in words}

    @property
    def only_sold(self) -> bool:
        """Whether selling was all that reached them of late, so that this card should not sell again."""
        return only_sold(self.customer.profile) and (self.top is None or self.top.rule in SELLING)

    @property
    def usable_ways(self) -> list[WayView]:
        return [way for way in self.ways if way.usable]

    @property
    def ways_to_ask(self) -> list[WayView]:
        """By which selling needs a yes that nobody asked for yet."""
        return [way for way in self.ways if way.state == WayState.ASK_FIRST.value]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What of the library is in use, and how many customers of each team got it."""

    items: Library = ()
    used: Mapping[UUID | None, Mapping[UUID, int]] = field(default_factory=dict)


NOTHING = Shelf()


def _shelf(tx: Tx, profiles: Iterable[Profile]) -> Shelf:
    items = library.shelf(tx)
    teams = {profile.team for profile in profiles} if items else ()
    return Shelf(items, {team: sent_items.used(tx, team) for team in teams if team})


def cards(visit: Visit, tx: Tx, customers: Iterable[UUID], day: date, *, to_keep: bool = False) -> dict[UUID, Card]:
    """The cards of these customers, as of `day`, from what is known now. The caller has checked who may see them.

    `to_keep`: for days, so that nothing on them is of this moment.
    """
    wanted = list(customers)
    lines = directory.entries(tx, wanted)
    stored = profiles.load(tx, wanted)
    shelf = _shelf(tx, (profile for profile, _ in stored.values()))
    found = {}
    for customer in wanted:
        if customer in stored and customer in lines:
            state = customer_of(customer, *stored[customer], visit.setting)
            there = None if to_keep else elsewhere(visit, state.profile)
            now = None if to_keep else visit.now
            found[customer] = card_of(state, lines[customer], day, there, shelf, now)
    return found


def card(visit: Visit, customer: UUID) -> Card:
    """One customer's card of today, if this person may see it; 404 otherwise, as for one who is not there."""
    if customer == NOBODY and is_for_nobody():
        return _blank(visit)
    with visit.read() as tx:
        entry = directory.entry(tx, customer, visit.scope)
        stored = profiles.load(tx, [customer]) if entry else {}
        shelf = _shelf(tx, (profile for profile, _ in stored.values()))
    if entry is None or customer not in stored:
        raise not_here()
    state = customer_of(customer, *stored[customer], visit.setting)
    return card_of(state, entry, visit.today, elsewhere(visit, state.profile), shelf, visit.now)


def _blank(visit: Visit) -> Card:
    state = customer_of(NOBODY, Profile(), Details(name=NAME), visit.setting)
    return card_of(state, directory.entry_of(state), visit.today)


def elsewhere(visit: Visit, profile: Profile) -> Elsewhere | None:
    """None for who lives by the firm's own clock."""
    if not profile.zone:
        return None
    there = visit.now.astimezone(ZoneInfo(profile.zone))
    return Elsewhere(there.time(), quiet_until(visit.setting.rulebook, there))


def card_of(
    customer: Customer,
    entry: Entry,
    day: date,
    there: Elsewhere | None = None,
    shelf: Shelf = NOTHING,
    now: datetime | None = None,
) -> Card:
    """`shelf`: nothing on a past day, which had another one."""
    reasons = tuple(reason_of(customer, window) for window in customer.agenda.on(day))
    selling = not reasons or reasons[0].rule in SELLING
    quiet = selling and there is not None and there.quiet_until is not None
    known = ways_of(customer, entry, selling=selling, quiet=quiet)
    card = Card(customer, entry, reasons, known, day, there, (), now)
    used = shelf.used.get(customer.profile.team, UNUSED)
    return replace(card, fits=tuple(fitting(customer.profile, shelf.items, card.needs.values(), used)))


def ways_of(customer: Customer, entry: Entry, *, selling: bool, quiet: bool = False) -> tuple[WayView, ...]:
    """`quiet`: it is too early or too late where they live."""
    return tuple(_way(way, entry) for way in ways(customer.profile, selling=selling, quiet=quiet))


def reason_of(customer: Customer, window: Window) -> Reason:
    words = customer.details.words.get(window.item) if window.item else None
    return Reason(window.rule, window.lane, window.opens, window.numbers, words, window.item, window.because)


def _way(way: Way, entry: Entry) -> WayView:
    number = {
        Channel.CALL: entry.phone,
        Channel.TEXT: entry.phone,
        Channel.VIDEO: entry.phone or entry.email,
        Channel.EMAIL: entry.email,
        Channel.LETTER: entry.place,
        Channel.VISIT: entry.place,
    }[way.channel]
    href = _href(way.channel, number) if way.usable and number else ""
    return WayView(way.channel, way.state.value, way.usable, href, number or "")


def _href(channel: Channel, number: str) -> str:
    """Where the phone's own program is opened: the dialler, messages, mail; nothing for what is done on foot."""
    match channel:
        case Channel.CALL:
            return "tel:" + quote(number.replace(" ", ""), safe="+")
        case Channel.TEXT:
            return "sms:" + quote(number.replace(" ", ""), safe="+")
        case Channel.EMAIL:
            return "mailto:" + quote(number, safe="@")
        case Channel.LETTER | Channel.VISIT | Channel.VIDEO:
            return ""
