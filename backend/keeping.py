"""What does the house do by itself once a day: take a backup, fit the rhythm, and clean up?

To have something cleaned daily, write a function of the settings and the time, and enter it in CHORES.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from backend.config import Settings
from backend.importing.folder import throw_away
from backend.projections.rebuild import ensure
from backend.refitting import refit
from backend.store import Backups, Busy, Copied, NewerDatabase, NotAsWritten, OtherKeys, WrongSecret, open_store

AGAIN_AFTER = timedelta(hours=1)
SENTENCES = (Busy, NewerDatabase, NotAsWritten, OtherKeys, WrongSecret)
"""Errors whose words may be written down: no name stands in them."""

Chore = Callable[[Settings, datetime], bool]
"""Returns whether it is done for today; if not, it is asked again in some minutes, and after an error in an hour."""

log = logging.getLogger(__name__)


def backups_of(settings: Settings) -> Backups:
    return Backups(settings.backups, settings.name)


def take_backup(settings: Settings, backups: Backups, now: datetime) -> Copied | None:
    """Copy log and keys there; None where there is no fact to copy. Raises what the store and the disk raise."""
    if settings.file and not settings.file.exists():
        return None
    store = open_store(settings.database, settings.keys, settings.secret)
    try:
        if store.head().position == 0:
            return None
        copied = store.back_up(backups, now)
    finally:
        store.close()
    backups.note_success()
    return copied


def daily_backup(settings: Settings, now: datetime) -> bool:
    """One each UTC day, by whichever process comes first; of the older ones the newest stay."""
    backups = backups_of(settings)
    try:
        with backups.alone():
            taken_at = backups.newest(now)
            if taken_at and taken_at.date() >= now.astimezone(UTC).date():
                return True
            copied = take_backup(settings, backups, now)
            if copied is None:
                return False
            backups.prune()
    except Exception as error:
        backups.note_failure(why(error))
        raise
    log.info("backup of %s facts taken", copied.facts)
    return True


def old_uploads(settings: Settings, now: datetime) -> bool:
    """Files that were brought in, and the rows that were left out, go after 30 days: they hold names in clear."""
    throw_away(settings.imports, now)
    return True


def fit_the_rhythm(settings: Settings, now: datetime) -> bool:
    """Where purchases have grown by enough since the last time; an import has it done at once."""
    if settings.file and not settings.file.exists():
        return False
    store = open_store(settings.database, settings.keys, settings.secret)
    try:
        ensure(store)
        refit(store, now)
    finally:
        store.close()
    return True


CHORES: tuple[tuple[str, Chore], ...] = (
    ("the daily backup", daily_backup),
    ("fitting the rhythm", fit_the_rhythm),
    ("cleaning up uploads", old_uploads),
)


class Daily:
    """Does each chore once a UTC day. What fails is told as an alarm and keeps no other chore from being done."""

    def __init__(self, settings: Settings, chores: Sequence[tuple[str, Chore]] = CHORES) -> None:
        self._settings = settings
        self._chores = chores
        self._not_before: dict[str, datetime] = {}

    def run(self, now: datetime) -> None:
        """Whatever is due; to be called every few minutes."""
        for name, chore in self._chores:
            if now >= self._not_before.get(name, now):
                self._do(name, chore, now)

    def _do(self, name: str, chore: Chore, now: datetime) -> None:
        try:
            done = chore(self._settings, now)
        except Exception as error:
            log.critical("%s failed: %s", name, why(error), exc_info=True)
            self._not_before[name] = now + AGAIN_AFTER
            return
        if done:
            tomorrow = now.astimezone(UTC).date() + timedelta(days=1)
            self._not_before[name] = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=UTC)


def why(error: Exception) -> str:
    """What may be said of an error: no name of anybody."""
    if isinstance(error, SENTENCES):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.strerror or type(error).__name__}: {error.filename}"
    return type(error).__name__
