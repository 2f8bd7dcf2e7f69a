"""How does an action gather what many customers said, and how are all of them told once it is done? In batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID, uuid5

from backend.commands import carry_out_together
from backend.projections import actions, directory
from backend.projections.actions import Action
from backend.store import Busy, Conflict
from backend.web.session import Visit, device
from events.actions import MOST_GATHERED, GatherFeedback
from events.kernel import Asked, Command, Refused
from events.telling import ActOnFeedback

AT_ONCE = 200
"""Customers of one transaction: others write in between."""
A_DAY = 20
"""Customers a working day whom one person is to tell: an action for thousands fills no day."""
FIRST = UUID(int=0)

Said = tuple[UUID, UUID]
"""A customer, and the fact of what they said."""


def gather(here: Visit, action: Action, said: Sequence[Said]) -> int:
    """Let an action answer all this; returns how many customers it gathers now. The same again adds nothing.

    Raises Refused for more than one action can answer.
    """
    with here.read() as tx:
        known = {customer for customer, _ in actions.gathered(tx, action.id, FIRST, MOST_GATHERED * 2)}
    if len(known | {customer for customer, _ in said}) > MOST_GATHERED:
        raise Refused(f"An action answers up to {MOST_GATHERED:,} customers. Choose a narrower theme.")
    asked = [
        _asked(here, action.id, uuid5(action.id, f"{customer} {reason}"), GatherFeedback(customer=customer, of=reason))
        for customer, reason in said
    ]
    _in_batches(here, asked)
    with here.read() as tx:
        return actions.many(tx, action.id)


def tell(here: Visit, action: Action) -> int:
    """Have everybody told whose words it answers; returns of how many customers that is noted by now.

    Fewer when many others were writing: the same again goes on, and notes it with nobody twice.
    """
    with here.read() as tx:
        said = actions.gathered(tx, action.id, FIRST, MOST_GATHERED * 2)
        reasons: dict[UUID, list[UUID]] = {}
        for customer, reason in said:
            reasons.setdefault(customer, []).append(reason)
        holders = {one: entry.owner or entry.team for one, entry in directory.entries(tx, list(reasons)).items()}
    listed = [customer for customer in reasons if customer in holders]
    days = _days(here, (holders[customer] for customer in listed))
    return _in_batches(
        here,
        [
            _asked(
                here,
                customer,
                uuid5(action.id, f"{customer} is told"),
                ActOnFeedback(action=action.id, reasons=tuple(reasons[customer]), on=on, text=action.ending),
            )
            for customer, on in zip(listed, days, strict=True)
        ],
    )


def _days(here: Visit, holders: Iterable[UUID | None]) -> Iterator[date]:
    """From which day on each is told: so many a working day for each who looks after them."""
    calendar = here.setting.calendar
    days, before = [calendar.on_or_after(here.today)], Counter[UUID | None]()
    for holder in holders:
        nth = before[holder] // A_DAY
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


def _in_batches(here: Visit, asked: Sequence[Asked]) -> int:
    done = 0
    for first in range(0, len(asked), AT_ONCE):
        batch = asked[first : first + AT_ONCE]
        try:
            carry_out_together(here.store, batch, views=here.house.views)
        except (Busy, Conflict):
            if not done:
                raise
            break
        done += len(batch)
    return done
