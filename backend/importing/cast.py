"""Which rows of one file speak of the same person: by number, else e-mail, else phone and name, else the name alone?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from backend.importing.alike import alike, unmistakable
from backend.importing.entries import Person

MOST_KEPT = 20
"""Ways in which one person is described; beyond that nobody is told by them."""
FEWEST_TO_MIX_UP = 3
"""Of one phone: whoever may be one of two."""
PhoneKey = Callable[[str], str | None]
"""One spelling for all spellings of a phone number; None for what is no number."""


class By(StrEnum):
    """By what somebody is known, the surest first."""

    NUMBER = "number"
    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"


@dataclass(slots=True)
class Role:
    """One person of the file, with all that its rows say of them. `key` is what they are known by.

    `others` holds what later rows said otherwise: another phone tells as much as the first one.
    """

    by: By
    key: str
    person: Person
    others: tuple[Person, ...] = ()

    @property
    def said(self) -> tuple[Person, ...]:
        return (self.person, *self.others)

    @property
    def names(self) -> list[str]:
        return [one.name for one in self.said if one.name]

    def is_like(self, name: str | None) -> bool:
        return not self.names or any(alike(name, one) for one in self.names)

    def may_be(self, other: Role) -> bool:
        return not self.names or any(other.is_like(name) for name in self.names)


@dataclass
class Cast:
    """The people of one file. Whoever has a number is told apart by it alone: the shop knows its customers."""

    phone_key: PhoneKey
    roles: list[Role] = field(default_factory=list)
    _numbered: dict[str, int] = field(default_factory=dict)
    _others: dict[tuple[By, str], int] = field(default_factory=dict)

    def place(self, person: Person) -> int:
        """The place of whom a row speaks of, for the time being: `joined` tells who turn out to be the same."""
        place = self._numbered.get(person.number) if person.number else self._others.get(self.known_by(person))
        if place is None:
            return self._enter(person)
        role = self.roles[place]
        if role.person != person and person not in role.others:
            role.others = (*role.others, person)[:MOST_KEPT]
            role.person = merged(role.person, person)
        return place

    def _enter(self, person: Person) -> int:
        by, key = self.known_by(person)
        place = len(self.roles)
        if by is By.NUMBER:
            self._numbered[key] = place
        else:
            self._others[by, key] = place
        self.roles.append(Role(by, key, person))
        return place

    def known_by(self, person: Person) -> tuple[By, str]:
        if person.number:
            return By.NUMBER, person.number
        if person.email:
            return By.EMAIL, person.email.lower()
        if person.phone:
            return By.PHONE, f"{self.spelt(person.phone)}\x1f{unmistakable(person.name or '')}"
        return By.NAME, unmistakable(person.name or "")

    def joined(self) -> dict[int, int]:
        """Whose place is really another's. The same however the rows are ordered."""
        pairs = (*self._by_email(), *self._by_phone())
        found = {place: other for place, other in pairs if place != other}
        # Someone joined to somebody who is joined himself.
        return {place: _end(found, other) for place, other in found.items()}

    def _by_email(self) -> Iterator[tuple[int, int]]:
        mine = [place for place, role in enumerate(self.roles) if role.by is By.EMAIL]
        if not mine:
            return
        numbered = self._first_of(By.NUMBER, lambda person: person.email and person.email.lower())
        for place in mine:
            first = numbered.get(self.roles[place].key)
            if first:
                yield place, first[0]

    def _by_phone(self) -> Iterator[tuple[int, int]]:
        mine = sorted((r.key, place) for place, r in enumerate(self.roles) if r.by is By.PHONE)
        if not mine:
            return
        surer = [self._first_of(by, self.phone_of) for by in (By.NUMBER, By.EMAIL)]
        before: dict[str, list[int]] = defaultdict(list)
        everyone: dict[str, list[int]] = defaultdict(list)
        for found in surer:
            for phone, places in found.items():
                everyone[phone] += places
        for key, place in mine:
            everyone[key.partition("\x1f")[0]].append(place)
        for key, place in mine:
            phone = key.partition("\x1f")[0]
            known = [other for found in surer for other in found.get(phone, ())] + before[phone]
            if self._may_be_two(place, everyone[phone]):
                continue
            name = self.roles[place].person.name
            yield place, next((other for other in known if self.roles[other].is_like(name)), place)
            before[phone].append(place)

    def _may_be_two(self, place: int, everyone: Sequence[int]) -> bool:
        """ "P. Shore" is nobody in particular where Paul and Pia have one phone."""
        if len(everyone) < FEWEST_TO_MIX_UP:
            return False
        name = self.roles[place].person.name
        others = (self.roles[other] for other in everyone if other != place)
        meant = [other for other in others if other.is_like(name)]
        return any(not one.may_be(other) for one, other in combinations(meant, 2))

    def phone_of(self, person: Person) -> str | None:
        return person.phone and self.spelt(person.phone)

    def spelt(self, phone: str) -> str:
        return self.phone_key(phone) or phone

    def _first_of(self, by: By, of: Callable[[Person], str | None]) -> dict[str, list[int]]:
        """Whom a key belongs to, in the order of what they are known by."""
        found: dict[str, list[int]] = defaultdict(list)
        mine = [place for place, role in enumerate(self.roles) if role.by is by]
        for place in sorted(mine, key=lambda place: self.roles[place].key):
            for theirs in {of(one) for one in self.roles[place].said} - {None, ""}:
                found[str(theirs)].append(place)
        return found


def merged(before: Person, new: Person) -> Person:
    """What is said first counts; later rows fill gaps."""
    return Person(*(known or said for known, said in zip(before, new, strict=True)))


def _end(found: dict[int, int], place: int) -> int:
    while place in found:
        place = found[place]
    return place
