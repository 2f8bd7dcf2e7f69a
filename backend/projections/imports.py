"""Which files were brought in, when, what did they bring, and what was taken back?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import islice
from uuid import UUID

import msgspec

from backend.projections.base import Row, Table, encode
from backend.store import Tx, micros, moment, uuid_of
from events.imports import ImportFinished, ImportStarted, ImportUndone
from events.kernel import Fact, Recorded

TABLE = Table(
    "live_imports",
    {
        "fact": "BYTEA NOT NULL",
        "import": "BYTEA NOT NULL",
        "kind": "TEXT NOT NULL",
        "headers": "TEXT NOT NULL",
        "noted_by": "BYTEA NOT NULL",
        "position": "BIGINT NOT NULL",
        "recorded_at": "BIGINT NOT NULL",
        "body": "BYTEA NOT NULL",
    },
    indexes=("kind, position", "import, position", "headers, position"),
    key="fact",
)
AT_ONCE = 100
LAST = 2**62
"""After every position of the log."""
COLUMNS = "import, kind, noted_by, position, recorded_at, body"
LATEST = f"""
    SELECT {COLUMNS} FROM live_imports WHERE kind IN ('started', 'finished') AND position < ?
    ORDER BY position DESC LIMIT ?
"""  # noqa: S608 constants only
OF_IMPORT = f"SELECT {COLUMNS} FROM live_imports WHERE import = ? ORDER BY position"  # noqa: S608 constants only
ALIKE = """
    SELECT body FROM live_imports WHERE headers = ? AND kind = 'started' ORDER BY position DESC LIMIT 1
"""
KINDS: dict[str, type[Fact]] = {"started": ImportStarted, "finished": ImportFinished, "undone": ImportUndone}
_started = msgspec.msgpack.Decoder(ImportStarted)
_finished = msgspec.msgpack.Decoder(ImportFinished)
_undone = msgspec.msgpack.Decoder(ImportUndone)


@dataclass(frozen=True, slots=True)
class Import:
    """One import: `finished` is the last word on what it brought; `by` is who began it, `at` when it was over."""

    id: UUID
    at: datetime
    by: UUID
    began_at: int
    finished: ImportFinished | None
    started: ImportStarted | None = None
    undone: ImportUndone | None = None

    @property
    def source(self) -> str:
        told = self.finished or self.started
        return told.source if told else ""

    def seen_by(self, team: UUID | None) -> bool:
        """Whether the managers of a team see it: one of theirs, or one from before that is of no team."""
        return self.started is None or self.started.team in (None, team)


def import_rows(facts: Iterable[Recorded]) -> Iterable[Row]:
    for noted in facts:
        body = noted.body
        kind = next((kind for kind, of in KINDS.items() if isinstance(body, of)), None)
        if kind is None:
            continue
        of = getattr(body, "import_id", None) or noted.fact_id
        yield (
            noted.fact_id.bytes, of.bytes, kind, getattr(body, "headers", ""),
            noted.noted_by.bytes, noted.position, micros(noted.recorded_at), _encoded(body),
        )  # fmt: skip


def _encoded(body: Fact) -> bytes:
    """Field by field: of a fact that was read, a personal field without words is no attribute of its own."""
    return encode({each.name: getattr(body, each.name) for each in fields(body)})


def latest(tx: Tx, team: UUID | None, limit: int) -> list[Import]:
    """What was over last and the managers of a team may see; each import once, with what became of it."""
    return list(islice((one for one in _over(tx) if one.seen_by(team)), limit))


def _over(tx: Tx) -> Iterator[Import]:
    seen, before = set[UUID](), LAST
    while rows := tx.execute(LATEST, (before, AT_ONCE)).fetchall():
        for import_id in (uuid_of(row[0]) for row in rows):
            if import_id not in seen and (found := of_id(tx, import_id)):
                seen.add(import_id)
                yield found
        before = rows[-1][3]


def of_id(tx: Tx, import_id: UUID) -> Import | None:
    return _joined(tx.execute(OF_IMPORT, (import_id.bytes,)).fetchall())


def mapping_of(tx: Tx, headers: str) -> ImportStarted | None:
    """How the last file with these columns was read."""
    row = tx.execute(ALIKE, (headers,)).fetchone()
    return _started.decode(row[0]) if row else None


def _joined(rows: Sequence[tuple[bytes, str, bytes, int, int, bytes]]) -> Import | None:
    if not rows:
        return None
    bodies = {row[1]: row[5] for row in rows}
    over = [row for row in rows if row[1] != "undone"][-1]
    return Import(
        id=uuid_of(rows[0][0]),
        at=moment(over[4]),
        by=uuid_of(rows[0][2]),
        began_at=rows[0][3],
        finished=_finished.decode(bodies["finished"]) if "finished" in bodies else None,
        started=_started.decode(bodies["started"]) if "started" in bodies else None,
        undone=_undone.decode(bodies["undone"]) if "undone" in bodies else None,
    )
