"""What did a customer say of us that stays to be answered, and what are they to be told? Parts of their profile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from events.values import FeedbackKind, LossReason


@dataclass(slots=True)
class OpenFeedback:
    """`owner` looks after it until the day `by`; None: as many working days as the rulebook gives."""

    kind: FeedbackKind
    at: datetime
    on: date
    owner: UUID | None = None
    by: date | None = None


@dataclass(slots=True)
class Voiced:
    """What they said and nobody has put right yet; `why` they left, said `later` in a fact with words of its own."""

    kind: FeedbackKind
    on: date
    themes: list[str]
    why: LossReason | None = None
    later: UUID | None = None


@dataclass(slots=True)
class News:
    """What they are to be told from the day `on`: how a `complaint` ended, or what an `action` put right."""

    at: datetime
    on: date
    action: UUID | None = None
    complaint: UUID | None = None


@dataclass(slots=True)
class ActedOn:
    """An action that answers what they said: done on a day, and told to them on another; None: not yet."""

    action: UUID
    on: date
    told: date | None = None
