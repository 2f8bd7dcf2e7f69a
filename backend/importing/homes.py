"""Who looks after a new customer: who a column names, whoever imports, everybody in turn, or the team's pool?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from itertools import cycle
from typing import Protocol
from uuid import UUID

from backend.projections.folding import folded
from backend.projections.people import Person

Home = tuple[UUID | None, UUID | None]
"""An owner, or none for the pool, and a team."""


class HomeOf(Protocol):
    """Gives a new customer a home, by what they are known by and the words of a column."""

    unknown: Counter[str]

    def __call__(self, who: str, words: str | None) -> Home: ...


class Fixed:
    """Everybody comes to one owner, or into one pool."""

    def __init__(self, owner: UUID | None, team: UUID) -> None:
        self.owner, self.team = owner, team
        self.unknown = Counter[str]()

    def __call__(self, who: str, words: str | None) -> Home:  # noqa: ARG002 others decide by it
        return self.owner, self.team


class Whose(StrEnum):
    MINE = "mine"
    SPREAD = "spread"
    COLUMN = "column"
    POOL = "pool"


class Homes:
    """`sellers` are those of the team among whom customers are spread or found by the words of a column."""

    def __init__(self, whose: Whose, team: UUID, me: UUID, sellers: Sequence[Person]) -> None:
        self._whose, self._team, self._me = whose, team, me
        self._turns = cycle([one.id for one in sellers] or [None])
        self._named = {folded(words): one.id for one in sellers for words in (one.name, one.email) if words}
        self.unknown = Counter[str]()
        """Words of the column that name nobody who sells in this team; their customers are in the pool."""

    def __call__(self, who: str, words: str | None) -> Home:  # noqa: ARG002 others decide by it
        match self._whose:
            case Whose.MINE:
                return self._me, self._team
            case Whose.SPREAD:
                return next(self._turns), self._team
            case Whose.COLUMN:
                return self._of_column(words), self._team
            case Whose.POOL:
                return None, self._team

    def _of_column(self, words: str | None) -> UUID | None:
        if not words:
            return None
        found = self._named.get(folded(words.strip()))
        if found is None:
            self.unknown[words.strip()] += 1
        return found
