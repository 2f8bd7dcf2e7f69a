"""Who works at an import beside the server? This process: one step of one import, behind everybody's work."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import click

from backend.cli.opening import now, opened, views_of
from backend.config import read_settings
from backend.importing.folder import Folder
from backend.importing.steps import run
from backend.web import log
from backend.web.tools import tools_of

NICER = 10
"""The queue must answer while a million rows come in."""


@click.command()
@click.argument("root", type=click.Path(path_type=Path))
@click.argument("import_id", type=click.UUID)
@click.argument("step", type=click.Choice(["check", "bring", "undo"]))
def command(root: Path, import_id: UUID, step: str) -> None:
    """Carry out one step of an import; begun by the server."""
    with suppress(OSError):
        os.nice(NICER)
    log.to_stderr()
    with opened(read_settings()) as store:
        run(tools_of(store, views_of(store), now, processes=os.cpu_count() or 1), Folder(root, import_id), step)


if __name__ == "__main__":
    command()
