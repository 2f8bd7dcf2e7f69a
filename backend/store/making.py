"""How are ids and facts of the log made in memory, many thousands at a time?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from events.kernel import Fact, Noted, Recorded

_make = Recorded.__new__
_fact_id, _stream, _occurred_at, _noted_by, _device, _because, _body, _position, _version, _recorded_at = (
    getattr(Recorded, name).__set__
    for name in (
        "fact_id", "stream", "occurred_at", "noted_by", "device", "because", "body",
        "position", "version", "recorded_at",
    )
)  # fmt: skip


def uuid_of(stored: bytes) -> UUID:
    """An id from its 16 bytes, in a third of the time that the class itself takes."""
    return msgspec.convert(stored, UUID)


def recorded(
    fact_id: UUID,
    stream: UUID,
    occurred_at: datetime,
    noted_by: UUID,
    device: str,
    because: tuple[UUID, ...],
    body: Fact,
    position: int,
    version: int,
    recorded_at: datetime,
) -> Recorded:
    """Slot by slot: a frozen class takes twice as long, and a rebuild makes every fact that there is."""
    made = _make(Recorded)
    _fact_id(made, fact_id)
    _stream(made, stream)
    _occurred_at(made, occurred_at)
    _noted_by(made, noted_by)
    _device(made, device)
    _because(made, because)
    _body(made, body)
    _position(made, position)
    _version(made, version)
    _recorded_at(made, recorded_at)
    return made


def stamped(noted: Noted, position: int, version: int, recorded_at: datetime) -> Recorded:
    """The same fact with what the log stamps on it."""
    return recorded(
        noted.fact_id, noted.stream, noted.occurred_at, noted.noted_by, noted.device, noted.because, noted.body,
        position, version, recorded_at,
    )  # fmt: skip
