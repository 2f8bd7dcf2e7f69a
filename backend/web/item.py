"""What of a batch is being carried out now? Fields and times come from there before they come from the request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import g

from backend.store import Appended


@dataclass(slots=True)
class Item:
    """One noted thing, carried out as the form that it is.

    `skew` is what the phone's clock is behind ours, so much that its times are shifted by it; `phone_at` is then what
    it said. `late`: noted some time ago. `appended` is what it led to. `same`: where somebody like this is on the list
    already, fields of which one says who is meant, each with its value and in words.
    """

    fields: Mapping[str, str | list[str]]
    skew: timedelta
    phone_at: datetime | None
    late: bool
    appended: Appended | None = None
    same: tuple[tuple[str, str, str], ...] = ()


def current() -> Item | None:
    """None: a form that was sent by itself."""
    found: Item | None = g.get("item")
    return found


@contextmanager
def carrying_out(item: Item) -> Iterator[None]:
    g.item = item
    try:
        yield
    finally:
        del g.item
