"""On what terms are policies compared: which weeks, how many calls, and how long is somebody waited for?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from backend.retention.days import WEEK
from events.kernel import Refused

COOL_DOWN = 28
"""Days after a call in which nobody is called again."""
WASTED_WITHIN = 14
"""Days in which somebody who was called bought anyway."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """`calls` a week; `follow_weeks` of silence up to `end` make a lapser; `in_time_weeks` after the last purchase."""

    start: date
    end: date
    calls: int
    follow_weeks: int
    in_time_weeks: int

    def __post_init__(self) -> None:
        if min(self.calls, self.follow_weeks, self.in_time_weeks) < 1:
            raise Refused("Calls, follow weeks and weeks in time are 1 or more each.")
        if self.end < self.start:
            raise Refused(f"The end, {self.end}, comes before the start, {self.start}.")
        if not self.weeks:
            raise Refused(
                f"There is no week to judge: from {self.start} to {self.end} are fewer than {self.follow_weeks} weeks,"
                " and so long each week's calls are followed."
            )

    @property
    def weeks(self) -> range:
        """The days of calling, as ordinals."""
        last = (self.end - timedelta(weeks=self.follow_weeks)).toordinal()
        return range(self.start.toordinal(), last + 1, WEEK)
