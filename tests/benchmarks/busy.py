"""What do people of the measured shop do with its customers: what was said, asked, sent, gathered and worked?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from events.actions import ActionBegun, ActionDone, FeedbackGathered
from events.contacts import ContactAttempted
from events.enquiries import EnquiryReceived
from events.feedback import FeedbackNoted
from events.firm import FIRM
from events.kernel import SYSTEM, Fact, Noted
from events.library import KeepValueItem, ValueKind
from events.power_hours import PowerHourPlanned
from events.telling import FeedbackActedOn
from events.themes import READY_MADE
from events.values import Channel, EnquirySource, FeedbackKind, Outcome, Rule
from tests.benchmarks.shop import LAST_DAY, NAMES, TEAM, Firm, customer_id

ITEMS = 30
RUNNING, DONE = 20, 10
"""Actions."""
GATHERED = 10_000
"""Customers of the largest action that runs and the largest that is done, as far as there are so many; of every other
a hundredth of them.
"""
HOURS = 50
"""Of each salesperson."""
TRIED = (Outcome.SPOKE, Outcome.NO_ANSWER, Outcome.ORDERED, Outcome.SAID_NO)
EVERY = 5
"""Every so manieth customer of each salesperson speaks, and as many others ask."""
DAY = timedelta(days=1)


def keep_busy(firm: Firm, customers: int, at_once: int = 2_000) -> None:
    """Let two of five customers be spoken with, in a firm that `fill` has filled."""
    for number in range(ITEMS):
        kind = list(ValueKind)[number % len(ValueKind)]
        firm.do(FIRM, KeepValueItem(item=item_id(number), kind=kind, title=f"Item {number}", words="Dear {name}"))
    for streams in (_worked(firm, customers), _actions(firm, customers), _hours(firm)):
        for facts in _in_sets(streams, at_once):
            firm.store.append_many(facts, views=firm.views)


def item_id(number: int) -> UUID:
    return uuid5(NAMES, f"item {number}")


def action_id(number: int) -> UUID:
    return uuid5(NAMES, f"action {number}")


def hour_id(person: UUID, number: int) -> UUID:
    return uuid5(person, f"hour {number}")


def _in_sets(streams: Iterable[list[Noted]], at_once: int) -> Iterator[list[Noted]]:
    """Whole streams together, some so many facts at once."""
    batch: list[Noted] = []
    for facts in streams:
        batch += facts
        if len(batch) >= at_once:
            yield batch
            batch = []
    if batch:
        yield batch


def _worked(firm: Firm, customers: int) -> Iterator[list[Noted]]:
    """Of ten customers of each two said something, were tried in a power hour and got something, and two asked."""
    people = firm.salespeople
    for number in range(customers):
        customer, seller, turn = customer_id(number), people[number % len(people)], number // len(people)
        nth = turn // EVERY
        if turn % EVERY == 1:
            said = FeedbackNoted(kind=FeedbackKind.SUGGESTION, themes=(READY_MADE[nth % len(READY_MADE)].name,))
            sent = ContactAttempted(channel=Channel.EMAIL, outcome=Outcome.SENT, item=item_id(nth % ITEMS))
            yield [
                _fact(customer, "tried", _on(30), _call(TRIED[nth % len(TRIED)], hour_id(seller, nth % HOURS)), seller),
                _fact(customer, "sent", _on(6), sent, seller),
                _fact(customer, "said", _on(5), said, seller),
            ]
        elif turn % EVERY == 2:
            yield list(_asked(customer, nth, seller))


def _call(outcome: Outcome, hour: UUID | None) -> ContactAttempted:
    return ContactAttempted(channel=Channel.CALL, outcome=outcome, rule=Rule.NEXT_STEP, hour=hour)


def _asked(customer: UUID, nth: int, seller: UUID) -> Iterator[Noted]:
    """Of ten who asked five are answered in time and four too late; one waits."""
    asked, source = _on(4 + nth), list(EnquirySource)[nth % len(EnquirySource)]
    yield _fact(customer, "asked", asked, EnquiryReceived(source=source), seller)
    if nth % 10:
        late = timedelta(hours=1) if nth % 2 else 3 * DAY
        yield _fact(customer, "answered", asked + late, _call(Outcome.SPOKE, None), seller)


def _actions(firm: Firm, customers: int) -> Iterator[list[Noted]]:
    """Some run and some are done; the largest of each answer a tenth of the book, and half of the voices stay open."""
    manager, people = firm.salespeople[0], len(firm.salespeople)
    voices = [customer_id(number) for number in range(customers) if number // people % EVERY == 1][: customers // 10]
    for number in range(RUNNING + DONE):
        action, done = action_id(number), number >= RUNNING
        many = min(GATHERED, len(voices)) // (1 if number in (0, RUNNING) else 100)
        whose = [voices[(number * 7 + place) % len(voices)] for place in range(many)]
        begun = ActionBegun(owner=manager, by=LAST_DAY, team=TEAM, what=f"Change {number}", theme="Delivery")
        facts = [_fact(action, "begun", _on(3), begun, manager)]
        facts += [_fact(action, str(one), _on(2), _gathered(one), manager) for one in whose]
        facts += [_fact(action, "done", _on(1), ActionDone(text="It is changed."), manager)] if done else []
        yield facts
        if done:
            yield from ([_fact(one, f"told {number}", _on(1), _told(action, one), manager)] for one in whose)


def _gathered(customer: UUID) -> FeedbackGathered:
    return FeedbackGathered(customer=customer, of=uuid5(customer, "said"))


def _told(action: UUID, customer: UUID) -> FeedbackActedOn:
    return FeedbackActedOn(action=action, reasons=(uuid5(customer, "said"),), on=LAST_DAY, text="It is changed.")


def _hours(firm: Firm) -> Iterator[list[Noted]]:
    for person in firm.salespeople:
        for number in range(HOURS):
            body = PowerHourPlanned(cards=10, minutes=60)
            yield [_fact(hour_id(person, number), "planned", _on(1 + number), body, person)]


def _on(days_ago: int) -> datetime:
    """At ten in the morning."""
    day = LAST_DAY - days_ago * DAY
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def _fact(stream: UUID, name: str, at: datetime, body: Fact, by: UUID = SYSTEM) -> Noted:
    return Noted(fact_id=uuid5(stream, name), stream=stream, occurred_at=at, noted_by=by, body=body)
