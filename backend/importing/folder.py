"""Where do an uploaded file and all that belongs to its import lie, and how far has it come?"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import UUID

KEPT = timedelta(days=30)
"""For how long an upload and its refused rows are kept: they hold names and numbers in clear."""
UPLOAD, STAGED, REFUSED, STOP = "upload", "staged.db", "refused.csv", "stop"


class Folder:
    """The files of one import; readable by their owner alone."""

    def __init__(self, root: Path, import_id: UUID) -> None:
        self.id = import_id
        self.path = root / str(import_id)

    def make(self) -> None:
        self.path.mkdir(parents=True, mode=0o700)

    @property
    def there(self) -> bool:
        return self.path.is_dir()

    @property
    def upload(self) -> Path:
        return self.path / UPLOAD

    @property
    def staged(self) -> Path:
        return self.path / STAGED

    @property
    def refused(self) -> Path:
        return self.path / REFUSED

    def read(self, name: str) -> dict[str, Any]:
        """One of its notes ("about", "choices", "state"); empty where there is none yet."""
        with suppress(FileNotFoundError):
            found: dict[str, Any] = json.loads((self.path / f"{name}.json").read_text(encoding="utf-8"))
            return found
        return {}

    def write(self, name: str, told: dict[str, Any]) -> None:
        """Whole or not at all: whoever reads it meanwhile reads the one before."""
        with NamedTemporaryFile("w", dir=self.path, delete=False, encoding="utf-8") as draft:
            json.dump(told, draft)
        Path(draft.name).replace(self.path / f"{name}.json")

    def ask_to_stop(self) -> None:
        (self.path / STOP).touch()

    def go_on(self) -> None:
        (self.path / STOP).unlink(missing_ok=True)

    @property
    def to_stop(self) -> bool:
        return (self.path / STOP).exists()

    def forget_staged(self) -> None:
        """What is needed no more once the rows are in."""
        self.staged.unlink(missing_ok=True)


def folders(root: Path) -> Iterator[Folder]:
    """Those of all imports that are kept, in no order."""
    if not root.is_dir():
        return
    for path in root.iterdir():
        with suppress(ValueError):
            yield Folder(root, UUID(path.name))


def throw_away(root: Path, now: datetime) -> int:
    """Uploads and refused rows older than 30 days go; returns how many."""
    old = [one for one in folders(root) if _changed(one.path) < (now - KEPT).timestamp()]
    for one in old:
        shutil.rmtree(one.path, ignore_errors=True)
    return len(old)


def _changed(path: Path) -> float:
    with suppress(FileNotFoundError):
        return max(one.stat().st_mtime for one in (path, *path.iterdir()))
    return float("inf")
