"""Whom does a file mean? Customers of the whole firm by number, e-mail, phone or name, for thousands at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from backend.projections.base import Customer, Row, Table
from backend.projections.folding import DIGITS_THAT_TELL, NATIONAL_DIGITS, backwards, folded
from backend.store import Tx, select_in, uuid_of

TABLE = Table(
    "live_keys",
    {"customer": "BYTEA NOT NULL", "known_as": "BYTEA NOT NULL"},
    indexes=("known_as, customer",),
    key="customer, known_as",
    by_key=True,
)
READ = "SELECT known_as, customer FROM live_keys WHERE known_as IN (*)"
NUMBER, EMAIL, PHONE, NAME = "=", "@", "#", "~"
"""Before what is kept: each kind is sought alone."""
BETWEEN = "\x1f"
"""Between a source and its number: no name can hold it."""

Key = Callable[[str], str | None]


class Matching:
    table = TABLE

    def rows(self, customer: Customer) -> Iterable[Row]:
        details = customer.details
        if customer.profile.registered:
            known = {_email(details.email or ""), _phone(details.phone or ""), _name(details.name or "")}
            known |= {_number(source, number) for source, number in details.numbers}
            for key in sorted(key for key in known if key):
                yield (customer.key, key.encode())


def by_number(tx: Tx, source: str, numbers: Collection[str]) -> dict[str, list[UUID]]:
    """Under exactly this number of this shop or till."""
    return _found(tx, numbers, lambda number: _number(source, number))


def by_email(tx: Tx, emails: Collection[str]) -> dict[str, list[UUID]]:
    """With this address, in capitals or not."""
    return _found(tx, emails, _email)


def by_phone(tx: Tx, phones: Collection[str]) -> dict[str, list[UUID]]:
    """Whose number has the same last nine digits, however it is spelt, with or without the country."""
    return _found(tx, phones, _phone)


def by_name(tx: Tx, names: Collection[str]) -> dict[str, list[UUID]]:
    """Of exactly this name, but for case and accents."""
    return _found(tx, names, _name)


def _found(tx: Tx, asked: Collection[str], key: Key) -> dict[str, list[UUID]]:
    """Of each that was asked for and is known, the customers in the order of their ids; the others are left out."""
    wanted: dict[bytes, list[str]] = {}
    for text in asked:
        kept = key(text)
        if kept:
            wanted.setdefault(kept.encode(), []).append(text)
    found: dict[str, list[UUID]] = {}
    for kept, customer in sorted(select_in(tx, READ, wanted)):
        for text in wanted[bytes(kept)]:
            found.setdefault(text, []).append(uuid_of(customer))
    return found


def _number(source: str, number: str) -> str | None:
    number = " ".join(number.split())
    return f"{NUMBER}{source}{BETWEEN}{number}" if number else None


def _email(text: str) -> str | None:
    address = text.strip().casefold()
    return EMAIL + address if address else None


def _phone(text: str) -> str | None:
    """None where there are too few digits to tell anybody by."""
    digits = backwards(text)[:NATIONAL_DIGITS]
    return PHONE + digits if len(digits) >= DIGITS_THAT_TELL else None


def _name(text: str) -> str | None:
    name = folded(" ".join(text.split()))
    return NAME + name if name else None
