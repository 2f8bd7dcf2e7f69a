"""Where does this log stand: is it the one that a phone heard of last, and how much of it is in a backup?

Phones keep what they sent until it is backed up. What a restored log lacks they then offer again.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from backend.store.backups import Backups
from backend.store.recorder import Head, LogRecorder
from backend.store.restoring import NoBackup, log_copy
from backend.store.transactions import Tx


class Heard(NamedTuple):
    """What somebody was told of a log."""

    epoch: bytes
    position: int
    chain: bytes


class Standing(NamedTuple):
    """`epoch` is random, made with each database and never copied."""

    epoch: bytes
    head: Head
    backed_up_through: int
    rewound: bool


def standing(tx: Tx, recorder: LogRecorder, heard: Heard | None, backups: Backups | None, now: datetime) -> Standing:
    """`rewound`: what was heard of is not this log, or is no longer in it."""
    epoch = epoch_of(tx)
    other = heard is not None and (heard.epoch != epoch or not _holds(tx, heard.position, heard.chain))
    through = _backed_up_through(tx, backups, now) if backups else 0
    return Standing(epoch, recorder.head(tx), through, other)


def epoch_of(tx: Tx) -> bytes:
    """Which log this is: a restored one is another."""
    return bytes(tx.execute("SELECT id FROM log_epoch").fetchone()[0])


def _holds(tx: Tx, position: int, chain: bytes) -> bool:
    """Whether this log went through that place; the place before its first fact is in every log."""
    if position == 0:
        return True
    row = tx.execute("SELECT chain FROM log WHERE position = ?", (position,)).fetchone()
    return row is not None and bytes(row[0]) == chain


def _backed_up_through(tx: Tx, backups: Backups, now: datetime) -> int:
    """By the newest backup of this very log; one of the log that it was restored over says nothing of it."""
    for file in backups.logs(now):
        head = _head(file)
        if head and _holds(tx, head.position, head.chain):
            return head.position
    return 0


def _head(file: Path) -> Head | None:
    try:
        return _head_of(file)
    except (NoBackup, OSError, sqlite3.Error):
        return None


@lru_cache(maxsize=64)
def _head_of(file: Path) -> Head:
    """Kept, for a backup never changes, and every batch of a phone asks."""
    return log_copy(file).head
