"""What may a column of a file hold, and which column of this file holds what?"""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from backend.importing.entries import Kind
from backend.importing.lines import MOST_COLUMNS
from backend.importing.values import DateStyle, NumberStyle
from events.kernel import Refused


class Field(StrEnum):
    """`number` is the customer's number in the shop; `other_place` stands in where `place` is blank.

    `no_email` is a consent the other way round: yes means that no e-mail is wanted.
    """

    NUMBER = "number"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    COMPANY = "company"
    PHONE = "phone"
    EMAIL = "email"
    PLACE = "place"
    OTHER_PLACE = "other_place"
    DATE = "date"
    AMOUNT = "amount"
    QUANTITY = "quantity"
    ORDER_ID = "order_id"
    CURRENCY = "currency"
    STATUS = "status"
    REFUNDED = "refunded"
    EVENT_TYPE = "event_type"
    LAST_ORDER = "last_order"
    TOTAL = "total"
    ORDERS = "orders"
    OWNER = "owner"
    CONSENT_EMAIL = "consent_email"
    CONSENT_TEXT = "consent_text"
    CONSENT_CALL = "consent_call"
    NO_EMAIL = "no_email"
    CHANNEL = "channel"
    OUTCOME = "outcome"
    NOTE = "note"


WHO = (Field.NUMBER, Field.NAME, Field.FIRST_NAME, Field.LAST_NAME, Field.COMPANY, Field.PHONE, Field.EMAIL)
"""One of these at least says whom a row is about."""
PERSON = (*WHO, Field.PLACE, Field.OTHER_PLACE)
MAY_WE = (Field.OWNER, Field.CONSENT_EMAIL, Field.CONSENT_TEXT, Field.CONSENT_CALL, Field.NO_EMAIL)
FIELDS: dict[Kind, tuple[Field, ...]] = {
    Kind.PURCHASES: (
        *(Field.DATE, Field.AMOUNT, Field.QUANTITY, Field.ORDER_ID, Field.CURRENCY, Field.STATUS, Field.REFUNDED),
        *(Field.EVENT_TYPE, *PERSON, *MAY_WE),
    ),
    Kind.PEOPLE: (*PERSON, Field.LAST_ORDER, Field.TOTAL, Field.ORDERS, Field.CURRENCY, *MAY_WE),
    Kind.CONTACTS: (Field.DATE, Field.CHANNEL, Field.OUTCOME, Field.NOTE, *PERSON, *MAY_WE),
}
"""What the rows of each kind may say."""
NEEDED: dict[Kind, tuple[Field, ...]] = {
    Kind.PURCHASES: (Field.DATE, Field.AMOUNT),
    Kind.PEOPLE: (),
    Kind.CONTACTS: (Field.DATE,),
}
DATES = frozenset({Field.DATE, Field.LAST_ORDER})
NUMBERS = frozenset({Field.AMOUNT, Field.QUANTITY, Field.REFUNDED, Field.TOTAL, Field.ORDERS})
JOINED = {Field.PLACE: ", ", Field.OTHER_PLACE: ", ", Field.FIRST_NAME: " ", Field.NOTE: "\n"}
"""Where several columns hold one thing, these are put together; of the others, the first that says something counts."""


@dataclass(frozen=True)
class Mapping:
    """Which columns, counted from 0, hold what. A style is None while nobody said, or where it does not matter."""

    kind: Kind
    columns: AnyMapping[Field, tuple[int, ...]] = field(default_factory=dict)
    dates: DateStyle | None = None
    numbers: NumberStyle | None = None

    def missing(self) -> tuple[Field, ...]:
        """What must still be said before rows can be read; NUMBER stands for any of WHO."""
        lacking = [wanted for wanted in NEEDED[self.kind] if not self.columns.get(wanted)]
        return (*lacking, *([] if any(self.columns.get(who) for who in WHO) else [Field.NUMBER]))

    def as_plain(self) -> dict[str, Any]:
        """In JSON's own types."""
        return {
            "kind": self.kind.value,
            "columns": {which.value: list(places) for which, places in self.columns.items() if places},
            "dates": self.dates and self.dates.value,
            "numbers": self.numbers and self.numbers.value,
        }

    @classmethod
    def of_plain(cls, plain: Any) -> Mapping:
        """Raises Refused for what `as_plain` cannot have made."""
        try:
            return cls(
                kind=Kind(plain["kind"]),
                columns={Field(which): _places(places) for which, places in plain["columns"].items()},
                dates=DateStyle(plain["dates"]) if plain.get("dates") else None,
                numbers=NumberStyle(plain["numbers"]) if plain.get("numbers") else None,
            )
        except (AttributeError, KeyError, TypeError, ValueError):
            raise Refused("This choice of columns cannot be read. Choose the columns again.") from None


def _places(places: Any) -> tuple[int, ...]:
    if not isinstance(places, list) or not all(type(place) is int and 0 <= place < MOST_COLUMNS for place in places):
        raise ValueError("columns are counted from 0")
    return tuple(places)
