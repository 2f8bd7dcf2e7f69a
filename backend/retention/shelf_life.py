"""For how long is a silence fresh, so that a call can still be in time?

A trade of weekly buyers knows after two months who left, one of record buyers after three: tried on purchases of both,
and on made-up trades from daily to quarterly (README, "How good is the list?").
"""

from __future__ import annotations

from math import ceil

from backend.retention.days import WEEK
from backend.retention.rhythm import Rhythm
from events.rulebook import Rulebook

USUAL_GAPS = 8
LEAST = 42


def shelf_life_of(rhythm: Rhythm) -> int:
    """Days, in whole weeks: eight times what the base's customers usually wait between purchases, six weeks at least.

    It follows from the fitted rhythm alone, so from the past alone; how long at most, the rulebook says.
    """
    return max(LEAST, ceil(USUAL_GAPS * rhythm.alpha / rhythm.r) * WEEK)


def fresh_days(rulebook: Rulebook, rhythm: Rhythm) -> int:
    """The shelf life in force: the rulebook's, or a shorter one that was fitted."""
    if rhythm.shelf_life is None:
        return rulebook.quiet_shelf_life
    return min(rulebook.quiet_shelf_life, rhythm.shelf_life)
