"""By which policies might customers be called, and whom does each put first?

A policy is made for the firm's numbers and asked once a week. For each customer it answers a score, higher first, or
None where it would not call. It sees what was known on that day and no more; the oracle alone knows who left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from backend.retention.agenda import Agenda
from backend.retention.backtest.buyers import Seen
from backend.retention.backtest.chance import lot
from backend.retention.backtest.lapsers import Lapser
from backend.retention.days import WEEK, Calendar
from backend.retention.follow_ups import agenda
from backend.retention.rhythm import Rhythm, active
from events.rulebook import Rulebook
from events.values import Rule

QUINTILES = 5
MOST = 10**15
"""More than anybody spends, in minor units."""


@dataclass(frozen=True)
class Known:
    """What is in force on the day of calling, an ordinal; `lapsers` are for the oracle alone, `in_time` in days."""

    day: int
    rulebook: Rulebook
    rhythm: Rhythm
    calendar: Calendar
    lapsers: Mapping[str, Lapser]
    in_time: int
    seed: int


Score = float | None
Policy = Callable[[Sequence[Seen], Known], Iterable[Score]]


class Encore:
    """The queue of Today: the rank under which an agenda says gone quiet on that day."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[object, Agenda]] = {}

    def __call__(self, everybody: Sequence[Seen], known: Known) -> Iterable[Score]:
        day = date.fromordinal(known.day)
        for one in everybody:
            due = self._agenda(one, known).on(day)
            yield next((window.rank for window in due if window.rule is Rule.GONE_QUIET), None)

    def _agenda(self, one: Seen, known: Known) -> Agenda:
        """Made anew only when something came since: it holds for every day."""
        made_of = (one.purchases, one.profile.total, known.rhythm)
        kept = self._kept.get(one.customer)
        if kept is None or kept[0] != made_of:
            kept = made_of, agenda(one.profile, known.rulebook, known.rhythm, known.calendar)
            self._kept[one.customer] = kept
        return kept[1]


def by_lot(everybody: Sequence[Seen], known: Known) -> Iterable[Score]:
    return (lot(known.seed, known.day, one.customer) for one in everybody)


def rfm(everybody: Sequence[Seen], _: Known) -> Iterable[Score]:
    """The sum of the quintiles of recency, frequency and money; of the same sum, the highest spend first."""
    sums = zip(
        _quintiles([one.last for one in everybody]),
        _quintiles([one.purchases for one in everybody]),
        _quintiles([one.spent for one in everybody]),
        strict=True,
    )
    return (sum(parts) * MOST + one.spent for parts, one in zip(sums, everybody, strict=True))


def _quintiles(values: Sequence[int]) -> list[int]:
    """0 for the lowest fifth to 4 for the highest."""
    found = [0] * len(values)
    for place, number in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        found[number] = QUINTILES * place // len(values)
    return found


def longest_silent(everybody: Sequence[Seen], known: Known) -> Iterable[Score]:
    return (known.day - one.last for one in everybody)


def fixed(more_than: int, up_to: int) -> Policy:
    """Who has been silent for more than the one number of days and up to the other, the highest spend so far first."""

    def scores(everybody: Sequence[Seen], known: Known) -> Iterable[Score]:
        return (one.spent if more_than < known.day - one.last <= up_to else None for one in everybody)

    return scores


def most_likely_left(everybody: Sequence[Seen], known: Known) -> Iterable[Score]:
    """1 - P(active), however long ago."""
    for one in everybody:
        weeks = max(known.day - one.first, 1) / WEEK
        yield 1 - active(known.rhythm, one.profile.repeats, one.profile.span_weeks, weeks)


def oracle(everybody: Sequence[Seen], known: Known) -> Iterable[Score]:
    """Who really left, as long as it is in time, the most worth a week first."""
    for one in everybody:
        gone = known.lapsers.get(one.customer)
        in_time = gone and one.last == gone.last and known.day - gone.last <= known.in_time
        yield gone.weight if gone and in_time else None


POLICIES: dict[str, Callable[[], Policy]] = {
    "encore": Encore,
    "random": lambda: by_lot,
    "rfm": lambda: rfm,
    "longest-silent": lambda: longest_silent,
    "fixed-30-90": lambda: fixed(30, 90),
    "fixed-60-120": lambda: fixed(60, 120),
    "most-likely-left": lambda: most_likely_left,
    "oracle": lambda: oracle,
}
