"""How is the demo set up with one word: whole or not at all, and only once?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import click

from backend.cli.demo.people import AT, PASSWORD, STAFF
from backend.cli.opening import now, opened, setting_of
from backend.cli.serve import check_port, serve
from backend.config import SQLITE, Settings, read_settings
from backend.projections.setting import Setting

STALE_AFTER = timedelta(days=7)
BESIDE = ("-wal", "-shm", ".lock", ".lock.next")
"""What SQLite and the queue of its writers keep beside a database."""


@click.command("demo")
@click.option("--fresh", is_flag=True, help="Throw the demo firm away and start it over.")
def command(fresh: bool) -> None:
    """Make the demo firm once, then serve it: real purchases, invented people, 13 weeks of invented work."""
    settings = read_settings()
    check_port(settings)
    standing = _standing(settings)
    if standing is None or fresh:
        _set_up(settings)
        standing = _standing(settings)
    assert standing
    _tell(standing)
    serve(settings)


def _standing(settings: Settings) -> Setting | None:
    """The demo firm that is there; None where nothing is. Another firm is left alone."""
    if settings.file is None or not settings.keys.startswith(SQLITE):
        raise click.ClickException("The demo lives in files: unset ENCORE_DATABASE and ENCORE_KEYS.")
    keys = Path(settings.keys.removeprefix(SQLITE))
    if not settings.file.exists():
        if keys.exists():
            raise click.ClickException(
                f"{keys} holds the keys of a database that is not here, and the demo leaves them alone."
                " Move that file away, or name another database in ENCORE_DATABASE."
            )
        return None
    with opened(settings) as store:
        setting = setting_of(store)
    if setting.founded and not setting.demo:
        raise click.ClickException(
            f"{settings.file} belongs to {setting.founded.name}, and the demo leaves it alone."
            " Name another file: ENCORE_DATABASE=sqlite:///var/demo.db"
        )
    return setting if setting.demo else None


def _set_up(settings: Settings) -> None:
    """Make everything under other names and move it into place at the end: what is interrupted starts over."""
    assert settings.file
    places = [settings.file, Path(settings.keys.removeprefix(SQLITE))]
    drafts = [place.with_name(f".demo-{place.name}") for place in places]
    for draft in drafts:
        _remove(draft)
    # Read in only now: what invents the names takes half a second, and a second start needs none of it.
    make = import_module("backend.cli.demo.making").make
    make(replace(settings, database=f"{SQLITE}{drafts[0]}", keys=f"{SQLITE}{drafts[1]}"))
    for draft, place in zip(reversed(drafts), reversed(places), strict=True):
        # The database comes last: where it is, its keys are.
        _remove(place)
        draft.replace(place)
        _remove(draft)


def _remove(file: Path) -> None:
    for end in ("", *BESIDE):
        file.with_name(file.name + end).unlink(missing_ok=True)


def _tell(setting: Setting) -> None:
    assert setting.demo is not None
    assert setting.demo_made_at is not None
    click.echo(
        f"Demo data: {setting.demo.purchases:,} purchases of {setting.demo.customers:,} customers are real"
        f" (moved by {setting.demo.moved_by_days:,} days);"
        " names, ways to reach them and the work of the last weeks are invented."
    )
    if now() - setting.demo_made_at > STALE_AFTER:
        click.echo("This demo data is more than 7 days old. Start over with: make fresh")
    for worker in STAFF:
        team = f", {worker.team}" if worker.team else ""
        click.echo(f"  {worker.account + AT:26}{worker.role.value}{team}")
    click.echo(f"  The password of all of them: {PASSWORD}")
