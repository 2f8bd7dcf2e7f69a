"""How is the log written as lines of JSON in clear, and made again of them under other keys?

The first line names the format and the last position; then comes one line a fact, in the order of positions. Ids,
positions and times stay. A personal field whose key is gone is null, and stays forgotten. How a command looked when it
was sent cannot be carried, for its digest was made with a key that stays behind; that it was sent is carried, so that
the same command sent again is known, as it is after its key was destroyed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Annotated, Any, BinaryIO, Literal
from uuid import UUID

import msgspec

from backend.store.chain import START, linked
from backend.store.copying import NotAsWritten
from backend.store.database import Database
from backend.store.instants import micros, moment
from backend.store.keys import Keys, StreamKey
from backend.store.making import uuid_of
from backend.store.mapper import SEAL, Mapper, Unreadable, Words, unsealed
from backend.store.recorder import LogRecorder
from backend.store.transactions import Tx

FORMAT = 1
LINES_AT_ONCE = 2_000
LONGEST_LINE = 4 * 1024 * 1024
"""Bytes: many times what a request may bring."""
SENT = b""
"""The digest of a command of which only is known that it was sent: no key vouches for it."""

BROKEN = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError)
"""What reading a line raises that is not as it ought to be."""

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Number = Annotated[int, msgspec.Meta(ge=1)]
Personal = Annotated[Words, msgspec.Meta(min_length=1)]


class BadLine(Exception):
    """A sentence that says what is wrong with which line of a file."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"Line {number:,} {why}. Nothing was loaded.")


class Opening(msgspec.Struct, forbid_unknown_fields=True):
    encore: Literal["log"]
    format: int
    through: Number


