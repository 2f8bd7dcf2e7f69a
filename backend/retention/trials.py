"""Which silences were left alone at random, which were not, and who came back: does calling help?

Told by what was drawn, not by who was really called: otherwise the salesperson's own choice of whom to ring would look
like an effect of ringing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import sqrt
from typing import NamedTuple

from backend.retention.holds import held_back
from backend.retention.profile import Profile
from backend.retention.rhythm import Rhythm
from backend.retention.silence import silence_of
from events.rulebook import Rulebook

FOLLOWED = 84
"""Days after a silence became due in which a purchase counts as coming back: twelve weeks."""
ENOUGH = 100
"""Held back silences that have been followed to the end: with fewer, chance says more than calling."""
CONFIDENCE = 1.96


class Trial(NamedTuple):
    """A silence that became due on a day, an ordinal; `amount` bought in the time after it, in minor units."""

    due: int
    held: bool
    back: bool
    amount: int


@dataclass(frozen=True, slots=True)
class Group:
    """`back`: after how many of the `silences` they came back; `amount` in minor units, of all of them."""

    silences: int
    back: int
    amount: int

    @property
    def each(self) -> float:
        """Minor units a silence."""
        return self.amount / self.silences if self.silences else 0.0


class Effect(NamedTuple):
    """Of a hundred silences so many more come back when they are called, and between which numbers that lies."""

    low: float
    more: float
    high: float


def trials(profile: Profile, rulebook: Rulebook, rhythm: Rhythm, since: int) -> Iterator[Trial]:
    """Each silence that became due from the day `since` on, an ordinal; a purchase before that is no silence."""
    days = profile.days
    # Silences that a purchase ended before `since` are none of these, and there may be thousands.
    last_before = bisect_left(days, since, key=lambda bought: bought.day) - 1
    for number in range(max(last_before, 0), len(days)):
        if number + 1 < len(days) and days[number + 1].day - days[number].day < rulebook.quiet_after:
            continue  # Told at a glance: looking closely at each of thousands of purchases takes seconds.
        silence = silence_of(replace(profile, days=days[: number + 1]), rulebook, rhythm)
        if silence is None or not silence.rhythmic or silence.due < since:
            continue
        later = days[number + 1 :]
        if later and later[0].day < silence.due:
            continue
        then = [bought for bought in later if bought.day < silence.due + FOLLOWED]
        held = held_back(profile, silence, rulebook)
        yield Trial(silence.due, held, bool(then), sum(bought.amount for bought in then))


def effect(called: Group, held: Group) -> Effect:
    """The difference of two shares with its 95 % interval, by Agresti and Caffo (2000): one more of each kind each."""
    shares = [(group.back + 1) / (group.silences + 2) for group in (called, held)]
    spread = sqrt(
        sum(share * (1 - share) / (group.silences + 2) for share, group in zip(shares, (called, held), strict=True))
    )
    more = shares[0] - shares[1]
    return Effect(*(100 * end for end in (more - CONFIDENCE * spread, more, more + CONFIDENCE * spread)))
