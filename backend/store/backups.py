"""Where do the backups of a firm lie, how old is the newest, and which of them go?"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

KEPT = 14
STAMP = "%Y%m%dT%H%M%SZ"
CLOCKS_DIFFER = timedelta(days=1)
KEYS = "keys"
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


@dataclass(frozen=True)
class Backups:
    """Files named by the UTC second in which they were begun. `name` tells the firms apart that share a folder.

    The keys lie in a folder of their own, so that whoever carries the logs away takes no keys along.
    """

    folder: Path
    name: str

    def log_file(self, taken_at: datetime) -> Path:
        return self.folder / f"{self.name}-{taken_at.astimezone(UTC):{STAMP}}.db"

    def keys_file(self, taken_at: datetime) -> Path:
        return self.folder / KEYS / f"{self.name}-keys-{taken_at.astimezone(UTC):{STAMP}}.db"

    def newest(self, now: datetime) -> datetime | None:
        """When the newest backup was taken; None where there is none."""
        return next((taken_at for taken_at, _ in self._taken(now)), None)

    def logs(self, now: datetime) -> list[Path]:
        """The copies of the log, the newest first."""
        return [file for _, file in self._taken(now)]

    def _taken(self, now: datetime) -> list[tuple[datetime, Path]]:
        """One of a far future counts for none."""
        found = [taken for taken in _files(self.folder, self.name) if taken[0] <= now + CLOCKS_DIFFER]
        return sorted(found, reverse=True)

    def prune(self, keep: int = KEPT) -> None:
        """Delete all but the newest of this firm's own files; nothing else in the folder is touched."""
        for folder, name in ((self.folder, self.name), (self.folder / KEYS, f"{self.name}-keys")):
            for _, file in sorted(_files(folder, name), reverse=True)[keep:]:
                file.unlink(missing_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until no other process takes a backup of this firm; a killed one is not waited for."""
        make_folder(self.folder)
        lock = os.open(self.folder / f".{self.name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    @property
    def failure(self) -> str | None:
        """Why the last try came to nothing; None once one succeeded."""
        try:
            return self._failure_file.read_text().strip() or None
        except (OSError, UnicodeDecodeError):
            return None

    def note_failure(self, why: str) -> None:
        """Keep the reason for whoever looks. Where even this cannot be written, the age of the newest tells."""
        with suppress(OSError):
            make_folder(self.folder)
            self._failure_file.write_text(why + "\n")

    def note_success(self) -> None:
        self._failure_file.unlink(missing_ok=True)

    @property
    def _failure_file(self) -> Path:
        return self.folder / f"{self.name}-failed.txt"


def make_folder(folder: Path) -> None:
    """Readable by its owner alone where it is made here."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)


def make_durable(path: Path) -> None:
    """A file's content, or a folder's names, on the disk itself."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def part_of(file: Path) -> Path:
    """Under what name a file of a backup is written before it is whole."""
    return file.with_name(f".{file.name}.part")


def parts_beside(file: Path) -> list[Path]:
    """What killed backups left beside a file: of its own firm and kind alone, for others may be at theirs."""
    name = file.name.rsplit("-", 1)[0]
    return [part for _, part in _files(file.parent, f".{name}", ".part")]


def _files(folder: Path, name: str, ending: str = "") -> Iterator[tuple[datetime, Path]]:
    ours = re.compile(re.escape(name) + r"-([0-9]{8}T[0-9]{6}Z)\.db" + re.escape(ending))
    with suppress(FileNotFoundError, NotADirectoryError):
        for entry in os.scandir(folder):
            found = ours.fullmatch(entry.name)
            with suppress(ValueError):
                if found:
                    yield datetime.strptime(found[1], STAMP).replace(tzinfo=UTC), Path(entry.path)
