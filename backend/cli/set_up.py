"""Where does a firm begin that is served by something else than `encore serve`? A fresh set-up link."""

from __future__ import annotations

import click

from backend.cli.links import show
from backend.cli.opening import opened, setting_of
from backend.cli.serve import set_up_link
from backend.config import read_settings


@click.command("set-up")
def command() -> None:
    """Print a fresh link that sets up a firm in an empty database."""
    settings = read_settings()
    with opened(settings) as store:
        founded = setting_of(store).founded
        if founded:
            raise click.ClickException(
                f"{founded.name} lives in this database already."
                " Who forgot a password gets a link by: encore invite you@example.com --reset"
            )
        show(set_up_link(store, settings))
    click.echo("This link sets up your firm. It works once, within 24 hours; an earlier one has ended.", err=True)
