"""Where do uploaded files lie, who works at them, and which of them may somebody see?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import current_app

from backend.importing.folder import Folder
from backend.importing.state import UNDER_WAY, Stage, stage_of, step_of
from backend.importing.steps import Begin
from backend.projections import imports
from backend.projections.imports import Import
from backend.web.errors import not_here
from backend.web.session import Visit

NAME = "encore-uploads"
READ_ANEW = frozenset({Stage.NEW, Stage.ASKING, Stage.CHECKED, Stage.FAILED, Stage.STOPPED})


@dataclass(frozen=True)
class Uploads:
    """`root` holds a folder for each import."""

    root: Path
    begin: Begin


@dataclass(frozen=True)
class Upload:
    """An import as its page knows it; `brought` once it has begun to write, `about` for 30 days after the upload."""

    folder: Folder
    stage: Stage
    about: dict[str, Any]
    state: dict[str, Any]
    brought: Import | None

    @property
    def id(self) -> UUID:
        return self.folder.id

    @property
    def under_way(self) -> bool:
        return self.stage in UNDER_WAY

    @property
    def may_be_read_anew(self) -> bool:
        """Whether its columns may be chosen: nothing came in yet, and nobody is at work on it."""
        return self.brought is None and self.stage in READ_ANEW

    @property
    def step(self) -> str:
        """The step that was begun last."""
        return step_of(self.state)

    @property
    def source(self) -> str:
        """Where the file is from, as its owner said."""
        started = self.brought and self.brought.started
        return started.source if started else str(self.folder.read("choices").get("source", ""))


def uploads() -> Uploads:
    found: Uploads = current_app.extensions[NAME]
    return found


def upload(visit: Visit, import_id: UUID) -> Upload:
    """An import of this manager's team; 404 for any other."""
    folder = Folder(uploads().root, import_id)
    with visit.read() as tx:
        brought = imports.of_id(tx, import_id)
    about, team = folder.read("about"), visit.person.team
    if not (brought.seen_by(team) if brought else about.get("team") == str(team)):
        raise not_here()
    stage = _stage(folder, visit, brought)
    return Upload(folder, stage, about, folder.read("state"), brought)


def _stage(folder: Folder, visit: Visit, brought: Import | None) -> Stage:
    """What the log says counts, once the files are thrown away."""
    if brought and brought.undone:
        return Stage.UNDONE
    if not folder.there and brought:
        return Stage.FINISHED if brought.finished and not brought.finished.stopped else Stage.STOPPED
    return stage_of(folder, visit.now)
