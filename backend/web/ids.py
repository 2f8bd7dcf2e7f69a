"""Which id does something get when nobody made one for it yet?"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from backend.store import micros


def new_id(now: datetime, chance_of: Callable[[int], int] = secrets.randbits) -> UUID:
    """A UUID of version 7 (RFC 9562): 48 bits of milliseconds, then chance, so that ids made later sort later."""
    milliseconds = micros(now) // 1_000
    chance = chance_of(74)
    value = (milliseconds << 80) | (0x7 << 76) | ((chance >> 62) << 64) | (0b10 << 62) | (chance & (2**62 - 1))
    return UUID(int=value)
