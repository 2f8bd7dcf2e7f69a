"""Which logs may there be? Any facts on a few streams, at any time, in any words, some of them forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from hypothesis import strategies as st

from backend.store import Store
from events.kernel import Noted
from tests.store.facts import PERSON, Colour, PersonMet, ThingSold, WallBuilt, Weight

Step: TypeAlias = tuple[UUID, Any, datetime, tuple[UUID, ...], str, bool]
"""Stream, body, when it occurred, its causes, the device, and whether it came as a command that was sent."""

BODIES = st.one_of(
    st.builds(
        ThingSold,
        on=st.dates(),
        weight=st.builds(Weight, st.integers(0, 2**60)),
        colour=st.sampled_from(Colour),
        parts=st.lists(st.text(), max_size=3).map(tuple),
        order=st.none() | st.uuids(),
    ),
    st.builds(PersonMet, kind=st.text(), name=st.none() | st.text(), words=st.none() | st.text()),
    st.builds(WallBuilt, centimetres=st.integers(-(2**60), 2**60), builder=st.none() | st.text()),
)
STREAMS = [uuid4() for _ in range(4)]
STEPS = st.tuples(
    st.sampled_from(STREAMS),
    BODIES,
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
    st.lists(st.uuids(), max_size=2).map(tuple),
    st.sampled_from(["", "phone"]),
    st.booleans(),
)


def note_all(store: Store, steps: Sequence[Step]) -> None:
    for stream, body, at, because, device, sent in steps:
        fact = Noted(
            fact_id=uuid4(),
            stream=stream,
            occurred_at=at,
            noted_by=PERSON,
            device=device,
            because=because,
            body=body,
        )
        store.append([fact], sent=b"sent" if sent else b"")


def forget(store: Store, stream: UUID) -> None:
    """Destroy a stream's key."""
    with store.keys.database.write() as tx:
        tx.execute("DELETE FROM keys WHERE stream = ?", (stream.bytes,))
    store.keys._known.clear()
