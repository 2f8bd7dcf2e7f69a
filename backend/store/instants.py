"""How is a moment stored? As whole microseconds since 1970 in UTC, exact on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Raises TypeError for a moment without a time zone."""
    return (moment - EPOCH) // _MICROSECOND


@lru_cache(maxsize=4_096)
def moment(stored: int) -> datetime:
    return EPOCH + timedelta(microseconds=stored)
