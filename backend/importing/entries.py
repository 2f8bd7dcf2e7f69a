"""What does one row of any file say, once it is read: of whom, and what they bought, had before or were told?"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from events.values import Channel, Outcome


class Kind(StrEnum):
    """What the rows of a file are."""

    PURCHASES = "purchases"
    PEOPLE = "people"
    CONTACTS = "contacts"


class Person(NamedTuple):
    """Whom a row is about, as it stands there; `number` is the customer's number in the shop."""

    number: str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    place: str | None = None


class Sale(NamedTuple):
    """A purchase or a line of one; amounts in minor units. Rows that share an `order_id` are lines of one sale.

    `refunded` is what was given back of the order so far; `refund`: the row itself gives `amount` back, of the order if
    it names one; `voided`: the order did not come about.
    """

    on: date
    amount: int
    quantity: int = 1
    order_id: str | None = None
    refunded: int = 0
    refund: bool = False
    voided: bool = False


class Stated(NamedTuple):
    """What a list of people says of their past: the last order, and the total in minor units, so far."""

    last_order: date | None = None
    total: int | None = None
    orders: int | None = None


class Contacted(NamedTuple):
    """A call, visit or message of the past."""

    on: date
    channel: Channel
    outcome: Outcome
    note: str | None = None


class Entry(NamedTuple):
    """One row, read. `consent` holds what a column says; `owner` the words of a column; `text` the row as it stands."""

    line: int
    person: Person
    what: Sale | Stated | Contacted | None = None
    owner: str | None = None
    consent: tuple[tuple[Channel, bool], ...] = ()
    text: str = ""


class BadRow(NamedTuple):
    """A row that cannot be taken, and why in one sentence; `cells` where it could be told apart into its columns.

    Rows that were read and are refused later have none: an `Entry` is put aside by the million, and keeps its text.
    """

    line: int
    why: str
    text: str = ""
    cells: tuple[str, ...] = ()