class Line(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A fact. `body` is as it was stored, without what was sealed; `personal` None: that is forgotten."""

    position: Number
    stream: UUID
    version: Number
    fact_id: UUID
    name: str
    name_version: Number
    occurred_at: Instant
    recorded_at: Instant
    noted_by: UUID
    body: dict[str, Any]
    device: str = ""
    because: tuple[UUID, ...] = ()
    personal: Personal | msgspec.UnsetType | None = msgspec.UNSET
    sent: bool = False


_encode = msgspec.json.Encoder().encode
_body = msgspec.json.Decoder(dict[str, Any]).decode
_opening = msgspec.json.Decoder(Opening).decode
_line = msgspec.json.Decoder(Line).decode


def exported(database: Database[Any], recorder: LogRecorder, keys: Keys, through: int) -> Iterator[bytes]:
    """The lines, each with its end. Raises NotAsWritten where a fact is not what was written."""
    yield _encode(Opening("log", FORMAT, through)) + b"\n"
    with database.read() as tx:
        rows = tx.scan(f"SELECT {recorder.read} FROM log WHERE position <= ? ORDER BY position", (through,))
        position, chain = 0, START
        while some := list(islice(rows, LINES_AT_ONCE)):
            known = keys.of({row[1] for row in some if SEAL in row[11]})
            for row in some:
                position, chain = position + 1, linked(chain, row)
                if row[0] != position or row[13] != chain:
                    raise NotAsWritten(f"Fact {position} is not what was written.")
                yield _encode(_told(row, known)) + b"\n"


def _told(row: Sequence[Any], keys: Mapping[bytes, StreamKey]) -> Line:
    (
        position, stream, version, fact_id, name, name_version,
        occurred_at, recorded_at, noted_by, device, because, body, digest, _,
    ) = row  # fmt: skip
    plain, seal, sealed = body.partition(SEAL)
    words: Words | msgspec.UnsetType | None = msgspec.UNSET
    if seal:
        try:
            words = unsealed(sealed, keys.get(stream), fact_id + stream)
        except Unreadable as why:
            raise NotAsWritten(f"Fact {position} cannot be read: {why}.") from why
    return Line(
        position, uuid_of(stream), version, uuid_of(fact_id), name.decode(), name_version,
        moment(occurred_at), moment(recorded_at), uuid_of(noted_by), _body(plain), device.decode(),
        tuple(uuid_of(because[at : at + 16]) for at in range(0, len(because), 16)), words, digest is not None,
    )  # fmt: skip


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """Line by line; of one that is far too long only a part, which `load` refuses."""
    return iter(lambda: file.readline(LONGEST_LINE + 1), b"")


def load(tx: Tx, recorder: LogRecorder, mapper: Mapper, keys: Keys, lines: Iterable[bytes]) -> int:
    """Write the log where none is yet, with new keys and a new chain; returns its last position. Raises BadLine."""
    rest = iter(lines)
    through = _through(next(rest, b""))
    loading = _Loading(tx, recorder, mapper, keys)
    while some := list(islice(rest, LINES_AT_ONCE)):
        loading.take(some)
        if loading.position > through:
            raise BadLine(through + 2, "is one too many")
    if loading.position < through:
        raise BadLine(loading.position + 2, f"is missing: the file ought to end with fact {through:,}")
    return through


def _through(line: bytes) -> int:
    try:
        told = _opening(line)
    except BROKEN:
        raise BadLine(1, "is not how an export of Encore begins") from None
    if told.format != FORMAT:
        raise BadLine(1, "says that a newer Encore made this file than this one")
    return told.through


class _Loading:
    """`position` is the last one that was taken."""

    def __init__(self, tx: Tx, recorder: LogRecorder, mapper: Mapper, keys: Keys) -> None:
        self.position = 0
        self._recorded_at = 0
        self._chain = START
        self._tx, self._recorder, self._mapper, self._keys = tx, recorder, mapper, keys

    def take(self, lines: Sequence[bytes]) -> None:
        told = [_parsed(line, number) for number, line in enumerate(lines, self.position + 2)]
        streams = {one.stream.bytes for one in told}
        versions = self._recorder.versions(self._tx, streams)
        ids = set(self._recorder.known(self._tx, [one.fact_id.bytes for one in told]))
        keys = self._keys.made_for({one.stream.bytes for one in told if one.personal})
        unlinked = [self._row(one, versions, ids, keys) for one in told]
        self._check_readable(unlinked)
        rows = []
        for row in unlinked:
            self._chain = linked(self._chain, row)
            rows.append((*row, self._chain))
        self._recorder.add(self._tx, rows)

    def _row(
        self, told: Line, versions: dict[bytes, int], ids: set[bytes], keys: Mapping[bytes, StreamKey]
    ) -> tuple[Any, ...]:
        number, stream, fact_id = self.position + 2, told.stream.bytes, told.fact_id.bytes
        recorded_at = micros(told.recorded_at)
        if told.position != self.position + 1:
            raise BadLine(number, f"is not fact {self.position + 1:,}: lines are missing, doubled or in another order")
        if told.version != versions.get(stream, 0) + 1 or recorded_at < self._recorded_at:
            raise BadLine(number, "does not follow from the lines before it: its version or recorded_at was changed")
        if fact_id in ids:
            raise BadLine(number, "has the id of an earlier fact")
        versions[stream] = told.version
        ids.add(fact_id)
        self.position, self._recorded_at = told.position, recorded_at
        return (
            told.position, stream, told.version, fact_id, told.name, told.name_version,
            micros(told.occurred_at), recorded_at, told.noted_by.bytes, told.device,
            b"".join(one.bytes for one in told.because), _sealed(told, keys), SENT if told.sent else None,
        )  # fmt: skip

    def _check_readable(self, rows: Sequence[tuple[Any, ...]]) -> None:
        stored = [(*row[:4], row[4].encode(), *row[5:9], row[9].encode(), *row[10:]) for row in rows]
        for row, fact in zip(rows, self._mapper.recorded(stored), strict=True):
            if isinstance(fact, Unreadable):
                raise BadLine(row[0] + 1, f"holds no fact of this Encore: {fact}")


def _parsed(line: bytes, number: int) -> Line:
    if len(line) > LONGEST_LINE:
        raise BadLine(number, "is far too long")
    try:
        told = _line(line)
    except BROKEN as why:
        raise BadLine(number, f"is not a line of an export: {why}") from None
    if "\x00" in told.device:
        raise BadLine(number, "names a device by what cannot be kept")
    return told


def _sealed(told: Line, keys: Mapping[bytes, StreamKey]) -> bytes:
    """The body as it is stored. What is forgotten leaves the seal without anything behind it."""
    plain: bytes = _encode(told.body)
    if told.personal is msgspec.UNSET:
        return plain
    if not told.personal:
        return plain + SEAL
    stream = told.stream.bytes
    return plain + SEAL + keys[stream].seal(_encode(told.personal), told.fact_id.bytes + stream)
