"""How is the firm kept: when was the last backup, what is free of the disk, and what has somebody to be warned of?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.projections import held
from backend.web.house import House
from backend.web.session import Visit
from events.values import Role

OLD = timedelta(days=2)
"""Of a backup: one of the daily ones was missed."""
SCARCE = 10
"""Percent of the disk."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`last` None: there is no backup yet. `failure`: why the last try came to nothing."""

    last: datetime | None
    age: timedelta | None
    failure: str | None
    disk_free: int | None

    @property
    def scarce(self) -> bool:
        return self.disk_free is not None and self.disk_free < SCARCE

    @property
    def disk_words(self) -> str:
        if self.scarce:
            return f"Only {self.disk_free} % of the server's disk is free. Make room, or nothing more can be saved."
        return f"{self.disk_free} % of the server's disk is free."

    @property
    def old(self) -> bool:
        return self.age is None or self.age >= OLD


def standing(house: House, now: datetime) -> Standing | None:
    """None in a house of which nobody said where its backups lie."""
    if house.keeping is None:
        return None
    backups = house.keeping.backups
    last = backups.newest(now)
    age = None if last is None else max(now - last, timedelta())
    return Standing(last, age, backups.failure, house.keeping.disk_free())


def keeping_for(here: Visit) -> Standing | None:
    """For those who can do something about it."""
    return standing(here.house, here.now) if here.has(Role.MANAGER, Role.ADMIN) else None


def warnings(here: Visit) -> list[str]:
    """What a manager ought to see where they work. That there is no backup yet is told on Me alone."""
    kept = keeping_for(here)
    if kept is None:
        return []
    told = []
    if kept.scarce:
        told.append(kept.disk_words)
    if kept.old and kept.age is not None:
        told.append(f"The last backup is {kept.age.days} days old: see Me.")
    return told


def held_back(here: Visit) -> int:
    """How many notes of signed-out devices wait for this person."""
    if not here.has(Role.MANAGER) or here.person.team is None:
        return 0
    with here.read() as tx:
        return held.count(tx, here.person.team)
