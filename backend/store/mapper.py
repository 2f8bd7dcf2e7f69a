"""How does a fact become a row, and a row the fact it was?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag

from backend.store.instants import micros, moment
from backend.store.keys import MARK, Keys, StreamKey
from backend.store.making import recorded, uuid_of
from events.kernel import Fact, Noted, Recorded, Shape, shape_of

SEAL = b"\x00"
"""Ends the plain JSON, which never holds this byte; the sealed personal fields follow."""

Words = dict[str, str | None]
"""The personal fields of one fact."""
Reader = Callable[[bytes, Words | None], Fact]

_personal = msgspec.json.Decoder(Words)


class Unreadable(Exception):
    """A row that this program cannot turn back into a fact."""


class Unplaced(NamedTuple):
    """A fact as stored, but for what the log stamps on it."""

    stream: bytes
    fact_id: bytes
    name: str
    name_version: int
    occurred_at: int
    noted_by: bytes
    device: str
    because: bytes
    body: bytes


class Stored(NamedTuple):
    """A row of the log as it is read; texts as bytes, for damaged ones must not stop the reading of others."""

    position: int
    stream: bytes
    version: int
    fact_id: bytes
    name: bytes
    name_version: int
    occurred_at: int
    recorded_at: int
    noted_by: bytes
    device: bytes
    because: bytes
    body: bytes


class Mapper:
    """`shapes` is the register; `keys` open and close personal fields."""

    def __init__(self, shapes: Mapping[str, Shape], keys: Keys) -> None:
        self._shapes = shapes
        self._keys = keys
        self._encode = msgspec.json.Encoder().encode
        self._readers: dict[tuple[bytes, int], Reader] = {}
        self._people: dict[bytes, UUID] = {}

    def unplaced(self, noted: Sequence[Noted]) -> list[Unplaced]:
        """Encode and encrypt. Keys that are missing are made, and durable, before this returns."""
        shapes = [shape_of(fact.body) for fact in noted]
        said = [
            _private(fact.body, shape) if shape.personal else None for fact, shape in zip(noted, shapes, strict=True)
        ]
        private = {fact.stream.bytes for fact, words in zip(noted, said, strict=True) if words}
        keys = self._keys.made_for(private) if private else {}
        return [self._one(*one, keys) for one in zip(noted, shapes, said, strict=True)]

    def _one(self, noted: Noted, shape: Shape, words: Words | None, keys: Mapping[bytes, StreamKey]) -> Unplaced:
        # An id's own `bytes` takes three times as long, and there are four to a fact.
        body, stream, fact_id = noted.body, noted.stream.int.to_bytes(16), noted.fact_id.int.to_bytes(16)
        if words is None:
            plain = self._encode(body)
        else:
            plain = self._encode({name: value for name, value in vars(body).items() if name not in shape.personal})
            if words:
                plain += SEAL + keys[stream].seal(self._encode(words), fact_id + stream)
        because = b"".join([cause.int.to_bytes(16) for cause in noted.because]) if noted.because else b""
        return Unplaced(
            stream, fact_id, shape.name, shape.version, micros(noted.occurred_at),
            noted.noted_by.int.to_bytes(16), noted.device, because, plain,
        )  # fmt: skip

    def recorded(self, rows: Iterable[Sequence[Any]]) -> list[Recorded | Unreadable]:
        """Decode rows in the order of `Stored`; in the place of each that cannot be read stands why."""
        kept = rows if isinstance(rows, list) else list(rows)
        sealed = {row[1] for row in kept if SEAL in row[11]}
        keys = self._keys.of(sealed) if sealed else {}
        return [self._read(row, keys) for row in kept]

    def _read(self, row: Sequence[Any], keys: Mapping[bytes, StreamKey]) -> Recorded | Unreadable:
        try:
            return self._fact(row, keys)
        except Unreadable as why:
            return why
        # A damaged row may break anything on the way, also a value's own rules; it must not stop the others.
        except Exception as error:
            return Unreadable(f"{type(error).__name__}: {error}")

    def _fact(self, row: Sequence[Any], keys: Mapping[bytes, StreamKey]) -> Recorded:
        (
            position, stream, version, fact_id, name, name_version,
            occurred_at, recorded_at, noted_by, device, because, body, *_,
        ) = row  # fmt: skip
        plain, _, sealed = body.partition(SEAL)
        words = unsealed(sealed, keys.get(stream), fact_id + stream) if sealed else None
        read = self._readers.get((name, name_version)) or self._reader(name, name_version)
        return recorded(
            uuid_of(fact_id),
            self._uuid(stream),
            moment(occurred_at),
            self._uuid(noted_by),
            device.decode() if device else "",
            tuple(uuid_of(because[at : at + 16]) for at in range(0, len(because), 16)) if because else (),
            read(plain, words),
            position,
            version,
            moment(recorded_at),
        )

    def _uuid(self, stored: bytes) -> UUID:
        known = self._people.get(stored)
        if known is None:
            if len(self._people) > 10_000:
                self._people = {}
            known = self._people[stored] = uuid_of(stored)
        return known

    def _reader(self, name: bytes, version: int) -> Reader:
        shape = self._shapes.get(name.decode())
        if shape is None or version > shape.version or version < 1:
            raise Unreadable(f"no fact is stored as {name.decode()}/{version} here")
        read = self._readers[name, version] = _current(shape) if version == shape.version else _older(shape, version)
        return read


def _private(body: Fact, shape: Shape) -> Words:
    """The personal fields that say something."""
    values = vars(body)
    return {name: values[name] for name in shape.personal if values[name] is not None}


def unsealed(sealed: bytes, key: StreamKey | None, about: bytes) -> Words | None:
    """The personal fields, or none of them once their key is gone. Raises Unreadable."""
    if key is None or sealed[:MARK] != key.mark:
        return None
    try:
        return _personal.decode(key.opened(sealed, about))
    except InvalidTag:
        raise Unreadable("its personal fields are not what was sealed") from None


def _current(shape: Shape) -> Reader:
    decode = msgspec.json.Decoder(shape.body).decode
    allowed = frozenset(shape.personal)

    def read(plain: bytes, words: Words | None) -> Fact:
        made = decode(plain)
        if words:
            if not allowed.issuperset(words):
                raise Unreadable("it holds personal fields that this fact does not have")
            # It is ours alone until it is returned, so nobody sees a frozen fact change.
            vars(made).update(words)
        return made

    return read


def _older(shape: Shape, version: int) -> Reader:
    """A fact stored before its shape changed: taken up step by step. A personal field may be missing in it."""
    decode = msgspec.json.Decoder(shape.body).decode
    steps = [shape.upcasters[step] for step in range(version, shape.version)]

    def read(plain: bytes, words: Words | None) -> Fact:
        fields: dict[str, Any] = {**msgspec.json.decode(plain), **(words or {})}
        for step in steps:
            fields = step(fields)
        return decode(msgspec.json.encode(fields))

    return read
