"""When is a customer asked what changed, and until when? Once for each change; about a season again after a year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from backend.retention.agenda import Hold, HoldKind, Window
from backend.retention.days import Calendar
from backend.retention.habits import HabitChange, HabitKind
from backend.retention.silence import Silence
from events.rulebook import Rulebook
from events.values import HabitAnswer, Rule

A_YEAR = timedelta(days=365)
_ONLY = frozenset({Rule.HABIT_CHANGED})


def asks(
    changes: Sequence[HabitChange], silence: Silence | None, rulebook: Rulebook, calendar: Calendar
) -> Iterator[Window]:
    """For the change that is on: from its day, and from a year after the customer said that it is the season."""
    change = changes[-1] if changes else None
    if change is None or change.over is not None or silence is None or not rulebook.habit_for:
        return
    numbers = _numbers(change, silence)
    for begins in filter(None, (date.fromordinal(change.on), _again(change))):
        first = calendar.on_or_after(begins)
        last = first + timedelta(days=rulebook.habit_for - 1)
        yield Window(Rule.HABIT_CHANGED, begins, first, last, silence.rank, change.because, numbers)


def _numbers(change: HabitChange, silence: Silence) -> dict[str, int]:
    return {
        "since": silence.last.day,
        "usual_until": change.usual_until,
        "gap": change.gap,
        "gap_now": change.gap_now,
        "month": change.month,
        "month_now": change.month_now,
        "smaller": int(change.kind is HabitKind.SMALLER),
    }


def answered(changes: Sequence[HabitChange]) -> Iterator[Hold]:
    """Asked once is enough, whether or not they said why; their own word counts before the talk."""
    change = changes[-1] if changes else None
    said = change and (change.answer or change.asked)
    if change is None or change.over is not None or said is None:
        return
    again = _again(change)
    until = again - timedelta(days=1) if again else None
    yield Hold(HoldKind.ANSWERED, _ONLY, until, (said.fact,), said.on)


def _again(change: HabitChange) -> date | None:
    said = change.answer
    return said.on + A_YEAR if said and said.answer is HabitAnswer.SEASONAL else None
