"""Is the log what was written? Every row is sealed together with all rows before it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from struct import Struct
from typing import Any, NamedTuple

START = b""
_NO_DIGEST = 0xFFFF
_pack = Struct(">QQIqq6I").pack


class Fault(NamedTuple):
    """Where the log is not what was written, and what differs."""

    position: int
    what: str


def linked(previous: bytes, row: Sequence[Any]) -> bytes:
    """The chain after a row in the order of the log's columns, up to its digest.

    Lengths come first, so that no byte can move from one column to the next unseen. Texts may be given as bytes.
    """
    (
        position, stream, version, fact_id, name, name_version, occurred_at, recorded_at,
        noted_by, device, because, body, digest, *_,
    ) = row  # fmt: skip
    name = name if isinstance(name, bytes) else name.encode()
    device = device if isinstance(device, bytes) else device.encode()
    numbers = _pack(
        position, version, name_version, occurred_at, recorded_at, len(name), len(device), len(noted_by),
        len(because), len(body), _NO_DIGEST if digest is None else len(digest),
    )  # fmt: skip
    return sha256(
        b"".join((previous, numbers, stream, fact_id, name, device, noted_by, because, body, digest or b""))
    ).digest()
