"""Which item of the library is meant?"""

from __future__ import annotations

from uuid import UUID

from backend.projections import library
from backend.web.errors import not_here
from backend.web.nobody import THING, is_for_nobody
from backend.web.session import Visit
from events.library import ValueItem, ValueKind

BLANK = ValueItem(
    item=THING, kind=ValueKind.TIP, title="Worth saying", words="", link="", needs=(), products=(), existing_only=False
)
"""For the phone to fill in."""


def kept(visit: Visit, item: UUID) -> ValueItem:
    """In use or retired; 404 for what was never kept."""
    if item == THING and is_for_nobody():
        return BLANK
    with visit.read() as tx:
        found = library.item(tx, item)
    if found is None:
        raise not_here()
    return found
