"""Who of a file is on the list already: by number, then e-mail, then phone? A name alone is only a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from uuid import UUID

from backend.importing.alike import alike
from backend.importing.cast import By, Cast, Role
from backend.importing.keys import RowKeys
from backend.projections import directory
from backend.projections.directory import Entry
from backend.projections.matching import by_email, by_name, by_number, by_phone
from backend.store import Store, Tx
from events.customers import CustomerNumberGiven, CustomerRegistered
from events.notes import FactUndone

AT_ONCE = 2_000

Known = dict[UUID, Entry]


@dataclass(frozen=True, slots=True)
class Match:
    """Who stands at a place of the cast. `by` None: nobody known. `asked` are who has the same name.

    `like`: somebody known who may be the same person all the same, and was not taken for it.
    """

    place: int
    customer: UUID
    by: By | None = None
    asked: tuple[UUID, ...] = ()
    like: UUID | None = None


class Matching:
    """`joined` are places of the cast that are really another's: they are not asked for."""

    def __init__(self, store: Store, cast: Cast, keys: RowKeys, joined: dict[int, int]) -> None:
        self._store, self._cast, self._keys = store, cast, keys
        self._joined = joined
        self._numbered_now: set[UUID] = set()

    def matches(self) -> Iterator[list[Match]]:
        """Everybody, some thousands at a time."""
        places = iter(place for place in range(len(self._cast.roles)) if place not in self._joined)
        while some := list(islice(places, AT_ONCE)):
            with self._store.database.read() as tx:
                yield self._match(tx, some)

    def _match(self, tx: Tx, places: Sequence[int]) -> list[Match]:
        roles = {place: self._cast.roles[place] for place in places}
        own = {place: self._keys.customer(role.by, role.key) for place, role in roles.items()}
        there = directory.entries(tx, own.values())
        found = {place: Match(place, own[place], roles[place].by) for place in places if own[place] in there}
        for find in (self._numbered, self._by_email, self._by_phone):
            for match in find(tx, {place: role for place, role in roles.items() if place not in found}, own):
                found.setdefault(match.place, match)
        new = {place: role for place, role in roles.items() if place not in found}
        namesakes = by_name(tx, {role.person.name for role in new.values() if role.person.name})
        for place, role in new.items():
            same = tuple(sorted(namesakes.get(role.person.name or "", ()), key=lambda one: one.bytes))
            if role.by is By.NAME:
                found[place] = Match(place, own[place], None, asked=same)
            else:
                found[place] = Match(place, own[place], None, like=same[0] if same else None)
        return [found[place] for place in places]

    def _numbered(self, tx: Tx, roles: dict[int, Role], _: dict[int, UUID]) -> Iterator[Match]:
        numbers = {role.key: place for place, role in roles.items() if role.by is By.NUMBER}
        for number, customers in by_number(tx, self._keys.source, numbers).items():
            yield Match(numbers[number], min(customers, key=lambda one: one.bytes), By.NUMBER)

    def _by_email(self, tx: Tx, roles: dict[int, Role], own: dict[int, UUID]) -> Iterator[Match]:
        emails = {place: role.person.email.lower() for place, role in roles.items() if role.person.email}
        found = by_email(tx, set(emails.values()))
        for place, email in emails.items():
            yield from self._of(tx, place, By.EMAIL, found.get(email, ()), own)

    def _by_phone(self, tx: Tx, roles: dict[int, Role], own: dict[int, UUID]) -> Iterator[Match]:
        phones = {place: role.person.phone for place, role in roles.items() if role.person.phone}
        found = by_phone(tx, set(phones.values()))
        lines = directory.entries(tx, {one for several in found.values() for one in several})
        for place, phone in phones.items():
            if phone not in found:
                continue
            # The last digits are the same; the country may be another.
            known, spelt = [one for one in found[phone] if one in lines], self._cast.spelt(phone)
            same = [one for one in known if self._cast.spelt(lines[one].phone or "") == spelt]
            name = roles[place].person.name
            meant = [one for one in same if alike(name, lines[one].name)]
            if own[place] in meant:
                meant = [own[place]]
            if all(alike(lines[one].name, lines[other].name) for one, other in combinations(meant, 2)):
                yield from self._of(tx, place, By.PHONE, meant, own)

    def _of(self, tx: Tx, place: int, by: By, customers: Iterable[UUID], own: dict[int, UUID]) -> Iterator[Match]:
        """The first of several; for whom the shop has a number, only somebody without one of that shop."""
        for customer in sorted(customers, key=lambda one: one.bytes):
            numbered = self._cast.roles[place].by is By.NUMBER
            if numbered and (customer in self._numbered_now or self._has_number(tx, customer)):
                yield Match(place, own[place], None, like=customer)
            else:
                if numbered:
                    self._numbered_now.add(customer)
                yield Match(place, customer, by)
            return

    def _has_number(self, tx: Tx, customer: UUID) -> bool:
        """Whether the shop that this file is from has a number for this customer already."""
        facts = self._store.stream(customer, tx=tx)
        undone = {noted.body.of for noted in facts if isinstance(noted.body, FactUndone)}
        return any(
            noted.fact_id not in undone and self._numbers(noted.body)
            for noted in facts
            if isinstance(noted.body, CustomerNumberGiven | CustomerRegistered)
        )

    def _numbers(self, body: CustomerNumberGiven | CustomerRegistered) -> bool:
        return body.source == self._keys.source and (isinstance(body, CustomerNumberGiven) or body.numbered)
