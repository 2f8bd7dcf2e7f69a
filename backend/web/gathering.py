"""How does an action gather what many said, or let it go, and how are all told once it is done? In batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from time import monotonic
from uuid import UUID, uuid5

from backend.commands import Also, carry_out_together
from backend.projections import acted_on, actions, directory, profiles
from backend.projections.actions import Action
from backend.retention.profile import Profile
from backend.store import Busy, Conflict, Tx
from backend.web.session import Visit, device
from events.actions import MOST_GATHERED, GatherFeedback, TakeOutFeedback
from events.kernel import Asked, Command, Recorded
from events.notes import UndoFact
from events.telling import ActOnFeedback

AT_ONCE = 200
"""Customers of one transaction: others write in between."""

PATIENCE = 12
"""Seconds for one answer: with thousands of customers one goes on from the page."""


class Gathered(StrEnum):
    """What came of gathering: all of it, as many as one action answers, or some, and there are more."""

    WHOLE = "whole"
    FULL = "full"
    MORE = "more"


Said = Mapping[UUID, Sequence[UUID]]
"""Of each customer the facts of what they said."""


def gather(here: Visit, action: UUID, said: Said, base: UUID) -> Gathered:
    """Let an action answer all this, as far as there is room in it and time: the same again goes on.

    Those whom `said` names first come first.
    """
    with here.read() as tx:
        known = actions.gathered(tx, action)
    room = max(MOST_GATHERED - len(known), 0)
    new = [customer for customer in said if customer not in known]
    full = set(new[room:])
    asked = [
        _asked(here, action, uuid5(base, f"{customer} {fact}"), GatherFeedback(customer=customer, of=fact))
        for customer, facts in said.items()
        for fact in facts
        if customer not in full and fact not in known.get(customer, ())
    ]
    if not _in_batches(here, asked):
        return Gathered.MORE
    return Gathered.FULL if full else Gathered.WHOLE


def take_out(here: Visit, action: Action, customer: UUID, base: UUID) -> None:
    """Let an action answer nothing that this customer said; the same again does nothing. Raises Refused once over."""
    with here.read() as tx:
        said = [fact for one, fact in actions.answering(tx, customer) if one.id == action.id]
    for fact in said:
        _let_go(here, action.id, customer, fact, base)


def let_go(here: Visit, customer: UUID) -> Also:
    """In the transaction of what is noted of a customer: what was undone, and what is about something else by now, is
    taken out of the actions that run.
    """

    def follow(tx: Tx, recorded: Sequence[Recorded]) -> None:
        answering = actions.answering(tx, customer)
        stored = profiles.load(tx, [customer]).get(customer) if answering else None
        for action, fact in answering:
            if stored and not _answers(action, stored[0], fact):
                _let_go(here, action.id, customer, fact, recorded[0].fact_id)

    return follow


def _answers(action: Action, profile: Profile, fact: UUID) -> bool:
    """What has ended otherwise stays: they hear what was changed for good. What nobody said does not."""
    if fact in profile.voided:
        return False
    said = profile.voiced.get(fact)
    if said is None:
        return True
    return action.theme in ("", *said.themes) and action.reason in (None, said.why)


def _let_go(here: Visit, action: UUID, customer: UUID, fact: UUID, base: UUID) -> None:
    command_id = uuid5(base, f"{action} {customer} {fact}")
    asked = _asked(here, action, command_id, TakeOutFeedback(customer=customer, of=fact))
    carry_out_together(here.store, (asked,), views=here.house.views)


def tell(here: Visit, action: Action) -> int:
    """Have everybody told whose words it answers; returns of how many customers that is noted by now.

    Fewer when it takes long, or many others were writing: the same again goes on, and notes it with nobody twice.
    """
    with here.read() as tx:
        left, said = to_note(here, tx, action), actions.gathered(tx, action.id)
        entries = directory.entries(tx, said)
    holders = {customer: entries[customer].owner or entries[customer].team for customer in said if customer in entries}
    days = dict(zip(holders, _days(here, holders.values()), strict=True))
    _in_batches(
        here,
        [
            _asked(
                here,
                customer,
                _telling_of(action, customer),
                ActOnFeedback(action=action.id, reasons=tuple(said[customer]), on=days[customer], text=action.ending),
            )
            for customer in left
        ],
    )
    with here.read() as tx:
        return len(acted_on.answers(tx, action.id))


def to_note(here: Visit, tx: Tx, action: Action) -> list[UUID]:
    """With whom it is not noted yet that they are to be told; whoever is gone for good is told nothing.

    Where somebody undid it, it stays undone.
    """
    noted = acted_on.answers(tx, action.id)
    left = [customer for customer in actions.gathered(tx, action.id) if customer not in noted]
    tellings = {_telling_of(action, customer): customer for customer in left}
    undone = {tellings[found.fact_id] for found in here.store.found(tx, tellings)}
    there = {one for one, entry in directory.entries(tx, left).items() if entry.standing != "gone"}
    return [customer for customer in left if customer in there - undone]


def untell(here: Visit, action: Action) -> bool:
    """Have nobody told of it after all; returns whether that is noted with everybody. The same again goes on."""
    with here.read() as tx:
        noted = acted_on.answers(tx, action.id)
    _in_batches(here, [_asked(here, one, uuid5(fact, "reopened"), UndoFact(of=fact)) for one, fact in noted.items()])
    with here.read() as tx:
        return not acted_on.answers(tx, action.id)


def _telling_of(action: Action, customer: UUID) -> UUID:
    """One for each time that it is done."""
    again = f" again {action.reopened}" if action.reopened else ""
    return uuid5(action.id, f"{customer} is told{again}")


def _days(here: Visit, holders: Iterable[UUID | None]) -> Iterator[date]:
    """From which day on each is told: so many a working day for each who looks after them."""
    calendar = here.setting.calendar
    days, before = [calendar.on_or_after(here.today)], Counter[UUID | None]()
    for holder in holders:
        nth = before[holder] // here.setting.rulebook.told_a_day
        before[holder] += 1
        while len(days) <= nth:
            days.append(calendar.on_or_after(days[-1] + timedelta(days=1)))
        yield days[nth]


def _asked(here: Visit, stream: UUID, command_id: UUID, command: Command) -> Asked:
    return Asked(
        command_id=command_id,
        stream=stream,
        occurred_at=here.now,
        noted_by=here.person.id,
        device=here.session.device or device(),
        commands=(command,),
    )


def _in_batches(here: Visit, asked: Sequence[Asked]) -> bool:
    """Returns whether all of it was done: not where others were writing, or it took too long."""
    began = monotonic()
    for first in range(0, len(asked), AT_ONCE):
        if first and monotonic() - began > PATIENCE:
            return False
        try:
            carry_out_together(here.store, asked[first : first + AT_ONCE], views=here.house.views)
        except (Busy, Conflict):
            if not first:
                raise
            return False
    return True
