"""How often does a customer buy, and how likely are they still active?

MBG/NBD (Batislam, Denizel, Filiztekin 2007): purchases come at a personal rate, and after each purchase, the first
included, a customer may stop. x = repeat purchase days, t_x = weeks from the first to the last one, T = weeks from
the first purchase to the day asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log
from statistics import median
from typing import NamedTuple

from backend.retention.days import WEEK
from backend.retention.pulse import STEADY, Pulse

MOST = 100.0
"""A logarithm past which nothing changes any more: thousands of purchases would raise it beyond what a float holds."""
BANDS = (0.8, 0.6, 0.4, 0.2)
"""Where P(active) passes from one band to the next: it is told in bands with dates, never as a number."""


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """The four numbers of the whole base, `alpha` in weeks; and how it bought in each week.

    `comes_back`: the days by which half and three quarters of those who buy a second time did; None until known.
    `shelf_life`: days for which a silence is fresh; None leaves it to the rulebook.
    """

    r: float
    alpha: float
    a: float
    b: float
    pulse: Pulse = STEADY
    comes_back: tuple[int, int] | None = None
    shelf_life: int | None = None


UNTIL_FITTED = Rhythm(r=0.5248, alpha=6.183, a=0.8914, b=1.6140)
"""The CDNOW sample's values (tests/retention/reference.json), used until a firm's own are fitted."""


def shrunk_gap(rhythm: Rhythm, x: int, t_x: float) -> float:
    """The expected days between purchases: (alpha + t_x) / (r + x), own rhythm drawn toward the base's."""
    return (rhythm.alpha + t_x) / (rhythm.r + x) * WEEK


def active(rhythm: Rhythm, x: int, t_x: float, weeks: float) -> float:
    """P(active) at T = `weeks` since the first purchase."""
    silent = log((rhythm.alpha + weeks) / (rhythm.alpha + t_x))
    return 1 / (1 + rhythm.a / (rhythm.b + x) * exp(min((rhythm.r + x) * silent, MOST)))


def stays_silent(rhythm: Rhythm, x: int, t_x: float, weeks: float) -> float:
    """The chance that somebody who is still active has bought nothing from t_x to T = `weeks`."""
    chance: float = ((rhythm.alpha + t_x) / (rhythm.alpha + weeks)) ** (rhythm.r + x)
    return chance


def falls_to(rhythm: Rhythm, x: int, t_x: float, p: float) -> float:
    """The T in weeks at which P(active) is `p`: the closed form of `active` turned round."""
    silent = log((1 / p - 1) * (rhythm.b + x) / rhythm.a) / (rhythm.r + x)
    return t_x + (rhythm.alpha + t_x) * (exp(min(silent, MOST)) - 1)


class Band(NamedTuple):
    """How likely somebody is still active: the `place` of the band, 0 the likeliest, and the T at which it ends."""

    place: int
    until: float | None


def band(rhythm: Rhythm, x: int, t_x: float, weeks: float) -> Band:
    """The band of P(active) at T = `weeks`, which the closed form turns into a date; the last one has no end."""
    p = active(rhythm, x, t_x, weeks)
    place = next((number for number, edge in enumerate(BANDS) if p > edge), len(BANDS))
    return Band(place, falls_to(rhythm, x, t_x, BANDS[place]) if place < len(BANDS) else None)


def own_gap(days: Sequence[int]) -> int | None:
    """The median number of days between purchase days (ordinals, rising); None with fewer than two gaps."""
    if len(days) < 3:
        return None
    return round(median(later - earlier for earlier, later in pairwise(days)))
