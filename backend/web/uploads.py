"""Where do uploaded files lie, who works at them, and which of them may somebody see?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import current_app

from backend.importing.folder import Folder
from backend.importing.state import Stage, stage_of
from backend.importing.steps import Begin
from backend.projections import imports, people
from backend.projections.imports import Import
from backend.web.errors import not_here
from backend.web.session import Visit

NAME = "encore-uploads"


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
        by = people.person(tx, brought.by) if brought else None
    about = folder.read("about")
    if not brought and not about:
        raise not_here()
    team = about.get("team") or (str(by.team) if by else str(visit.person.team))
    if team != str(visit.person.team):
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
