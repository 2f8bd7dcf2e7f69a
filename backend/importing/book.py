"""Which facts do one customer's rows lead to, given what is known of them already?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import lru_cache
from uuid import UUID, uuid5

from backend.importing.baskets import Back, Sales, sales_of
from backend.importing.cast import By, merged
from backend.importing.entries import BadRow, Contacted, Entry, Person, Stated
from backend.importing.homes import HomeOf
from backend.importing.keys import RowKeys
from backend.importing.taken_back import latest, standing
from backend.importing.twins import twins
from backend.projections.details import Details
from backend.retention.days import start_of
from backend.retention.profile import Profile
from events.consent import ConsentGiven, ConsentWithdrawn
from events.contacts import ContactAttempted, LogContactAttempt, decide
from events.customers import (
    ContactDetailsCorrected,
    CorrectContactDetails,
    CustomerRegistered,
    GiveCustomerNumber,
    RegisterCustomer,
    correct,
    give_number,
    register,
)
from events.kernel import SYSTEM, Fact, Noted, Recorded, Refused
from events.purchases import (
    PurchaseRecognised,
    PurchaseRecorded,
    PurchaseRefunded,
    RefundPurchase,
    VoidPurchase,
    recognise,
    refund,
)
from events.purchases import void as void_fact
from events.stated import StateHistory, state
from events.values import Channel, Money

SAME_SALE_WITHIN = 7
"""Days between a sale noted by hand and the one that an import brings, for which they may be the same."""

KnownBy = Callable[[Person], tuple[By, str]]


@dataclass(frozen=True)
class Terms:
    """What holds for every customer of one import. `home` says who gets a new customer, by the words of a column.

    `sources` tells of each import so far where its file was from.
    `same_sales`: a sale noted by hand that the import brings again is the same one; else both count.
    """

    import_id: UUID
    keys: RowKeys
    sources: Mapping[UUID, str]
    known_by: KnownBy
    home: HomeOf
    zone: tzinfo
    now: datetime
    source_words: str = ""
    same_sales: bool = True

    def at(self, day: date) -> datetime:
        return min(_start(day, self.zone), self.now)

    def brought(self, noted: Recorded) -> bool:
        """Whether an import from the same source brought a fact."""
        return noted.noted_by == SYSTEM and any(self.sources.get(one) == self.keys.source for one in noted.because)

    def who(self, row: Entry) -> str:
        return self.keys.who(*self.known_by(row.person))


@lru_cache(maxsize=16_384)
def _start(day: date, zone: tzinfo) -> datetime:
    return start_of(day, zone)


@dataclass(slots=True)
class Before:
    """What is known of a customer that is on the list: `facts` are read only where they are asked for."""

    profile: Profile
    details: Details
    facts: Callable[[], Sequence[Recorded]]


@dataclass(slots=True)
class Page:
    """What one customer's rows lead to, some of which may be in the log already. `bad` rows could not be taken.

    `by_hand` are sales that somebody noted before, by the id of the row that brings them again; `lines` tells where in
    the file a fact stands. `known_lines` are those of rows that are here already, though not by their id.
    """

    customer: UUID
    new: bool
    facts: list[Noted] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    by_hand: dict[UUID, UUID] = field(default_factory=dict)
    lines: dict[UUID, int] = field(default_factory=dict)
    known_lines: list[int] = field(default_factory=list)


def page_of(customer: UUID, rows: Sequence[Entry], before: Before | None, terms: Terms) -> Page:
    page = Page(customer, new=before is None)
    sales = sales_of(rows, terms.who, terms.keys.identity)
    page.bad, page.lines = sales.bad, sales.lines
    person = rows[0].person
    for row in rows[1:]:
        person = merged(person, row.person)
    first = min((row.what.on for row in rows if row.what and not isinstance(row.what, Stated)), default=None)
    notes = _Notes(page, terms)
    if before is None:
        notes.add(customer, terms.at(first) if first else terms.now, _registered(person, rows, terms))
    else:
        _fill_gaps(notes, person, before)
    _sales(notes, sales, before)
    for row in rows:
        if isinstance(row.what, Stated):
            _stated(notes, row, row.what, before)
    _contacts(notes, rows)
    _consents(notes, rows, before)
    if page.new and page.bad and len(page.facts) == 1:
        # Nothing that their rows say could be taken, so they do not come on the list.
        page.facts = []
    page.facts.sort(key=lambda noted: noted.occurred_at)
    return page


@dataclass(slots=True)
class _Notes:
    page: Page
    terms: Terms

    def add(self, fact: UUID, at: datetime, body: Fact) -> None:
        because = (self.terms.import_id,)
        self.page.facts.append(
            Noted(fact_id=fact, stream=self.page.customer, occurred_at=at, noted_by=SYSTEM, because=because, body=body)
        )


def _registered(person: Person, rows: Iterable[Entry], terms: Terms) -> CustomerRegistered:
    by, key = terms.known_by(person)
    owner, team = terms.home(terms.keys.who(by, key), next((row.owner for row in rows if row.owner), None))
    name = person.name or person.email or person.phone or f"Customer {person.number}"
    return register(
        RegisterCustomer(
            name=name,
            phone=person.phone,
            email=person.email,
            place=person.place,
            owner=owner,
            team=team,
            source=terms.keys.source,
        ),
        numbered=bool(person.number),
    )


def _fill_gaps(notes: _Notes, person: Person, before: Before) -> None:
    """What people noted here stays: a file adds only what is missing, and its number for the customer."""
    said = {name: value for name, value in person._asdict().items() if name != "number"}
    missing = {name: value for name, value in said.items() if value and not getattr(before.details, name)}
    if missing:
        body: ContactDetailsCorrected = correct(CorrectContactDetails(**missing))
        notes.add(uuid5(notes.terms.import_id, f"details {notes.page.customer}"), notes.terms.now, body)
    keys = notes.terms.keys
    if person.number and keys.customer(By.NUMBER, person.number) != notes.page.customer:
        fact = keys.identity.other("number", person.number)
        notes.add(fact, notes.terms.now, give_number(GiveCustomerNumber(source=keys.source, number=person.number)))


def _sales(notes: _Notes, sales: Sales, before: Before | None) -> None:
    at = notes.terms.at
    by_hand = _noted_by_hand(sales.recorded, before) if before else {}
    notes.page.by_hand = by_hand
    for fact, sale in sales.recorded.items():
        if fact in by_hand and notes.terms.same_sales:
            same = recognise(by_hand[fact], notes.terms.keys.source, sale.order_id)
            notes.add(fact, at(sale.on), same)
        else:
            notes.add(fact, at(sale.on), sale)
    for fact, back in sales.refunds.items():
        amount = back.amount - (_given_back_before(back, before) if before and back.so_far else 0)
        if amount > 0:
            body = refund(RefundPurchase(of=back.of, amount=Money(amount), on=back.on))
            notes.add(fact, at(back.on), body)
    for fact, void in sales.voids.items():
        notes.add(fact, at(void.on), void_fact(VoidPurchase(of=void.of, on=void.on)))


def _given_back_before(back: Back, before: Before) -> int:
    """Of that sale as it stands now: what was given back of one that was taken back is no word on it."""
    facts = before.facts()
    assert back.of is not None, "only an order says how much of it was given back so far"
    stands = latest(back.of, facts)
    return sum(
        noted.body.amount
        for noted in facts
        if isinstance(noted.body, PurchaseRefunded)
        and noted.body.of == stands
        and noted.fact_id not in before.profile.voided
    )


def _noted_by_hand(recorded: dict[UUID, PurchaseRecorded], before: Before) -> dict[UUID, UUID]:
    """Sales that somebody noted here and that the file brings again: of the same order, or alike within a week."""
    days = [bought.day for bought in before.profile.days]
    near = {
        fact: sale
        for fact, sale in recorded.items()
        if sale.order_id or any(abs(day - sale.on.toordinal()) <= SAME_SALE_WITHIN for day in days)
    }
    if not near or not days:
        return {}
    facts = before.facts()
    stands = standing(facts)
    known = {noted.fact_id for noted in stands}
    taken = {noted.body.of for noted in stands if isinstance(noted.body, PurchaseRecognised)}
    hand = {
        noted.fact_id: noted.body
        for noted in facts
        if isinstance(noted.body, PurchaseRecorded)
        and noted.noted_by != SYSTEM
        and noted.fact_id not in before.profile.voided
        and noted.fact_id not in taken
    }
    found: dict[UUID, UUID] = {}
    for fact, sale in near.items():
        same = next((one for one, body in hand.items() if _same_sale(sale, body)), None) if fact not in known else None
        if same:
            found[fact] = same
            del hand[same]
    return found


def _same_sale(sale: PurchaseRecorded, by_hand: PurchaseRecorded) -> bool:
    if sale.order_id and by_hand.order_id:
        return sale.order_id == by_hand.order_id
    return sale.amount == by_hand.amount and abs((sale.on - by_hand.on).days) <= SAME_SALE_WITHIN


def leave_twins(page: Page, before: Before, terms: Terms) -> None:
    """Take off the page what came before under other words."""
    found = twins(page.facts, before.facts(), terms.brought)
    if found:
        page.facts = [noted for noted in page.facts if noted.fact_id not in found]
        page.known_lines += [page.lines.get(fact, 0) for fact in found]


def _stated(notes: _Notes, row: Entry, said: Stated, before: Before | None) -> None:
    """What was said last counts; said again, it changes nothing."""
    last = before.profile.stated if before else None
    if last and (last.last_order, last.total, last.orders) == tuple(said):
        notes.page.known_lines.append(row.line)
        return
    who = notes.terms.who(row) + (last.fact.hex if last else "")
    fact = notes.terms.keys.identity.other("stated", who, *said)
    notes.page.lines[fact] = row.line
    total = None if said.total is None else Money(said.total)
    told = StateHistory(last_order=said.last_order, total=total, orders=said.orders)
    notes.add(fact, notes.terms.now, state(told))


def _contacts(notes: _Notes, rows: Sequence[Entry]) -> None:
    seen = Counter[tuple[object, ...]]()
    for row in rows:
        if isinstance(row.what, Contacted):
            try:
                body = _attempt(row.what)
            except Refused as why:
                notes.page.bad.append(BadRow(row.line, str(why), row.text))
                continue
            content = (notes.terms.who(row), row.what.on, row.what.channel, row.what.outcome)
            seen[content] += 1
            fact = notes.terms.keys.identity.other("contact", *content, seen[content])
            notes.page.lines[fact] = row.line
            notes.add(fact, notes.terms.at(row.what.on), body)


def _attempt(said: Contacted) -> ContactAttempted:
    (body,) = decide(None, LogContactAttempt(channel=said.channel, outcome=said.outcome, note=said.note))
    return body


def _consents(notes: _Notes, rows: Sequence[Entry], before: Before | None) -> None:
    """A yes of a file counts where nobody was asked here; a no always does."""
    words = notes.terms.source_words
    for row, channel, given in _said(rows):
        known = before.profile.consent.get(channel) if before else None
        if known and (given or not known.given):
            continue
        fact = notes.terms.keys.identity.other("consent", notes.terms.who(row), channel, given)
        body: Fact = (
            ConsentGiven(channel=channel, source=words) if given else ConsentWithdrawn(channel=channel, source=words)
        )
        notes.add(fact, notes.terms.now, body)


def _said(rows: Iterable[Entry]) -> Iterator[tuple[Entry, Channel, bool]]:
    """What the rows say of each channel in the end: a no of any row stands."""
    last: dict[Channel, tuple[Entry, Channel, bool]] = {}
    for row in rows:
        for channel, given in row.consent:
            if channel not in last or not given:
                last[channel] = (row, channel, given)
    yield from last.values()
