"""How are all projections built anew from the log, while the firm goes on working?"""

from __future__ import annotations

import time

import click

from backend.cli.opening import opened
from backend.projections.rebuild import rebuild


@click.command("rebuild")
def command() -> None:
    """Build every projection anew beside the live ones, then swap them in."""
    with opened() as store:
        begun = time.perf_counter()
        with click.progressbar(length=store.head().position, label="Facts read") as bar:
            read = rebuild(store, lambda so_far: bar.update(so_far - bar.pos))
        seconds = time.perf_counter() - begun
    click.echo(f"{read:,} facts in {seconds:.1f} s: {read / seconds:,.0f} a second.")
