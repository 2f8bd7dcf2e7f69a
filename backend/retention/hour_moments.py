"""What happened in a power hour, one moment after the other: the plan, each card, each pause, and how it ended?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from backend.retention.methods import Attempt
from backend.retention.power_hour import FORGOTTEN, Pause, PowerHour
from events.values import PutOffReason


@dataclass(frozen=True, slots=True)
class Step:
    """What was done with one card: `attempt`, or skipped because of `why`, None where no reason was given.

    `undone_at`: when it was taken back; only a replay tells of such a step.
    """

    fact: UUID
    customer: UUID
    at: datetime
    attempt: Attempt | None = None
    why: PutOffReason | None = None
    undone_at: datetime | None = None


class Ending(StrEnum):
    """How an hour came to its end."""

    BY_HAND = "by_hand"
    TIME_OVER = "time_over"
    NOT_RESUMED = "not_resumed"


What = Step | Pause | Ending


@dataclass(frozen=True, slots=True)
class Moment:
    """Begun `at`, when what was before was done with; `what` None is the plan itself.

    By then `done` cards were done, and so much of the planned time was `left`.
    """

    at: datetime
    what: What | None
    done: int
    left: timedelta


def moments(hour: PowerHour, steps: Sequence[Step], now: datetime) -> list[Moment]:
    """All of an hour up to `now`, also what was undone later: whoever looks back then sees the same.

    A card came up when what was before it was done with, or taken back. What somebody noted as of a time before the
    hour stands at its beginning.
    """
    found = [Moment(hour.begun_at, None, 0, timedelta(minutes=hour.minutes))]
    past: list[Step] = []
    happened: list[tuple[datetime, What]] = [(_done_at(hour, step), step) for step in steps]
    happened += ((pause.since, pause) for pause in hour.pauses)
    for at, what in sorted([*happened, *_ended(hour, steps, now)], key=lambda one: one[0]):
        up = _came_up(hour, past, at) if isinstance(what, Step) else at
        done = {step.customer for step in past if step.undone_at is None or step.undone_at > up}
        found.append(Moment(up, what, len(done), hour.left(up)))
        if isinstance(what, Step):
            past.append(what)
    return found


def _done_at(hour: PowerHour, step: Step) -> datetime:
    return max(step.at, hour.begun_at)


def _came_up(hour: PowerHour, past: Iterable[Step], by: datetime) -> datetime:
    turns = [hour.begun_at, *(pause.until for pause in hour.pauses)]
    turns += [at for step in past for at in (_done_at(hour, step), step.undone_at)]
    return max(turn for turn in turns if turn is not None and turn <= by)


def _ended(hour: PowerHour, steps: Iterable[Step], now: datetime) -> list[tuple[datetime, Ending]]:
    """By hand at its very moment: another phone may have gone on without knowing."""
    if hour.ended_at:
        return [(hour.ended_at, Ending.BY_HAND)]
    if not hour.over(now):
        return []
    if hour.paused_since:
        return [(hour.paused_since + FORGOTTEN, Ending.NOT_RESUMED)]
    closed = hour.closes_at
    assert closed, "an hour that is not paused closes"
    return [(max([closed, *(step.at for step in steps)]), Ending.TIME_OVER)]
