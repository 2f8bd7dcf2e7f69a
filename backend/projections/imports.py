"""Which files were brought in, when, and what did they bring?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from backend.projections.base import Row, Table, encode
from backend.store import Tx, micros, moment
from events.imports import ImportFinished
from events.kernel import Recorded

TABLE = Table(
    "live_imports",
    {"fact": "BYTEA NOT NULL", "recorded_at": "BIGINT NOT NULL", "finished": "BYTEA NOT NULL"},
    indexes=("recorded_at",),
    key="fact",
)
LATEST = "SELECT recorded_at, finished FROM live_imports ORDER BY recorded_at DESC LIMIT ?"
_decoder = msgspec.msgpack.Decoder(ImportFinished)


@dataclass(frozen=True, slots=True)
class Import:
    at: datetime
    finished: ImportFinished


def import_rows(facts: Iterable[Recorded]) -> Iterable[Row]:
    for noted in facts:
        if isinstance(noted.body, ImportFinished):
            yield (noted.fact_id.bytes, micros(noted.recorded_at), encode(noted.body))


def latest(tx: Tx, limit: int) -> list[Import]:
    return [Import(moment(at), _decoder.decode(finished)) for at, finished in tx.execute(LATEST, (limit,))]
