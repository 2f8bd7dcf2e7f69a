"""How is the log of a backup put back, under the keys in force now?"""

from __future__ import annotations

from pathlib import Path

import click

from backend.cli.renewing import renewed
from backend.config import Settings, read_settings
from backend.store import KeysCopy, LogCopy, draft_of, keys_at, keys_copy, log_copy

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("restore")
@click.argument("backup", type=FILE)
@click.option("--keys", "keys_file", type=FILE, help="A copy of the keys, where the keys themselves are lost.")
@click.option("--replace", is_flag=True, help="Also where facts are; what is replaced is kept under a new name.")
def command(backup: Path, keys_file: Path | None, replace: bool) -> None:
    """Put the log of BACKUP into the database, make its projections and verify them. Stop Encore before.

    The names in it are opened by the keys in force: whoever was forgotten since stays forgotten.
    """
    settings = read_settings()
    copy = log_copy(backup)
    keys = keys_copy(keys_file) if keys_file else None
    if not replace and draft_of(settings.database, "log").filled("log"):
        raise click.ClickException(
            "Facts are in this database, and they are not overwritten: --replace keeps them under a new name."
        )
    _check_keys(settings, copy, keys, replace)
    with renewed(settings, replace=replace, keys_from=keys) as store:
        store.restore(copy)
    click.echo(
        f"{copy.head.position:,} facts are back as they were on {copy.taken_at:%Y-%m-%d at %H:%M} UTC;"
        " every projection was made anew and is what follows from them."
    )
    click.echo("Everybody signs in again, with the password of that time. Invitations of that time are closed.")


def _check_keys(settings: Settings, log: LogCopy, copy: KeysCopy | None, replace: bool) -> None:
    """The keys in force open the log, or a copy of its keys comes where they are lost: never over newer ones."""
    here = keys_at(settings.keys)
    if copy is None:
        if here != log.pair:
            raise click.ClickException(
                "ENCORE_KEYS does not name the keys of this backup. Where they are lost, name their newest copy:"
                " encore restore BACKUP --keys FILE"
            )
        return
    if copy.pair != log.pair:
        raise click.ClickException(f"{copy.file} holds the keys of another log than this backup.")
    filled = draft_of(settings.keys, "keys").filled("keys")
    if filled and here == copy.pair:
        raise click.ClickException(
            "The keys of this backup are in place. A copy could hold keys that were destroyed since: leave --keys out."
        )
    if filled and not replace:
        raise click.ClickException("Other keys are in ENCORE_KEYS: --replace keeps them under a new name.")
