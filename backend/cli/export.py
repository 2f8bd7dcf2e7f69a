"""How is the whole log carried to another place, or read by another program: as lines of JSON, in clear?"""

from __future__ import annotations

import os
from pathlib import Path

import click

from backend.cli.opening import ask, opened
from backend.store import Store, make_durable
from events.firm import FIRM, NoteExport

PRIVATE = 0o600


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--through", type=click.IntRange(min=1), help="The last position to write; unless given, the newest.")
def command(file: Path, through: int | None) -> None:
    """Write every fact to FILE, one a line, and note that this was done. The file holds names in clear."""
    if file.exists():
        raise click.ClickException(f"{file} is there already, and is not overwritten.")
    with opened() as store:
        last = store.head().position
        if not last:
            raise click.ClickException("There is no fact to export yet.")
        through = min(through or last, last)
        # Noted before it is done: no copy in clear is without its fact, and the fact is not in its own file.
        ask(store, FIRM, NoteExport(through=through))
        _write(store, file, through)
    click.echo(f"{through:,} facts are in {file} ({file.stat().st_size / 1e6:.1f} MB).")
    click.echo(
        "Names, numbers and free words stand in it in clear: only you can read this file; delete it when it has served."
        " Passwords are not in it: after `encore load`, people get a link by `encore invite --reset`."
    )


def _write(store: Store, file: Path, through: int) -> None:
    """Whole and durable before it has its name."""
    draft = file.with_name(f".{file.name}.part")
    try:
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as out:
            out.writelines(store.exported(through))
        make_durable(draft)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    make_durable(file.absolute().parent)
