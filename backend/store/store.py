"""How does a fact get into the log: once, in order, and together with what is read from it?"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from backend.store.ahead import NotAhead, Step, carry_out
from backend.store.backups import Backups
from backend.store.carrying import exported, load
from backend.store.chain import START, linked
from backend.store.copying import Copied, back_up
from backend.store.database import Database
from backend.store.instants import micros, moment
from backend.store.keys import MARK, Keys, StreamKey
from backend.store.making import stamped
from backend.store.mapper import Mapper, Unplaced
from backend.store.reading import Reading
from backend.store.recorder import Head, LogRecorder
from backend.store.restoring import LogCopy, restore_log
from backend.store.set_up import SetUp
from backend.store.sign_in import SignIn
from backend.store.standing import Heard, Standing, standing
from backend.store.transactions import Tx
from events.kernel import Noted, Recorded

Row = tuple[Any, ...]
"""In the order of the log's columns; before it is sealed, without the chain."""

LARGEST_COMMAND = 1_000
"""Facts of one append: bounded, so that a command sent again finds its answer at once."""


class IdReused(Exception):
    """This id was given to something else before."""


class Conflict(Exception):
    """The stream went on since it was read: decide again."""


class NoLongerWanted(Exception):
    """Whoever asked for this is gone."""


class View(Protocol):
    """Something kept in the same transaction as the facts it is made of."""

    def apply(self, tx: Tx, recorded: Sequence[Recorded]) -> None: ...


@dataclass(frozen=True, slots=True)
class Appended:
    """Facts of one command in the log. `known`: they were there, for the command had come before."""

    recorded: Sequence[Recorded]
    known: bool


class Prepared(NamedTuple):
    """Facts that are as good as appended where the log ends at `expected`: its rows without their chain, and `steps`.

    `recorded` are those that are new; `streams` and `ids` are theirs; `recorded_at` is that of the end they make.
    """

    noted: Sequence[Noted]
    recorded: list[Recorded]
    expected: int
    recorded_at: int
    rows: list[Row]
    steps: list[Step]
    streams: Set[bytes]
    ids: Set[bytes]

    @property
    def then(self) -> int:
        """Where the log ends once they are written."""
        return self.expected + len(self.recorded)


