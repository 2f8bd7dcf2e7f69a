"""Which rows of a customer are in the log already, though they named the customer by other words then?

An e-mail that is new in a later export changes the id of a row without an order number. What came of such a row stands
in the customer's stream: of the same source, day, amount and quantity, and no row of this file has its id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from backend.importing.taken_back import standing
from events.contacts import ContactAttempted
from events.kernel import Noted, Recorded
from events.purchases import PurchaseRecorded

Content = tuple[Any, ...]


def twins(rows: Iterable[Noted], stream: Sequence[Recorded], of_source: Callable[[Recorded], bool]) -> dict[UUID, UUID]:
    """Of each row that came under other words the fact that it led to. `of_source`: whether this source brought it."""
    ours: Mapping[Content, dict[UUID, None]] = defaultdict(dict)
    for noted in rows:
        if content := _content(noted):
            ours[content][noted.fact_id] = None
    there: Mapping[Content, dict[UUID, None]] = defaultdict(dict)
    for noted in standing(stream):
        content = _content(noted)
        if content is not None and content in ours and of_source(noted):
            there[content][noted.fact_id] = None
    found: dict[UUID, UUID] = {}
    for content, mine in ours.items():
        known = there[content]
        free = [fact for fact in known if fact not in mine]
        found.update(zip([fact for fact in mine if fact not in known], free, strict=False))
    return found


def _content(noted: Noted) -> Content | None:
    """What makes two rows alike; None for what has a number of its own or is told by itself."""
    match noted.body:
        case PurchaseRecorded(order_id=None, on=on, amount=amount, quantity=quantity):
            return (on, amount, quantity)
        case ContactAttempted(channel=channel, outcome=outcome):
            return (noted.occurred_at, channel, outcome)
        case _:
            return None
