"""Which notes of signed-out devices wait for a manager, and for whose?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from backend.projections.base import Row, Table
from backend.store import Tx, uuid_of
from events.held import HeldNoteLeft, HeldNoteTaken, NoteHeld
from events.kernel import Recorded

TABLE = Table(
    "live_held",
    {"customer": "BYTEA NOT NULL", "fact": "BYTEA NOT NULL", "team": "BYTEA", "position": "BIGINT NOT NULL"},
    indexes=("customer", "position"),
    key="fact",
)
OF_TEAM = """
    FROM live_held LEFT JOIN live_directory ON live_directory.customer = live_held.customer
    WHERE COALESCE(live_directory.team, live_held.team) = ?
"""
"""The team of the customer; of who noted it where it is about nobody on the list."""
WAITING = f"SELECT live_held.fact {OF_TEAM} ORDER BY live_held.position LIMIT ?"
COUNT = f"SELECT COUNT(*) {OF_TEAM}"
ONE = f"SELECT live_held.fact {OF_TEAM} AND live_held.fact = ?"
KINDS = (NoteHeld, HeldNoteTaken, HeldNoteLeft)


def held_rows(facts: Sequence[Recorded]) -> Iterable[Row]:
    """Of one whole stream: what was held on it and is not settled."""
    notes = [(noted, noted.body) for noted in facts if isinstance(noted.body, NoteHeld)]
    if notes:
        settled = {noted.body.of for noted in facts if isinstance(noted.body, HeldNoteTaken | HeldNoteLeft)}
        yield from (_row(noted, body.team) for noted, body in notes if noted.fact_id not in settled)


def _row(noted: Recorded, team: UUID | None) -> Row:
    return (noted.stream.bytes, noted.fact_id.bytes, team and team.bytes, noted.position)


def replace_stream(tx: Tx, facts: Sequence[Recorded]) -> None:
    TABLE.replace(tx, [facts[0].stream.bytes], list(held_rows(facts)))


def waiting(tx: Tx, team: UUID, limit: int) -> list[UUID]:
    """The held notes that this team's managers settle, as they came in."""
    return [uuid_of(row[0]) for row in tx.execute(WAITING, (team.bytes, limit)).fetchall()]


def count(tx: Tx, team: UUID) -> int:
    return int(tx.execute(COUNT, (team.bytes,)).fetchone()[0])


def is_waiting(tx: Tx, team: UUID, fact: UUID) -> bool:
    return tx.execute(ONE, (team.bytes, fact.bytes)).fetchone() is not None
