"""How is a backup taken by hand, and what must be kept beside it?"""

from __future__ import annotations

from pathlib import Path

import click

from backend.cli.opening import now
from backend.config import read_settings
from backend.keeping import backups_of, take_backup
from backend.store import Backups


@click.command("backup")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path | None) -> None:
    """Copy the log, and the keys apart from it, to FOLDER or where the daily backups lie. Goes on while it serves."""
    settings = read_settings()
    backups = Backups(folder, settings.name) if folder else backups_of(settings)
    with backups.alone():
        copied = take_backup(settings, backups, now())
    if copied is None:
        raise click.ClickException("There is nothing to back up yet.")
    size = copied.log.stat().st_size / 1e6
    click.echo(f"{copied.facts:,} facts, names sealed: {copied.log} ({size:.1f} MB)")
    click.echo(f"The keys that open them: {copied.keys}")
    click.echo(
        "The secret is not copied. Keep it as well (ENCORE_SECRET, or the file encore-secret beside the keys), and keep"
        " the keys apart from the log: without all three no name can be read, and with all three everybody can."
    )