class Store(Reading):
    """The log of one firm with its keys. Everything is encrypted before the lock is taken."""

    def __init__(
        self,
        database: Database[Any],
        recorder: LogRecorder,
        keys: Keys,
        mapper: Mapper,
        sign_in: SignIn,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(database, recorder, mapper, clock)
        self.keys = keys
        self.sign_in = sign_in
        self.set_up = SetUp(database)

    def append(
        self, noted: Sequence[Noted], *, sent: bytes = b"", expected: int | None = None, views: Sequence[View] = ()
    ) -> Appended:
        """Append the facts of one command to its one stream, or answer as the first time.

        `sent`: the command as it came. `expected`: the version of the stream that was decided on.
        Raises IdReused, Conflict and Busy.
        """
        if not noted:
            return Appended((), known=False)
        stream = _one_stream(noted)
        key = self.keys.made_for({stream})[stream] if sent else None
        digest = key.digest(sent) if key else None
        unplaced = self._mapper.unplaced(noted)
        with self.database.write() as tx:
            head, version, known = self.recorder.standing(tx, stream, [row.fact_id for row in unplaced])
            if known:
                return self._answered(tx, unplaced[0], sent, key)
            if expected not in {None, version}:
                raise Conflict(f"decided on version {expected}, the stream is at {version}")
            rows, recorded = self._placed(head, noted, unplaced, {stream: version}, digest)
            self.recorder.add(tx, _sealed(head, rows))
            for view in views:
                view.apply(tx, recorded)
        return Appended(recorded, known=False)

    def answered(self, command_id: UUID, stream: UUID, sent: bytes) -> Appended | None:
        """What a command led to when it came before; None if it never did. Raises IdReused.

        To be asked before deciding: what was decided once might be refused today.
        """
        with self.database.read() as tx:
            position = self.recorder.known(tx, {command_id.bytes}).get(command_id.bytes)
            if position is None:
                return None
            key = self.keys.get(stream.bytes) if sent else None
            return self._answer(tx, position, command_id.bytes, stream.bytes, sent, key)

    def append_many(
        self, noted: Sequence[Noted], *, expected: Mapping[UUID, int] | None = None, views: Sequence[View] = ()
    ) -> list[Recorded]:
        """Append facts of many streams in one transaction and return those that are new; known ids are left out.

        `expected`: the versions of streams that were decided on. Raises Conflict where one went on since.
        """
        fresh = {fact.fact_id.bytes: fact for fact in noted}
        with self.database.read() as tx:
            seen = self.recorder.head(tx).position
            self._forget_known(tx, fresh)
        unplaced = {row.fact_id: row for row in self._mapper.unplaced(list(fresh.values()))}
        with self.database.joined() as tx:
            head = self.recorder.head(tx)
            if head.position != seen:
                self._forget_known(tx, fresh)
            if not fresh:
                return []
            decided = expected or {}
            facts = [unplaced[fact_id] for fact_id in fresh]
            streams = {row.stream for row in facts} | {stream.bytes for stream in decided}
            versions = self.recorder.versions(tx, streams)
            for stream, version in decided.items():
                if (now_at := versions.get(stream.bytes, 0)) != version:
                    raise Conflict(f"decided on version {version}, the stream is at {now_at}")
            rows, recorded = self._placed(head, list(fresh.values()), facts, versions)
            self.recorder.add(tx, _sealed(head, rows))
            for view in views:
                view.apply(tx, recorded)
        return recorded

    def prepare(self, noted: Sequence[Noted], *, views: Sequence[View], after: Sequence[Prepared]) -> Prepared:
        """Work out all that `append_many` would write once those before it, prepared as well, are written.

        Raises NotAhead where that cannot be told: others wrote in between, or something is to be read that is still to
        be written.
        """
        fresh = {fact.fact_id.bytes: fact for fact in noted}
        with self.database.read() as before_it, self.database.ahead({"log", self.recorder.ids}) as tx:
            end = self.recorder.head(before_it)
            if after and end.position not in {after[0].expected, *(before.then for before in after)}:
                raise NotAhead("others wrote in between")
            self._forget_known(before_it, fresh)
            facts = self._mapper.unplaced(list(fresh.values()))
            streams = {row.stream for row in facts}
            if not all(streams.isdisjoint(before.streams) and before.ids.isdisjoint(fresh) for before in after):
                raise NotAhead("more of a customer whose facts are still to be written")
            head = Head(after[-1].then, after[-1].recorded_at, START) if after else end
            rows, recorded = self._placed(head, list(fresh.values()), facts, self.recorder.versions(before_it, streams))
            for view in views:
                view.apply(tx, recorded)
            recorded_at = rows[-1][7] if rows else head.recorded_at
            return Prepared(noted, recorded, head.position, recorded_at, rows, tx.steps, streams, fresh.keys())

    def write_prepared(
        self, expected: int, rows: Sequence[Row], steps: Iterable[Step], wanted: Callable[[], bool]
    ) -> bool:
        """Write what was prepared, unless the log ends elsewhere: then nothing.

        Raises NoLongerWanted, at the last moment, where that is so.
        """
        head = self.head()
        if head.position != expected:
            return False
        # Sealed before the lock is taken: a log that ends at the same position ends in the same row.
        sealed = _sealed(head, rows)
        with self.database.write() as tx:
            if self.recorder.head(tx).position != expected:
                return False
            self.recorder.add(tx, sealed)
            carry_out(tx, steps)
            if not wanted():
                raise NoLongerWanted
        return True

    def back_up(self, backups: Backups, taken_at: datetime) -> Copied:
        """Copy the log, and apart from it the keys. Raises NotAsWritten and OSError."""
        return back_up(self.database, self.recorder, self.keys, backups, taken_at)

    def standing(self, heard: Heard | None, backups: Backups | None) -> Standing:
        """What a phone is told of the log, and whether it is still the one of which it `heard`."""
        with self.database.read() as tx:
            return standing(tx, self.recorder, heard, backups, self._clock())

    def restore(self, copy: LogCopy) -> None:
        """Put the log of a backup where none is. Raises NotAsWritten and NoBackup."""
        restore_log(copy, self.database, self.recorder)

    def exported(self, through: int) -> Iterator[bytes]:
        """The log up to a position as lines in clear; see backend/store/carrying.py. Raises NotAsWritten."""
        return exported(self.database, self.recorder, self.keys, through)

    def load(self, lines: Iterable[bytes], then: Callable[[int], Noted]) -> int:
        """Make the log of such lines where none is, and append a fact about it; all of it or nothing.

        `then` makes that fact from the last position. Returns that position. Raises BadLine.
        """
        with self.database.write() as tx:
            through = load(tx, self.recorder, self._mapper, self.keys, lines)
            self.append_many([then(through)])
        return through

    def close(self) -> None:
        self.database.close()
        self.keys.database.close()

    def _forget_known(self, tx: Tx, fresh: dict[bytes, Noted]) -> None:
        for fact_id in self.recorder.known(tx, fresh):
            del fresh[fact_id]

    def _placed(
        self,
        head: Head,
        noted: Sequence[Noted],
        unplaced: Sequence[Unplaced],
        versions: dict[bytes, int],
        digest: bytes | None = None,
    ) -> tuple[list[Row], list[Recorded]]:
        """Stamp what the server knows better. The digest goes to the first fact."""
        recorded_at = max(micros(self._clock()), head.recorded_at)
        known_at = moment(recorded_at)
        rows, recorded = [], []
        for position, (fact, row) in enumerate(zip(noted, unplaced, strict=True), head.position + 1):
            stream, fact_id, name, name_version, occurred_at, noted_by, device, because, body = row
            version = versions[stream] = versions.get(stream, 0) + 1
            rows.append((
                position, stream, version, fact_id, name, name_version, occurred_at, recorded_at,
                noted_by, device, because, body, digest,
            ))  # fmt: skip
            recorded.append(stamped(fact, position, version, known_at))
            digest = None
        return rows, recorded

    def _answered(self, tx: Tx, first: Unplaced, sent: bytes, key: StreamKey | None) -> Appended:
        position = self.recorder.known(tx, [first.fact_id]).get(first.fact_id)
        if position is None:
            raise IdReused("another fact of this command has an id that was used before")
        return self._answer(tx, position, first.fact_id, first.stream, sent, key)

    def _answer(
        self, tx: Tx, position: int, command_id: bytes, stream: bytes, sent: bytes, key: StreamKey | None
    ) -> Appended:
        sql = f"{self._select} WHERE position >= ? AND position < ? ORDER BY position"
        first, *rest = tx.execute(sql, (position, position + LARGEST_COMMAND)).fetchall()
        if first[1] != stream or not _same(first[12], sent, key):
            raise IdReused("this id was given to something else before")
        followed = takewhile(lambda row: row[1] == stream and row[10][:16] == command_id, rest)
        return Appended(self._decoded([first, *followed]), known=True)


def _sealed(head: Head, rows: Iterable[Row]) -> list[Row]:
    """Each row with its chain."""
    chain, sealed = head.chain, []
    for row in rows:
        chain = linked(chain, row)
        sealed.append((*row, chain))
    return sealed


def _one_stream(noted: Sequence[Noted]) -> bytes:
    if len({fact.stream for fact in noted}) > 1 or len(noted) > LARGEST_COMMAND:
        raise ValueError(f"one append is for one stream and at most {LARGEST_COMMAND} facts; append_many takes more")
    if len({fact.fact_id for fact in noted}) < len(noted):
        raise IdReused("two facts of one command have one id")
    return noted[0].stream.bytes


def _same(stored: bytes | None, sent: bytes, key: StreamKey | None) -> bool:
    if stored is None or not sent:
        return stored is None and not sent
    if key is None or stored[:MARK] != key.mark:
        # The key it was signed with is destroyed: nobody can tell any more, and nothing is written.
        return True
    return hmac.compare_digest(stored, key.digest(sent))
