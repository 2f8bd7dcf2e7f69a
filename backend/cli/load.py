"""How does an exported log get into an empty database, of whichever kind?"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from backend.cli.opening import now
from backend.cli.renewing import renewed
from backend.config import read_settings
from backend.store import lines_of
from backend.web.ids import new_id
from events.firm import FIRM, LogLoaded
from events.kernel import SYSTEM, Noted


@click.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Make the log of an exported FILE in an empty database: same ids, positions and times, new keys."""
    settings = read_settings()
    at = now()
    with file.open("rb") as lines, renewed(settings, replace=False) as store:
        through = store.load(lines_of(lines), lambda position: _loaded(position, at))
    click.echo(
        f"{through:,} facts are as they were exported, sealed with new keys;"
        " every projection was made and is what follows from them."
    )
    click.echo("Nobody has a password here yet: people get a link by `encore invite --reset`.")


def _loaded(through: int, at: datetime) -> Noted:
    return Noted(fact_id=new_id(at), stream=FIRM, occurred_at=at, noted_by=SYSTEM, body=LogLoaded(through=through))
